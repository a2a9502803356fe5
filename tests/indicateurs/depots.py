"""A parcours file one deposits, its like with words the site does not know, and the steps of its import."""

import json
import re
from pathlib import Path

from django.apps import apps
from django.core.files.base import ContentFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from indicateurs.models import (
    ImportParcours,
)
from tests.gestes import confirm
from tests.lecture import read_html

CAS = Path(__file__).parent.parent / "cas"
ATTENDU = json.loads((CAS / "delais-2021.attendu.json").read_text())["attendu"]["2021-03-19"]
FICHIER = (CAS / "delais-2021.csv").read_bytes()
ENTETE = (
    "identifiant;date_entree;date_notification;date_orientation;organisme;date_premier_rdv;date_cer;"
    "soumis_droits_devoirs\n"
)
AUTRES_ENTETES = FICHIER.decode().replace(
    ENTETE.strip(), "Dossier;Entrée;Notification;Orienté le;Structure;RDV;CER signé;DD"
)
COLONNES = {
    "identifiant": "Dossier",
    "date_entree": "Entrée",
    "date_orientation": "Orienté le",
    "organisme": "Structure",
    "date_premier_rdv": "RDV",
    "date_cer": "CER signé",
    "soumis_droits_devoirs": "DD",
}
PARCOURS = reverse("indicateurs:parcours", args=["29", 2021])


def deposit(client, contenu=FICHIER, nom="parcours.csv"):
    fichier = ContentFile(contenu if isinstance(contenu, bytes) else contenu.encode(), name=nom)
    return client.post(PARCOURS, {"fichier": fichier, "arrete_au": "2021-12-31", "methode": "demande"})


def get_dernier():
    return ImportParcours.objects.latest("pk")


def go(client, nom, imp=None, donnees=None):
    """POST to one of the gestures of an import, with what its page carries."""
    imp = imp or get_dernier()
    adresse = reverse(f"indicateurs:{nom}", args=["29", 2021, imp.pk])
    page = read_html(client.get(reverse("indicateurs:import_parcours", args=["29", 2021, imp.pk])))
    if nom in ("annuler_parcours", "effacer_releve"):
        return confirm(client, adresse)
    vues = dict(re.findall(r'name="(version-[^"]+)" value="([^"]+)"', page))
    return client.post(adresse, vues if donnees is None else donnees)


def look(client, imp=None):
    reponse = client.get(reverse("indicateurs:import_parcours", args=["29", 2021, (imp or get_dernier()).pk]))
    assert reponse.status_code == 200
    return read_html(reponse)


AUTRES_MOTS = (
    FICHIER.decode().replace(";cd_social;", ";CCAS de Brest;").replace(";oui", ";ja").replace(";non", ";nej")
)
REPONSES = {
    "organisme-0": "cd_social",
    "soumis_droits_devoirs-0": "oui",
    "soumis_droits_devoirs-1": "non",
}


def list_files(sas):
    return sorted(sas.iterdir()) if sas.is_dir() else []


def read_whole_database():
    """Every cell of every table of the indicators, of the journal and of the queue, as one text."""
    modeles = [
        *apps.get_app_config("indicateurs").get_models(),
        DBTaskResult,
        apps.get_model("comptes.Trace"),
    ]
    return "\n".join(str(ligne) for modele in modeles for ligne in modele.objects.values_list())


def fail(nom):
    def patch(monkeypatch):
        def leave(*args, **kwargs):
            raise OSError("what nobody expects")

        monkeypatch.setattr(nom, leave)

    return patch
