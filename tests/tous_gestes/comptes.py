"""Accounts."""

from comptes.gestes import Geste
from comptes.invitations import (
    change_compte,
    choose_mot_de_passe,
    close_compte,
    invite_compte,
    make_lien,
    reopen_compte,
)
from comptes.jetons import create_jeton, withdraw_jeton
from comptes.models import Jeton, NatureNotification, Suppleance, Utilisateur
from comptes.operations import (
    create_compte,
    open_essai,
    record_connexion,
    record_echec_de_connexion,
)
from comptes.resumes import record_preferences
from comptes.suppleances import end_suppleance, start_suppleance
from tests.tous_gestes.monde import AT, fait, get_longueur, remplir


@fait(Geste.OUVRIR_COMPTE)
def open_compte(monde):
    longueur = get_longueur(Utilisateur, "email")
    domaine = ".".join("d" * 60 for _ in range(4))
    email = f"{'a' * (longueur - len(domaine) - 5)}@{domaine}.org"
    monde.compte = create_compte(
        **monde.de_la_centrale,
        email=email,
        role="centrale",
        password="x" * 128,
        **remplir(Utilisateur, "nom"),
    )


@fait(Geste.INVITER_COMPTE)
def invite(monde):
    champs = {"role": "centrale", "email": "invite@example.org", **remplir(Utilisateur, "nom")}
    monde.invite = invite_compte(**monde.de_la_centrale, le=AT, champs=champs)


@fait(Geste.CHANGER_MOT_DE_PASSE)
def choose_password(monde):
    choose_mot_de_passe(at=AT, **make_lien(monde.invite), mot_de_passe="x" * 128)


@fait(Geste.CHANGER_COMPTE)
def change(monde):
    champs = remplir(Utilisateur, "nom")
    change_compte(**monde.de_la_centrale, compte=monde.invite, version=monde.invite.version, champs=champs)


@fait(Geste.COMMENCER_SUPPLEANCE)
def begin_to_act(monde):
    motif = remplir(Suppleance, "motif")
    monde.suppleance = start_suppleance(**monde.de_la_centrale, le=AT, compte=monde.agent, **motif)


@fait(Geste.FINIR_SUPPLEANCE)
def end_acting(monde):
    end_suppleance(**monde.de_la_centrale, le=AT, pk=monde.suppleance.pk)


@fait(Geste.CREER_JETON)
def make_jeton(monde):
    droits = {"portee": "lecture", "jours": 365}
    monde.jeton, _ = create_jeton(**monde.de_la_centrale, le=AT, **droits, **remplir(Jeton, "outil"))


@fait(Geste.RETIRER_JETON)
def withdraw(monde):
    withdraw_jeton(**monde.de_la_centrale, le=AT, jeton=monde.jeton)


@fait(Geste.FERMER_COMPTE)
def close(monde):
    close_compte(**monde.de_la_centrale, compte=monde.invite)


@fait(Geste.ROUVRIR_COMPTE)
def reopen(monde):
    reopen_compte(**monde.de_la_centrale, compte=monde.invite)


@fait(Geste.SE_CONNECTER)
def log_in(monde):
    record_connexion(by=monde.compte, at=AT, email=monde.compte.email, adresse="2001:db8::1")


@fait(Geste.ECHOUER_CONNEXION, Geste.VERROUILLER_COMPTE)
def fail_to_log_in(monde):
    essai = {"at": AT, "email": monde.compte.email, "adresse": "2001:db8::1"}
    while open_essai(**essai) is None:
        pass
    record_echec_de_connexion(**essai, motif="mot_de_passe")


@fait(Geste.CHOISIR_COURRIELS)
def choose_courriels(monde):
    record_preferences(by=monde.compte, at=AT, rythme="semaine", muettes=NatureNotification.values)
