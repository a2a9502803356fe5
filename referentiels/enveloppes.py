"""What the State notifies is made of envelopes, as data: which axes each pays, alone or not. Pure.

Source: Occitanie 2020, 16,770,596 € of which 6,831,039 € for initiatives; three volets without fongibilité, plan France
Travail (docs/domaine.md, « enveloppe »). `financement.enveloppes` judges amounts by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from nombres.formats import enumere


@dataclass(frozen=True)
class Enveloppe:
    """One envelope. Frozen as it is in documents and photographs."""

    code: str
    libelle: str
    axes: tuple[str, ...] = ()  # codes of those it pays, (): any
    fongible: bool = True  # may its credits pay the axes of another that is fongible too?

    @property
    def phrase(self) -> str:
        """« Elle paie les axes S1 et S2, et peut en payer d’autres. »"""
        if not self.axes:
            return "Elle paie tous les axes."
        pluriel = len(self.axes) > 1
        axes = f"les axes {enumere(self.axes)}" if pluriel else f"l’axe {self.axes[0]}"
        if self.fongible:
            return f"Elle paie {axes}, et peut en payer d’autres."
        return f"Elle ne paie que {axes}."


def find_enveloppe(enveloppes: Iterable[Enveloppe], axe: str) -> Enveloppe | None:
    """The envelope in which what is planned for `axe` is counted: the first that names it; None when none does."""
    return next((un for un in enveloppes if axe in un.axes), None)
