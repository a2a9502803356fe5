"""The handing over of an exercice to the State."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError

from comptes.fuseaux import compute_jour_compte
from comptes.models import Utilisateur
from conventions.models import Etat, Exercice, Transition
from conventions.operations.exercices import move_exercice
from indicateurs.queries.brouillons import list_brouillons_a_laisser
from indicateurs.queries.manques import Manque, list_manques
from nombres.formats import compter

BROUILLONS = (
    "Des saisies ne sont pas enregistrées\u00a0: enregistrez-les, ou dites que l’exercice est transmis "
    "sans elles."
)


class ExerciceIncomplet(Exception):
    """The exercice cannot be handed over yet; `manques` lists what is missing."""

    def __init__(self, manques: Sequence[Manque]) -> None:
        self.manques = manques
        elements = compter(len(manques), "élément", "éléments")
        super().__init__(f"Il manque {elements}\u00a0: l’exercice n’est pas complet.")


def transmit_exercice(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    vers: Etat = Etat.TRANSMIS,
    sans_brouillons: bool = False,
) -> Transition:
    """Hand a locked exercice over to the State, or to who checks it before (`vers`); `sans_brouillons` is the choice to
    leave out what is not saved. Inside the caller's transaction.

    Raises Refus, ExerciceIncomplet with all that is missing, or ValidationError: work is waiting, and nobody chose.
    """
    manques = list_manques(exercice, compute_jour_compte(at, exercice.convention.departement_id))
    if manques:
        raise ExerciceIncomplet(manques)
    if not sans_brouillons and list_brouillons_a_laisser(exercice):
        raise ValidationError(BROUILLONS)
    return move_exercice(by=by, at=at, exercice=exercice, vers=vers)
