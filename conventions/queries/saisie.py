"""What one person typed, or uploaded, and has not saved. Only ever one's own, until they leave."""

from comptes.models import Utilisateur
from conventions.models import BrouillonSaisie, DepotClasseur, Exercice


def get_brouillon(exercice: Exercice, page: str, user: Utilisateur) -> BrouillonSaisie | None:
    """What `user` typed on `page` (of `make_page`) and did not save, or None."""
    return BrouillonSaisie.objects.filter(exercice=exercice, page=page, par=user).first()


def get_depot(user: Utilisateur, exercice: Exercice, sujet: str) -> DepotClasseur | None:
    """The workbook this person uploaded for this exercice and has not confirmed, or None."""
    return DepotClasseur.objects.filter(exercice=exercice, sujet=sujet, par=user).first()


def list_laisses(compte: Utilisateur) -> list[BrouillonSaisie | DepotClasseur]:
    """All that the holder of `compte` typed or uploaded and did not save, by exercice; two queries."""
    exercice = "exercice__convention__departement", "exercice__convention__collectivite"
    brouillons = BrouillonSaisie.objects.filter(par=compte).select_related(*exercice)
    depots = DepotClasseur.objects.filter(par=compte).select_related(*exercice).defer("octets")
    return sorted([*brouillons, *depots], key=lambda un: (un.exercice_id, un.pk))
