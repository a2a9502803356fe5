"""Writes the workbook: plain values in, bytes out. No ORM, no clock."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from indicateurs.classeur.cellules import normalise_texte
from indicateurs.classeur.colonnes import (
    CODE,
    IDENTITE,
    LIGNE_ENTETE,
    LISEZ_MOI,
    NOMBRES,
    SAISIS,
    get_decimales,
    list_entetes,
    list_saisis,
)
from indicateurs.classeur.notice import list_notice
from indicateurs.definitions import Indicateur

BLEU, GRIS, GRIS_CLAIR, SAISIE = "000091", "666666", "EEEEEE", "FEF7DA"
POLICE = "Calibri"
TRAIT = Border(*[Side(style="thin", color="CECECE")] * 4)
LARGEURS = {
    CODE: 8, "libelle": 52, "numerateur": 15, "hors_delai": 11, "en_cours": 11, "mediane_jours": 11, "etat": 18,
    "fiabilite": 11, "commentaire": 40, "resultat": 12, "cible": 11, "chiffre_precedent": 12,
    "resultat_precedent": 12,
}  # fmt: skip
# A cell of a workbook holds that many characters; the signed identity may need several.
MAX_CELLULE = 30_000
MAX_TEXTE = 32_767


@dataclass(frozen=True)
class Ligne:
    """One stored indicator: what is stored now, by column, and what helps to fill it."""

    indicateur: Indicateur
    valeurs: dict  # {name of a column of SAISIS: Decimal, int, text shown, or None}
    cible: Decimal | None
    chiffre_precedent: Decimal | None
    resultat_precedent: Decimal | None  # a proportion; None when there is none to show


@dataclass(frozen=True)
class Feuille:
    titre: str
    libelle: str
    lignes: tuple[Ligne, ...]

    @property
    def has_delai(self):
        return any(ligne.indicateur.nature == "delai" for ligne in self.lignes)


@dataclass(frozen=True)
class Classeur:
    """All that a workbook says. `choix` is {"etat": {code: label}, "fiabilite": {code: label}}."""

    identite: str  # signed: the only thing read back from the hidden sheet
    convention: str
    annee: int
    referentiel: str
    telecharge_le: datetime
    feuilles: tuple[Feuille, ...]
    choix: dict


def write_classeur(classeur):
    """The bytes of the workbook."""
    wb = Workbook()
    wb.properties.creator, wb.properties.title = "CALPAE", f"{classeur.convention} – {classeur.annee}"
    wb.properties.created = wb.properties.modified = classeur.telecharge_le.replace(tzinfo=None)
    _write_notice(wb.active, classeur)
    places = {
        ligne.indicateur.code: feuille.titre for feuille in classeur.feuilles for ligne in feuille.lignes
    }
    for feuille in classeur.feuilles:
        _write_feuille(wb.create_sheet(feuille.titre), feuille, classeur, places)
    _write_identite(wb.create_sheet(IDENTITE), classeur)
    wb.security = WorkbookProtection(lockStructure=True)
    wb.calculation.fullCalcOnLoad = True
    sortie = BytesIO()
    wb.save(sortie)
    return sortie.getvalue()


def write_texte(cellule, texte):
    """Write a text as a text, whatever it starts with: openpyxl takes « =… » for a formula."""
    cellule.value = normalise_texte(str(texte))[:MAX_TEXTE] or None
    if cellule.value is not None:
        cellule.data_type = "s"


def _write_notice(ws, classeur):
    ws.title = LISEZ_MOI
    ws.sheet_view.showGridLines = False
    ws.column_dimensions["A"].width, ws.column_dimensions["B"].width = 26, 84
    for rang, (titre, texte, lien) in enumerate(list_notice(classeur), start=1):
        gauche, droite = ws.cell(rang, 1), ws.cell(rang, 2)
        write_texte(gauche, titre)
        write_texte(droite, texte)
        gauche.font = _font(bold=True, color=BLEU, size=16 if rang == 1 else 11)
        droite.font = _font(size=11)
        gauche.alignment = droite.alignment = Alignment(wrap_text=rang > 1, vertical="top")
        ws.row_dimensions[rang].height = 26 if rang == 1 else 16 * _count_lignes(texte, 84) + 4
        if lien:
            place = f"{quote_sheetname(lien)}!A{LIGNE_ENTETE + 1}"
            droite.hyperlink = Hyperlink(ref=droite.coordinate, location=place)
            droite.font = _font(color=BLEU, underline="single")
    _protect(ws)
    _set_page(ws, classeur)
    ws.page_setup.fitToHeight = 1


def _write_feuille(ws, feuille, classeur, places):
    entetes = list_entetes(classeur.annee, feuille.has_delai)
    lettres = {nom: get_column_letter(rang) for rang, nom in enumerate(entetes, start=1)}
    write_texte(ws["A1"], feuille.libelle)
    ws["A1"].font = _font(bold=True, size=14, color=BLEU)
    write_texte(ws["A2"], f"{classeur.convention} – exercice {classeur.annee}")
    ws["A2"].font = _font(size=11)
    write_texte(ws["A3"], "Remplissez les cellules jaunes ; les autres sont verrouillées.")
    ws["A3"].font = _font(color=GRIS, italic=True)
    for nom, lettre in lettres.items():
        ws.column_dimensions[lettre].width = LARGEURS[nom]
        cellule = ws[f"{lettre}{LIGNE_ENTETE}"]
        write_texte(cellule, entetes[nom])
        cellule.font, cellule.fill, cellule.border = _font(bold=True, color="FFFFFF"), _fill(BLEU), TRAIT
        cellule.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    ws.row_dimensions[LIGNE_ENTETE].height = 34
    for rang, ligne in enumerate(feuille.lignes, start=LIGNE_ENTETE + 1):
        _write_ligne(ws, rang, ligne, lettres, places)
    _validate(ws, feuille, classeur, lettres)
    ws.freeze_panes = f"C{LIGNE_ENTETE + 1}"
    _protect(ws)
    _set_page(ws, classeur)
    ws.print_title_rows = f"{LIGNE_ENTETE}:{LIGNE_ENTETE}"


def _write_ligne(ws, rang, ligne, lettres, places):
    i = ligne.indicateur
    saisis = list_saisis(i)
    texte = f"{i.libelle}\n{describe_indicateur(i)}"
    ws.row_dimensions[rang].height = max(34, 15 * _count_lignes(texte, LARGEURS["libelle"]) + 4)
    for nom, lettre in lettres.items():
        cellule = ws[f"{lettre}{rang}"]
        cellule.border = TRAIT
        cellule.font = _font(size=11)
        cellule.alignment = Alignment(vertical="top", wrap_text=nom in ("libelle", "commentaire"), indent=1)
        if nom in SAISIS:
            _write_saisi(cellule, nom, ligne, nom in saisis)
        else:
            cellule.fill = _fill(GRIS_CLAIR) if nom != "libelle" else PatternFill()
    write_texte(ws[f"{lettres[CODE]}{rang}"], i.code)
    ws[f"{lettres[CODE]}{rang}"].font = _font(bold=True)
    write_texte(ws[f"{lettres['libelle']}{rang}"], texte)
    compte = "#,##0.##" if i.decimales else "#,##0"
    lu = "0.0 %" if i.is_proportion else compte
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
        cellule.fill = _fill(GRIS_CLAIR)
        return
    cellule.protection, cellule.fill = Protection(locked=False), _fill(SAISIE)
    valeur = ligne.valeurs.get(nom)
    if nom in NOMBRES:
        cellule.value = valeur
        decimales = get_decimales(ligne.indicateur, nom)
        cellule.number_format = f"#,##0.{'#' * decimales}" if decimales else "#,##0"
        cellule.alignment = Alignment(vertical="top", horizontal="right", indent=1)
    elif valeur:
        write_texte(cellule, valeur)


def describe_indicateur(indicateur):
    """The second line under a label: definition, limit, what it is divided by, unit."""
    morceaux = [indicateur.definition] if indicateur.definition else []
    if indicateur.regle:
        morceaux.append(f"Limite : {indicateur.regle.limite.libelle}.")
    if indicateur.nature == "taux":
        morceaux.append(f"Rapporté à {indicateur.denominateur}.")
    return " ".join([*morceaux, f"Unité : {indicateur.unite}."])


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
    """Numbers ≥ 0, whole unless the indicator has decimals; lists for the two choices. Excel says it in French."""
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
            liste = ",".join(classeur.choix[cle].values())
            regle = DataValidation(type="list", formula1=f'"{liste}"', allow_blank=True)
            regle.error = "Choisissez dans la liste."
        else:
            regle = DataValidation(type=cle, operator="greaterThanOrEqual", formula1="0", allow_blank=True)
            regle.error = "Un nombre positif ou nul" + (", sans décimale." if cle == "whole" else ".")
        regle.errorTitle, regle.showErrorMessage = "CALPAE", True
        for cellule in cellules:
            regle.add(cellule)
        ws.add_data_validation(regle)


def _write_identite(ws, classeur):
    ws.sheet_state = "veryHidden"
    write_texte(ws["A1"], "Ne modifiez pas cette feuille : elle dit à quel exercice ce classeur appartient.")
    for rang, debut in enumerate(range(0, len(classeur.identite), MAX_CELLULE), start=2):
        write_texte(ws.cell(rang, 1), classeur.identite[debut : debut + MAX_CELLULE])
    _protect(ws)


def _protect(ws):
    ws.protection.enable()
    ws.protection.formatColumns = ws.protection.formatRows = False  # one may widen a column


def _set_page(ws, classeur):
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", ws.PAPERSIZE_A4
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.page_margins.left = ws.page_margins.right = 0.4
    # « & » is a command in a footer.
    ws.oddFooter.left.text = f"{classeur.convention} – {classeur.annee}".replace("&", "&&")
    ws.oddFooter.right.text = "&A – page &P sur &N"


def _fill(couleur):
    return PatternFill("solid", start_color=couleur)


def _font(**options):
    """One family everywhere: a font without a name is drawn in another one by some spreadsheets."""
    return Font(name=POLICE, **options)


def _count_lignes(texte, largeur):
    return sum(max(1, -(-len(ligne) // largeur)) for ligne in str(texte).split("\n"))
