"""What is wrong in the file of a référentiel, all at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

FAUTES_MAX = 100
TROP = f"D’autres fautes suivent\u00a0: seules les {FAUTES_MAX} premières sont dites."

Chemin = tuple[str | int, ...]  # in a content: ("indicateurs", 3, "axe")


@dataclass(frozen=True)
class FauteDite:
    """One fault: its sentence, in French, and where it is, () for the whole text."""

    phrase: str
    chemin: Chemin = ()


class DefinitionInvalide(ValueError):
    """The file of a référentiel cannot be used. `fautes` say where and why: no sentence twice, at most FAUTES_MAX."""

    def __init__(self, fautes: str | Iterable[FauteDite]) -> None:
        lues = [FauteDite(fautes)] if isinstance(fautes, str) else list(islice(fautes, FAUTES_MAX + 1))
        uniques: dict[str, FauteDite] = {}
        for faute in lues:
            uniques.setdefault(faute.phrase, faute)
        dites = list(uniques.values())
        self.fautes = tuple(dites if len(dites) <= FAUTES_MAX else [*dites[:FAUTES_MAX], FauteDite(TROP)])
        super().__init__(" ".join(self.phrases))

    @property
    def phrases(self) -> tuple[str, ...]:
        return tuple(faute.phrase for faute in self.fautes)
