"""An act that is not undone, or that removes something, said before it is done. Pure Python: its page is
`saisie/recapitulation.html`."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

Fait: TypeAlias = tuple[str, str]  # (name, text)
Lien: TypeAlias = tuple[str, str]  # (words, address)

JOURNAL = "Le journal garde ce qui a été retiré, par qui et quand."


@dataclass(frozen=True)
class Recapitulation:
    """What an act does, for whom, what follows from it and what no longer changes after it.

    `refus` is why it is not to be done now, None when it may be.
    """

    titre: str
    faits: tuple[Fait, ...]
    suites: tuple[str, ...]  # sentences
    definitif: tuple[str, ...]  # sentences
    retour: Lien  # of the page one goes back to without doing it
    refus: str | None = None
    titres: tuple[str, str] = ("Ce qui suit", "Ce qui ne changera plus")
    # What else of the object would make another act of it, if it changed: its version, for instance.
    lu: str = ""

    @property
    def version(self) -> str:
        """What its page showed, as `vu` says it."""
        dit = (self.titre, self.faits, self.suites, self.definitif, self.lu)
        return hashlib.sha256(repr(dit).encode()).hexdigest()


def make_retrait(
    *,
    titre: str,
    faits: Iterable[Fait],
    disparait: Iterable[str],
    reste: Iterable[str],
    retour: Lien,
    refus: str | None = None,
    lu: str = "",
) -> Recapitulation:
    """The `Recapitulation` of what removes something: what goes with it, what remains (sentences)."""
    return Recapitulation(
        titre=titre,
        faits=tuple(faits),
        suites=tuple(disparait),
        definitif=tuple(reste),
        retour=retour,
        refus=refus,
        titres=("Ce qui disparaît", "Ce qui reste"),
        lu=lu,
    )
