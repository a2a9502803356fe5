"""The confirmation of an uploaded workbook of money."""

from conventions.operations.classeur import confirm_depot
from financement.operations.montants import record_montants
from financement.queries.apercu import build_apercu


def confirm_financement(*, by, at, exercice, depot, classeur, choix, versions):
    """Write the cells of an uploaded workbook (ClasseurLu), all or none, and delete it; returns how many changed.

    `choix` is {« number.champ »: "site" or "classeur"}, `versions` {the same: version of the site's cell when that was
    chosen}. Raises Refus, ClasseurARevoir, or ValidationError when an amount is impossible.
    """

    def compare(exercice):
        return build_apercu(exercice, classeur, choix)

    def write(exercice, apercu):
        # What the person decided on, compared under the same lock: the site's cells as they are.
        vus = {cellule: stocke for cellule, (stocke, _) in apercu.a_ecrire.items()}
        saisis = {cellule: saisi for cellule, (_, saisi) in apercu.a_ecrire.items()}
        return record_montants(by=by, at=at, exercice=exercice, vus=vus, saisis=saisis)

    return confirm_depot(
        by=by, exercice=exercice, depot=depot, versions=versions, compare=compare, write=write
    )
