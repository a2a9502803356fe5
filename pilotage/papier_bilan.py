"""What the yearly balance of a région says on paper: frozen figures, and the charts made of them. No Django.

Exact numbers, None for what is missing. Only what was handed over is in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from conventions.calculations import Montants, sum_montants
from dessins.barres import Bande, Jauge, Legende, draw_superposees
from dessins.encres import ATTEINT, HACHURE, PALE, PLEIN
from financement.enveloppes import SousTotal, SousTotaux, sum_sous_totaux
from indicateurs.calculations import Resultat, compute_part
from indicateurs.formats import NATURES_EN_PROPORTION, read_face_a_la_cible
from nombres.exacts import sum_known
from nombres.formats import NBSP, enumere, pourcent
from pilotage.ensembles import say_couverture
from pilotage.papier_delais import DelaiDansLesAnnees
from pilotage.papier_points import AbsenceDeBilan, PointDeBilan, PointsDeNature, group_points

# What the pieces of the gauges and of the bars of money are read by.
LEGENDE_CIBLES = Legende(
    ((ATTEINT, "Cible atteinte"), (HACHURE, "Cible non atteinte"), (PLEIN, "Sans cible"))
)
COLONNES = 7  # indicators side by side
LEGENDE_ARGENT = Legende(((PALE, "Prévu"), (PLEIN, "Exécuté")))


@dataclass(frozen=True, kw_only=True)
class ChiffreDeBilan:
    """What one convention handed over of one indicator."""

    convention: str
    nature: str  # of its indicator, as the formats ask a figure
    decimales: int
    resultat: Resultat
    cible: Decimal | None
    atteinte: bool | None
    is_compte: bool  # in the sum of the région

    @property
    def valeur_lue(self) -> Fraction | None:
        """The exact result."""
        return self.resultat.valeur

    @property
    def cible_atteinte(self) -> bool | None:
        return self.atteinte

    @property
    def verdict(self) -> str:
        """« oui », « non », or "" where that cannot be said."""
        return {True: "oui", False: "non", None: ""}[self.atteinte]

    @property
    def signe(self) -> str:
        """The same, where many stand side by side."""
        return {True: "✓", False: "▲", None: ""}[self.atteinte]

    @property
    def jauge(self) -> Jauge | None:
        """Of a proportion that is known."""
        if self.nature not in NATURES_EN_PROPORTION or self.resultat.valeur is None:
            return None
        is_manquee = self.atteinte is False
        dits = read_face_a_la_cible(
            self.valeur_lue, self.cible, self.nature, self.decimales, is_manquee=is_manquee
        )
        titre = f"{self.convention}{NBSP}: {dits.resultat}, cible {dits.cible}"
        return Jauge(self.resultat.valeur, self.cible, self.atteinte, titre)


@dataclass(frozen=True, kw_only=True)
class IndicateurDeBilan:
    """One indicator: the sum of those that compare, whom it speaks of, and what each handed over."""

    code: str
    libelle: str
    nature: str
    decimales: int
    limite: str  # of a délai; "" of another
    is_additif: bool  # a number of days is not: it has no sum
    numerateur: Decimal | None
    denominateur: Decimal | None  # None of a count
    comptees: int
    conventions: int
    part_des_cas: Fraction | None
    reserve: str  # why the sum does not speak for the région, or ""
    chiffres: tuple[ChiffreDeBilan, ...]

    @property
    def valeur(self) -> Fraction | None:
        """Σ numerators over Σ denominators, or Σ of counts; None where nobody is counted."""
        if self.denominateur is None:
            return None if self.numerateur is None else Fraction(self.numerateur)
        return compute_part(self.numerateur, self.denominateur)

    @property
    def couverture(self) -> str:
        """« 4 conventions sur 6, 92 % des cas transmis »."""
        if not self.is_additif:
            return "Ne s’additionne pas"
        tete = say_couverture(self.comptees, self.conventions)
        return (
            tete if self.part_des_cas is None else f"{tete}, {pourcent(self.part_des_cas)} des cas transmis"
        )

    @property
    def jauge(self) -> Jauge | None:
        """Of a proportion of the région, which has no target of its own."""
        if self.nature not in NATURES_EN_PROPORTION or self.valeur is None:
            return None
        return Jauge(self.valeur, None, None, f"Ensemble{NBSP}: {pourcent(self.valeur)}")


@dataclass(frozen=True, kw_only=True)
class AxeDeBilan:
    """An axe and its indicators."""

    code: str
    libelle: str
    indicateurs: tuple[IndicateurDeBilan, ...]


@dataclass(frozen=True)
class LotDeBilan:
    """As many indicators as the width of a page holds side by side."""

    indicateurs: tuple[IndicateurDeBilan, ...]

    @property
    def codes(self) -> str:
        return enumere(un.code for un in self.indicateurs)

    @property
    def conventions(self) -> tuple[tuple[str, tuple[ChiffreDeBilan, ...]], ...]:
        """(name of a convention that handed over, its figures in the order of the indicators)."""
        rangees = zip(*(un.chiffres for un in self.indicateurs), strict=True)
        return tuple((rangee[0].convention, rangee) for rangee in rangees)


@dataclass(frozen=True, kw_only=True)
class ConventionDeBilan:
    """One convention: how far it is, and its money once it is handed over."""

    nom: str
    etat: str  # a code of `conventions.models.Etat`
    etat_libelle: str
    is_transmise: bool
    renseignes: int | None  # of what is expected; None: not handed over
    attendus: int | None
    estimes: int | None
    notifie: Decimal | None
    montants: Montants  # all sources
    sous_totaux: SousTotaux


@dataclass(frozen=True)
class PartDeBilan:
    """An envelope, or a nature: what it is of each convention of which something of it is known, then of all."""

    ensemble: SousTotal
    conventions: tuple[tuple[str, SousTotal], ...]


@dataclass(frozen=True, kw_only=True)
class RapportDeBilan:
    """Where the report of a convention is, that day."""

    attendu_le: date | None
    mots: str  # "" where nothing dates it
    is_en_retard: bool


@dataclass(frozen=True, kw_only=True)
class ChiffresDeBilan:
    """All the figures of a balance: the same ones have the same fingerprint, whoever asks for it and whenever."""

    lieu: str
    annee: int
    dispositif: str
    dispositif_libelle: str
    referentiel: str
    methode: str  # what the délais are compared by, "" without one
    conventions: tuple[ConventionDeBilan, ...]
    axes: tuple[AxeDeBilan, ...]
    evolutions: tuple[DelaiDansLesAnnees, ...]
    absences: tuple[AbsenceDeBilan, ...]

    @property
    def transmises(self) -> tuple[ConventionDeBilan, ...]:
        return tuple(une for une in self.conventions if une.is_transmise)

    @property
    def non_transmises(self) -> tuple[ConventionDeBilan, ...]:
        return tuple(une for une in self.conventions if not une.is_transmise)

    @property
    def renseignes(self) -> int:
        return sum(une.renseignes or 0 for une in self.transmises)

    @property
    def attendus(self) -> int:
        return sum(une.attendus or 0 for une in self.transmises)

    @property
    def part_renseignee(self) -> Fraction | None:
        return compute_part(self.renseignes, self.attendus)

    @property
    def delais(self) -> tuple[IndicateurDeBilan, ...]:
        return tuple(un for axe in self.axes for un in axe.indicateurs if un.nature == "delai")

    @property
    def lots(self) -> tuple[LotDeBilan, ...]:
        """All the indicators, as a page holds them."""
        tous = tuple(un for axe in self.axes for un in axe.indicateurs)
        return tuple(LotDeBilan(tous[debut : debut + COLONNES]) for debut in range(0, len(tous), COLONNES))

    @property
    def notifie(self) -> Decimal | None:
        return sum_known(une.notifie for une in self.transmises)

    @property
    def total(self) -> Montants:
        """What is known, all conventions that handed over together."""
        return sum_montants(une.montants for une in self.transmises)

    @property
    def comparables(self) -> Montants:
        """Of those alone whose two amounts are whole: what a rate divides."""
        return sum_montants(une.montants for une in self._completes)

    @property
    def couverture_notifie(self) -> str:
        return self._say(sum(une.notifie is not None for une in self.transmises))

    @property
    def couverture_prevu(self) -> str:
        return self._say(sum(une.montants.prevu is not None for une in self.transmises))

    @property
    def couverture_execute(self) -> str:
        return self._say(sum(une.montants.execute is not None for une in self.transmises))

    @property
    def couverture_taux(self) -> str:
        return self._say(len(self._completes))

    @property
    def sous_totaux(self) -> SousTotaux:
        return sum_sous_totaux(une.sous_totaux for une in self.transmises)

    @property
    def enveloppes(self) -> tuple[PartDeBilan, ...]:
        siennes = {une.nom: une.sous_totaux.enveloppes for une in self.transmises}
        return _list_parts(self.sous_totaux.enveloppes, siennes)

    @property
    def natures(self) -> tuple[PartDeBilan, ...]:
        siennes = {une.nom: une.sous_totaux.natures for une in self.transmises}
        return _list_parts(self.sous_totaux.natures, siennes)

    @property
    def depenses(self) -> tuple[tuple[ConventionDeBilan, Bande], ...]:
        """(convention that handed over, its money on one scale)."""
        montants = [un for une in self.transmises for un in (une.montants.prevu, une.montants.execute) if un]
        plus_haut = Fraction(max(montants, default=Decimal(1)))

        def draw(une: ConventionDeBilan) -> Bande:
            parts = (_divide(une.montants.prevu, plus_haut), _divide(une.montants.execute, plus_haut))
            return draw_superposees(f"Exécuté sur prévu{NBSP}: {une.nom}", *parts)

        return tuple((une, draw(une)) for une in self.transmises)

    @property
    def _completes(self) -> list[ConventionDeBilan]:
        return [une for une in self.transmises if une.montants.is_comparable]

    def _say(self, connues: int) -> str:
        return say_couverture(connues, len(self.conventions))


def _list_parts(
    ensembles: Iterable[SousTotal], siennes: Mapping[str, Iterable[SousTotal]]
) -> tuple[PartDeBilan, ...]:
    """Of one convention alone, it is the same as of all: said once."""
    parts = [(nom, un) for nom, siens in siennes.items() for un in siens if len(siennes) > 1 and un.is_connu]
    return tuple(
        PartDeBilan(ensemble, tuple(une for une in parts if une[1].libelle == ensemble.libelle))
        for ensemble in ensembles
    )


def _divide(montant: Decimal | None, par: Fraction) -> Fraction | None:
    return None if montant is None else Fraction(montant) / par


@dataclass(frozen=True, kw_only=True)
class ContenuBilan:
    """Everything a balance says. What depends on the day it is made stands beside its figures, not among them."""

    etabli_le: date
    par: str  # the role of whoever asked for it, and over what
    is_regional: bool  # of a whole région
    chiffres: ChiffresDeBilan
    empreinte: str  # SHA-256 of `chiffres`
    rapports: tuple[RapportDeBilan, ...]  # in the order of the conventions
    points: tuple[PointDeBilan, ...]
    projet: bool = False
    gabarit: ClassVar[str] = "pilotage/papier_bilan.html"

    @property
    def situations(self) -> tuple[tuple[ConventionDeBilan, RapportDeBilan], ...]:
        """(convention, its report)."""
        return tuple(zip(self.chiffres.conventions, self.rapports, strict=True))

    @property
    def points_par_nature(self) -> tuple[PointsDeNature, ...]:
        return group_points(self.points)

    @property
    def retards(self) -> int:
        return sum(un.is_en_retard for un in self.rapports)

    @property
    def titre(self) -> str:
        return "Bilan régional annuel" if self.is_regional else "Bilan annuel"

    @property
    def empreinte_lue(self) -> str:
        """By groups of eight, to be compared with the eyes."""
        return " ".join(self.empreinte[rang : rang + 8] for rang in range(0, len(self.empreinte), 8))

    @property
    def legende_cibles(self) -> Legende:
        return LEGENDE_CIBLES

    @property
    def legende_argent(self) -> Legende:
        return LEGENDE_ARGENT
