"""How far each exercice of a list is, beside its figures: its report, what is filled in, how sure, what is spent."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import BigIntegerField, Count, F, Q, Sum
from django.db.models.functions import Cast, Round

from comptes.models import Utilisateur
from conventions.calculations import Montants, sum_montants
from conventions.models import Action
from indicateurs.calculations import compute_part
from indicateurs.queries.manques import list_attendus
from pilotage.queries.perimetre import Perimetre
from referentiels.mesures import VIDE
from reporting.queries.vie import EtapeDeVie, list_echeances_dues

RIEN = Montants(None, None)


@dataclass(frozen=True)
class Avancement:
    """Of one exercice; of one that may not be read, when its report is due and no more."""

    rapport: EtapeDeVie | None  # None: nothing dates it
    renseignes: int = 0
    attendus: int = 0  # the figures that a transmission waits for
    estimes: int = 0
    montants: Montants = RIEN  # all sources

    @property
    def is_en_retard(self) -> bool:
        return self.rapport is not None and self.rapport.is_en_retard

    @property
    def is_incomplet(self) -> bool:
        return self.renseignes < self.attendus

    @property
    def part_renseignee(self) -> Fraction | None:
        return compute_part(self.renseignes, self.attendus)


@dataclass
class _Argent:
    """What the actions of one exercice bring: its axes, and their amounts."""

    axes: set[str] = field(default_factory=set)
    montants: list[Montants] = field(default_factory=list)


def list_avancements(user: Utilisateur, perimetre: Perimetre, at: datetime) -> dict[int, Avancement]:
    """By pk of the exercice, as they stand at an instant; three queries."""
    exercices = perimetre.choix.exercices
    dues = list_echeances_dues(user, exercices, at)
    argents = _read_argents(perimetre.lisibles)
    avancements = {}
    for exercice in exercices:
        rapport = dues[exercice.pk].rapport
        if exercice.pk not in perimetre.lisibles:
            avancements[exercice.pk] = Avancement(rapport)
            continue
        argent, mesures = argents.get(exercice.pk, _Argent()), perimetre.mesures.get(exercice.pk, {})
        attendus = list_attendus(exercice.referentiel.definition, argent.axes)
        etats = [mesures.get(un.code, VIDE).etat for un in attendus]
        avancements[exercice.pk] = Avancement(
            rapport,
            sum(etat != VIDE.etat for etat in etats),
            len(etats),
            perimetre.estimes[exercice.pk],
            sum_montants(argent.montants),
        )
    return avancements


def _read_argents(exercices: Collection[int]) -> dict[int, _Argent]:
    """By exercice. Summed by the database, in cents: SQLite adds amounts as floating numbers, and these exactly."""

    def sum_cents(colonne: str) -> Sum:
        return Sum(Cast(Round(F(colonne) * 100), BigIntegerField()))

    prevu, execute = "financements__prevu", "financements__execute"
    remplies = Q(**{f"{prevu}__isnull": False}) | Q(**{f"{execute}__isnull": False})
    lues = (
        Action.objects.filter(exercice__in=exercices)
        .order_by()
        .values_list("exercice", "axe")
        .annotate(
            lignes=Count("financements", filter=remplies),
            prevus=sum_cents(prevu),
            connus_prevus=Count(prevu),
            executes=sum_cents(execute),
            connus_executes=Count(execute),
        )
    )
    argents: dict[int, _Argent] = {}
    for exercice, axe, lignes, prevus, connus_prevus, executes, connus_executes in lues:
        argent = argents.setdefault(exercice, _Argent())
        argent.axes.add(axe)
        argent.montants.append(
            Montants(
                _make_euros(prevus),
                _make_euros(executes),
                0 < connus_prevus < lignes,
                0 < connus_executes < lignes,
            )
        )
    return argents


def _make_euros(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents).scaleb(-2)
