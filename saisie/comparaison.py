"""What two people typed at the same time over the same cells, compared three ways. Pure: no Django, no I/O."""

from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

Case = TypeVar("Case", bound=Hashable)
Contenu = TypeVar("Contenu")


class CasesModifiees(Exception):
    """Cells that somebody else changed meanwhile; nothing was written. `actuels` is {cell: what it holds now}, a
    value, or the whole row where it has a version."""

    def __init__(self, actuels: Mapping[Any, Any]) -> None:
        self.actuels = actuels
        super().__init__("Des cases ont été modifiées entre-temps.")


def compare_saisies(
    vus: Mapping[Case, Contenu],
    saisis: Mapping[Case, Contenu],
    actuels: Mapping[Case, Contenu],
) -> dict[Case, Contenu]:
    """The cells to write of those typed (`saisis`): those changed since they were seen.

    `vus` is what the page showed when it was opened and `actuels` what is stored now, None for nothing. A cell left as
    it was seen keeps what somebody else may have written. Raises CasesModifiees for those changed here and, otherwise,
    by somebody else.
    """
    changes = {
        case: saisi for case, saisi in saisis.items() if saisi not in (vus.get(case), actuels.get(case))
    }
    conflits = {case: actuels.get(case) for case in changes if actuels.get(case) != vus.get(case)}
    if conflits:
        raise CasesModifiees(conflits)
    return changes
