"""Times the download or the preview of a workbook of 40 indicators, with few or many départements in the database.

`python tests/bench/classeur.py telecharger|apercu CONVENTIONS` prints the seconds of each run, as JSON, on the database
of DATABASE_URL, which is left as it was: all is done in one transaction, rolled back. How many queries they take is
pinned by tests/indicateurs/test_classeur_depot.py.
"""

# Django is set up before its models are imported.
# ruff: noqa: E402
import json
import os
import sys
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
from django.conf import settings

# Static files served from where they lie: collecting them is not what is measured.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()

from django.db import transaction
from django.test import Client

from comptes.models import Departement, Utilisateur
from conventions.models import Convention, Exercice
from indicateurs.models import Valeur
from tests.fichiers.classeurs import fill
from tests.indicateurs.classeurs import download, open_autre_exercice

AT = datetime(2025, 3, 1, 9, tzinfo=UTC)
FOIS = 7


def add_conventions(modele, nombre, agent):
    """As many more conventions as it takes, each with the figures of its exercice."""
    codes = Departement.objects.exclude(convention__isnull=False).values_list("pk", flat=True)
    for code in codes[: max(0, nombre - Convention.objects.count())]:
        convention = Convention.objects.create(
            code=code,
            departement_id=code,
            collectivite=modele.convention.collectivite,
            date_signature=date(2019, 6, 1),
            debut=modele.debut,
            fin=modele.fin,
        )
        exercice = Exercice.objects.create(
            convention=convention,
            annee=modele.annee,
            debut=modele.debut,
            fin=modele.fin,
            referentiel=modele.referentiel,
        )
        fill_valeurs(exercice, agent)


def fill_valeurs(exercice, agent):
    Valeur.objects.bulk_create(
        Valeur(exercice=exercice, code=f"K{n}", etat="renseigne", numerateur=Decimal(n), par=agent, le=AT)
        for n in range(1, 41)
    )


def measure(client, adresse):
    """Seconds of each run of one page."""
    durees = []
    for _ in range(FOIS):
        debut = time.perf_counter()
        reponse = client.get(adresse)
        durees.append(time.perf_counter() - debut)
        assert reponse.status_code == 200, reponse.status_code
    return durees


def main(page, nombre):
    agent = Utilisateur.objects.get(email="agent.29@calpae.example")
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(agent)
    base = "/conventions/29/2024/classeur/"
    exercice = open_autre_exercice(40)
    fill_valeurs(exercice, agent)
    fichier = BytesIO(fill(download(exercice), {(f"K{rang}", "Chiffre"): 90 for rang in range(1, 41, 2)}))
    fichier.name = "c.xlsx"
    assert client.post(base, {"fichier": fichier}).status_code == 302
    add_conventions(exercice, nombre, agent)
    return measure(client, f"{base}{page}/")


if __name__ == "__main__":
    with transaction.atomic():
        print(json.dumps(main(sys.argv[1], int(sys.argv[2]))))  # noqa: T201
        transaction.set_rollback(True)
