"""What a grid says beside what is typed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Signal:
    """What a row, or the whole, has to say of what is typed in it: a refusal, a surprise to explain, a remark.

    `gravite` is one of `referentiels.controles.GRAVITES`, or a word of the grid's own.
    """

    gravite: str
    message: str
