"""Writes on uploaded workbooks: kept for the time of a preview, then confirmed or thrown away."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from comptes.acces import check
from comptes.models import Utilisateur
from comptes.operations import operation
from conventions.models import DepotClasseur, Exercice
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_edit
from fichiers.classeur.apercu import Apercu

DUREE_DEPOT = timedelta(days=1)


class ClasseurARevoir(Exception):
    """The workbook cannot be confirmed as it is; nothing was written. `apercu` says why, None: it is gone."""

    def __init__(self, apercu: Apercu | None) -> None:
        self.apercu = apercu
        super().__init__("Le classeur n’est pas enregistré.")


@operation
def store_depot(
    *, by: Utilisateur, at: datetime, exercice: Exercice, sujet: str, nom_fichier: str, octets: bytes
) -> DepotClasseur:
    """Keep an uploaded workbook for its preview, instead of the former one of this person. Raises Refus."""
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    purge_depots(at=at)
    depot, _ = DepotClasseur.objects.update_or_create(
        exercice=exercice,
        sujet=sujet,
        par=by,
        defaults={"nom_fichier": nom_fichier[:200], "octets": octets, "le": at},
    )
    return depot


def purge_depots(*, at: datetime) -> int:
    """Delete the workbooks uploaded over a day before `at` and never confirmed; returns how many."""
    return DepotClasseur.objects.filter(le__lt=at - DUREE_DEPOT).delete()[0]


def discard_depot(*, by: Utilisateur, exercice: Exercice, sujet: str) -> None:
    """Throw away the workbook this person uploaded, if any; nothing was written from it."""
    DepotClasseur.objects.filter(exercice=exercice, sujet=sujet, par=by).delete()


@operation
def confirm_depot(
    *,
    by: Utilisateur,
    exercice: Exercice,
    depot: DepotClasseur,
    versions: Mapping[str, str],
    compare: Callable[[Exercice], Apercu],
    write: Callable[[Exercice, Apercu], int],
) -> int:
    """Write what an uploaded workbook changes, all or none, and delete it; returns the number of changes.

    The subject gives `compare`, called again under lock with the exercice as it is now, and `write`. `versions` is, by
    the cle of each conflict, the version of the site's when it was chosen. Raises Refus, ClasseurARevoir, or what
    `write` raises.
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    garde = DepotClasseur.objects.filter(pk=depot.pk, le=depot.le)
    if not garde.exists():
        raise ClasseurARevoir(None)
    apercu = compare(exercice)
    if apercu.is_perime(versions) or not apercu.is_confirmable:
        raise ClasseurARevoir(apercu)
    nombre = write(exercice, apercu)
    garde.delete()
    return nombre
