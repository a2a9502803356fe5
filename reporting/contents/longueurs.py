"""Which text of a document weighs most when its pages are drawn, and where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

# Drawing time, measured: a short line costs what a whole line of so many characters does, and a word without a space
# grows as its square.
LIGNE = 80
MOT = 1_000


@dataclass(frozen=True)
class TexteDeDocument:
    """One text of a document: `champ` is its field, `porteurs` the parts it stands in, the outermost first."""

    champ: str
    texte: str
    porteurs: tuple[Any, ...]

    @property
    def lignes(self) -> int:
        return self.texte.count("\n") + 1

    @property
    def mot_le_plus_long(self) -> int:
        return max(map(len, self.texte.split()), default=0)

    @property
    def poids(self) -> int:
        return len(self.texte) + LIGNE * self.lignes + self.mot_le_plus_long**2 // MOT


def iter_textes(partie: Any, porteurs: tuple[Any, ...] = ()) -> Iterator[TexteDeDocument]:
    """Every text of a frozen content."""
    ici = (*porteurs, partie)
    for champ in fields(partie):
        valeur = getattr(partie, champ.name)
        for un in valeur if isinstance(valeur, tuple) else (valeur,):
            if is_dataclass(un):
                yield from iter_textes(un, ici)
            elif isinstance(un, str):
                yield TexteDeDocument(champ.name, un, ici)


def find_texte_lourd(contenu: Any) -> TexteDeDocument:
    """The text that costs most to draw."""
    return max(iter_textes(contenu), key=lambda un: un.poids)
