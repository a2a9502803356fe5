"""Writes the workbook of money: plain values in, bytes out. No ORM, no clock.

One row per action under the row of its axe, which holds its totals; the last row holds those of the exercice. All
totals are formulas: an empty cell is not 0, and a gap waits for both its amounts, as on the site.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import TypeAlias

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from fichiers.classeur.ecriture import (
    GRIS_CLAIR,
    TRAIT,
    close_classeur,
    count_lignes,
    finish_feuille,
    make_classeur,
    make_fill,
    make_font,
    open_saisie,
    validate_formule,
    validate_liste,
    write_entetes,
    write_notice,
    write_texte,
)
from fichiers.classeur.feuilles import CODE, LIGNE_ENTETE, LISEZ_MOI
from financement.classeur.colonnes import (
    CALCULS,
    ECART,
    EXECUTE,
    FEUILLE,
    JUSTIFICATION,
    LIBELLE,
    MOTIF,
    PREVU,
    TAUX,
)
from financement.classeur.notice import list_notice

LARGEURS = {CODE: 14, LIBELLE: 36, TAUX: 10, MOTIF: 20, JUSTIFICATION: 40}
LARGEUR_MONTANT = 14
EUROS, PART = "#,##0.00", "0.0 %"
BLEU_CLAIR = "E3E3FD"
FORMULE_MAX = (
    8_000  # characters a spreadsheet reads: with more actions than that, the site alone says their shares
)
# Of each axe: its code, the row of its totals and those of its actions.
Groupes: TypeAlias = Sequence[tuple[str, int, Sequence[int]]]
DEBUT = LIGNE_ENTETE + 1


@dataclass(frozen=True)
class LigneAction:
    """One action and what is stored of its money, by champ."""

    code: str
    libelle: str
    valeurs: dict[str, Decimal | str | None]


@dataclass(frozen=True)
class GroupeAxe:
    """The actions of one axe; `code` stands in the column of the codes and is no action's."""

    code: str
    libelle: str
    lignes: tuple[LigneAction, ...]


@dataclass(frozen=True)
class PartClasseur:
    """The share a rule speaks of, counted live: over the whole, or the nearest to its limit of what is judged apart."""

    libelle: str  # « Part de la collectivité (50 % au moins) »
    champs: tuple[str, ...]  # the planned amounts whose share it is
    base: tuple[str, ...]  # those it is a share of
    etat: tuple[str, ...]  # the State's: where there is none, nothing is judged
    sauf: tuple[str, ...]  # codes of the groups it leaves out
    sur: str  # « ensemble », « axe » or « action »
    is_plafond: bool


@dataclass(frozen=True)
class ClasseurFinancement:
    """All that a workbook of money says."""

    identite: str  # signed
    convention: str
    annee: int
    referentiel: str
    telecharge_le: datetime
    entetes: dict[str, str]  # of every column, in order
    montants: tuple[str, ...]  # the champs that are amounts, planned then executed of each source
    groupes: tuple[GroupeAxe, ...]
    total: str  # code of the last row
    motifs: tuple[str, ...]  # labels
    montant_notifie: Decimal | None
    part: PartClasseur | None  # of the rule that holds on the whole, if any
    regles: tuple[str, ...]  # the rules of shares, in words
    verrouilles: tuple[str, ...]  # champs that cannot be typed now, and why
    refus: str

    @property
    def pied(self) -> str:
        """What is printed at the bottom of each page, and is the title of the file."""
        return f"{self.convention} – financement {self.annee}"


def write_classeur(classeur: ClasseurFinancement) -> bytes:
    """The bytes of the workbook."""
    wb = make_classeur(classeur.pied, classeur.telecharge_le)
    notice = list_notice(classeur)
    write_notice(wb.active, notice, classeur.pied)
    motifs = range(len(notice) + 1 - len(classeur.motifs), len(notice) + 1)
    _Feuille(wb.create_sheet(FEUILLE), classeur).write(motifs)
    return close_classeur(wb, classeur.identite)


class _Feuille:
    """The sheet while it is written: where its columns and its rows are."""

    def __init__(self, ws: Worksheet, classeur: ClasseurFinancement) -> None:
        self.ws, self.classeur = ws, classeur
        self.paires = tuple(zip(classeur.montants[::2], classeur.montants[1::2], strict=True))

    def write(self, motifs: Sequence[int]) -> None:
        """`motifs` are the rows of the first sheet that hold their labels."""
        c, ws = self.classeur, self.ws
        consigne = "Remplissez les cellules jaunes\u202f; les autres sont verrouillées."
        chapeau = ("Financement", f"{c.convention} – exercice {c.annee}", f"{consigne} {c.refus}".strip())
        largeurs = dict.fromkeys(c.entetes, LARGEUR_MONTANT) | LARGEURS
        self.lettres = write_entetes(ws, chapeau, c.entetes, largeurs)
        ws.row_dimensions[LIGNE_ENTETE].height = 15 * max(count_lignes(e, 9) for e in c.entetes.values()) + 4
        rang = DEBUT
        axes: list[int] = []
        actions: list[Sequence[int]] = []
        for groupe in c.groupes:
            siennes = range(rang + 1, rang + 1 + len(groupe.lignes))
            self._write_total(rang, groupe.code, groupe.libelle, siennes)
            for place, ligne in zip(siennes, groupe.lignes, strict=True):
                self._write_action(place, ligne)
            axes.append(rang)
            actions.append(siennes)
            rang += len(groupe.lignes) + 1
        self._write_total(rang, c.total, "Total de l’exercice", axes)
        codes = [groupe.code for groupe in c.groupes]
        self._write_haut(rang, list(zip(codes, axes, actions, strict=True)))
        self._validate(actions, motifs)
        finish_feuille(ws, c.pied)
        # Twelve columns of amounts and more: legible on A3, or reduced.
        ws.page_setup.paperSize = ws.PAPERSIZE_A3

    def _write_haut(self, total: int, groupes: Groupes) -> None:
        """What the State notified, how far the plan is from it, and the share that is asked, live."""
        c, etat = self.classeur, f"{self.lettres['etat.prevu']}{total}"
        ecart = f'=IF(OR(NOT(ISNUMBER(C4)),{etat}=""),"",ROUND({etat}-C4,2))'
        notifie = c.montant_notifie if c.montant_notifie is not None else "non enregistré"
        lignes = [
            ("A4", "Montant notifié par l’État", "C4", notifie, EUROS),
            ("E4", "Écart avec le prévu de l’État", "H4", ecart, EUROS),
        ]
        if c.part:
            formule = self._write_part(c.part, total, groupes)
            if len(formule) <= FORMULE_MAX:
                lignes.append(("E2", c.part.libelle, "H2", formule, PART))
        for place, texte, cellule, valeur, vue in lignes:
            write_texte(self.ws[place], texte)
            self.ws[place].font = make_font(bold=True)
            self._write_calcul(self.ws[cellule], valeur, vue)

    def _write_part(self, part: PartClasseur, total: int, groupes: Groupes) -> str:
        """The formula of a share."""

        def add(champs: Iterable[str], rangs: Sequence[int]) -> str:
            return f"SUM({','.join(f'{self.lettres[champ]}{rang}' for champ in champs for rang in rangs)})"

        gardes = [(axe, siennes) for code, axe, siennes in groupes if code not in part.sauf]
        axes = [axe for axe, _ in gardes]
        if part.sur == "ensemble" or not axes:
            rangs = axes if part.sauf and axes else [total]
            base = add(part.base, rangs)
            return f'=IF({base}=0,"",{add(part.champs, rangs)}/{base})'
        rangs = axes if part.sur == "axe" else [rang for _, siennes in gardes for rang in siennes]
        sinon, choix = (0, "MAX") if part.is_plafond else (1, "MIN")
        parts = ",".join(
            f"IF({add(part.etat, [r])}>0,{add(part.champs, [r])}/{add(part.base, [r])},{sinon})"
            for r in rangs
        )
        return f'=IF({add(part.etat, axes)}=0,"",{choix}({parts}))'

    def _write_action(self, rang: int, ligne: LigneAction) -> None:
        for nom, lettre in self.lettres.items():
            cellule = self.ws[f"{lettre}{rang}"]
            cellule.border, cellule.font = TRAIT, make_font(size=11)
            cellule.alignment = Alignment(vertical="top", wrap_text=nom in LARGEURS, indent=1)
            if nom in CALCULS:
                continue
            if nom in self.classeur.montants:
                cellule.number_format = EUROS
                cellule.alignment = Alignment(vertical="top", horizontal="right")
            if nom not in (CODE, LIBELLE):
                self._write_saisi(cellule, nom, ligne.valeurs.get(nom))
        for nom, texte in ((CODE, ligne.code), (LIBELLE, ligne.libelle)):
            write_texte(self.ws[f"{self.lettres[nom]}{rang}"], texte)
        hauteur = max(
            count_lignes(ligne.libelle, 34), count_lignes(ligne.valeurs.get(JUSTIFICATION) or "", 38)
        )
        self.ws.row_dimensions[rang].height = min(300, 15 * max(2, hauteur) + 4)
        self._write_calculs(rang, self._list_totaux(rang), self._say_manque(rang))

    def _write_saisi(self, cellule: Cell, nom: str, valeur: Decimal | str | None) -> None:
        if nom in self.classeur.verrouilles:
            cellule.fill = make_fill(GRIS_CLAIR)
        else:
            open_saisie(cellule)
        if isinstance(valeur, str):
            write_texte(cellule, valeur)
        else:
            cellule.value = valeur

    def _write_total(self, rang: int, code: str, libelle: str, rangs: Sequence[int]) -> None:
        """The row of an axe, over its actions, or the last one, over the axes: `rangs` are the rows it adds up."""
        for nom, lettre in self.lettres.items():
            cellule = self.ws[f"{lettre}{rang}"]
            cellule.border, cellule.font = TRAIT, make_font(size=11, bold=True)
            cellule.fill, cellule.alignment = make_fill(BLEU_CLAIR), Alignment(vertical="top", wrap_text=True)
            if nom in self.classeur.montants:
                self._write_calcul(cellule, self._sum(nom, rangs), EUROS, BLEU_CLAIR)
        for nom, texte in ((CODE, code), (LIBELLE, libelle)):
            write_texte(self.ws[f"{self.lettres[nom]}{rang}"], texte)
        self.ws.row_dimensions[rang].height = 15 * count_lignes(libelle, 32) + 4
        totaux = [(nom, self._sum(nom, rangs)) for nom in (PREVU, EXECUTE)]
        prevu, execute, ecart = (self.lettres[nom] for nom in (PREVU, EXECUTE, ECART))
        partiels = [f'AND(OR({prevu}{r}<>"",{execute}{r}<>""),{ecart}{r}="")' for r in rangs]
        self._write_calculs(rang, totaux, partiels, BLEU_CLAIR)

    def _list_totaux(self, rang: int) -> Iterator[tuple[str, str]]:
        """Planned and executed of one action, over its sources."""
        for nom, cote in ((PREVU, 0), (EXECUTE, 1)):
            cellules = ",".join(f"{self.lettres[paire[cote]]}{rang}" for paire in self.paires)
            yield nom, f'=IF(COUNT({cellules})=0,"",ROUND(SUM({cellules}),2))'

    def _say_manque(self, rang: int) -> list[str]:
        """Conditions under which one amount of a source lacks the other: the totals do not speak of the same lines."""
        places = [(f"{self.lettres[p]}{rang}", f"{self.lettres[e]}{rang}") for p, e in self.paires]
        return [f'({prevu}="")<>({execute}="")' for prevu, execute in places]

    def _write_calculs(
        self, rang: int, totaux: Iterable[tuple[str, str]], manques: Iterable[str], fond: str = GRIS_CLAIR
    ) -> None:
        """Totals, gap and rate of a row; the gap stays empty as long as one of `manques` is true."""
        prevu, execute, ecart = (f"{self.lettres[nom]}{rang}" for nom in (PREVU, EXECUTE, ECART))
        vides = ",".join([f'{prevu}=""', f'{execute}=""', *manques])
        formules = dict(totaux) | {
            ECART: f'=IF(OR({vides}),"",ROUND({execute}-{prevu},2))',
            TAUX: f'=IF({ecart}="","",IFERROR({execute}/{prevu},""))',
        }
        for nom, formule in formules.items():
            cellule = self.ws[f"{self.lettres[nom]}{rang}"]
            self._write_calcul(cellule, formule, PART if nom == TAUX else EUROS, fond)
            cellule.border = TRAIT

    def _write_calcul(self, cellule: Cell, valeur: Decimal | str, vue: str, fond: str = GRIS_CLAIR) -> None:
        cellule.value, cellule.number_format, cellule.fill = valeur, vue, make_fill(fond)
        cellule.font = make_font(size=11, bold=True)
        cellule.alignment = Alignment(vertical="top", horizontal="right")

    def _sum(self, nom: str, rangs: Sequence[int]) -> str:
        """The sum of a column over some rows, empty when all of them are."""
        lettre = self.lettres[nom]
        suivis = all(b == a + 1 for a, b in pairwise(rangs))
        cellules = f"{lettre}{rangs[0]}:{lettre}{rangs[-1]}" if rangs and suivis else None
        cellules = cellules or ",".join(f"{lettre}{rang}" for rang in rangs) or '""'
        return f'=IF(COUNT({cellules})=0,"",ROUND(SUM({cellules}),2))'

    def _validate(self, actions: Iterable[Sequence[int]], motifs: Sequence[int]) -> None:
        """Amounts ≥ 0 to the cent, reasons of the list; the spreadsheet says it in French."""
        c = self.classeur
        premier, dernier = self.lettres[c.montants[0]], self.lettres[c.montants[-1]]
        for siennes in actions:
            haut = f"{premier}{siennes[0]}"
            validate_formule(
                self.ws,
                f"{haut}:{dernier}{siennes[-1]}",
                f"AND(ISNUMBER({haut}),{haut}>=0,ROUND({haut},2)={haut})",
                "Un montant en euros, positif ou nul, avec deux décimales au plus.",
            )
            if motifs:
                colonne = self.lettres[MOTIF]
                liste = f"{quote_sheetname(LISEZ_MOI)}!$B${motifs[0]}:$B${motifs[-1]}"
                validate_liste(self.ws, [f"{colonne}{siennes[0]}:{colonne}{siennes[-1]}"], liste)
