"""Reads on campaigns: what an exercice is held to, and what opening one would create."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from comptes.queries import join_colonnes
from conventions.echeances import Calendrier, DatesDeCampagne, TempsAccorde, compute_calendrier
from conventions.models import Campagne, Convention, DelaiAccorde, Exercice, Regime
from conventions.models.exercices import find_veille_anniversaire
from nombres.formats import date_fr

JOURS = ("rapport_le", "correction_au", "instruction_au")


def read_campagnes(exercices: QuerySet[Exercice]) -> QuerySet[Exercice]:
    """`exercices`, each with what `get_calendrier` answers then without a query."""
    ouvertes = Campagne.objects.filter(
        dispositif=OuterRef("convention__dispositif"), annee=OuterRef("annee"), ouverte_le__isnull=False
    )
    accordes = DelaiAccorde.objects.filter(exercice=OuterRef("pk"), retire_le=None)
    return exercices.annotate(
        campagne_dite=_tell(ouvertes, *JOURS, "jours_reponse"), delai_dit=_tell(accordes, "jusqu_au", "motif")
    )


def _tell(lignes: QuerySet[Any], *colonnes: str) -> Subquery:
    """The columns of one row as a text, a « ; » between two."""
    dit = join_colonnes(";", *(Cast(colonne, CharField()) for colonne in colonnes))
    return Subquery(lignes.order_by().values(dit=dit)[:1])


def get_calendrier(exercice: Exercice) -> Calendrier:
    """Until when `exercice` is reported on, corrected and reviewed; no query of one that was read with it."""
    return find_calendrier(exercice, exercice.prolonge_au)


def find_calendrier(exercice: Exercice, prolonge_au: date | None) -> Calendrier:
    """The same, if its execution went on until `prolonge_au`, or no longer than its year (None)."""
    lu: dict[str, Any] = exercice.__dict__
    if "campagne_dite" not in lu:
        lu = read_campagnes(Exercice.objects.filter(pk=exercice.pk)).get().__dict__
    dite, dit = lu["campagne_dite"], lu["delai_dit"]
    return compute_calendrier(
        exercice.referentiel.definition,
        exercice.annee,
        exercice.fin,
        prolonge_au,
        _read_dates(dite) if dite else None,
        _read_delai(dit) if dit else None,
    )


def _read_dates(dite: str) -> DatesDeCampagne:
    *jours, reponse = dite.split(";")
    dates = dict(zip(JOURS, map(date.fromisoformat, jours), strict=True))
    return DatesDeCampagne(**dates, jours_reponse=int(reponse) if reponse else None)


def _read_delai(dit: str) -> TempsAccorde:
    jusqu_au, _, motif = dit.partition(";")
    return TempsAccorde(date.fromisoformat(jusqu_au), motif)


def list_campagnes() -> QuerySet[Campagne]:
    """All of them, the latest year first, each with how many exercices its year has (`nombre_exercices`); one query."""
    siens = Exercice.objects.filter(
        convention__dispositif=OuterRef("dispositif"), annee=OuterRef("annee")
    ).order_by()
    nombres = siens.values("annee").annotate(nombre=Count("pk")).values("nombre")
    return Campagne.objects.annotate(nombre_exercices=Coalesce(Subquery(nombres), 0))


@dataclass(frozen=True)
class ExercicePrevu:
    """The year of a convention that has none yet, as a campaign would open it; `refus` is why it would not."""

    convention: Convention
    debut: date
    fin: date
    regime: str
    refus: str = ""


def list_exercices_prevus(campagne: Campagne) -> list[ExercicePrevu]:
    """Of the conventions of its instrument that run in its year and have no exercice for it; two queries."""
    annee = campagne.annee
    sans = (
        Convention.objects.filter(dispositif=campagne.dispositif, debut__lte=date(annee, 12, 31))
        .exclude(exercices__annee=annee)
        .select_related("departement", "collectivite")
    )
    conventions = [un for un in sans if un.terme >= date(annee, 1, 1)]
    precedents = {
        un.convention_id: un for un in Exercice.objects.filter(convention__in=conventions, annee=annee - 1)
    }
    return [_plan(campagne, un, precedents.get(un.pk)) for un in conventions]


def _plan(campagne: Campagne, convention: Convention, precedent: Exercice | None) -> ExercicePrevu:
    """As the year before goes on: from the day after its end, under its régime; never outside the convention."""
    regime = precedent.regime if precedent else Regime.CIVILE
    debut = max(date(campagne.annee, 1, 1), convention.debut)
    if precedent and precedent.fin >= debut:
        debut = precedent.fin + timedelta(days=1)
    fin = date(campagne.annee, 12, 31)
    if regime == Regime.GLISSANTE:
        fin = find_veille_anniversaire(debut)
    fin = min(fin, convention.terme)
    prevu = ExercicePrevu(convention, debut, fin, regime)
    return ExercicePrevu(convention, debut, fin, regime, " ".join(_list_fautes(campagne, prevu)))


def _list_fautes(campagne: Campagne, prevu: ExercicePrevu) -> Iterator[str]:
    if prevu.debut >= prevu.fin:
        yield f"Il ne lui reste plus de jours après le {date_fr(prevu.debut - timedelta(days=1))}."
        return
    exercice = Exercice(
        convention=prevu.convention,
        annee=campagne.annee,
        regime=prevu.regime,
        debut=prevu.debut,
        fin=prevu.fin,
        referentiel=campagne.referentiel,
    )
    try:
        exercice.clean()
    except ValidationError as fautes:
        yield from fautes.messages
