"""Fifty people at once on one site, for a minute: of a hundred requests, 90 pages read, 8 figures written, 2 exports.

`python tests/bench/charge.py [SECONDS]`, on the database of DATABASE_URL that `france.py` filled. A gunicorn of two
workers is started on the loopback for that time, and stopped. Prints how many requests were answered, those that
failed, the median and the slowest of a hundred; exits with 1 when one failed, or when that slowest takes more than
eight medians.
"""

# Django is set up before its models are imported.
# ruff: noqa: E402
import http.client
import itertools
import os
import queue
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

RACINE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(RACINE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings
from django.test import Client
from france import ANNEES, CENTRALE

from comptes.models import Role, Utilisateur
from conventions.models import Etat, Exercice
from tests.formulaires_lus import Lecteur

CONNEXIONS, ECRIVAINS = 50, 16
ANNEE = ANNEES[-1]
RAPPORT_MAX = 8
LUES = (
    "/",
    "/campagnes/",
    f"/tableau-de-bord/?annee={ANNEE}",
    f"/tableau-de-bord/financement/?annee={ANNEE}",
    *(f"/conventions/{code}/" for code in ("29", "22", "35", "56", "59", "62", "75", "93", "974")),
    *(
        f"/conventions/{code}/{ANNEE - 1}/"
        for code in ("29", "22", "35", "56", "59", "62", "75", "93", "974")
    ),
)
EXPORT = f"/tableau-de-bord/export/?annee={ANNEE}"
JEU = ["lire"] * 90 + ["ecrire"] * 8 + ["exporter"] * 2


def open_session(compte):
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(compte)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def open_ecrivain(exercice):
    """(session, address, fields) of an agent at the grid of an axe of a draft."""
    convention = exercice.convention
    compte, _ = Utilisateur.objects.get_or_create(
        email=f"bench.{convention.code.lower()}@calpae.example",
        defaults={
            "nom": "Agent",
            "role": Role.AGENT_DEPARTEMENTAL,
            "collectivite": convention.collectivite,
        },
    )
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(compte)
    adresse = f"/conventions/{convention.code}/{ANNEE}/indicateurs/S1/"
    client.get(adresse)
    return client.cookies[settings.SESSION_COOKIE_NAME].value, adresse


class Site:
    """The site as a browser asks for it: one connection a request, as its workers answer."""

    def __init__(self, port):
        self.port = port

    def ask(self, session, adresse, champs=None):
        """(status, body, address led to)."""
        connexion = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        entetes = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"}
        corps = None
        if champs is not None:
            jeton = "b" * 32
            entetes["Cookie"] += f"; {settings.CSRF_COOKIE_NAME}={jeton}"
            entetes["Content-Type"] = "application/x-www-form-urlencoded"
            corps = urlencode({**champs, "csrfmiddlewaretoken": jeton}, doseq=True)
        try:
            connexion.request("POST" if corps else "GET", adresse, corps, entetes)
            reponse = connexion.getresponse()
            return reponse.status, reponse.read()
        finally:
            connexion.close()


def play(site, centrale, ecrivains, jeu, fin, notes):
    """One person, until the time is up: (what, seconds, status) of each request in `notes`."""
    while time.monotonic() < fin:
        quoi, adresse = next(jeu)
        session, champs, ecrivain = centrale, None, None
        if quoi == "ecrire":
            ecrivain = ecrivains.get()
            session, adresse = ecrivain
            champs = change_figure(site.ask(session, adresse))
        debut = time.monotonic()
        statut, _ = site.ask(session, adresse, champs)
        notes.append((quoi, time.monotonic() - debut, statut))
        if ecrivain:
            ecrivains.put(ecrivain)


def change_figure(reponse):
    """What a browser sends of the grid it was answered, one figure changed."""
    statut, corps = reponse
    if statut != 200:
        return {}
    formulaires = Lecteur(corps.decode(), "").list_formulaires()
    champs = next(un for un in formulaires if not un.action and not un.bouton).read()
    # The first is a count that others are parts of.
    chiffre = next(nom for nom in champs if nom.endswith("numerateur"))
    return champs | {chiffre: str(random.randint(1_000, 2_000))}


def list_demandes():
    hasard, lues = random.Random(1), itertools.cycle(LUES)
    while True:
        for quoi in hasard.sample(JEU, len(JEU)):
            yield quoi, EXPORT if quoi == "exporter" else next(lues)


class EnCommun:
    """An iterator that several threads take from."""

    def __init__(self, source):
        self.source, self.verrou = source, threading.Lock()

    def __next__(self):
        with self.verrou:
            return next(self.source)


def serve():
    """A gunicorn on a free port of the loopback, once it answers."""
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]
    commande = [str(Path(sys.executable).parent / "gunicorn"), "config.wsgi:application", "--workers", "2"]
    options = ["--bind", f"127.0.0.1:{port}", "--timeout", "120", "--log-level", "warning"]
    processus = subprocess.Popen([*commande, *options], cwd=RACINE)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return processus, port
        except OSError:
            time.sleep(0.1)
    processus.terminate()
    raise RuntimeError("the site did not start")


def tell(notes):
    """The table, and whether what was promised is held."""
    fautes = Counter(f"{quoi} {statut}" for quoi, _, statut in notes if statut not in (200, 302))
    durees = sorted(duree for _, duree, _ in notes)
    mediane, lente = statistics.median(durees), durees[int(len(durees) * 0.99)]
    sys.stdout.write("| requests | reads, writes, exports | errors | p50 | p99 | p99 / p50 |\n")
    sys.stdout.write("| --- | --- | --- | --- | --- | --- |\n")
    combien = Counter(quoi for quoi, _, _ in notes)
    par_sorte = ", ".join(str(combien[quoi]) for quoi in ("lire", "ecrire", "exporter"))
    sys.stdout.write(
        f"| {len(notes)} | {par_sorte} | {dict(fautes) or 0} | {mediane:.2f} s | {lente:.2f} s "
        f"| {lente / mediane:.1f} |\n"
    )
    return not fautes and lente <= RAPPORT_MAX * mediane


def main(secondes):
    centrale = open_session(Utilisateur.objects.get(email=CENTRALE))
    brouillons = Exercice.objects.filter(annee=ANNEE, etat=Etat.BROUILLON).select_related(
        "convention__collectivite"
    )
    ecrivains = queue.Queue()
    for exercice in brouillons[:ECRIVAINS]:
        ecrivains.put(open_ecrivain(exercice))
    processus, port = serve()
    try:
        notes, jeu = [], EnCommun(list_demandes())
        fin = time.monotonic() + secondes
        gens = [
            threading.Thread(target=play, args=(Site(port), centrale, ecrivains, jeu, fin, notes))
            for _ in range(CONNEXIONS)
        ]
        for un in gens:
            un.start()
        for un in gens:
            un.join()
    finally:
        processus.terminate()
        processus.wait()
    return 0 if tell(notes) else 1


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60))
