"""What a national edition says: figures that may be published, whoever reads. No Django.

`Publication` is the only shape in which figures leave for somebody who does not instruct them, and `pilotage.edition`
the only module that makes it: the pages of an edition, its comparison with the one before and its open data are made of
it alone. What is beneath, with which the next edition of the year agrees, is `pilotage.masquage.Dessous`: never shown.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from indicateurs.calculations import compute_part
from nombres.ordre import make_cle_de_nom
from pilotage.secret import SEUIL

FRANCE = "FR"
# États of a line that no figure has, beside those of a figure; and of a sum.
SECRET = "secret"  # noqa: S105
PUBLIE = "publie"
SANS_CHIFFRE = "sans_chiffre"
NON_SOMMABLE = "non_sommable"


@dataclass(frozen=True)
class IndicateurPublie:
    """One indicator of the year, as its référentiel words it; `famille` is the first of those it is linked with."""

    code: str
    axe: str
    axe_libelle: str
    libelle: str
    definition: str
    nature: str
    unite: str
    sens: str
    decimales: int  # its value is read with
    numerateur: str  # code of the indicator divided (moyenne only)
    denominateur: str  # code of the one it is divided by, "" without one
    famille: str
    verifie: bool


@dataclass(frozen=True)
class ConventionPubliee:
    """One convention of the instrument: its figures are in the edition, or `absence` says why they are not."""

    code: str
    libelle: str
    collectivite: str
    departement: str
    departement_libelle: str
    region: str
    region_libelle: str
    etat: str  # of its exercice, "" without one
    etat_libelle: str
    referentiel: str
    methode: str
    absence: str


@dataclass(frozen=True)
class LignePubliee:
    """One indicator of one convention. `etat` SECRET, or one without a figure: no number at all."""

    convention: str
    indicateur: str
    etat: str
    numerateur: Decimal | None = None
    denominateur: Decimal | None = None
    en_cours: int | None = None
    mediane_jours: Decimal | None = None
    moyenne_jours: Decimal | None = None
    fiabilite: str = ""
    arrete_au: date | None = None
    comparable: bool | None = None  # None: no figure to compare
    motifs: tuple[str, ...] = ()

    @property
    def is_secret(self) -> bool:
        return self.etat == SECRET


@dataclass(frozen=True)
class AgregatPublie:
    """One indicator over a région, or FRANCE: sums over the comparable conventions, and whom they speak of."""

    territoire: str
    indicateur: str
    # PUBLIE, SECRET (those that could be summed are left out), SANS_CHIFFRE, NON_SOMMABLE (a number of days)
    etat: str
    numerateur: Decimal | None
    denominateur: Decimal | None
    conventions: int  # in the edition, of that territory
    comparables: int  # with a figure that compares
    sommees: int  # of these, what the sum counts: the others are left out by the secrecy
    reserve: str  # why the sum does not speak for the territory, or ""


@dataclass(frozen=True)
class MontantPublie:
    """The money of one convention in one axe, in euros, all sources and those of the State; None: not filled in.
    Public money has no secrecy."""

    convention: str
    axe: str
    axe_libelle: str
    prevu: Decimal | None
    execute: Decimal | None
    etat_prevu: Decimal | None
    etat_execute: Decimal | None
    incomplet: bool  # a line of an action lacks one of its amounts


@dataclass(frozen=True)
class Publication:
    """All that an edition says."""

    dispositif: str
    dispositif_libelle: str
    annee: int
    referentiel: str  # the one the year is counted by
    reference: str  # the instruction it comes from
    methode: str  # what the délais are compared with, "" without one
    methode_fixee: bool  # by the centrale; else the one most of them declare
    indicateurs: tuple[IndicateurPublie, ...]
    conventions: tuple[ConventionPubliee, ...]
    lignes: tuple[LignePubliee, ...]
    agregats: tuple[AgregatPublie, ...]
    montants: tuple[MontantPublie, ...]
    seuil: int = SEUIL

    @property
    def presentes(self) -> tuple[ConventionPubliee, ...]:
        return tuple(une for une in self.conventions if not une.absence)

    @property
    def absentes(self) -> tuple[ConventionPubliee, ...]:
        return tuple(une for une in self.conventions if une.absence)

    @property
    def masquees(self) -> int:
        """How many lines are left out by the secrecy."""
        return sum(ligne.is_secret for ligne in self.lignes)

    @property
    def chiffrees(self) -> int:
        """How many lines say a number."""
        return sum(ligne.numerateur is not None for ligne in self.lignes)

    @property
    def regions(self) -> dict[str, str]:
        """Names by code of those that have a convention in the edition, in the order of the names."""
        noms = {une.region: une.region_libelle for une in self.presentes}
        return dict(sorted(noms.items(), key=lambda un: (make_cle_de_nom(un[1]), un[0])))


def compute_valeur(nature: str, numerateur: Decimal | None, denominateur: Decimal | None) -> Fraction | None:
    """The count, or the exact quotient; None is « non calculable »."""
    if nature == "effectif":
        return None if numerateur is None else Fraction(numerateur)
    return compute_part(numerateur, denominateur)
