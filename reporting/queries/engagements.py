"""What the parties of a convention bring to it, year by year and over its life."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import count, takewhile

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

from comptes.models import Utilisateur
from conventions.models import Convention, Exercice, Financement
from conventions.models.enveloppes import Liste
from conventions.policies import refusal_to_set_notifie
from conventions.queries.enveloppes import CENTIME
from nombres.exacts import sum_known
from referentiels.parts import SOURCES_DE


@dataclass(frozen=True)
class AnneeEngagee:
    """One year: what the State notified, what the collectivité plans. `exercice` None: the year is not open; nothing is
    known of one that may not be read."""

    annee: int
    exercice: Exercice | None = None
    is_lisible: bool = False
    etat: Decimal | None = None
    collectivite: Decimal | None = None
    peut_notifier: bool = False

    @property
    def total(self) -> Decimal | None:
        return sum_known((self.etat, self.collectivite))

    @property
    def is_complet(self) -> bool:
        return self.etat is not None and self.collectivite is not None


@dataclass(frozen=True)
class Engagements:
    """The years of a convention, in order, and the sums of what is known of them."""

    annees: tuple[AnneeEngagee, ...]
    plafond: Decimal | None  # of a year, where there is one

    @property
    def etat(self) -> Decimal | None:
        return sum_known(un.etat for un in self.annees)

    @property
    def collectivite(self) -> Decimal | None:
        return sum_known(un.collectivite for un in self.annees)

    @property
    def total(self) -> Decimal | None:
        return sum_known(un.total for un in self.annees)

    @property
    def completes(self) -> int:
        """Of how many years both amounts are known."""
        return sum(un.is_complet for un in self.annees)

    @property
    def plafond_total(self) -> Decimal | None:
        """The most the State gives over the life of the convention."""
        return None if self.plafond is None else self.plafond * len(self.annees)


def read_engagements(exercices: QuerySet[Exercice]) -> QuerySet[Exercice]:
    """`exercices`, each with what the collectivité plans, line by line, in its own query: SQLite would add it as
    floating numbers."""
    lignes = Financement.objects.filter(
        action__exercice=OuterRef("pk"), source__in=SOURCES_DE["collectivite"], prevu__isnull=False
    )
    dits = lignes.order_by().values("action__exercice").annotate(dits=Liste(Cast("prevu", CharField())))
    return exercices.annotate(prevus_collectivite=Subquery(dits.values("dits")))


def build_engagements(
    user: Utilisateur, convention: Convention, exercices: Iterable[tuple[Exercice, bool]]
) -> Engagements:
    """Of `exercices` (of `read_engagements`), each with whether `user` may read it; no query."""
    ouverts = {exercice.annee: _build_annee(user, exercice, lisible) for exercice, lisible in exercices}
    annees = sorted({*_list_annees(convention), *ouverts})
    return Engagements(
        tuple(ouverts.get(annee, AnneeEngagee(annee)) for annee in annees), convention.plafond_annuel
    )


def _list_annees(convention: Convention) -> Iterable[int]:
    """Those that begin within the convention, from its own first day."""
    debut, terme = convention.debut, convention.terme
    return takewhile(
        lambda annee: (annee, debut.month, debut.day) <= (terme.year, terme.month, terme.day),
        count(debut.year),
    )


def _build_annee(user: Utilisateur, exercice: Exercice, lisible: bool) -> AnneeEngagee:
    peut_notifier = refusal_to_set_notifie(user, exercice) is None
    if not lisible:
        return AnneeEngagee(exercice.annee, exercice, peut_notifier=peut_notifier)
    dits: str = exercice.__dict__["prevus_collectivite"] or ""
    prevu = sum_known(Decimal(dit).quantize(CENTIME) for dit in dits.split(";") if dit)
    return AnneeEngagee(exercice.annee, exercice, True, exercice.montant_notifie, prevu, peut_notifier)
