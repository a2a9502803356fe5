"""What a page of all of France costs, for the centrale and for an agent, on the database that `france.py` filled.

`python tests/bench/pages.py [PAGE…]` prints a line of a Markdown table for each page: its queries, the median of its
seconds once warm, its weight before compression.
"""

# Django is set up before its models are imported.
# ruff: noqa: E402
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
from django.conf import settings

# Static files served from where they lie: collecting them is not what is measured.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from france import AGENT, ANNEES, CENTRALE

from comptes.models import Utilisateur

FOIS = 5
ANNEE = ANNEES[-1]
# {name: (who, address)}
PAGES = {
    "accueil": (CENTRALE, "/"),
    "campagnes": (CENTRALE, "/campagnes/"),
    "campagne": (CENTRALE, f"/campagnes/CALPAE/{ANNEE}/"),
    "tableau de bord": (CENTRALE, f"/tableau-de-bord/?annee={ANNEE}"),
    "tableau de bord, axe S1": (CENTRALE, f"/tableau-de-bord/?annee={ANNEE}&axe=S1"),
    "délais": (CENTRALE, f"/tableau-de-bord/delais/?annee={ANNEE}"),
    "évolution": (CENTRALE, "/tableau-de-bord/evolution/"),
    "somme d’un indicateur": (CENTRALE, f"/tableau-de-bord/ensemble/R2/?annee={ANNEE}"),
    "la France": (CENTRALE, "/france/"),
    "l’instruction": (CENTRALE, "/france/instruction/"),
    "les règles": (CENTRALE, "/france/regles/"),
    "la charge": (CENTRALE, "/france/charge/"),
    "recherche": (CENTRALE, "/recherche/?q=accompagnement"),
    "financements": (CENTRALE, f"/tableau-de-bord/financement/?annee={ANNEE}"),
    "export, XLSX": (CENTRALE, f"/tableau-de-bord/export/?annee={ANNEE}"),
    "accueil, agent": (AGENT, "/"),
    "convention": (AGENT, "/conventions/29/"),
    "exercice": (AGENT, f"/conventions/29/{ANNEE}/"),
    "saisie d’un axe": (AGENT, f"/conventions/29/{ANNEE}/indicateurs/S1/"),
    "position": (AGENT, f"/conventions/29/{ANNEE}/position/"),
    "exécution": (AGENT, f"/conventions/29/{ANNEE}/execution/"),
}


def measure(client, adresse):
    """(queries, median of seconds, bytes) of a page once warm."""
    client.get(adresse)
    with CaptureQueriesContext(connection) as captees:
        reponse = client.get(adresse)
    requetes = len(captees)
    assert reponse.status_code == 200, (adresse, reponse.status_code)
    durees = []
    for _ in range(FOIS):
        debut = time.perf_counter()
        poids = len(client.get(adresse).content)
        durees.append(time.perf_counter() - debut)
    return requetes, statistics.median(durees), poids


def main(noms):
    clients = {}
    for email in (CENTRALE, AGENT):
        clients[email] = Client(HTTP_HOST="127.0.0.1")
        clients[email].force_login(Utilisateur.objects.get(email=email))
    sys.stdout.write("| page | queries | time | weight |\n| --- | --- | --- | --- |\n")
    for nom, (qui, adresse) in PAGES.items():
        if noms and nom not in noms:
            continue
        requetes, duree, poids = measure(clients[qui], adresse)
        sys.stdout.write(f"| {nom} | {requetes} | {duree * 1000:.0f} ms | {poids / 1000:.0f} kB |\n")


if __name__ == "__main__":
    main(sys.argv[1:])
