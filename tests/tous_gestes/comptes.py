"""Accounts."""

from comptes.gestes import Geste
from comptes.models import Utilisateur
from comptes.operations import (
    create_compte,
    open_essai,
    record_connexion,
    record_echec_de_connexion,
)
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


@fait(Geste.SE_CONNECTER)
def log_in(monde):
    record_connexion(by=monde.compte, at=AT, email=monde.compte.email, adresse="2001:db8::1")


@fait(Geste.ECHOUER_CONNEXION, Geste.VERROUILLER_COMPTE)
def fail_to_log_in(monde):
    essai = {"at": AT, "email": monde.compte.email, "adresse": "2001:db8::1"}
    while open_essai(**essai) is None:
        pass
    record_echec_de_connexion(**essai, motif="mot_de_passe")
