"""Reads on avenants: those one may see, and what each would change."""

from avenants.calculations import compute_changements
from avenants.models import Avenant
from conventions.models import Exercice
from indicateurs.models import Cible


def list_avenants(user):
    """Avenants of the exercices whose content the user may read."""
    return Avenant.objects.filter(exercice__in=Exercice.objects.readable_by(user)).select_related(
        "exercice__convention__collectivite", "exercice__referentiel"
    )


def list_changements_financement(avenant):
    """Planned amounts an avenant changes; `cle` is (Action, key of the source)."""
    lignes = list(
        avenant.lignes_financement.select_related("action").prefetch_related("action__financements")
    )
    nouveaux = {(ligne.action, ligne.cle): ligne.montant for ligne in lignes}
    anciens = {(ligne.action, f.cle): f.prevu for ligne in lignes for f in ligne.action.financements.all()}
    return compute_changements(anciens, nouveaux)


def list_changements_cible(avenant):
    """Targets an avenant changes; `cle` is (indicator code, year)."""
    nouveaux = {(ligne.code, ligne.annee): ligne.valeur for ligne in avenant.lignes_cible.all()}
    anciens = {
        (cible.code, cible.annee): cible.valeur
        for cible in Cible.objects.filter(convention=avenant.convention_id)
    }
    return compute_changements(anciens, nouveaux)
