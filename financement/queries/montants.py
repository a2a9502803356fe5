"""The money of an exercice, read whole; the same table over what is stored and over what is being typed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TypeAlias

from django.db.models import Exists, OuterRef, Q

from comptes import queries
from comptes.gestes import Geste
from comptes.models import Trace
from conventions.calculations import Montants, name_source, sum_montants
from conventions.models import (
    SOURCES_SANS_NOM,
    Action,
    EtatAction,
    Exercice,
    Financement,
    Partenaire,
    Source,
    make_cle,
)
from conventions.queries.enveloppes import get_enveloppes
from conventions.queries.partenaires import name_partenaires
from financement.controles import ActionBudget, Constat, LigneBudget, list_constats
from financement.enveloppes import SousTotaux, compute_sous_totaux, list_notifiees
from referentiels.definitions import Axe

# The key of an action and a champ: « etat.prevu », « autres-12.execute » (see `make_cle`), or one of TEXTES_ECART.
Cellule: TypeAlias = tuple[int, str]
# An amount, or a text for those of TEXTES_ECART; None is « not filled in ».
Contenu: TypeAlias = Decimal | str | None

TEXTES_ECART = ("motif_ecart", "justification_ecart")
COLONNES = ("prevu", "execute")
MOTS_DES_COLONNES = {"prevu": "prévu", "execute": "exécuté"}
# Not asked of a convention whose spending is told in common with others.
CONSTATS_DE_DEPENSE = ("execute_manquant", "justification")


@dataclass(frozen=True)
class Colonne:
    """One source of money as a column: `cle` names it in forms and journals, `libelle` on the page."""

    cle: str
    source: str
    partenaire_id: int | None
    libelle: str

    @property
    def financeur(self) -> str:
        """The name of the partner, "" for a source that needs none."""
        return self.libelle if self.partenaire_id else ""


@dataclass(frozen=True)
class LigneFinanciere:
    """One action: what each column brings to it, in their order, and its total."""

    action: Action
    montants: tuple[Montants, ...]
    total: Montants


@dataclass(frozen=True)
class AxeFinancier:
    """One axe with its actions, its total by column and in all."""

    axe: Axe
    lignes: tuple[LigneFinanciere, ...]
    montants: tuple[Montants, ...]
    total: Montants


@dataclass(frozen=True)
class TableauFinancier:
    """The money of an exercice: by axe, by column, in all, and what the rules say of it."""

    colonnes: tuple[Colonne, ...]
    axes: tuple[AxeFinancier, ...]
    montants: tuple[Montants, ...]
    total: Montants
    constats: tuple[Constat, ...]
    sous_totaux: SousTotaux

    @property
    def sources(self) -> tuple[tuple[Colonne, Montants], ...]:
        """Each column with its total, in their order."""
        return tuple(zip(self.colonnes, self.montants, strict=True))

    @property
    def constats_generaux(self) -> tuple[Constat, ...]:
        """What the rules say of the whole, not of one action."""
        return tuple(constat for constat in self.constats if not constat.numero)


def list_actions(
    exercice: Exercice, avec: Collection[str] = ("financements__partenaire", "partenaires")
) -> list[Action]:
    """The actions of an exercice with their money, in the order of the référentiel's axes; one query, and one for each
    step of `avec`, what is to be read with them."""
    rangs = {axe.code: rang for rang, axe in enumerate(exercice.referentiel.definition.axes)}
    actions = list(exercice.actions.prefetch_related(*avec))
    name_partenaires(exercice, [un for action in actions for un in _list_noms(action, avec)])
    # Stable: within an axe they stay in the order of the database.
    return sorted(actions, key=lambda action: rangs.get(action.axe, len(rangs)))


def _list_noms(action: Action, avec: Collection[str]) -> Iterator[Partenaire]:
    """The partners of an action that were read with it."""
    if "partenaires" in avec:
        yield from action.partenaires.all()
    if "financements__partenaire" in avec:
        yield from (ligne.partenaire for ligne in action.financements.all() if ligne.partenaire)


def list_colonnes(exercice: Exercice) -> tuple[Colonne, ...]:
    """The columns of the financing grid: each source, then each partner that pays for actions of the convention."""
    apports = Financement.objects.filter(partenaire=OuterRef("pk"), action__exercice=exercice)
    financeurs = Partenaire.objects.filter(
        # No amount of the exercice is ever without its column.
        Q(is_cofinanceur=True) | Exists(apports.exclude(prevu=None, execute=None)),
        convention=exercice.convention_id,
    )
    nommes = [
        Colonne(make_cle(Source.AUTRES, p.pk), Source.AUTRES, p.pk, str(p))
        for p in name_partenaires(exercice, list(financeurs))
    ]
    partie = exercice.convention.collectivite.partie.mot
    propres = [Colonne(source, source, None, name_source(source, partie)) for source in SOURCES_SANS_NOM]
    # Last year's credits stay last.
    return (*propres[:-1], *nommes, propres[-1])


def read_cellules(actions: Iterable[Action]) -> dict[Cellule, Contenu]:
    """Every stored cell of `actions` (with their financements): amounts, then texts."""
    cellules: dict[Cellule, Contenu] = {}
    for action in actions:
        for ligne in action.financements.all():
            for colonne in COLONNES:
                cellules[action.pk, f"{ligne.cle}.{colonne}"] = getattr(ligne, colonne)
        for champ in TEXTES_ECART:
            cellules[action.pk, champ] = getattr(action, champ) or None
    return cellules


@dataclass(frozen=True)
class MontantsStockes:
    """The money of an exercice as its grid shows it: its actions, its columns, every cell of `read_cellules`."""

    actions: list[Action]
    colonnes: tuple[Colonne, ...]
    cellules: dict[Cellule, Contenu]


def get_montants(exercice: Exercice) -> MontantsStockes:
    """The money of an exercice; three queries, whatever the number of actions."""
    actions = list_actions(exercice, ("financements",))
    return MontantsStockes(actions, list_colonnes(exercice), read_cellules(actions))


def name_cellule(action: Action, champ: str) -> str:
    """How the journal names a cell: « S4-1.etat.prevu »."""
    return f"{action.numero}.{champ}"


def list_auteurs_montants(exercice: Exercice, noms: Collection[str]) -> dict[str, Trace]:
    """By name of a cell, the last line of the journal that wrote it, of those of `noms` it speaks of; one query."""
    return queries.list_auteurs(exercice, Geste.SAISIR_MONTANTS, noms)


@dataclass(frozen=True)
class GrilleStockee:
    """The money of an exercice as it is written: its actions by key, with their number and the words of their gap only,
    its lines by action and source (`make_cle`)."""

    actions: dict[int, Action]
    lignes: dict[tuple[int, str], Financement]

    @property
    def cellules(self) -> dict[Cellule, Contenu]:
        """As `read_cellules`."""
        montants: dict[Cellule, Contenu] = {
            (pk, f"{cle}.{colonne}"): getattr(ligne, colonne)
            for (pk, cle), ligne in self.lignes.items()
            for colonne in COLONNES
        }
        textes: dict[Cellule, Contenu] = {
            (pk, champ): getattr(action, champ) or None
            for pk, action in self.actions.items()
            for champ in TEXTES_ECART
        }
        return montants | textes


def read_grille(exercice: Exercice) -> GrilleStockee:
    """The `GrilleStockee` of an exercice, in one query: it is read again under lock at each writing."""
    champs = ("pk", "numero", *TEXTES_ECART)
    colonnes = ("pk", "source", "partenaire_id", *COLONNES)
    actions: dict[int, Action] = {}
    lignes: dict[tuple[int, str], Financement] = {}
    for rangee in exercice.actions.order_by().values_list(*champs, *(f"financements__{c}" for c in colonnes)):
        action = Action(**dict(zip(champs, rangee, strict=False)))
        actions[action.pk] = action
        ligne = Financement(action_id=action.pk, **dict(zip(colonnes, rangee[len(champs) :], strict=True)))
        if ligne.pk:
            lignes[action.pk, ligne.cle] = ligne
    return GrilleStockee(actions, lignes)


def build_tableau(
    exercice: Exercice,
    actions: Iterable[Action],
    colonnes: Sequence[Colonne],
    cellules: Mapping[Cellule, Contenu],
    *,
    is_bilan: bool = False,
) -> TableauFinancier:
    """The table over `cellules`, those of `read_cellules` or those being typed; no query but that of a common report.

    `is_bilan`: the rules on what was spent are looked at too.
    """
    definition = exercice.referentiel.definition
    libelles = {axe.code: axe for axe in definition.axes}
    axes = []
    for code, siennes in groupby(actions, key=lambda action: action.axe):
        lignes = tuple(_make_ligne(action, colonnes, cellules) for action in siennes)
        axe = libelles.get(code, Axe(code, code, "socle"))
        axes.append(AxeFinancier(axe, lignes, *_sum_colonnes(lignes, colonnes)))
    montants, total = _sum_colonnes(axes, colonnes)
    enveloppes = get_enveloppes(exercice)
    budgets = [_make_budget(action, colonnes, cellules) for action in actions]
    constats = list_constats(
        budgets,
        definition,
        exercice.montant_notifie,
        is_bilan=is_bilan,
        enveloppes=enveloppes,
        plafond=exercice.plafond,
    )
    if is_depense_commune(exercice):
        constats = [constat for constat in constats if constat.code not in CONSTATS_DE_DEPENSE]
    sous_totaux = compute_sous_totaux(
        definition.natures,
        list_notifiees(definition.enveloppes, enveloppes),
        [montant for budget in budgets for montant in budget.par_axe],
    )
    return TableauFinancier(tuple(colonnes), tuple(axes), montants, total, tuple(constats), sous_totaux)


def is_depense_commune(exercice: Exercice) -> bool:
    """Is what was spent told once for several conventions?"""
    rapport = exercice.rapport_commun
    return rapport is not None and rapport.depense_commune is not None


def _get_montants(action: Action, colonne: Colonne, cellules: Mapping[Cellule, Contenu]) -> Montants:
    prevu, execute = (cellules.get((action.pk, f"{colonne.cle}.{champ}")) for champ in COLONNES)
    return Montants(
        prevu if isinstance(prevu, Decimal) else None, execute if isinstance(execute, Decimal) else None
    )


def _make_ligne(
    action: Action, colonnes: Iterable[Colonne], cellules: Mapping[Cellule, Contenu]
) -> LigneFinanciere:
    montants = tuple(_get_montants(action, colonne, cellules) for colonne in colonnes)
    return LigneFinanciere(action, montants, sum_montants(montants))


def _sum_colonnes(
    lignes: Sequence[LigneFinanciere] | Sequence[AxeFinancier], colonnes: Sequence[Colonne]
) -> tuple[tuple[Montants, ...], Montants]:
    """Totals of lines or of axes: by column, then in all."""
    par_colonne = tuple(
        sum_montants(ligne.montants[rang] for ligne in lignes) for rang in range(len(colonnes))
    )
    return par_colonne, sum_montants(ligne.total for ligne in lignes)


def _make_budget(
    action: Action, colonnes: Iterable[Colonne], cellules: Mapping[Cellule, Contenu]
) -> ActionBudget:
    """The `ActionBudget` of an action over `cellules`: what the rules of the money judge."""
    lignes = []
    for colonne in colonnes:
        lus = _get_montants(action, colonne, cellules)
        if lus.prevu is not None or lus.execute is not None:
            lignes.append(
                LigneBudget(colonne.source, colonne.financeur, lus.prevu, lus.execute, colonne.libelle)
            )
    motif, justification = (str(cellules.get((action.pk, champ)) or "") for champ in TEXTES_ECART)
    return ActionBudget(
        action.numero, action.axe, tuple(lignes), motif, justification, action.etat == EtatAction.ABANDONNEE
    )


def build_tableau_financier(exercice: Exercice, *, is_bilan: bool = False) -> TableauFinancier:
    """The money of an exercice as it is stored; three queries, those of `get_montants`."""
    lus = get_montants(exercice)
    return build_tableau(exercice, lus.actions, lus.colonnes, lus.cellules, is_bilan=is_bilan)
