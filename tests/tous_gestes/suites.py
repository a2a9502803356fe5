"""The life of what was handed over, to its payments."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from comptes.gestes import Geste
from comptes.invitations import close_compte
from comptes.models import Utilisateur
from conventions.models import Acte
from conventions.operations.exercices import move_exercice
from remarques.models import MessageRemarque
from remarques.operations import answer_remarque, pursue_remarque, resolve_remarque, withdraw_remarque
from reporting.models import Avis, Dialogue, Document, EtapeDecision, Versement
from reporting.operations.decision import (
    answer_proposition,
    notify_decision,
    propose_refaction,
    record_versement,
    withdraw_versement,
)
from reporting.operations.dessin import claim_document, record_dessin
from reporting.operations.documents import produce_recepisse
from reporting.operations.instruction import record_avis, record_dialogue
from reporting.operations.papiers import produce_arrete, produce_fiche, produce_lettre
from reporting.operations.transmission import review, transmit
from reporting.queries.decision import get_dossier
from tests.remarques.faites import answer_all, ask, open_prefecture
from tests.tous_gestes.monde import AT, ecrire, fait, remplir, reread


@fait(
    Geste.ECRIRE_REMARQUE,
    Geste.REPONDRE_REMARQUE,
    Geste.POURSUIVRE_REMARQUE,
    Geste.RESOUDRE_REMARQUE,
    Geste.RETIRER_REMARQUE,
)
def remark(monde):
    monde.etat = {"by": monde.get_compte("prefecture.22"), "exercice": monde.transmis}
    dite = {"by": monde.etat["by"], "at": AT, "texte": ecrire(MessageRemarque, "texte")}
    une, retiree = (ask(monde.transmis, **dite) for _ in range(2))
    ask(monde.transmis, **dite, audience="etat", is_bloquante=False)
    withdraw_remarque(by=monde.etat["by"], at=AT, remarque=retiree)
    answer_remarque(**dite | {"by": monde.get_compte("valideur.22")}, remarque=une)
    pursue_remarque(**dite, remarque=une)
    resolve_remarque(**dite, remarque=une)
    pursue_remarque(**dite, remarque=une)


@fait(Geste.REPRENDRE_REMARQUE)
def take_over(monde):
    """One of somebody who left meanwhile."""
    parti = open_prefecture(monde.etat["by"], ecrire(Utilisateur, "nom"), AT)
    une = ask(monde.transmis, by=parti, at=AT, is_bloquante=False)
    close_compte(by=monde.centrale, at=AT, compte=parti)
    resolve_remarque(by=monde.etat["by"], at=AT, remarque=une)


@fait(Geste.PASSER_A_COMPLETER)
def send_back(monde):
    review(**monde.etat, at=AT, vers="a_completer", motif=ecrire(EtapeDecision, "motif"))


def move(monde, by, acte, motif=""):
    qui = {"by": monde.get_compte(by), "at": AT + timedelta(hours=1)}
    with transaction.atomic():
        move_exercice(**qui, exercice=reread(monde.transmis), acte=acte, motif=motif)


@fait(Geste.PASSER_CONTROLE)
def propose_to_check(monde):
    move(monde, "agent.22", Acte.PROPOSER)
    monde.transmis.refresh_from_db()


@fait(Geste.PASSER_SAISIE)
def give_back(monde):
    move(monde, "valideur.22", Acte.RENDRE, ecrire(EtapeDecision, "motif"))
    monde.transmis.refresh_from_db()


@fait(Geste.PASSER_APPROUVE, Geste.PASSER_TRANSMIS, Geste.FIGER_CHIFFRES, Geste.PRODUIRE_RECEPISSE)
def hand_over(monde):
    by, at = monde.get_compte("valideur.22"), AT + timedelta(hours=1)
    answer_all(monde.transmis, by, AT)
    transmit(by=by, at=at, exercice=monde.transmis, certifie=True)
    produce_recepisse(by=by, at=at, remise=monde.transmis.remises.last())


def write_in_dossier(monde, operation, by=None, **champs):
    monde.heure = getattr(monde, "heure", AT + timedelta(hours=2)) + timedelta(hours=1)
    qui = monde.etat | ({"by": by} if by else {})
    return operation(**qui, at=monde.heure, vu=get_dossier(reread(monde.transmis)).version, **champs)


@fait(Geste.PASSER_INSTRUCTION, Geste.PASSER_AVIS, Geste.RENDRE_AVIS)
def advise(monde):
    by, textes = monde.get_compte("commissaire.53"), remplir(Avis, "reserves", "motif")
    write_in_dossier(monde, record_avis, by=by, sens="reserves", **textes)


@fait(Geste.PASSER_DIALOGUE, Geste.TENIR_DIALOGUE)
def hold_dialogue(monde):
    by, textes = (
        monde.get_compte("commissaire.53"),
        remplir(Dialogue, "lieu", "participants", "conclusions"),
    )
    write_in_dossier(monde, record_dialogue, by=by, tenu_le=date(2022, 6, 1), modalite="presence", **textes)


@fait(Geste.PASSER_VALIDE)
def validate(monde):
    for document in Document.objects.filter(etat="a_dessiner"):
        record_dessin(at=AT, document=claim_document(at=AT, pk=document.pk), octets=b"%PDF")
    review(**monde.etat, at=AT + timedelta(hours=5), vers="valide", motif=ecrire(EtapeDecision, "motif"))


@fait(Geste.DECISION_PROPOSEE)
def propose(monde):
    motif = ecrire(EtapeDecision, "motif")
    write_in_dossier(monde, propose_refaction, montant=Decimal(12), motif=motif)


@fait(Geste.PRODUIRE_DIALOGUE, Geste.PRODUIRE_LETTRE)
def print_lettre(monde):
    for produce in (produce_fiche, produce_lettre):
        produce(**monde.etat, at=monde.heure)


@fait(Geste.DECISION_REPONDUE)
def answer(monde):
    by, motif = monde.get_compte("valideur.22"), ecrire(EtapeDecision, "motif")
    write_in_dossier(monde, answer_proposition, by=by, montant=None, motif=motif)


@fait(Geste.PASSER_NOTIFIE, Geste.DECISION_NOTIFIEE)
def notify(monde):
    motif = ecrire(EtapeDecision, "motif")
    write_in_dossier(monde, notify_decision, montant=Decimal(12), motif=motif)


@fait(Geste.PRODUIRE_ARRETE)
def print_arrete(monde):
    produce_arrete(**monde.etat, at=monde.heure)


@fait(Geste.ENREGISTRER_VERSEMENT)
def pay(monde):
    versement = {"verse_le": date(2022, 6, 1), "montant": Decimal(1), **remplir(Versement, "imputation")}
    monde.versement = write_in_dossier(monde, record_versement, **versement)


@fait(Geste.RETIRER_VERSEMENT)
def unpay(monde):
    write_in_dossier(monde, withdraw_versement, pk=monde.versement.pk)


@fait(Geste.PASSER_CLOS)
def close(monde):
    move(monde, "prefecture.22", Acte.CLORE)
