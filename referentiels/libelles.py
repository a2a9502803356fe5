"""What the keys of a référentiel, and the words they hold, are called on its pages. Pure.

A key that has no name here is called by the first words of its declaration, a word by itself.
"""

import re
from dataclasses import Field
from typing import Any

from referentiels.definitions import NATURES_AXE, SENS

# A key by its name, wherever it is.
CLES = {
    "actions": "Actions",
    "a": "Date d’arrivée",
    "a_l_essai": "À l’essai",
    "annee": "Exercice",
    "annees_cibles": "Autres années des cibles",
    "evaluation": "Évaluation à mi-parcours",
    "apres": "Après la date",
    "articles": "Articles",
    "avenant": "Avenant",
    "avenant_modification": "Avenant de modification",
    "avenant_prorogation": "Avenant de prorogation",
    "avenant_report": "Avenant de report",
    "axe": "Axe",
    "axes": "Axes",
    "calendrier": "Calendrier",
    "cas": "Cas",
    "cas_min": "Nombre minimal de cas",
    "certification": "Certification",
    "cible_2022": "Cible de 2022",
    "cibles": "Cibles, par année",
    "civile": "En année civile",
    "clauses": "Clauses",
    "code": "Code",
    "colonne": "Colonne",
    "comparaison": "Sommes de plusieurs départements",
    "condition": "Condition",
    "contexte_national": "Chiffres nationaux",
    "considerants": "Considérants",
    "controles": "Règles entre les chiffres",
    "date_publication": "Date de publication",
    "date_signature": "Date de signature",
    "dates": "Dates d’un parcours",
    "de": "De",
    "decimales": "Décimales",
    "definition": "Définition",
    "delai": "Délai",
    "denominateur": "Dénominateur",
    "dialogue_de_performance": "Dialogue de performance",
    "dispositif": "Sigle du dispositif",
    "dispositif_libelle": "Nom du dispositif",
    "effet": "Effet",
    "enveloppes": "Enveloppes",
    "euros": "Montant en euros",
    "evenements": "Événements comptés par",
    "financement": "Argent prévu",
    "exige": "Attendu à la transmission",
    "file_active": "File active",
    "fongible": "Fongible",
    "genre": "Genre du nom",
    "glissante": "En année glissante",
    "gravite": "Gravité",
    "indicateurs": "Indicateurs",
    "introduction": "Introduction",
    "libelle": "Libellé",
    "limite": "Limite",
    "message": "Message",
    "mesures": "Mesures",
    "motifs_ecart": "Motifs d’écart",
    "nature": "Nature",
    "natures": "Natures admises",
    "nom_court": "Nom court",
    "notes": "Notes",
    "numerateur": "Numérateur",
    "organisme": "Avec un organisme",
    "organismes": "Organismes d’orientation",
    "parcours": "Fichier de parcours",
    "part": "Part",
    "part_departement_min": "Part minimale de la collectivité (raccourci)",
    "part_etat_max": "Part maximale de l’État au solde",
    "part_min": "Part minimale de départements",
    "parts": "Règles de part",
    "personnes": "Nombre de personnes",
    "plafond_annuel_constant": "Plafond annuel constant",
    "preambule": "Préambule",
    "precedent": "Référentiel remplacé",
    "qui": "De qui",
    "rapport": "Rapport",
    "rapport_prolonge": "Rapport d’un exercice prolongé",
    "redeploiement": "Redéploiement",
    "refaction": "Solde",
    "reference": "Texte de référence",
    "regle": "Règle",
    "report_execution": "Exécution prolongée jusqu’au",
    "report_prolongation": "Report d’une prolongation",
    "saisie": "Saisie des chiffres",
    "sauf": "Sauf les axes",
    "sauf_organisme": "Organismes écartés",
    "sens": "Sens",
    "seuil_justification": "Écart à justifier au-delà de",
    "seuil_surprise": "Variation à expliquer au-delà de",
    "sur": "Sur",
    "texte": "Texte",
    "textes": "Textes des documents",
    "titre": "Titre",
    "total": "Cohorte comptée par",
    "unite": "Unité",
    "vers": "Vers les axes",
    "verifie": "Définition rapprochée de l’annexe",
    "visas": "Visas",
}
DETAIL = re.compile("[;:]")  # what comes after says more
CODE = re.compile("`([^`]*)`")
DE_TOML = {"true": "oui", "false": "non", '"0.5"': "50\u00a0%"}
MOTS = {
    **NATURES_AXE,
    **SENS,
    "delai": "Délai",
    "feminin": "Féminin",
    "non_consomme": "Les crédits non consommés",
    "collectivite": "La collectivité, crédits nouveaux et valorisation",
    "collectivite_nouveau": "La collectivité, crédits nouveaux seuls",
    "etat": "L’État, report compris",
    "total": "Du coût total",
    "etat_et_collectivite": "De ce que l’État et la collectivité apportent",
    "toujours": "Toujours",
    "retenue": "Quand une somme est retenue",
    "sans_retenue": "Quand rien n’est retenu",
    "trop_percu": "Quand la retenue dépasse le montant notifié",
    "ensemble": "Toutes les actions ensemble",
    "axe": "Chaque axe",
    "action": "Chaque action",
}


def say(dit: str) -> str:
    """What the declaration of a key says, without the marks of a page of documentation nor the words of TOML."""
    return CODE.sub(lambda code: _say_code(code[1]), dit)


def _say_code(code: str) -> str:
    if code in DE_TOML:
        return DE_TOML[code]
    if code in MOTS:
        return f"{MOTS[code][:1].lower()}{MOTS[code][1:]}"
    return f"«\u00a0{CLES[code]}\u00a0»" if code in CLES else code


def name_cle(champ: Field[Any]) -> str:
    """The name of a key."""
    return CLES.get(champ.name) or capitalize_phrase(DETAIL.split(say(champ.metadata["dit"]))[0].rstrip())


def name_mot(mot: str) -> str:
    """A word that a key may hold."""
    return MOTS.get(mot) or capitalize_phrase(mot.replace("_", " "))


def capitalize_phrase(texte: str) -> str:
    """With a capital, and no other letter changed."""
    return f"{texte[:1].upper()}{texte[1:]}"
