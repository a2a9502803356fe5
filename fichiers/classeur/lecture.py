"""From the raw cells of a workbook to what it says: lines by code, each anomaly with its sheet and cell. Pure.

`brut` is what `ouverture.read` answers. Nothing here decides whether a figure is possible: the forms do.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Self, TypeAlias, TypeVar

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from fichiers.classeur.cellules import CelluleRefusee, read_texte
from fichiers.classeur.feuilles import CODE, IDENTITE, CelluleBrute, ClasseurBrut, FeuilleBrute

# Rows above the table that a user may have added.
MAX_HAUT = 30
# Lines of no object that are said one by one, in a sheet.
MAX_INCONNUES = 20

# What a line of a workbook is about.
Vise = TypeVar("Vise")
# What a cell says: a number, a code or a text; None where it is empty.
Valeur: TypeAlias = Decimal | str | None


@dataclass(frozen=True)
class Anomalie:
    """Something to say of a place of the workbook; `gravite` is "erreur", "conflit" or "remarque"."""

    feuille: str
    cellule: str
    texte: str
    gravite: str = "erreur"

    @property
    def ou(self) -> str:
        """The place as one reads it; "" for the workbook as a whole."""
        if not self.feuille:
            return "Classeur"
        return f"Feuille {self.feuille}" + (f", cellule {self.cellule}" if self.cellule else "")


@dataclass(frozen=True)
class LigneLue:
    """What the workbook says of one object."""

    code: str
    feuille: str
    rang: int
    colonnes: dict[str, str]  # {name of column: letter}
    valeurs: dict[str, Valeur]

    def get_cellule(self, nom: str) -> str:
        """Address of the cell of a column, that of the code when the sheet has not this column."""
        return f"{self.colonnes.get(nom, self.colonnes[CODE])}{self.rang}"


def find_identite(brut: ClasseurBrut) -> str:
    """The signed text of the hidden sheet, "" when the sheet is not there or is empty."""
    for feuille in brut["feuilles"]:
        if feuille["titre"] == IDENTITE:
            rangs = sorted((r for r in feuille["lignes"] if int(r) > 1), key=int)
            cellules = [feuille["lignes"][r].get("A") for r in rangs]
            return "".join(c["v"] for c in cellules if c)
    return ""


class Lecture(Generic[Vise]):
    """The lines of a workbook by code, and every anomaly found on the way, all faults at once.

    A subject says its words (`un`, `le`), the columns one fills in their order (`saisis`), and overrides
    the three methods that raise NotImplementedError. `objets` are what lines are about, by code.
    """

    un = le = ""
    saisis: Sequence[str] = ()
    # Columns that a workbook downloaded before there were any does not have: its lines say nothing of them.
    recentes: Collection[str] = frozenset()
    # What stands for a code in rows that are no object's: totals.
    muettes: Collection[str] = frozenset()

    def __init__(self, objets: Mapping[str, Vise]) -> None:
        self.objets = objets
        self.lignes: dict[str, LigneLue] = {}
        self.anomalies: list[Anomalie] = []

    def list_entetes(self, codes: Collection[str]) -> Mapping[str, str]:
        """Headers by name of column of the sheet that holds these codes."""
        raise NotImplementedError

    def list_attendus(self, objet: Vise) -> Collection[str]:
        """Names of the columns one fills for this object."""
        raise NotImplementedError

    def read_valeur(self, nom: str, cellule: CelluleBrute | None, objet: Vise) -> tuple[Valeur, str]:
        """What a cell says, and a remark or ""; raises CelluleRefusee."""
        raise NotImplementedError

    def read(self, brut: ClasseurBrut, feuilles: Mapping[str, Collection[str]]) -> Self:
        """Understand the sheets `feuilles`, their codes by title, as they were written; returns this Lecture."""
        presentes = {feuille["titre"]: feuille for feuille in brut["feuilles"]}
        for titre, codes in feuilles.items():
            if titre in presentes:
                self._read_feuille(presentes[titre], self.list_entetes(codes))
                continue
            message = (
                f"La feuille «\u00a0{titre}\u00a0» manque\u00a0: elle a été supprimée ou renommée. Redonnez-lui "
                "ce nom."
            )
            self._add("", "", message)
        for titre, codes in feuilles.items():
            for code in codes if titre in presentes else ():
                if code not in self.lignes:
                    self._add(titre, "", f"La ligne de {self.le} {code} manque\u00a0: remettez-la.")
        return self

    def _add(self, feuille: str, cellule: str, texte: str, gravite: str = "erreur") -> None:
        self.anomalies.append(Anomalie(feuille, cellule, texte, gravite))

    def _read_feuille(self, feuille: FeuilleBrute, entetes: Mapping[str, str]) -> None:
        lignes = {int(rang): cellules for rang, cellules in feuille["lignes"].items()}
        rang_entete, colonnes = find_colonnes(lignes, entetes)
        attendues = [nom for nom in (CODE, *self.saisis) if nom in entetes and nom not in self.recentes]
        absentes = [entetes[nom] for nom in attendues if nom not in colonnes]
        if absentes:
            noms = ", ".join(f"«\u00a0{nom}\u00a0»" for nom in absentes)
            self._add(
                feuille["titre"], "", f"Colonne introuvable\u00a0: {noms}. Remettez la ligne des titres."
            )
            return
        utiles = {colonnes[nom] for nom in (CODE, *self.saisis) if nom in colonnes}
        self.anomalies += list_fusions(feuille, rang_entete, utiles)
        self.inconnues = 0
        for rang in sorted(rang for rang in lignes if rang > rang_entete):
            self._read_ligne(feuille["titre"], rang, lignes[rang], colonnes)
        if (autres := self.inconnues - MAX_INCONNUES) > 0:
            texte = f"Lignes sans code connu\u00a0: {autres} de plus, au même endroit. Videz-les."
            self._add(feuille["titre"], "", texte)
        self._say_masquees(feuille)

    def _say_masquees(self, feuille: FeuilleBrute) -> None:
        """A filter or a hand hides rows that are read like the others: they are counted."""
        siennes = {ligne.rang for ligne in self.lignes.values() if ligne.feuille == feuille["titre"]}
        if masquees := len(siennes.intersection(feuille["masquees"])):
            texte = (
                f"{masquees} lignes sont masquées, par un filtre ou à la main\u00a0: elles sont lues comme les autres."
                if masquees > 1
                else "Une ligne est masquée, par un filtre ou à la main\u00a0: elle est lue comme les autres."
            )
            self._add(feuille["titre"], "", texte, "remarque")

    def _read_ligne(
        self, titre: str, rang: int, cellules: Mapping[str, CelluleBrute], colonnes: dict[str, str]
    ) -> None:
        adresse, code = f"{colonnes[CODE]}{rang}", _read_code(cellules.get(colonnes[CODE]))
        if code in self.muettes:
            return
        if code not in self.objets:
            remplies = [nom for nom in self.saisis if colonnes.get(nom) in cellules]
            self.inconnues += bool(code or remplies)
            if (code or remplies) and self.inconnues <= MAX_INCONNUES:
                dit = (
                    f"«\u00a0{code}\u00a0» n’est pas {self.un} de cet exercice."
                    if code
                    else "Cette ligne n’a pas de code."
                )
                self._add(titre, adresse, f"{dit} Remettez le code, ou videz la ligne.")
        elif code in self.lignes:
            place = f"feuille {self.lignes[code].feuille}, ligne {self.lignes[code].rang}"
            sujet = f"{self.le[0].upper()}{self.le[1:]} {code}"
            self._add(
                titre, adresse, f"{sujet} est aussi sur la {place}\u00a0: gardez une seule des deux lignes."
            )
        else:
            self.lignes[code] = LigneLue(code, titre, rang, colonnes, {})
            self._read_valeurs(self.lignes[code], cellules)

    def _read_valeurs(self, ligne: LigneLue, cellules: Mapping[str, CelluleBrute]) -> None:
        objet = self.objets[ligne.code]
        attendus = self.list_attendus(objet)
        for nom in self.saisis:
            cellule, place = cellules.get(ligne.colonnes.get(nom, "")), ligne.get_cellule(nom)
            if nom not in attendus:
                if cellule is not None and cellule["v"].strip():
                    message = f"Cette cellule ne se remplit pas pour {ligne.code}\u00a0: videz-la."
                    self._add(ligne.feuille, place, message)
                continue
            if nom not in ligne.colonnes:
                continue
            try:
                ligne.valeurs[nom], remarque = self.read_valeur(nom, cellule, objet)
            except CelluleRefusee as refus:
                self._add(ligne.feuille, place, str(refus))
            else:
                if remarque:
                    self._add(ligne.feuille, place, remarque, "remarque")


def find_colonnes(
    lignes: Mapping[int, Mapping[str, CelluleBrute]], entetes: Mapping[str, str]
) -> tuple[int, dict[str, str]]:
    """The row of headers and the letters by name of column; the headers, not the letters, say what a column is."""
    attendus = {texte.casefold(): nom for nom, texte in entetes.items()}
    for rang in sorted(lignes):
        if rang > MAX_HAUT:
            break
        trouves: dict[str, str] = {}
        for lettre, cellule in lignes[rang].items():
            nom = attendus.get(" ".join(cellule["v"].split()).casefold())
            if nom:
                trouves.setdefault(nom, lettre)
        if CODE in trouves:
            return rang, trouves
    return 0, {}


def list_fusions(feuille: FeuilleBrute, rang_entete: int, utiles: Collection[str]) -> Iterator[Anomalie]:
    """An anomaly for each merged area under the headers that covers one of the columns `utiles` (letters)."""
    for zone in feuille["fusions"]:
        gauche, _, droite, bas = range_boundaries(zone)
        lettres = {get_column_letter(rang) for rang in range(gauche, droite + 1)}
        if bas > rang_entete and lettres.intersection(utiles):
            message = f"Les cellules {zone} sont fusionnées\u00a0: annulez la fusion, une valeur par cellule."
            yield Anomalie(feuille["titre"], zone.split(":")[0], message)


def _read_code(cellule: CelluleBrute | None) -> str:
    try:
        return read_texte(cellule)
    except CelluleRefusee:
        return ""
