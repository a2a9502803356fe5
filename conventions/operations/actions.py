"""Writes on fiches action."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import delete_row, operation, update_versioned
from conventions.models import Action, Convention, Exercice, IndicateurPropre, Jalon, Partenaire
from conventions.operations.acces import lock_exercice
from conventions.operations.conventions import lock_conventions
from conventions.policies import has_credits_convenus, refusal_to_delete_action, refusal_to_edit
from referentiels.definitions import Definition

# What an action has several of, replaced as a whole.
Liste = TypeVar("Liste", Jalon, IndicateurPropre)


@dataclass(frozen=True)
class JalonSaisi:
    """One milestone as typed."""

    libelle: str
    prevu_le: date
    fait_le: date | None = None


@dataclass(frozen=True)
class IndicateurSaisi:
    """One own indicator as typed."""

    libelle: str
    unite: str = ""
    cible: Decimal | None = None
    resultat: Decimal | None = None


@operation
def record_action(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    action: Action | None,
    version: int | None,
    champs: Mapping[str, Any],
    partenaires: Collection[str] = (),
    jalons: Iterable[JalonSaisi] = (),
    indicateurs_propres: Iterable[IndicateurSaisi] = (),
) -> Action:
    """Create (`action` None) or change an action with its lists, which replace those it had.

    `champs` are columns of the fiche; `partenaires` names, found in the list of the convention or added to it. Its
    money is written by `record_montants`. Raises Refus, ModifieEntreTemps, or ValidationError (axe or indicator
    unknown to the référentiel, number already taken).
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    check_codes(exercice, champs)
    if action is None:
        action = Action(exercice=exercice, **champs)
        action.full_clean()
        action.save()
        action.ecrits = list(champs)
    else:
        _check_axe(exercice, action, champs["axe"])
        action = update_versioned(action, version, champs)
    listes = _read_listes(action)
    action.partenaires.set(find_partenaires(exercice.convention, partenaires))
    _replace(action, Jalon, jalons)
    _replace(action, IndicateurPropre, indicateurs_propres)
    changees = [nom for nom, contenu in _read_listes(action).items() if contenu != listes[nom]]
    action.ecrits = [*action.ecrits, *changees]
    record_trace(by=by, at=at, geste=Geste.ENREGISTRER_ACTION, objet=action)
    return action


def _read_listes(action: Action) -> dict[str, object]:
    """{name of a list: what it holds}, as its form names it."""
    return {
        "partenaires": set(action.partenaires.values_list("pk", flat=True)),
        "jalons": list(Jalon.objects.filter(action=action).values_list("libelle", "prevu_le", "fait_le")),
        "propres": list(
            IndicateurPropre.objects.filter(action=action).values_list(
                "libelle", "unite", "cible", "resultat"
            )
        ),
    }


def _check_axe(exercice: Exercice, action: Action, axe: str) -> None:
    """The State's agreed credits do not change axe with a fiche: that is a redéploiement. Raises ValidationError."""
    stockee = exercice.actions.filter(pk=action.pk).exclude(axe=axe).first()
    if stockee is None:
        return
    stockee.exercice = exercice
    if has_credits_convenus(stockee):
        raise ValidationError(
            {
                "axe": f"Des crédits de l’État sont convenus pour cette action dans l’axe {stockee.axe}\u00a0: "
                "ils changent d’axe par un redéploiement ou par un avenant."
            }
        )


def check_codes(exercice: Exercice, champs: Mapping[str, Any]) -> None:
    """Refuse an axe, a measure, a nature, or indicators, that the référentiel of the exercice lacks: raises
    ValidationError."""
    definition, contenu = exercice.referentiel.definition, exercice.referentiel.contenu
    if champs["axe"] not in {axe.code for axe in definition.axes}:
        raise ValidationError({"axe": "Cet axe n’existe pas dans le référentiel de l’exercice."})
    if "nature" in champs and (phrase := definition.explain_nature(champs["nature"])):
        raise ValidationError({"nature": phrase})
    if phrase := explain_mesure(definition, champs["axe"], champs.get("mesure", "")):
        raise ValidationError({"mesure": phrase})
    connus = {indicateur["code"] for indicateur in contenu.get("indicateurs", ())}
    if not set(champs.get("indicateurs", ())) <= connus:
        raise ValidationError(
            {"indicateurs": "Un indicateur n’existe pas dans le référentiel de l’exercice."}
        )


def explain_mesure(definition: Definition, axe: str, mesure: str) -> str:
    """Why an action of `axe` may not be of this measure, "" where it may, and where none is said."""
    if not mesure:
        return ""
    if mesure not in definition.mesures:
        return "Cette mesure n’existe pas dans le référentiel de l’exercice."
    sien = definition.mesures[mesure][0].code
    return (
        ""
        if sien == axe
        else f"La mesure {mesure} est de l’axe {sien}\u00a0: choisissez-en une de l’axe {axe}."
    )


def find_partenaires(convention: Convention, noms: Collection[str]) -> list[Partenaire]:
    """The partners of these names, added to the list of the convention where it lacks them. Inside a transaction."""
    connus = _read_partenaires(convention)
    if not {nom.casefold() for nom in noms} <= set(connus):
        # Somebody may be adding the same one from another year of the convention.
        lock_conventions([convention])
        connus = _read_partenaires(convention)
    trouves = []
    for nom in noms:
        if nom.casefold() not in connus:
            nouveau = Partenaire(convention=convention, nom=nom)
            nouveau.full_clean(exclude=["convention"])
            nouveau.save()
            connus[nom.casefold()] = nouveau
        trouves.append(connus[nom.casefold()])
    return trouves


def _read_partenaires(convention: Convention) -> dict[str, Partenaire]:
    partenaires = Partenaire.objects.filter(convention=convention)
    return {partenaire.nom.casefold(): partenaire for partenaire in partenaires}


def _replace(
    action: Action,
    modele: type[Liste],
    saisis: Iterable[JalonSaisi] | Iterable[IndicateurSaisi],
) -> None:
    modele.objects.filter(action=action).delete()
    lignes = [modele(action=action, **vars(saisi)) for saisi in saisis]
    for ligne in lignes:
        ligne.full_clean(exclude=["action"])
    modele.objects.bulk_create(lignes)


@operation
def delete_action(*, by: Utilisateur, at: datetime, action: Action) -> None:
    """Remove an action of a draft; refused (Refus) once money was spent on it, or something speaks of it: it is then
    « abandonnée », not deleted."""
    action.exercice = lock_exercice(action.exercice)
    check(refusal_to_delete_action(by, action))
    record_trace(by=by, at=at, geste=Geste.SUPPRIMER_ACTION, objet=action)
    delete_row(action)
