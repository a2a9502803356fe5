"""The remarks on an exercice and what was answered, as the annex of its rapport prints them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class ContenuMessage:
    """One turn of a thread; `texte` is "" where it only says that nothing more is expected."""

    par: str
    le: date
    texte: str


@dataclass(frozen=True, kw_only=True)
class ContenuRemarque:
    """One remark that was said to the collectivité, never between services: on what, what it became, its thread."""

    sur: str
    etat: str  # in words
    bloquante: bool
    messages: tuple[ContenuMessage, ...]
