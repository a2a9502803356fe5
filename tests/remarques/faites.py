"""Remarks as people write and answer them, for tests of what hangs on them."""

from comptes.models import Role, Utilisateur
from comptes.operations import create_compte
from conventions.models import Etat
from remarques.models import Remarque
from remarques.operations import answer_remarque, write_remarque
from reporting.operations.transmission import review


def ask(exercice, by, at, ancre="action", cle="S1-1", **reste):
    """A remark, blocking and for the collectivité unless told."""
    reste = {"texte": "Précisez ce chiffre.", "is_bloquante": True} | reste
    return write_remarque(by=by, at=at, exercice=exercice, ancre=ancre, cle=cle, **reste)


def send_back(exercice, by, at, motif="Revoyez S1-1."):
    """An exercice sent back, whose agent answered what was asked: it may be handed over again."""
    ask(exercice, by, at)
    renvoi = review(by=by, at=at, exercice=exercice, vers=Etat.A_COMPLETER, motif=motif)
    siens = Utilisateur.objects.filter(collectivite=exercice.convention.collectivite_id)
    answer_all(exercice, siens.get(role=Role.AGENT_DEPARTEMENTAL), at)
    return renvoi


def answer_all(exercice, by, at):
    """The collectivité answers everything that awaits it."""
    for remarque in Remarque.objects.filter(exercice=exercice).to_answer():
        answer_remarque(by=by, at=at, remarque=remarque, texte="C’est fait.")


def open_prefecture(modele, nom, at):
    """A colleague of the same préfecture as `modele`."""
    return create_compte(
        by=None,
        at=at,
        email="collegue@calpae.example",
        nom=nom,
        role=Role.PREFECTURE,
        password="x",
        departement=modele.departement,
    )
