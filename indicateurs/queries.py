"""Reads on indicators: definitions, the entry grid of an axe, what is still missing, the blocking rules."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse

from conventions.calculations import (
    is_justification_attendue,
    is_part_departement_suffisante,
    sum_montants,
)
from conventions.models import EtatAction, Exercice, Referentiel, Source
from indicateurs.calculations import (
    VIDE,
    Mesure,
    Resultat,
    compute_ecart,
    compute_resultat,
    is_cible_atteinte,
)
from indicateurs.definitions import DefinitionIndicateurs, Indicateur, build_definition_indicateurs
from indicateurs.models import Cible, Valeur


@dataclass(frozen=True)
class Manque:
    """One thing still to do before transmission, and where."""

    libelle: str
    url: str


@dataclass(frozen=True)
class LigneIndicateur:
    """One indicator of an exercice with everything a page or a document says of it."""

    indicateur: Indicateur
    valeur: Valeur | None
    resultat: Resultat
    cible: Decimal | None
    cible_suivante: Decimal | None
    ecart: Fraction | None
    atteinte: bool | None
    precedent: Resultat | None  # last year's result


def get_definition(referentiel: Referentiel) -> DefinitionIndicateurs:
    """Indicators and rules of a référentiel, parsed once per object."""
    if not hasattr(referentiel, "_definition_indicateurs"):
        referentiel._definition_indicateurs = build_definition_indicateurs(referentiel.contenu)
    return referentiel._definition_indicateurs


def get_mesures(exercice) -> dict[str, Mesure]:
    """Stored figures of an exercice, by code."""
    return {valeur.code: valeur.mesure for valeur in exercice.valeurs.all()}


def list_lignes(exercice, axe=None) -> list[LigneIndicateur]:
    """Indicators of an exercice (of one axe), in the référentiel's order; three queries whatever their number."""
    definition = get_definition(exercice.referentiel)
    valeurs = {valeur.code: valeur for valeur in exercice.valeurs.select_related("par", "import_parcours")}
    mesures = {code: valeur.mesure for code, valeur in valeurs.items()}
    cibles = {
        (cible.code, cible.annee): cible.valeur
        for cible in Cible.objects.filter(
            convention=exercice.convention_id, annee__in=(exercice.annee, exercice.annee + 1)
        )
    }
    precedentes = {
        valeur.code: valeur.mesure
        for valeur in Valeur.objects.filter(
            exercice__convention=exercice.convention_id, exercice__annee=exercice.annee - 1
        )
    }
    lignes = []
    for indicateur in definition.list_axe(axe) if axe else definition.indicateurs.values():
        resultat = compute_resultat(indicateur, mesures)
        cible = cibles.get((indicateur.code, exercice.annee))
        lignes.append(
            LigneIndicateur(
                indicateur=indicateur,
                valeur=valeurs.get(indicateur.code),
                resultat=resultat,
                cible=cible,
                cible_suivante=cibles.get((indicateur.code, exercice.annee + 1)),
                ecart=compute_ecart(resultat, cible),
                atteinte=is_cible_atteinte(indicateur.sens, resultat, cible),
                precedent=compute_resultat(indicateur, precedentes) if precedentes else None,
            )
        )
    return lignes


def list_fautes(definition, mesures, gravite="bloquant"):
    """Rules of this gravité that the figures break, as (code to blame, message).

    To the rules the référentiel writes are added those its definitions imply: a numerator within its denominator,
    and the cases of a délai within their cohort.
    """
    effectifs = {code: mesure.effectif for code, mesure in mesures.items()}
    fautes = [
        (controle.codes[0], controle.message)
        for controle in definition.controles
        if controle.gravite == gravite and controle.is_respecte(effectifs) is False
    ]
    if gravite != "bloquant":
        return fautes
    dites = {code for code, _ in fautes}
    for indicateur in definition.indicateurs.values():
        faute = _find_faute_implicite(indicateur, mesures, effectifs)
        if faute and indicateur.code not in dites:
            fautes.append((indicateur.code, faute))
    return fautes


def _find_faute_implicite(indicateur, mesures, effectifs):
    if indicateur.nature == "taux":
        haut, bas = effectifs.get(indicateur.code), effectifs.get(indicateur.denominateur)
        if haut is not None and bas is not None and haut > bas:
            return f"Le chiffre ne peut pas dépasser celui de l’indicateur {indicateur.denominateur}."
    if indicateur.nature == "delai" and indicateur.regle.total:
        mesure, total = mesures.get(indicateur.code, VIDE), effectifs.get(indicateur.regle.total)
        if total is not None and mesure.denominateur is not None:
            suivis = mesure.denominateur + (mesure.en_cours or 0)
            if suivis > total:
                return (
                    f"Dans le délai, hors délai et en cours font {suivis:.0f}, "
                    f"plus que l’effectif de l’indicateur {indicateur.regle.total} ({total:.0f})."
                )
    return None


def list_manques(exercice: Exercice) -> list[Manque]:
    """All that is missing before the exercice can be handed over, each with the address of the place."""
    actions = list(exercice.actions.prefetch_related("financements"))
    return _list_manques_actions(exercice, actions) + _list_manques_indicateurs(exercice, actions)


def _list_manques_actions(exercice, actions):
    code, annee = exercice.convention.code, exercice.annee
    if not actions:
        return [
            Manque("Aucune action n’est enregistrée.", reverse("conventions:actions", args=[code, annee]))
        ]
    definition = exercice.referentiel.definition
    manques = []
    for action in actions:
        url = reverse("conventions:action", args=[code, annee, action.numero])
        manques += [
            Manque(f"Action {action.numero} : {quoi}", f"{url}#id_{champ}")
            for quoi, champ in _list_manques_action(action, definition.seuil_justification)
        ]
    par_source = {
        source: sum_montants(f.montants for a in actions for f in a.financements.all() if f.source == source)
        for source in Source.values
    }
    total = sum_montants(par_source.values())
    etat = par_source[Source.ETAT]
    url = reverse("conventions:actions", args=[code, annee])
    if not is_part_departement_suffisante(etat.prevu, total.prevu, definition.part_departement_min):
        manques.append(Manque("La part prévue de l’État dépasse la moitié du total de la convention.", url))
    if (
        exercice.montant_notifie is not None
        and etat.prevu is not None
        and etat.prevu != exercice.montant_notifie
    ):
        manques.append(
            Manque("La part prévue de l’État, toutes actions réunies, n’est pas le montant notifié.", url)
        )
    return manques


def _list_manques_action(action, seuil):
    manques = []
    for ligne in action.financements.all():
        if ligne.prevu is not None and ligne.execute is None:
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


def _list_manques_indicateurs(exercice, actions):
    definition = get_definition(exercice.referentiel)
    mesures = get_mesures(exercice)
    commentaires = {valeur.code for valeur in exercice.valeurs.all() if valeur.commentaire.strip()}
    axes_ouverts = {action.axe for action in actions}
    manques = []

    def add(indicateur, texte, champ):
        url = reverse("indicateurs:saisie", args=[exercice.convention.code, exercice.annee, indicateur.axe])
        manques.append(Manque(f"{indicateur.code} – {texte}", f"{url}#id_{indicateur.code}-{champ}"))

    for axe in exercice.referentiel.definition.axes:
        if axe.is_facultatif and axe.code not in axes_ouverts:
            continue
        for indicateur in definition.list_axe(axe.code):
            if indicateur.is_saisi and indicateur.code not in mesures:
                add(indicateur, indicateur.libelle, "numerateur")
    for code, message in list_fautes(definition, mesures):
        add(definition.indicateurs[code], message, "numerateur")
    for code, message in list_fautes(definition, mesures, "alerte"):
        if code not in commentaires:
            add(definition.indicateurs[code], message, "commentaire")
    return manques
