"""What several exercices of one collectivité report together."""

from comptes.models import Utilisateur
from conventions.calculations import group_montants, sum_montants
from conventions.models import Convention, Exercice, Financement, RapportCommun
from financement.depense_commune import DepenseCommune


def get_depense_commune(exercice: Exercice) -> DepenseCommune | None:
    """The `DepenseCommune` of the common report `exercice` is in, None when it reports alone; three queries."""
    return None if exercice.rapport_commun is None else _read_depense(exercice.rapport_commun)


def list_depenses_communes(user: Utilisateur, convention: Convention) -> list[tuple[int, DepenseCommune]]:
    """(year, `DepenseCommune`) of each year this convention reports on with another, as far as `user` may read it."""
    lisibles = Exercice.objects.readable_by(user).filter(convention=convention, rapport_commun__isnull=False)
    reunis = lisibles.select_related("rapport_commun").order_by("-annee")
    return [(un.annee, _read_depense(un.rapport_commun)) for un in reunis if un.rapport_commun]


def _read_depense(rapport: RapportCommun) -> DepenseCommune:
    reunis = rapport.exercices.order_by("convention__code")
    codes = dict(reunis.values_list("pk", "convention__code"))
    lignes = Financement.objects.filter(action__exercice__in=codes).select_related("action")
    totaux = group_montants(lignes, lambda ligne: ligne.action.exercice_id)
    return DepenseCommune(
        tuple(codes.values()),
        rapport.depense_commune,
        tuple(totaux.get(pk, sum_montants(())) for pk in codes),
    )
