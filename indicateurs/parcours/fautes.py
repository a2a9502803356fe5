"""What is wrong with a file: the first faults in full, all of them counted."""

MAX_ERREURS = 1000


class Fautes:
    """Faults found: the first `MAX_ERREURS` in full, as (line, column, code, message), and the number of all."""

    def __init__(self):
        self.nombre, self.premieres = 0, []

    def add(self, ligne, colonne, code, message):
        self.nombre += 1
        if len(self.premieres) < MAX_ERREURS:
            self.premieres.append((ligne, colonne, code, message))

    def merge(self, nombre, premieres):
        """Add what another process found, in the order of the lines."""
        self.nombre += nombre
        toutes = [*self.premieres, *(tuple(faute) for faute in premieres)]
        self.premieres = sorted(toutes, key=lambda faute: faute[0] or 0)[:MAX_ERREURS]
