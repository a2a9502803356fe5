"""Figures: what was measured, against which target, and how sure it is."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from dessins.barres import Bande, Legende, draw_parts
from dessins.encres import HACHURE, PALE, PLEIN
from indicateurs.calculations import compute_ecart, compute_hors_delai, compute_part, is_cible_atteinte
from nombres.exacts import Nombre
from nombres.formats import NARROW, NBSP, nombre
from referentiels.comparabilite import Comparabilite

STATUTS_MANQUANTS = ("vide", "non_disponible", "non_concerne")

# What is reached or in time, what is not, what is not known yet.
VERDICTS = (PLEIN, HACHURE, PALE)
LEGENDE_DELAIS = Legende(
    tuple(zip(VERDICTS, ("dans le délai", "hors délai", "en cours, délai non expiré"), strict=True))
)


@dataclass(frozen=True, kw_only=True)
class ContenuMesure:
    """One figure: a count has a numérateur only; a délai is dans / (dans + hors), en cours apart."""

    statut: str  # renseigne, provisoire, neant, non_disponible, non_concerne, vide
    numerateur: Decimal | None = None
    denominateur: Decimal | None = None
    en_cours: int | None = None
    mediane: Decimal | None = None  # days
    moyenne: Decimal | None = None  # days; a document may be older

    @property
    def est_manquante(self) -> bool:
        return self.statut in STATUTS_MANQUANTS

    @property
    def hors_delai(self) -> Decimal | None:
        """For a délai: the cases that fell due out of time."""
        return None if self.est_manquante else compute_hors_delai(self)

    @property
    def bande(self) -> Bande | None:
        """For a délai: dans, hors and en cours, one after the other; None where there is no case to draw."""
        if self.numerateur is None or self.hors_delai is None:
            return None
        parts: tuple[Nombre, ...] = (self.numerateur, self.hors_delai, self.en_cours or 0)
        dits = zip(("Dans le délai", "hors délai", "en cours"), parts, strict=True)
        titre = f"{NARROW}; ".join(f"{quoi}{NBSP}: {nombre(part)}" for quoi, part in dits)
        return draw_parts(titre, parts, VERDICTS) if any(parts) else None


@dataclass(frozen=True, kw_only=True)
class ContenuMethode:
    """How the département declared it counted the délais of the exercice."""

    date_entree: str
    droits_suspendus: str
    date_rdv: str
    logiciel: str
    rupture: str = ""
    rupture_le: date | None = None


@dataclass(frozen=True, kw_only=True)
class ContenuIndicateur:
    """An indicator, its figure of the exercice, its trajectory, and how the figure was obtained."""

    code: str
    libelle: str
    unite: str
    nature: str  # effectif, taux, delai, moyenne
    resultat: ContenuMesure
    decimales: int = 0
    sens: str = "neutre"  # hausse, baisse, neutre
    definition: str = ""
    regle: str = ""  # a délai's rule: "30 jours à compter de la date d'entrée dans le RSA"
    verifie: bool = True  # whether its definition was checked against the official one
    initiale: ContenuMesure | None = None
    date_initiale: date | None = None
    cible: Fraction | None = None  # of the exercice; a proportion for a taux or a délai
    cible_suivante: Fraction | None = None
    methode: str = ""
    fiabilite: str = ""  # fiable, estime
    source: str = ""  # saisie, classeur, parcours, calcul (of two others)
    empreinte: str = ""  # first characters of the parcours file's fingerprint
    date_arrete: date | None = None
    explication: str = ""
    publie: str = ""  # of a délai, the mean that the DREES published there, in words, or why there is none
    comparabilite: Comparabilite | None = None  # None: no figure, or a document older than the badge

    def valeur_de(self, mesure: ContenuMesure | None) -> Fraction | None:
        """Exact value of one of the indicator's figures; None if missing or divided by 0."""
        if mesure is None or mesure.est_manquante:
            return None
        numerateur = Decimal(0) if mesure.statut == "neant" else mesure.numerateur
        if numerateur is None:
            return None
        if self.nature == "effectif":
            return Fraction(numerateur)
        return compute_part(numerateur, mesure.denominateur)

    @property
    def valeur(self) -> Fraction | None:
        return self.valeur_de(self.resultat)

    @property
    def valeur_lue(self) -> Fraction | None:
        """As the formats name the result."""
        return self.valeur

    @property
    def ecart(self) -> Fraction | None:
        """Result less target, exact."""
        return compute_ecart(self.valeur, self.cible)

    @property
    def cible_atteinte(self) -> bool | None:
        """Decided on the exact value, in the indicator's direction; None when there is no answer."""
        return is_cible_atteinte(self.sens, self.valeur, self.cible)
