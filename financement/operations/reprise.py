"""Writes of the year roll-over: last year's actions kept, changed or stopped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from django.core.exceptions import ValidationError

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import delete_row, operation
from conventions.models import (
    Action,
    ChoixReprise,
    Exercice,
    Financement,
    IndicateurPropre,
    Jalon,
    NatureAction,
    Partenaire,
    Reprise,
    Source,
    make_cle,
)
from conventions.models.actions import NUMERO_MAX
from conventions.operations.acces import lock_exercice
from conventions.operations.actions import check_codes, explain_mesure, find_partenaires
from conventions.policies import refusal_to_delete_action, refusal_to_edit
from financement.operations.montants import set_montants
from financement.queries.reprise import LigneReprise, build_bilan_reprise

# What an action is meant to be goes on; what came of it (bilan, results, state, money spent) stays where it was.
CHAMPS_REPRIS = (
    "titre", "diagnostic", "objectifs", "description", "public", "territoire", "pilote_nom", "pilote_fonction",
    "etp", "moyens", "calendrier", "resultats_attendus", "lien_spie", "evaluation", "file_active_avant",
    "file_active_apres",
)  # fmt: skip
# The State's part is what it notifies for the year; a carry-over is decided, not copied.
SOURCES_REPRISES = (Source.DEPARTEMENT, Source.VALORISATION, Source.AUTRES)
NATURES: dict[str, NatureAction] = {
    ChoixReprise.GARDEE: NatureAction.RECONDUITE,
    ChoixReprise.CHANGEE: NatureAction.RENFORCEE,
}


@dataclass(frozen=True)
class SortSaisi:
    """What one action of the year before becomes, as chosen. `axe` only where its own is no longer there."""

    choix: str
    motif: str = ""
    axe: str = ""


@operation
def record_reprise(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    sorts: Mapping[int, SortSaisi],
    avec_montants: bool = False,
) -> list[Reprise]:
    """Write what becomes of actions of the year before, all or none.

    `sorts` are by key of last year's action; those left out wait for another time. An action that goes on is
    linked to that of the same number which comes from none, or copied (`avec_montants`: with the planned amounts of
    SOURCES_REPRISES). Raises Refus, or ValidationError {str(pk): sentence}.
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    bilan = build_bilan_reprise(exercice)
    lignes = {ligne.precedente.pk: ligne for ligne in bilan.lignes} if bilan else {}
    libres = {action.numero: action for action in bilan.nouvelles} if bilan else {}
    faites: list[Reprise] = []
    fautes: dict[str, list[str]] = {}
    for pk, sort in sorts.items():
        try:
            precedente = _check_a_decider(lignes.get(pk))
            faites.append(_decide(precedente, exercice, sort, libres.get(precedente.numero)))
        except ValidationError as erreur:
            fautes[str(pk)] = erreur.messages
    if fautes:
        raise ValidationError(fautes)
    if avec_montants:
        copies = {
            un.action: un.precedente for un in faites if un.action and un.precedente.numero not in libres
        }
        _copy_montants(by, at, exercice, copies)
    dit = {reprise.precedente.numero: reprise.choix for reprise in faites}
    record_trace(by=by, at=at, geste=Geste.REPRENDRE_ACTIONS, objet=exercice, sorts=dit)
    return faites


def _check_a_decider(ligne: LigneReprise | None) -> Action:
    if ligne is None:
        raise ValidationError("Cette action n’est pas de l’exercice précédent.")
    if ligne.reprise:
        dit = ligne.reprise.get_choix_display().lower()
        raise ValidationError(
            f"Quelqu’un vient de décider de cette action\u00a0: elle est {dit}. Relisez la page."
        )
    return ligne.precedente


def _decide(precedente: Action, exercice: Exercice, sort: SortSaisi, libre: Action | None) -> Reprise:
    """Store what becomes of an action, that goes on as the one that is `libre`, or else as a copy."""
    suite = None
    if sort.choix != ChoixReprise.ARRETEE:
        suite = libre or _copy_action(precedente, exercice, sort)
    reprise = Reprise(
        exercice=exercice, precedente=precedente, choix=sort.choix, action=suite, motif=sort.motif
    )
    reprise.full_clean()
    reprise.save()
    return reprise


def _copy_action(precedente: Action, exercice: Exercice, sort: SortSaisi) -> Action:
    copie, jalons, propres = build_copie(precedente, exercice, sort.choix, sort.axe or precedente.axe)
    check_codes(exercice, {"axe": copie.axe})
    if phrase := exercice.referentiel.definition.explain_nature(copie.nature):
        raise ValidationError(f"{phrase} Dites-la changée si elle est renforcée, ou arrêtée.")
    copie.numero = _find_numero(exercice, precedente.numero)
    copie.full_clean()
    copie.save()
    copie.partenaires.set(_follow_partenaires(exercice, precedente.partenaires.all()))
    Jalon.objects.bulk_create(jalons)
    IndicateurPropre.objects.bulk_create(propres)
    return copie


def _follow_partenaires(exercice: Exercice, partenaires: Iterable[Partenaire]) -> list[Partenaire]:
    """The same ones, by name where the year before is of another convention: each convention has its own list."""
    suivis = list(partenaires)
    if all(un.convention_id == exercice.convention_id for un in suivis):
        return suivis
    return find_partenaires(exercice.convention, [un.nom for un in suivis])


def build_copie(
    precedente: Action, exercice: Exercice, choix: str, axe: str
) -> tuple[Action, list[Jalon], list[IndicateurPropre]]:
    """Unsaved, its milestones and own indicators too: what goes on in `exercice` of an action of the year before."""
    definition = exercice.referentiel.definition
    is_de_l_axe = not explain_mesure(definition, axe, precedente.mesure)
    connus = {un["code"] for un in exercice.referentiel.contenu.get("indicateurs", ())}
    copie = Action(
        exercice=exercice,
        axe=axe,
        nature=_choose_nature(precedente, exercice, choix),
        mesure=precedente.mesure if is_de_l_axe else "",
        indicateurs=[code for code in precedente.indicateurs if code in connus],
        **{champ: getattr(precedente, champ) for champ in CHAMPS_REPRIS},
    )
    jalons = [
        Jalon(action=copie, libelle=jalon.libelle, prevu_le=jalon.prevu_le)
        for jalon in precedente.jalons.filter(fait_le=None)
    ]
    propres = [
        IndicateurPropre(action=copie, libelle=un.libelle, unite=un.unite, cible=un.cible)
        for un in precedente.indicateurs_propres.all()
    ]
    return copie, jalons, propres


def _choose_nature(precedente: Action, exercice: Exercice, choix: str) -> str:
    """What goes on is reconduit; where the référentiel knows no such action, it stays what it was in this convention:
    new, or reinforced, since the convention is."""
    nature = NATURES[choix]
    is_meme = precedente.exercice.convention_id == exercice.convention_id
    if is_meme and exercice.referentiel.definition.explain_nature(nature):
        return precedente.nature
    return nature


def _find_numero(exercice: Exercice, numero: str) -> str:
    """The number of last year where it is free, else « S4-1-2 » and so on."""
    pris = set(exercice.actions.values_list("numero", flat=True))
    suffixes = (f"-{rang}" for rang in count(2))
    while numero in pris:
        suffixe = next(suffixes)
        numero = f"{numero.removesuffix(suffixe)[: NUMERO_MAX - len(suffixe)]}{suffixe}"
    return numero


def _copy_montants(
    by: Utilisateur, at: datetime, exercice: Exercice, suites: Mapping[Action, Action]
) -> None:
    lignes = [
        (copie, ligne)
        for copie, precedente in suites.items()
        for ligne in precedente.financements.select_related("partenaire")
        if ligne.source in SOURCES_REPRISES and ligne.prevu is not None
    ]
    financeurs = list({ligne.partenaire for _, ligne in lignes if ligne.partenaire})
    suivis = dict(zip(financeurs, _follow_partenaires(exercice, financeurs), strict=True))
    cellules = {}
    for copie, ligne in lignes:
        financeur = suivis[ligne.partenaire].pk if ligne.partenaire else None
        cellules[copie.pk, f"{make_cle(ligne.source, financeur)}.prevu"] = ligne.prevu
    set_montants(by=by, at=at, exercice=exercice, cellules=cellules)


@operation
def undo_reprise(*, by: Utilisateur, at: datetime, reprise: Reprise) -> Action | None:
    """Forget what was decided of an action; raises Refus. Nothing typed since is lost.

    The copy goes with it where it still is what it was made; otherwise it stays, as a new action, and is returned.
    """
    reprise.exercice = exercice = lock_exercice(reprise.exercice)
    check(refusal_to_edit(by, exercice))
    suite, numero = reprise.action, reprise.precedente.numero
    decide = {"action": numero, "choix": reprise.choix, "motif": reprise.motif}
    record_trace(by=by, at=at, geste=Geste.ANNULER_REPRISE, objet=exercice, **decide)
    is_intacte = has_copie_intacte(by, reprise)
    delete_row(reprise)
    if suite is not None and is_intacte:
        suite.delete()
        return None
    return suite


def has_copie_intacte(by: Utilisateur, reprise: Reprise) -> bool:
    """Does the copy go with what was decided of an action, if `by` undoes it?"""
    suite = reprise.action
    if suite is None:
        return False
    suite.exercice = reprise.exercice
    return _is_intacte(suite, reprise) and refusal_to_delete_action(by, suite) is None


def _is_intacte(suite: Action, reprise: Reprise) -> bool:
    """Is the action still what a copy of last year's would be, its number apart?"""
    precedente = reprise.precedente
    copie, jalons, propres = build_copie(precedente, reprise.exercice, reprise.choix, suite.axe)
    colonnes = [un.attname for un in Action._meta.concrete_fields if un.name not in ("id", "numero")]
    prevus = {
        _name_source(ligne): ligne.prevu
        for ligne in precedente.financements.select_related("partenaire")
        if ligne.source in SOURCES_REPRISES
    }
    return (
        all(getattr(copie, colonne) == getattr(suite, colonne) for colonne in colonnes)
        and _read(jalons, "libelle", "prevu_le", "fait_le")
        == _read(suite.jalons.all(), "libelle", "prevu_le", "fait_le")
        and _read(propres, "libelle", "unite", "cible", "resultat")
        == _read(suite.indicateurs_propres.all(), "libelle", "unite", "cible", "resultat")
        and {un.nom for un in precedente.partenaires.all()} == {un.nom for un in suite.partenaires.all()}
        and all(
            ligne.execute is None and ligne.prevu in (None, prevus.get(_name_source(ligne)))
            for ligne in suite.financements.select_related("partenaire")
        )
    )


def _name_source(ligne: Financement) -> tuple[str, str]:
    """Who brings an amount, as two conventions call it alike."""
    return ligne.source, ligne.partenaire.nom if ligne.partenaire else ""


def _read(lignes: Iterable[Jalon | IndicateurPropre], *champs: str) -> list[tuple[str, ...]]:
    return sorted(tuple(str(getattr(ligne, champ)) for champ in champs) for ligne in lignes)
