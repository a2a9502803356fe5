"""The execution of one exercice, read whole."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from conventions.models import Action, Exercice, PieceAction
from conventions.queries.enveloppes import get_enveloppes
from financement.controles import Constat, is_justification_attendue
from financement.enveloppes import list_notifiees
from financement.queries.montants import build_tableau, list_colonnes, read_cellules
from indicateurs.queries.lignes import list_lignes_dites
from reporting import contents
from reporting.queries.documents import (
    build_convention,
    build_depense_commune,
    build_exercice,
    build_ligne_indicateur,
    build_simulation,
)
from reporting.queries.fiches import build_budget, build_jalons, build_propres, list_fiches


def build_execution(exercice: Exercice) -> contents.ContenuExecution:
    """Everything about the execution of an exercice, frozen, as it stands; the queries do not grow with the actions."""
    actions = list_fiches(exercice)
    axes = _build_axes(exercice, actions)
    return contents.ContenuExecution(
        convention=build_convention(exercice.convention),
        exercice=build_exercice(exercice),
        etat=exercice.etat,
        arrete_au=exercice.arrete_au,
        montant_notifie=exercice.montant_notifie,
        seuil_justification=exercice.referentiel.definition.seuil_justification,
        axes=axes,
        constats=_list_constats(exercice, actions),
        simulation=build_simulation(exercice, axes),
        depense_commune=build_depense_commune(exercice),
        enveloppes=list_notifiees(exercice.referentiel.definition.enveloppes, get_enveloppes(exercice)),
    )


def _build_axes(exercice: Exercice, actions: Sequence[Action]) -> tuple[contents.AxeExecution, ...]:
    """The axes of the référentiel that have an action or an indicator, in its order."""
    definition = exercice.referentiel.definition
    lignes = {
        ligne.indicateur.code: build_ligne_indicateur(ligne, arrete_au=exercice.arrete_au)
        for ligne in list_lignes_dites(exercice)
    }
    pieces = Counter(PieceAction.objects.filter(action__in=actions).values_list("action_id", flat=True))
    seuil = definition.seuil_justification
    axes = (
        contents.AxeExecution(
            code=axe.code,
            libelle=axe.libelle,
            nature=axe.nature,
            actions=tuple(
                _build_action(action, lignes, seuil, pieces[action.pk])
                for action in actions
                if action.axe == axe.code
            ),
            indicateurs=tuple(lignes[i.code] for i in definition.list_axe(axe.code) if i.code in lignes),
        )
        for axe in definition.axes
    )
    return tuple(axe for axe in axes if axe.actions or axe.indicateurs)


def _build_action(
    action: Action, lignes: Mapping[str, contents.ContenuIndicateur], seuil: Decimal | None, pieces: int
) -> contents.ActionExecution:
    return contents.ActionExecution(
        numero=action.numero,
        titre=action.titre,
        axe=action.axe,
        nature=action.nature,
        etat=action.etat,
        budget=build_budget(action),
        motif_ecart=action.motif_ecart,
        justification=action.justification_ecart,
        is_justification_attendue=is_justification_attendue(action.montants, seuil),
        jalons=build_jalons(action),
        # A code the référentiel does not know is one of another year: nothing can be said of it.
        indicateurs=tuple(lignes[code] for code in action.indicateurs if code in lignes),
        propres=build_propres(action),
        pieces=pieces,
        bilan=action.bilan,
    )


def _list_constats(exercice: Exercice, actions: Sequence[Action]) -> tuple[Constat, ...]:
    """What the rules of money say now that executed amounts are looked at."""
    tableau = build_tableau(exercice, actions, list_colonnes(exercice), read_cellules(actions), is_bilan=True)
    return tableau.constats
