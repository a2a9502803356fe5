"""The money of an exercice, read whole."""

from dataclasses import dataclass

from conventions.calculations import Montants, is_part_departement_suffisante, sum_montants
from conventions.definitions import Axe
from conventions.models import SOURCES_ETAT, SOURCES_SANS_NOM, Action, Partenaire, Source, make_cle

TEXTES_ECART = ("motif_ecart", "justification_ecart")
COLONNES = ("prevu", "execute")


@dataclass(frozen=True)
class Colonne:
    """One source of money as a column: `cle` names it in forms and journals, `libelle` on the page."""

    cle: str
    source: str
    partenaire_id: int | None
    libelle: str


@dataclass(frozen=True)
class AxeFinancier:
    """One axe with its actions and their total."""

    axe: Axe
    actions: tuple[Action, ...]
    total: Montants


@dataclass(frozen=True)
class TableauFinancier:
    """The money of an exercice: by axe, by source, in all."""

    axes: tuple[AxeFinancier, ...]
    sources: tuple[tuple[str, Montants], ...]
    total: Montants
    is_part_suffisante: bool


def list_actions(exercice):
    """The actions of an exercice with their money, in the order of the référentiel's axes; four queries at most."""
    rangs = {axe.code: rang for rang, axe in enumerate(exercice.referentiel.definition.axes)}
    actions = exercice.actions.prefetch_related("financements__partenaire", "partenaires")
    return sorted(actions, key=lambda action: (rangs.get(action.axe, len(rangs)), action.numero))


def list_colonnes(exercice):
    """The columns of the financing grid: each source, then each partner that pays for actions of the convention."""
    partenaires = Partenaire.objects.filter(convention=exercice.convention_id)
    nommes = [
        Colonne(make_cle(Source.AUTRES, p.pk), Source.AUTRES, p.pk, p.nom)
        for p in partenaires
        if p.is_cofinanceur
    ]
    propres = [Colonne(source, source, None, Source(source).label) for source in SOURCES_SANS_NOM]
    # Last year's credits stay last.
    return (*propres[:-1], *nommes, propres[-1])


def read_cellules(actions):
    """{(action pk, champ): value} of every stored cell of `actions` (with their financements): amounts, then texts."""
    cellules = {}
    for action in actions:
        for ligne in action.financements.all():
            for colonne in COLONNES:
                cellules[action.pk, f"{ligne.cle}.{colonne}"] = getattr(ligne, colonne)
        for champ in TEXTES_ECART:
            cellules[action.pk, champ] = getattr(action, champ) or None
    return cellules


def build_tableau_financier(exercice):
    """The money of an exercice, five queries at most, whatever the number of actions."""
    actions = list_actions(exercice)
    definition = exercice.referentiel.definition
    axes = []
    for axe in definition.axes:
        siennes = tuple(action for action in actions if action.axe == axe.code)
        if siennes:
            axes.append(AxeFinancier(axe, siennes, sum_montants(action.montants for action in siennes)))
    lignes = [ligne for action in actions for ligne in action.financements.all()]
    par_source = {
        source: sum_montants(ligne.montants for ligne in lignes if ligne.source == source)
        for source in Source.values
    }
    total = sum_montants(par_source.values())
    part_etat = sum_montants(par_source[source] for source in SOURCES_ETAT)
    return TableauFinancier(
        axes=tuple(axes),
        sources=tuple((Source(source).label, montants) for source, montants in par_source.items()),
        total=total,
        is_part_suffisante=is_part_departement_suffisante(
            part_etat.prevu, total.prevu, definition.part_departement_min
        ),
    )
