"""What is wrong with a file: the first faults in full, all of them counted."""

MAX_ERREURS = 1000

FauteDeLigne = tuple[int | None, str | None, str, str]  # line, column, code, message


class Fautes:
    """Faults found: the first `MAX_ERREURS` in full, and the number of all."""

    def __init__(self) -> None:
        self.nombre = 0
        self.premieres: list[FauteDeLigne] = []

    def add(self, ligne: int | None, colonne: str | None, code: str, message: str) -> None:
        self.nombre += 1
        if len(self.premieres) < MAX_ERREURS:
            self.premieres.append((ligne, colonne, code, message))

    def add_all(self, autres: "Fautes", decalage: int = 0, sans_detail: int = 0) -> None:
        """Add faults found elsewhere, in the order of the lines; theirs are numbered from `decalage`. `sans_detail`
        more are only counted."""
        self.nombre += autres.nombre + sans_detail
        suivantes = [
            (None if ligne is None else ligne + decalage, colonne, code, message)
            for ligne, colonne, code, message in autres.premieres
        ]
        self.premieres = sorted([*self.premieres, *suivantes], key=lambda faute: faute[0] or 0)[:MAX_ERREURS]
