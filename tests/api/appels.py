"""How tests call the API: with a token, as a tool does."""

import json

from django.urls import reverse
from django.utils import timezone

from comptes import horloge
from comptes.jetons import create_jeton
from comptes.models import Portee, Utilisateur
from tests.chemins import PARAMETRES, ROUTES_PAR_JETON

RACINE = "/api/v1"


def list_appels():
    """Every address that a token opens, as (name, address in the demo)."""
    valeurs = PARAMETRES | {"pk": 1}
    for nom, places in ROUTES_PAR_JETON.items():
        yield nom, reverse(nom, kwargs={place: valeurs[place] for place in places})


def make_jeton_de(qui, portee=Portee.LECTURE, jours=30):
    """(Jeton, its text) of « agent.29 »."""
    compte = Utilisateur.objects.get(email=f"{qui}@calpae.example")
    quand = {"at": horloge.now(), "le": timezone.now()}
    return create_jeton(by=compte, **quand, outil="Infocentre", portee=portee, jours=jours)


class Outil:
    """A tool that calls for `qui`."""

    def __init__(self, client, qui, portee=Portee.LECTURE, **options):
        self.client = client
        self.jeton, self.texte = make_jeton_de(qui, portee, **options)

    def call(self, methode, adresse, **options):
        entetes = {"Authorization": f"Bearer {self.texte}"}
        return getattr(self.client, methode)(f"{RACINE}{adresse}", headers=entetes, **options)

    def get(self, adresse, attendu=200):
        reponse = self.call("get", adresse)
        assert reponse.status_code == attendu, reponse.content
        return reponse.json()

    def post(self, adresse, corps, attendu=200):
        texte = corps if isinstance(corps, str | bytes) else json.dumps(corps)
        reponse = self.call("post", adresse, data=texte, content_type="application/json")
        assert reponse.status_code == attendu, reponse.content
        return reponse.json()
