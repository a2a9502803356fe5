"""From the raw cells of a workbook to what it says: lines by code, each anomaly with its sheet and cell. Pure.

`brut` is what `enfant.read` answers. Nothing here decides whether a figure is possible: the form does.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from indicateurs.classeur.cellules import CelluleRefusee, read_choix, read_nombre, read_texte
from indicateurs.classeur.colonnes import (
    CODE,
    IDENTITE,
    NOMBRES,
    SAISIS,
    get_decimales,
    list_entetes,
    list_saisis,
)

# Rows above the table that a user may have added.
MAX_HAUT = 30


@dataclass(frozen=True)
class Anomalie:
    """Something to say of a place of the workbook; `gravite` is "erreur", "conflit" or "remarque"."""

    feuille: str
    cellule: str
    texte: str
    gravite: str = "erreur"

    @property
    def ou(self):
        """The place as one reads it; "" for the workbook as a whole."""
        if not self.feuille:
            return "Classeur"
        return f"Feuille {self.feuille}" + (f", cellule {self.cellule}" if self.cellule else "")


@dataclass(frozen=True)
class LigneLue:
    """What the workbook says of one indicator: numbers as Decimal, choices as codes, texts; None where empty."""

    code: str
    feuille: str
    rang: int
    colonnes: dict[str, str]  # {name of column: letter}
    valeurs: dict[str, Decimal | str | None]

    def get_cellule(self, nom):
        """Address of the cell of a column, that of the code when the sheet has not this column."""
        return f"{self.colonnes.get(nom, self.colonnes[CODE])}{self.rang}"


@dataclass
class Lecture:
    """The lines of a workbook by code, and every anomaly found on the way."""

    lignes: dict[str, LigneLue] = field(default_factory=dict)
    anomalies: list[Anomalie] = field(default_factory=list)


def find_identite(brut):
    """The signed text of the hidden sheet, "" when the sheet is not there or is empty."""
    for feuille in brut["feuilles"]:
        if feuille["titre"] == IDENTITE:
            rangs = sorted((r for r in feuille["lignes"] if int(r) > 1), key=int)
            cellules = [feuille["lignes"][r].get("A") for r in rangs]
            return "".join(c["v"] for c in cellules if c)
    return ""


def read_feuilles(brut, *, feuilles, indicateurs, annee, choix):
    """Understand the sheets of one exercice, all faults at once.

    `feuilles` is {title: [codes of its indicators]} as they were written, `indicateurs` {code: Indicateur}, `choix`
    {"etat": {code: label}, "fiabilite": {code: label}}.
    """
    lecture = Lecture()
    presentes = {feuille["titre"]: feuille for feuille in brut["feuilles"]}
    for titre, codes in feuilles.items():
        has_delai = any(indicateurs[code].nature == "delai" for code in codes)
        if titre not in presentes:
            message = (
                f"La feuille « {titre} » manque : elle a été supprimée ou renommée. Redonnez-lui ce nom."
            )
            lecture.anomalies.append(Anomalie("", "", message))
            continue
        entetes = list_entetes(annee, has_delai)
        _read_feuille(lecture, presentes[titre], entetes, indicateurs, choix)
    for titre, codes in feuilles.items():
        if titre in presentes:
            lecture.anomalies += [
                Anomalie(titre, "", f"La ligne de l’indicateur {code} manque : remettez-la.")
                for code in codes
                if code not in lecture.lignes
            ]
    return lecture


def _read_feuille(lecture, feuille, entetes, indicateurs, choix):
    titre, lignes = feuille["titre"], {int(rang): cellules for rang, cellules in feuille["lignes"].items()}
    rang_entete, colonnes = _find_colonnes(lignes, entetes)
    absentes = [entetes[nom] for nom in (CODE, *SAISIS) if nom in entetes and nom not in colonnes]
    if absentes:
        noms = ", ".join(f"« {nom} »" for nom in absentes)
        lecture.anomalies.append(
            Anomalie(titre, "", f"Colonne introuvable : {noms}. Remettez la ligne des titres.")
        )
        return
    lecture.anomalies += _list_fusions(feuille, rang_entete, colonnes)
    for rang in sorted(rang for rang in lignes if rang > rang_entete):
        _read_ligne(lecture, titre, rang, lignes[rang], colonnes, indicateurs, choix)


def _find_colonnes(lignes, entetes):
    """The row of headers and {name: letter}; the headers, not the letters, say what a column is."""
    attendus = {texte.casefold(): nom for nom, texte in entetes.items()}
    for rang in sorted(lignes):
        if rang > MAX_HAUT:
            break
        trouves = {}
        for lettre, cellule in lignes[rang].items():
            nom = attendus.get(" ".join(cellule["v"].split()).casefold())
            if nom:
                trouves.setdefault(nom, lettre)
        if CODE in trouves:
            return rang, trouves
    return 0, {}


def _list_fusions(feuille, rang_entete, colonnes):
    utiles = {colonnes[nom] for nom in (CODE, *SAISIS) if nom in colonnes}
    for zone in feuille["fusions"]:
        gauche, _, droite, bas = range_boundaries(zone)
        lettres = {get_column_letter(rang) for rang in range(gauche, droite + 1)}
        if bas > rang_entete and lettres & utiles:
            message = f"Les cellules {zone} sont fusionnées : annulez la fusion, une valeur par cellule."
            yield Anomalie(feuille["titre"], zone.split(":")[0], message)


def _read_ligne(lecture, titre, rang, cellules, colonnes, indicateurs, choix):
    adresse = f"{colonnes[CODE]}{rang}"
    code = _read_code(cellules.get(colonnes[CODE]))
    indicateur = indicateurs.get(code)
    if indicateur is None:
        remplies = [colonnes[nom] for nom in SAISIS if nom in colonnes and colonnes[nom] in cellules]
        if code or remplies:
            dit = (
                f"« {code} » n’est pas un indicateur de cet exercice."
                if code
                else "Cette ligne n’a pas de code."
            )
            lecture.anomalies.append(Anomalie(titre, adresse, f"{dit} Remettez le code, ou videz la ligne."))
        return
    if code in lecture.lignes:
        autre = lecture.lignes[code]
        place = f"feuille {autre.feuille}, ligne {autre.rang}"
        message = f"L’indicateur {code} est aussi sur la {place} : gardez une seule des deux lignes."
        lecture.anomalies.append(Anomalie(titre, adresse, message))
        return
    ligne = LigneLue(code, titre, rang, colonnes, {})
    lecture.lignes[code] = ligne
    attendus = list_saisis(indicateur)
    for nom in SAISIS:
        cellule = cellules.get(colonnes.get(nom))
        place = ligne.get_cellule(nom)
        if nom not in attendus:
            if cellule is not None and cellule["v"].strip():
                message = f"Cette cellule ne se remplit pas pour {code} : videz-la."
                lecture.anomalies.append(Anomalie(titre, place, message))
            continue
        try:
            ligne.valeurs[nom], remarque = _read_valeur(nom, cellule, indicateur, choix)
        except CelluleRefusee as refus:
            lecture.anomalies.append(Anomalie(titre, place, str(refus)))
        else:
            if remarque:
                lecture.anomalies.append(Anomalie(titre, place, remarque, "remarque"))


def _read_code(cellule):
    try:
        return read_texte(cellule)
    except CelluleRefusee:
        return ""


def _read_valeur(nom, cellule, indicateur, choix):
    if nom in NOMBRES:
        unite = "jours" if nom == "mediane_jours" else indicateur.unite
        return read_nombre(cellule, unite, get_decimales(indicateur, nom))
    if nom in choix:
        return read_choix(cellule, choix[nom], "un état" if nom == "etat" else "une fiabilité"), ""
    return read_texte(cellule), ""
