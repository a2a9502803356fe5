"""Reads on the workbook of the indicators: what it is filled with."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from conventions.models import Exercice
from fichiers.classeur.feuilles import make_titre
from fichiers.classeur.identite import sign_identite
from indicateurs.calculations import compute_hors_delai
from indicateurs.classeur.colonnes import NOMBRES
from indicateurs.classeur.ecriture import ClasseurIndicateurs, FeuilleAxe, LigneFeuille
from indicateurs.classeur.identite import IdentiteIndicateurs
from indicateurs.models import EtatValeur, Fiabilite
from indicateurs.models.valeurs import Chiffre
from indicateurs.queries.lignes import LigneIndicateur, build_lignes, get_chiffres
from nombres.formats import nombre_exact
from saisie.caracteres import clean_texte

ChampsDeFigure = dict[str, Any]  # by column of `colonnes.SAISIS`

CHOIX = {"etat": dict(EtatValeur.choices), "fiabilite": dict(Fiabilite.choices)}
VIDES: ChampsDeFigure = dict.fromkeys(NOMBRES) | {
    "etat": EtatValeur.VIDE.value,
    "fiabilite": "",
    "commentaire": "",
}


def make_champs(chiffre: Chiffre | None) -> ChampsDeFigure:
    """A stored figure as the columns of the workbook say it; None is a figure never written."""
    if chiffre is None:
        return dict(VIDES)
    return {
        "numerateur": chiffre.numerateur,
        "hors_delai": compute_hors_delai(chiffre),
        "en_cours": chiffre.en_cours,
        "mediane_jours": chiffre.mediane_jours,
        "moyenne_jours": chiffre.moyenne_jours,
        "etat": chiffre.etat,
        "fiabilite": chiffre.fiabilite,
        "commentaire": clean_texte(chiffre.commentaire).strip(),
    }


def show_champ(nom: str, valeur: Any) -> str:
    """A column as one reads it, "" when empty."""
    if nom in CHOIX:
        return CHOIX[nom].get(valeur, "") if valeur != EtatValeur.VIDE else ""
    return nombre_exact(Decimal(valeur)) if nom in NOMBRES and valeur is not None else valeur or ""


def build_classeur(exercice: Exercice, at: datetime) -> ClasseurIndicateurs:
    """The workbook of an exercice as it is at `at` (local time); two queries whatever the number of indicators."""
    definition = exercice.referentiel.definition
    chiffres = get_chiffres(exercice)
    par_axe: dict[str, list[LigneIndicateur]] = {}
    for ligne in build_lignes(exercice, chiffres, chiffres.mesures):
        if ligne.indicateur.is_saisi:
            par_axe.setdefault(ligne.indicateur.axe, []).append(ligne)
    feuilles: list[FeuilleAxe] = []
    titres: list[str] = []
    for axe in definition.axes:
        if axe.code in par_axe:
            titres.append(make_titre(axe.code, titres))
            lignes = tuple(_make_ligne(ligne) for ligne in par_axe[axe.code])
            feuilles.append(FeuilleAxe(titres[-1], f"{axe.code} – {axe.libelle}", lignes))
    valeurs = {ligne.indicateur.code: ligne.valeur for lignes in par_axe.values() for ligne in lignes}
    identite = IdentiteIndicateurs(
        convention=exercice.convention.code,
        annee=exercice.annee,
        referentiel=exercice.referentiel.code,
        empreinte=exercice.referentiel.empreinte,
        telecharge_le=at.isoformat(),
        feuilles={f.titre: [ligne.indicateur.code for ligne in f.lignes] for f in feuilles},
        versions={code: valeur.version if valeur else 0 for code, valeur in valeurs.items()},
    )
    assert set(valeurs) <= set(definition.indicateurs)
    return ClasseurIndicateurs(
        identite=sign_identite(identite),
        convention=str(exercice.convention),
        annee=exercice.annee,
        referentiel=str(exercice.referentiel),
        telecharge_le=at,
        feuilles=tuple(feuilles),
        choix=CHOIX,
    )


def _make_ligne(ligne: LigneIndicateur) -> LigneFeuille:
    champs = make_champs(ligne.valeur)
    precedent = ligne.precedent
    resultat = precedent.valeur if precedent and ligne.indicateur.is_proportion else None
    return LigneFeuille(
        indicateur=ligne.indicateur,
        valeurs={nom: show_champ(nom, v) if nom not in NOMBRES else v for nom, v in champs.items()},
        cible=ligne.cible,
        chiffre_precedent=precedent.numerateur if precedent else None,
        resultat_precedent=None if resultat is None else float(resultat),
    )
