"""Reads on avenants: those one may see, and what each would change."""

from django.db.models import QuerySet

from avenants.calculations import AutresAvenants, AvantApres, Clause, compute_changements, list_incoherences
from avenants.models import Avenant, NatureAvenant, Statut
from comptes.models import Utilisateur
from conventions.models import Action, Exercice, Financement, Source
from indicateurs.models import Cible
from indicateurs.queries.cadre import CleDeCible
from nombres.exacts import sum_known
from referentiels.models import Referentiel


def list_avenants(user: Utilisateur) -> QuerySet[Avenant]:
    """Avenants of the exercices whose content the user may read."""
    return Avenant.objects.filter(exercice__in=Exercice.objects.readable_by(user)).select_related(
        "exercice__convention__collectivite", "exercice__referentiel"
    )


def list_changements_financement(avenant: Avenant) -> list[AvantApres[tuple[Action, str]]]:
    """Planned amounts an avenant changes, by action and key of the source."""
    lignes = list(
        avenant.lignes_financement.select_related("action").prefetch_related("action__financements")
    )
    nouveaux = {(ligne.action, ligne.cle): ligne.montant for ligne in lignes}
    anciens = {(ligne.action, f.cle): f.prevu for ligne in lignes for f in ligne.action.financements.all()}
    return compute_changements(anciens, nouveaux)


def list_changements_cible(avenant: Avenant) -> list[AvantApres[CleDeCible]]:
    """Targets an avenant changes."""
    nouveaux = {(ligne.code, ligne.annee): ligne.valeur for ligne in avenant.lignes_cible.all()}
    anciens = {
        (cible.code, cible.annee): cible.valeur
        for cible in Cible.objects.filter(convention=avenant.convention_id)
    }
    return compute_changements(anciens, nouveaux)


def get_suite(convention_id: int, sauf: int | None = None) -> AutresAvenants:
    """The numbers of the avenants of a convention but the one of this pk; one query."""
    autres = Avenant.objects.filter(convention=convention_id)
    if sauf is not None:
        autres = autres.exclude(pk=sauf)
    lus = list(autres.values_list("numero", "statut", "nature"))
    signes = {numero: nature for numero, statut, nature in lus if statut == Statut.SIGNE}
    return AutresAvenants(
        signes=frozenset(signes),
        financiers=frozenset(n for n, nature in signes.items() if nature == NatureAvenant.FINANCIER),
        prepares=frozenset(numero for numero, statut, _ in lus if statut == Statut.BROUILLON),
    )


def list_fautes_avenant(avenant: Avenant) -> list[tuple[str, str]]:
    """Why a financial avenant does not add up, as (field, sentence), over what is stored; three queries."""
    exercice = avenant.exercice
    assert avenant.montant_etat is not None  # a financial avenant says it
    parts = dict(
        Financement.objects.filter(action__exercice=exercice, source=Source.ETAT).values_list(
            "action", "prevu"
        )
    )
    parts |= dict(avenant.lignes_financement.filter(source=Source.ETAT).values_list("action", "montant"))
    return list_incoherences(
        avenant.montant_etat,
        sum_known(parts.values()),
        [clause for code, clause in list_clauses(exercice.referentiel).items() if code in avenant.clauses],
        frozenset(exercice.actions.values_list("axe", flat=True)),
    )


def list_clauses(referentiel: Referentiel) -> dict[str, Clause]:
    """The clauses that a référentiel offers to an avenant, by code."""
    proposees = referentiel.contenu.get("textes", {}).get("avenant", {}).get("clauses", ())
    return {un["code"]: Clause(un["titre"], tuple(un.get("axes", ()))) for un in proposees}
