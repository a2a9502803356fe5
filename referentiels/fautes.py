"""What is wrong in the file of a référentiel, all at once."""

from collections.abc import Iterable
from itertools import islice

FAUTES_MAX = 100
TROP = f"D’autres fautes suivent\u00a0: seules les {FAUTES_MAX} premières sont dites."


class DefinitionInvalide(ValueError):
    """The file of a référentiel cannot be used. `phrases` say where and why, in French: one a fault, no fault twice,
    at most FAUTES_MAX of them."""

    def __init__(self, phrases: str | Iterable[str]) -> None:
        uniques = dict.fromkeys([phrases] if isinstance(phrases, str) else islice(phrases, FAUTES_MAX + 1))
        dites = list(uniques)
        self.phrases = tuple(dites if len(dites) <= FAUTES_MAX else [*dites[:FAUTES_MAX], TROP])
        super().__init__(" ".join(self.phrases))
