"""Figures, and what they aim at."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from ninja import Field, Schema

from api.champs import NombreExact, write_exact, write_fraction
from conventions.models import Exercice
from indicateurs.calculations import is_cible_atteinte
from indicateurs.models import EtatValeur, Fiabilite, SourceValeur
from indicateurs.queries.lignes import LigneIndicateur
from nombres.exacts import arrondi
from pilotage.queries.chiffres import LigneChiffre
from referentiels.comparabilite import Comparabilite
from referentiels.definitions import Indicateur

POURCENT = "%"


class ComparabiliteDonnee(Schema):
    """Whether a figure compares, and why not."""

    avec: str = Field(description="Avec quoi il se compare\u00a0; vide quand il n’y a rien.")
    comparable: bool
    motifs: list[str] = Field(description="Pourquoi il ne se compare pas.")
    note: str


class ChiffreDonne(Schema):
    """The figure of an indicator in an exercice. A moyenne is not typed: it has no version."""

    convention: str
    annee: int
    code: str
    libelle: str
    axe: str
    nature: str = Field(description="effectif, taux, delai ou moyenne.")
    etat: EtatValeur
    numerateur: NombreExact
    denominateur: NombreExact
    en_cours: int | None
    mediane_jours: NombreExact
    moyenne_jours: NombreExact
    valeur_exacte: str | None = Field(
        description="Fraction réduite, par exemple 2/3\u00a0; null s’il n’y en a pas."
    )
    valeur: NombreExact = Field(description="La même, arrondie une fois, dans son unité.")
    unite: str = Field(description="Unité de «\u00a0valeur\u00a0» et de «\u00a0cible\u00a0».")
    fiabilite: Fiabilite | None
    source: SourceValeur | None
    arrete_au: date | None
    commentaire: str
    a_confirmer: bool
    version: int = Field(
        description="À rendre pour écrire ce chiffre\u00a0: 0 quand il n’a jamais été écrit."
    )
    cible: NombreExact
    atteinte: bool | None
    comparabilite: ComparabiliteDonnee | None


class CibleDonnee(Schema):
    """The target of an indicator for a year, as the exercice knows it."""

    code: str
    annee: int
    cible_exacte: NombreExact = Field(description="Un effectif, ou une proportion de 0 à 1.")
    cible: NombreExact = Field(description="La même, arrondie une fois, dans son unité.")
    unite: str
    convenue_le: date | None
    avenant: int | None = Field(description="Numéro de l’avenant qui la convient.")


def name_unite_lue(indicateur: Indicateur) -> str:
    """Of a result as it is read: a proportion is given out of a hundred."""
    return POURCENT if indicateur.is_proportion else indicateur.unite


def write_lue(valeur: Decimal | Fraction | None, indicateur: Indicateur) -> str | None:
    """A value in the unit of its indicator, rounded once."""
    if valeur is None:
        return None
    echelle = 100 if indicateur.is_proportion else 1
    return write_exact(
        arrondi(Fraction(valeur) * echelle, 1 if echelle == 100 else indicateur.decimales_lues)
    )


def make_chiffre(exercice: Exercice, ligne: LigneIndicateur | LigneChiffre) -> ChiffreDonne:
    """Of a line of `indicateurs.queries.lignes` or of `pilotage.queries.tableau`, with its exercice."""
    indicateur, resultat, valeur = ligne.indicateur, ligne.resultat, ligne.valeur
    # How sure it is, and as of when, are of a number.
    chiffree = valeur if valeur and valeur.is_chiffree else None
    return ChiffreDonne(
        convention=exercice.convention.code,
        annee=exercice.annee,
        code=indicateur.code,
        libelle=indicateur.libelle,
        axe=indicateur.axe,
        nature=indicateur.nature,
        etat=EtatValeur(resultat.etat),
        numerateur=write_exact(resultat.numerateur),
        denominateur=write_exact(resultat.denominateur),
        en_cours=valeur.en_cours if valeur else None,
        mediane_jours=write_exact(valeur.mediane_jours) if valeur else None,
        moyenne_jours=write_exact(valeur.moyenne_jours) if valeur else None,
        valeur_exacte=write_fraction(resultat.valeur),
        valeur=write_lue(resultat.valeur, indicateur),
        unite=name_unite_lue(indicateur),
        fiabilite=Fiabilite(chiffree.fiabilite) if chiffree and chiffree.fiabilite else None,
        source=SourceValeur(valeur.source) if valeur else None,
        arrete_au=(chiffree.arrete_au or exercice.arrete_au) if chiffree else None,
        commentaire=valeur.commentaire if valeur else "",
        a_confirmer=bool(valeur and valeur.a_confirmer),
        version=valeur.version if valeur else 0,
        cible=write_lue(ligne.cible, indicateur),
        atteinte=is_cible_atteinte(indicateur.sens, resultat.valeur, ligne.cible),
        comparabilite=_make_comparabilite(ligne.comparabilite),
    )


def _make_comparabilite(lue: Comparabilite | None) -> ComparabiliteDonnee | None:
    if lue is None:
        return None
    return ComparabiliteDonnee(
        avec=lue.avec, comparable=lue.is_comparable, motifs=list(lue.motifs), note=lue.note
    )
