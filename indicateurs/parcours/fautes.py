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

    def add_all(self, autres, decalage=0, sans_detail=0):
        """Add faults found elsewhere, in the order of the lines; theirs are numbered from `decalage`. `sans_detail`
        more are only counted."""
        self.nombre += autres.nombre + sans_detail
        suivantes = [
            (None if ligne is None else ligne + decalage, *reste) for ligne, *reste in autres.premieres
        ]
        self.premieres = sorted([*self.premieres, *suivantes], key=lambda faute: faute[0] or 0)[:MAX_ERREURS]
