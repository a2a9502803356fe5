"""What a page says beside what is typed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from comptes.models import Trace, Utilisateur


@dataclass(frozen=True)
class Signal:
    """What a row, or the whole, has to say of what is typed in it: a refusal, a surprise to explain, a remark.

    `gravite` is one of `referentiels.controles.GRAVITES`, or a word of the grid's own.
    """

    gravite: str
    message: str


@dataclass(frozen=True)
class SaisieDAutrui:
    """What somebody else saved meanwhile where one types: who and when, where the journal says it, and what."""

    qui: Utilisateur | str  # the account, or words for it
    quand: datetime | None
    valeur: str

    @classmethod
    def of_trace(cls, trace: Trace | None, valeur: str) -> Self:
        """As the line of the journal that wrote it says it; None: no line does."""
        return cls((trace and trace.par) or "une autre personne", trace.le if trace else None, valeur)
