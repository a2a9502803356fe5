"""Where an exercice stands, as codes, and what one does to move it: pure names, whose table is
`conventions.transitions`."""

from collections.abc import Mapping

from django.db import models


class Etat(models.TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    CONTROLE = "controle", "En contrôle interne"
    APPROUVE = "approuve", "Validé par la collectivité"
    TRANSMIS = "transmis", "Transmis"
    INSTRUCTION = "instruction", "En instruction"
    A_COMPLETER = "a_completer", "À compléter"
    AVIS = "avis", "Avis rendu"
    DIALOGUE = "dialogue", "Dialogue de performance"
    VALIDE = "valide", "Validé"
    NOTIFIE = "notifie", "Notifié"
    CLOS = "clos", "Clos"


# What the département writes; everything else is held (`conventions.verrous`).
ETATS_MODIFIABLES = (Etat.BROUILLON, Etat.A_COMPLETER)
# Of the département alone, before it hands over.
ETATS_INTERNES = (Etat.BROUILLON, Etat.CONTROLE, Etat.APPROUVE)
# The State has it before it, and has not decided.
ETATS_EN_INSTRUCTION = (Etat.TRANSMIS, Etat.INSTRUCTION, Etat.AVIS, Etat.DIALOGUE)
# The préfecture agreed on the execution: its report is no draft any more.
ETATS_DECIDES = (Etat.VALIDE, Etat.NOTIFIE, Etat.CLOS)
# What the State may read: what the département has handed over, not what it is rewriting.
ETATS_TRANSMIS = (*ETATS_EN_INSTRUCTION, *ETATS_DECIDES)

# After « L’exercice est », where its label does not fit.
ETATS_DITS: Mapping[str, str] = {
    Etat.BROUILLON: "en cours de saisie",
    Etat.AVIS: "en instruction, avis rendu",
    Etat.DIALOGUE: "en dialogue de performance",
}


class Acte(models.TextChoices):
    """What one does to move an exercice: the words of its button."""

    PROPOSER = "proposer", "Proposer au contrôle interne"
    APPROUVER = "approuver", "Valider pour la collectivité"
    RENDRE = "rendre", "Rendre à la saisie"
    TRANSMETTRE = "transmettre", "Transmettre à l’État"
    RAPPELER = "rappeler", "Rappeler l’exercice"
    INSTRUIRE = "instruire", "Commencer l’instruction"
    RENVOYER = "renvoyer", "Renvoyer pour complément"
    RENDRE_AVIS = "rendre_avis", "Rendre un avis"
    DIALOGUER = "dialoguer", "Enregistrer un dialogue de performance"
    VALIDER = "valider", "Valider l’exercice"
    NOTIFIER = "notifier", "Notifier la décision"
    CLORE = "clore", "Clore l’exercice"
    ROUVRIR = "rouvrir", "Rouvrir l’exercice"
    OUVRIR_SECOND_ARRETE = "second_arrete", "Ouvrir le second arrêté"
