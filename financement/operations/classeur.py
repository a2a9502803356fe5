"""The confirmation of an uploaded workbook of money."""

from collections.abc import Mapping
from datetime import datetime

from comptes.models import Utilisateur
from conventions.models import DepotClasseur, Exercice
from conventions.operations.classeur import confirm_depot
from fichiers.classeur.apercu import Apercu
from financement.operations.montants import record_montants
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
        # What the person decided on, compared under the same lock: the site's cells as they are.
        vus = {cellule: stocke for cellule, (stocke, _) in apercu.a_ecrire.items()}
        saisis = {cellule: saisi for cellule, (_, saisi) in apercu.a_ecrire.items()}
        return record_montants(by=by, at=at, exercice=exercice, vus=vus, saisis=saisis)

    return confirm_depot(
        by=by, exercice=exercice, depot=depot, versions=versions, compare=compare, write=write
    )
