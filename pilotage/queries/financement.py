"""The money of a year across départements: by département, by région, in all. Queries do not grow with the list.

Sums are made in Python, from every line of every action: SQLite adds amounts as floating numbers.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from comptes.models import Role, Utilisateur
from conventions.calculations import Montants, sum_montants
from conventions.models import ETATS_TRANSMIS, Exercice, Financement, RapportCommun
from conventions.queries.enveloppes import get_enveloppes
from financement.enveloppes import (
    MontantAxe,
    SousTotaux,
    compute_sous_totaux,
    list_notifiees,
    sum_sous_totaux,
)
from nombres.exacts import sum_known
from nombres.ordre import make_cle_de_nom
from pilotage.ensembles import say_couverture
from pilotage.queries.perimetre import Choix, choose_exercices

RIEN = Montants(None, None)


@dataclass(frozen=True)
class LigneConsolidee:
    """The money of one exercice; nothing is known of it when it may not be read."""

    exercice: Exercice
    is_lisible: bool
    notifie: Decimal | None
    montants: Montants  # planned and executed, all sources
    sous_totaux: SousTotaux

    @property
    def is_incomplet(self) -> bool:
        """Some of what it spent is known, and some is not."""
        return self.montants.est_partiel and self.montants.execute is not None

    @property
    def rapport_commun(self) -> RapportCommun | None:
        """The report it shares with other conventions, when its spending is told there; None otherwise."""
        commun = self.exercice.rapport_commun if self.is_lisible else None
        return commun if commun and commun.depense_commune is not None else None


@dataclass(frozen=True)
class EnsembleFinancier:
    """The money of several exercices: sums of what is known of those handed over, and whom each sum speaks of. A draft
    that its own people read has its line, and counts for nobody."""

    libelle: str
    lignes: tuple[LigneConsolidee, ...]

    @cached_property
    def remises(self) -> tuple[LigneConsolidee, ...]:
        """Those that were handed over."""
        return tuple(ligne for ligne in self.lignes if ligne.exercice.etat in ETATS_TRANSMIS)

    @property
    def notifie(self) -> Decimal | None:
        return sum_known(ligne.notifie for ligne in self.remises)

    @property
    def montants(self) -> Montants:
        return sum_montants(ligne.montants for ligne in self.remises)

    @cached_property
    def sous_totaux(self) -> SousTotaux:
        return sum_sous_totaux(ligne.sous_totaux for ligne in self.remises)

    @property
    def couverture_enveloppes(self) -> str:
        """Of how many the notified amount is split."""
        return self._say(
            any(un.notifie is not None for un in ligne.sous_totaux.enveloppes) for ligne in self.remises
        )

    @property
    def taux(self) -> Fraction | None:
        """Executed over planned, of the départements that know both; the totals may speak of more."""
        return sum_montants(ligne.montants for ligne in self._comparables).taux

    @property
    def rapports_communs(self) -> tuple[RapportCommun, ...]:
        """Each once, however many of its conventions are in the list."""
        communs = {
            ligne.rapport_commun.pk: ligne.rapport_commun for ligne in self.lignes if ligne.rapport_commun
        }
        return tuple(communs.values())

    @property
    def depense_commune(self) -> Decimal | None:
        """What common reports tell, beside what is executed action by action: never in `montants`."""
        remis = {ligne.rapport_commun.pk for ligne in self.remises if ligne.rapport_commun}
        return sum_known(un.depense_commune for un in self.rapports_communs if un.pk in remis)

    @property
    def couverture_notifie(self) -> str:
        return self._say(ligne.notifie is not None for ligne in self.remises)

    @property
    def couverture_prevu(self) -> str:
        return self._say(ligne.montants.prevu is not None for ligne in self.remises)

    @property
    def couverture_execute(self) -> str:
        dite = self._say(ligne.montants.execute is not None for ligne in self.remises)
        incomplets = sum(ligne.is_incomplet for ligne in self.remises)
        return f"{dite}, dont {incomplets} incomplète{'s' if incomplets > 1 else ''}" if incomplets else dite

    @property
    def couverture_taux(self) -> str:
        return say_couverture(len(self._comparables), len(self.lignes))

    @property
    def _comparables(self) -> list[LigneConsolidee]:
        return [ligne for ligne in self.remises if ligne.montants.is_comparable]

    def _say(self, connus: Iterable[bool]) -> str:
        return say_couverture(sum(connus), len(self.lignes))


@dataclass(frozen=True)
class Consolidation:
    """One year of one instrument: régions with their départements, and the whole of what the user sees."""

    choix: Choix
    regions: tuple[EnsembleFinancier, ...]
    is_par_region: bool  # the user sees several régions: each has its total
    total: EnsembleFinancier


def build_consolidation(
    user: Utilisateur, annee: int | None = None, dispositif: str | None = None
) -> Consolidation:
    """The money of a year of an instrument (the latest without them) over what the user may read; four queries."""
    choix = choose_exercices(user, annee, dispositif)
    lisibles = {exercice.pk for exercice in choix.exercices if exercice.is_readable_by(user)}
    montants = _read_financements(lisibles)
    lignes = [
        _build_ligne(exercice, montants.get(exercice.pk, []))
        if exercice.pk in lisibles
        else LigneConsolidee(exercice, False, None, RIEN, SousTotaux())
        for exercice in choix.exercices
    ]
    return Consolidation(
        choix=choix,
        regions=_group_regions(lignes),
        is_par_region=user.role == Role.CENTRALE,
        total=EnsembleFinancier(user.perimetre_libelle, tuple(lignes)),
    )


def _read_financements(exercices: Collection[int]) -> dict[int, list[MontantAxe]]:
    """Every line of every action, by exercice: objects of the ORM would take most of the time of the page."""
    lignes = Financement.objects.filter(action__exercice__in=exercices)
    lus: dict[int, list[MontantAxe]] = {}
    for exercice, axe, source, prevu, execute in lignes.values_list(
        "action__exercice", "action__axe", "source", "prevu", "execute"
    ):
        lus.setdefault(exercice, []).append(MontantAxe(axe, source, Montants(prevu, execute)))
    return lus


def _build_ligne(exercice: Exercice, montants: Sequence[MontantAxe]) -> LigneConsolidee:
    definition = exercice.referentiel.definition
    notifiees = list_notifiees(definition.enveloppes, get_enveloppes(exercice))
    return LigneConsolidee(
        exercice,
        True,
        exercice.montant_notifie,
        sum_montants(un.montants for un in montants),
        compute_sous_totaux(definition.natures, notifiees, montants),
    )


def _group_regions(lignes: Iterable[LigneConsolidee]) -> tuple[EnsembleFinancier, ...]:
    def get_region(ligne: LigneConsolidee) -> str:
        return ligne.exercice.convention.departement.region.nom

    # Stable: départements stay in the order of their codes.
    rangees = sorted(lignes, key=lambda ligne: make_cle_de_nom(get_region(ligne)))
    return tuple(EnsembleFinancier(nom, tuple(siennes)) for nom, siennes in groupby(rangees, key=get_region))
