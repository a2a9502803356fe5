"""An act that is not undone, said before it is done. Pure Python: its page is `recapitulation.html`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recapitulation:
    """What an act does, for whom, what follows from it and what no longer changes after it.

    `refus` is why it is not to be done now, None when it may be.
    """

    titre: str
    faits: tuple[tuple[str, str], ...]  # (name, text)
    suites: tuple[str, ...]  # sentences
    definitif: tuple[str, ...]  # sentences
    retour: tuple[str, str]  # (words, address) of the page one goes back to without doing it
    refus: str | None = None
