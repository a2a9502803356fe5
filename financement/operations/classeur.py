"""The confirmation of an uploaded workbook of money."""

from collections.abc import Mapping
from datetime import datetime

from comptes.models import Utilisateur
from conventions.models import DepotClasseur, Exercice
from conventions.operations.classeur import confirm_depot
from fichiers.classeur.apercu import Apercu
from financement.operations.montants import set_montants
from financement.queries.apercu import ClasseurLu, build_apercu


def confirm_financement(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    depot: DepotClasseur,
    classeur: ClasseurLu,
    choix: Mapping[str, str],
    versions: Mapping[str, str],
) -> int:
    """Write the cells of an uploaded workbook, all or none, and delete it; returns how many changed.

    By « number.champ », `choix` is "site" or "classeur" and `versions` that of the site's cell when it was chosen.
    Raises Refus, ClasseurARevoir, or ValidationError when an amount is impossible.
    """

    def compare(exercice: Exercice) -> Apercu:
        return build_apercu(exercice, classeur, choix)

    def write(exercice: Exercice, apercu: Apercu) -> int:
        # Compared under the same lock, with what is refused: there is nothing more to ask.
        return set_montants(by=by, at=at, exercice=exercice, cellules=apercu.a_ecrire)

    return confirm_depot(
        by=by, exercice=exercice, depot=depot, versions=versions, compare=compare, write=write
    )
