"""Writes the workbook of indicators: plain values in, bytes out. No ORM, no clock."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import quote_sheetname

from fichiers.classeur.ecriture import (
    GRIS_CLAIR,
    TRAIT,
    close_classeur,
    count_lignes,
    finish_feuille,
    make_classeur,
    make_fill,
    make_font,
    make_format,
    open_saisie,
    validate_liste,
    validate_nombres,
    write_entetes,
    write_notice,
    write_texte,
)
from fichiers.classeur.feuilles import CODE, LIGNE_ENTETE
from indicateurs.classeur.colonnes import NOMBRES, SAISIS, get_decimales, list_entetes, list_saisis
from indicateurs.classeur.notice import list_notice
from indicateurs.formats import describe_indicateur
from referentiels.definitions import Indicateur

LARGEURS = {
    CODE: 8, "libelle": 52, "numerateur": 15, "hors_delai": 11, "en_cours": 11, "mediane_jours": 11,
    "moyenne_jours": 11, "etat": 18, "fiabilite": 11, "commentaire": 40, "resultat": 12, "cible": 11,
    "chiffre_precedent": 12, "resultat_precedent": 12,
}  # fmt: skip


@dataclass(frozen=True)
class LigneFeuille:
    """One stored indicator: what is stored now, by column, and what helps to fill it."""

    indicateur: Indicateur
    valeurs: dict  # {name of a column of SAISIS: Decimal, int, text shown, or None}
    cible: Decimal | None
    chiffre_precedent: Decimal | None
    resultat_precedent: float | None  # a proportion; None when there is none to show


@dataclass(frozen=True)
class FeuilleAxe:
    titre: str
    libelle: str
    lignes: tuple[LigneFeuille, ...]

    @property
    def has_delai(self):
        return any(ligne.indicateur.nature == "delai" for ligne in self.lignes)


@dataclass(frozen=True)
class ClasseurIndicateurs:
    """All that a workbook says. `choix` is {"etat": {code: label}, "fiabilite": {code: label}}."""

    identite: str  # signed: the only thing read back from the hidden sheet
    convention: str
    annee: int
    referentiel: str
    telecharge_le: datetime
    feuilles: tuple[FeuilleAxe, ...]
    choix: dict

    @property
    def pied(self):
        """What is printed at the bottom of each page, and is the title of the file."""
        return f"{self.convention} – {self.annee}"


def write_classeur(classeur):
    """The bytes of the workbook."""
    wb = make_classeur(classeur.pied, classeur.telecharge_le)
    write_notice(wb.active, list_notice(classeur), classeur.pied)
    places = {
        ligne.indicateur.code: feuille.titre for feuille in classeur.feuilles for ligne in feuille.lignes
    }
    for feuille in classeur.feuilles:
        _write_feuille(wb.create_sheet(feuille.titre), feuille, classeur, places)
    return close_classeur(wb, classeur.identite)


def _write_feuille(ws, feuille, classeur, places):
    chapeau = (
        feuille.libelle,
        f"{classeur.convention} – exercice {classeur.annee}",
        "Remplissez les cellules jaunes\u202f; les autres sont verrouillées.",
    )
    lettres = write_entetes(ws, chapeau, list_entetes(classeur.annee, feuille.has_delai), LARGEURS)
    for rang, ligne in enumerate(feuille.lignes, start=LIGNE_ENTETE + 1):
        _write_ligne(ws, rang, ligne, lettres, places)
    _validate(ws, feuille, classeur, lettres)
    finish_feuille(ws, classeur.pied)


def _write_ligne(ws, rang, ligne, lettres, places):
    i = ligne.indicateur
    saisis = list_saisis(i)
    dite = " ".join(filter(None, [describe_indicateur(i), f"Unité\u00a0: {i.unite}."]))
    texte = f"{i.libelle}\n{dite}"
    ws.row_dimensions[rang].height = max(34, 15 * count_lignes(texte, LARGEURS["libelle"]) + 4)
    for nom, lettre in lettres.items():
        cellule = ws[f"{lettre}{rang}"]
        cellule.border = TRAIT
        cellule.font = make_font(size=11)
        cellule.alignment = Alignment(vertical="top", wrap_text=nom in ("libelle", "commentaire"), indent=1)
        if nom in SAISIS:
            _write_saisi(cellule, nom, ligne, nom in saisis)
        else:
            cellule.fill = make_fill(GRIS_CLAIR) if nom != "libelle" else PatternFill()
    write_texte(ws[f"{lettres[CODE]}{rang}"], i.code)
    ws[f"{lettres[CODE]}{rang}"].font = make_font(bold=True)
    write_texte(ws[f"{lettres['libelle']}{rang}"], texte)
    compte = make_format(i.decimales)
    lu = "0.0 %" if i.is_proportion else make_format(i.decimales_lues)
    for nom, valeur, vue in (
        ("cible", ligne.cible, lu),
        ("chiffre_precedent", ligne.chiffre_precedent, compte),
        ("resultat_precedent", ligne.resultat_precedent, lu),
        ("resultat", _make_formule(ligne, rang, lettres, places), lu),
    ):
        cellule = ws[f"{lettres[nom]}{rang}"]
        cellule.value, cellule.number_format = valeur, vue
        cellule.alignment = Alignment(vertical="top", horizontal="right", indent=1)


def _write_saisi(cellule, nom, ligne, is_attendu):
    if not is_attendu:
        cellule.fill = make_fill(GRIS_CLAIR)
        return
    open_saisie(cellule)
    valeur = ligne.valeurs.get(nom)
    if nom in NOMBRES:
        cellule.value = valeur
        cellule.number_format = make_format(get_decimales(ligne.indicateur, nom))
        cellule.alignment = Alignment(vertical="top", horizontal="right", indent=1)
    elif valeur:
        write_texte(cellule, valeur)


def _make_formule(ligne, rang, lettres, places):
    """The rate, live: rows are found by their code, so that a sorted sheet still computes the same."""
    i = ligne.indicateur
    haut = f"{lettres['numerateur']}{rang}"
    if i.nature == "delai":
        hors = f"{lettres['hors_delai']}{rang}"
        return f'=IF(AND({haut}="",{hors}=""),"",IFERROR({haut}/({haut}+{hors}),"non calculable"))'
    if i.nature != "taux" or i.denominateur not in places:
        return None
    feuille, cherche = quote_sheetname(places[i.denominateur]), i.denominateur.replace('"', '""')
    # The columns « Code » and « Chiffre » stand at the same place on every sheet.
    bas = (
        f"INDEX({feuille}!${lettres['numerateur']}:${lettres['numerateur']},"
        f'MATCH("{cherche}",{feuille}!${lettres[CODE]}:${lettres[CODE]},0))'
    )
    return f'=IF({haut}="","",IFERROR({haut}/{bas},"non calculable"))'


def _validate(ws, feuille, classeur, lettres):
    """Numbers ≥ 0, whole unless the indicator has decimals; lists for the two choices."""
    regles = {}
    for rang, ligne in enumerate(feuille.lignes, start=LIGNE_ENTETE + 1):
        for nom in list_saisis(ligne.indicateur):
            cle = nom if nom in classeur.choix else ""
            if nom in NOMBRES:
                cle = "decimal" if get_decimales(ligne.indicateur, nom) else "whole"
            if cle:
                regles.setdefault(cle, []).append(f"{lettres[nom]}{rang}")
    for cle, cellules in regles.items():
        if cle in classeur.choix:
            validate_liste(ws, cellules, f'"{",".join(classeur.choix[cle].values())}"')
        else:
            validate_nombres(ws, cellules, is_entier=cle == "whole")
