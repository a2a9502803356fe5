"""All that is missing before an exercice can be handed over."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from conventions.calculations import (
    is_justification_attendue,
    is_part_departement_suffisante,
    sum_montants,
)
from conventions.models import EtatAction, Exercice, Source
from indicateurs.calculations import VIDE
from indicateurs.queries.fautes import list_fautes, read_fautes
from indicateurs.queries.lignes import get_chiffres, get_definition
from indicateurs.queries.methode import list_manques_methode


@dataclass(frozen=True)
class Manque:
    """One thing still to do before transmission, and where."""

    libelle: str
    url: str
    code: str = ""  # the indicator it is about, if any


def list_manques(exercice: Exercice, jour: date) -> list[Manque]:
    """All that is missing on `jour` before the exercice can be handed over, each with the address of the place."""
    actions = list(exercice.actions.prefetch_related("financements"))
    chiffres = get_chiffres(exercice)
    return [
        *_list_manques_actions(exercice, actions),
        *list_manques_indicateurs(exercice, actions, chiffres, jour),
        *(Manque(libelle, url) for libelle, url in list_manques_methode(exercice)),
    ]


def _list_manques_actions(exercice, actions):
    code, annee = exercice.convention.code, exercice.annee
    if not actions:
        return [
            Manque("Aucune action n’est enregistrée.", reverse("conventions:actions", args=[code, annee]))
        ]
    definition = exercice.referentiel.definition
    # What is spent in common need not be said action by action.
    commun = exercice.rapport_commun
    is_dite_en_commun = commun is not None and commun.depense_commune is not None
    manques = []
    for action in actions:
        url = reverse("conventions:action", args=[code, annee, action.numero])
        manques += [
            Manque(f"Action {action.numero} : {quoi}", f"{url}#id_{champ}")
            for quoi, champ in _list_manques_action(action, definition.seuil_justification, is_dite_en_commun)
        ]
    par_source = {
        source: sum_montants(f.montants for a in actions for f in a.financements.all() if f.source == source)
        for source in Source.values
    }
    total = sum_montants(par_source.values())
    etat = par_source[Source.ETAT]
    url = reverse("conventions:actions", args=[code, annee])
    if not is_part_departement_suffisante(etat.prevu, total.prevu, definition.part_departement_min):
        manques.append(Manque(definition.refus_part_etat, url))
    if (
        exercice.montant_notifie is not None
        and etat.prevu is not None
        and etat.prevu != exercice.montant_notifie
    ):
        manques.append(
            Manque("La part prévue de l’État, toutes actions réunies, n’est pas le montant notifié.", url)
        )
    return manques


def _list_manques_action(action, seuil, is_dite_en_commun):
    manques = []
    for ligne in action.financements.all():
        if ligne.prevu is not None and ligne.execute is None and not is_dite_en_commun:
            manques.append((f"montant exécuté ({ligne.get_source_display()})", f"{ligne.source}_execute"))
    if action.montants.prevu is None:
        manques.append(("aucun montant prévu", "etat_prevu"))
    if action.etat != EtatAction.A_DEMARRER and not action.bilan.strip():
        manques.append(("bilan de l’année", "bilan"))
    if is_justification_attendue(action.montants, seuil) and not (
        action.motif_ecart and action.justification_ecart.strip()
    ):
        manques.append(("motif et justification de l’écart entre prévu et exécuté", "motif_ecart"))
    return manques


def list_manques_indicateurs(exercice, actions, chiffres, jour) -> list[Manque]:
    """What is missing among the stored figures (queries.lignes.Chiffres) on `jour`; `actions` say which optional axes
    are expected."""
    definition = get_definition(exercice.referentiel)
    mesures = chiffres.mesures
    commentaires = {code for code, valeur in chiffres.valeurs.items() if valeur.commentaire.strip()}
    axes_ouverts = {action.axe for action in actions}
    manques = []

    def add(indicateur, texte, champ):
        url = reverse("indicateurs:saisie", args=[exercice.convention.code, exercice.annee, indicateur.axe])
        ancre = f"{url}#id_{indicateur.code}-{champ}"
        manques.append(Manque(f"{indicateur.code} – {texte}", ancre, indicateur.code))

    for axe in exercice.referentiel.definition.axes:
        if axe.is_facultatif and axe.code not in axes_ouverts:
            continue
        for indicateur in definition.list_axe(axe.code):
            if indicateur.is_saisi and mesures.get(indicateur.code, VIDE).etat == "vide":
                add(indicateur, indicateur.libelle, "numerateur")
    for code, valeur in chiffres.valeurs.items():
        if valeur.a_confirmer:
            add(definition.indicateurs[code], "chiffre repris de l’an dernier, à confirmer", "confirme")
    for lue in read_fautes(exercice, list_fautes(definition, mesures, chiffres.precedentes), jour):
        faute = lue.faute
        if lue.is_bloquante:
            add(definition.indicateurs[faute.code], faute.message, "numerateur")
        elif faute.demande_explication and faute.code not in commentaires:
            add(definition.indicateurs[faute.code], faute.message, "commentaire")
    return manques
