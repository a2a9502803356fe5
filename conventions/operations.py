"""Writes on conventions, exercices, actions and money. One intent, one atomic function, one line of journal."""

import hashlib
import json

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from comptes.operations import record_trace, update_versioned
from conventions.models import (
    Action,
    Convention,
    EtatReferentiel,
    Exercice,
    Financement,
    Referentiel,
    Transition,
)
from conventions.policies import (
    refusal_of_transition,
    refusal_to_edit,
    refusal_to_open,
    refusal_to_review,
)


class Refus(PermissionDenied):
    """The policy said no; `str()` is the sentence to show. Not caught, it is the page 403."""


class ReferentielPublie(Exception):
    """A published référentiel was given with another content; `str()` is the sentence to show."""


def check(refus):
    """Raise `Refus` when a policy answered with a sentence."""
    if refus:
        raise Refus(refus)


def lock_exercice(exercice):
    """The exercice reread and locked until the end of the transaction, so that its état cannot move under a write."""
    exercices = Exercice.objects.select_for_update(of=("self",))
    # With what the line of the journal names.
    return exercices.select_related("convention__departement", "convention__collectivite").get(pk=exercice.pk)


@transaction.atomic
def publish_referentiel(*, by, at, contenu):
    """Store a référentiel whose content was already found valid; the same content again changes nothing.

    `contenu` is JSON-ready. Raises `ReferentielPublie` when the code is taken by another content.
    """
    texte = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    empreinte = hashlib.sha256(texte.encode()).hexdigest()
    code = contenu["code"]
    existant = Referentiel.objects.filter(code=code).first()
    if existant:
        if existant.empreinte != empreinte:
            raise ReferentielPublie(
                f"Le référentiel {code} est publié : il ne change plus. "
                "Une nouvelle instruction est un nouveau fichier, avec un nouveau code."
            )
        return existant
    referentiel = Referentiel.objects.create(
        code=code,
        dispositif=contenu["dispositif"],
        etat=EtatReferentiel.PUBLIE,
        contenu=contenu,
        empreinte=empreinte,
        publie_le=at,
    )
    record_trace(by=by, at=at, geste="publier un référentiel", objet=code, empreinte=empreinte)
    return referentiel


@transaction.atomic
def open_convention(*, by, at, **champs):
    """Open a convention (fields of the model); raises Refus, or ValidationError in French."""
    check(refusal_to_open(by))
    convention = Convention(**champs)
    convention.full_clean()
    convention.save()
    record_trace(by=by, at=at, geste="ouvrir une convention", objet=convention.code)
    return convention


@transaction.atomic
def open_exercice(*, by, at, **champs):
    """Open a year of a convention (fields of the model); raises Refus, or ValidationError in French."""
    check(refusal_to_open(by))
    exercice = Exercice(**champs)
    exercice.full_clean()
    exercice.save()
    record_trace(by=by, at=at, geste="ouvrir un exercice", objet=exercice)
    return exercice


@transaction.atomic
def record_textes(*, by, at, exercice, version, contexte, conclusion):
    """Write the context and the conclusion of the rapport; raises Refus or ModifieEntreTemps."""
    check(refusal_to_edit(by, lock_exercice(exercice)))
    update_versioned(exercice, version, {"contexte": contexte, "conclusion": conclusion})
    record_trace(by=by, at=at, geste="rédiger le rapport", objet=exercice)
    return exercice


def set_financements(*, by, at, action, montants):
    """Write amounts of an action: `montants` is {source: {"prevu": Decimal | None, "execute": Decimal | None}}.

    A source or a column that is not given keeps its amount. Inside the caller's transaction.
    """
    actuels = {ligne.source: ligne for ligne in action.financements.all()}
    avant, apres = {}, {}
    for source, colonnes in montants.items():
        ligne = actuels.get(source) or Financement(action=action, source=source)
        changes = {c: v for c, v in colonnes.items() if getattr(ligne, c) != v}
        if not changes:
            continue
        for colonne, montant in changes.items():
            avant[f"{source}.{colonne}"] = str(getattr(ligne, colonne))
            apres[f"{source}.{colonne}"] = str(montant)
            setattr(ligne, colonne, montant)
        ligne.full_clean(exclude=["action"])
        ligne.save()
    if apres:
        record_trace(by=by, at=at, geste="saisir des montants", objet=action, avant=avant, apres=apres)


@transaction.atomic
def record_action(*, by, at, exercice, action, version, champs, montants):
    """Create (`action` None) or change an action and its money.

    Raises Refus, ModifieEntreTemps, or ValidationError (axe unknown to the référentiel, number already taken).
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    if champs["axe"] not in {axe.code for axe in exercice.referentiel.definition.axes}:
        raise ValidationError({"axe": "Cet axe n’existe pas dans le référentiel de l’exercice."})
    if action is None:
        action = Action(exercice=exercice, **champs)
        action.full_clean()
        action.save()
    else:
        action = update_versioned(action, version, champs)
    set_financements(by=by, at=at, action=action, montants=montants)
    record_trace(by=by, at=at, geste="enregistrer une action", objet=action)
    return action


@transaction.atomic
def delete_action(*, by, at, action):
    """Remove an action of a draft; refused once money was spent on it: it is then « abandonnée », not deleted."""
    check(refusal_to_edit(by, lock_exercice(action.exercice)))
    if action.financements.filter(execute__gt=0).exists():
        raise Refus(
            "Des crédits ont été exécutés sur cette action : elle ne se supprime pas. "
            "Vous pouvez la déclarer abandonnée."
        )
    record_trace(by=by, at=at, geste="supprimer une action", objet=action)
    action.delete()


def move_exercice(*, by, at, exercice, vers, motif=""):
    """Change the état of a locked exercice and keep the transition. Inside the caller's transaction."""
    de = exercice.etat
    check(refusal_of_transition(by, exercice, vers))
    exercice.etat = vers
    exercice.save(update_fields=["etat"])
    transition = Transition(exercice=exercice, de=de, vers=vers, par=by, le=at, motif=motif)
    transition.full_clean()
    transition.save()
    record_trace(by=by, at=at, geste=f"passer à « {exercice.get_etat_display().lower()} »", objet=exercice)
    return transition


@transaction.atomic
def decide_exercice(*, by, at, exercice, vers, motif):
    """Validate a transmitted exercice or send it back; raises Refus, or ValidationError when a reason is missing."""
    exercice = lock_exercice(exercice)
    check(refusal_to_review(by, exercice))
    return move_exercice(by=by, at=at, exercice=exercice, vers=vers, motif=motif)
