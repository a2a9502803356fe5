"""Every form of the site, sent as forms are sent: by two editors who read the same page, five times at once, and with
every text as long as it may be. The forms are found on the pages, as a browser reads them; one that is found nowhere,
or that is not accepted filled, fails until the tables below say how it is reached, or why it is not sent.

On PostgreSQL only: real threads, real connections, the limits of its columns. Each form finds the demo whole: the
database is put back as it was.
"""

import html
import json
import random
import string
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.urls import resolve, reverse

from indicateurs.models import ImportParcours
from saisie.champs import RECIT_MAX
from tests.concurrence import run_together
from tests.demo import read_demo
from tests.formulaires_lus import list_formulaires
from tests.formulaires_remplis import (
    A_PART,
    EDITEURS,
    SCENES,
    fill,
    get_29,
    list_pages,
    make_client,
    prepare_france,
)
from tests.lecture import read_html
from tests.routes import LECTURE, PARAMETRES, ROUTES
from tests.sauvegarde import Sauvegarde
from tests.sources import list_modeles

pytestmark = pytest.mark.une_base

FOIS = 5

# --- Reading what is stored -----------------------------------------------------------------------------------------

# Says who wrote and when, not what.
MENTIONS = {"version", "le", "par_id", "battement", "maj"}


def read_base():
    """{(table, key): {column: value}} of all that people write, the journal apart: asked of PostgreSQL at once."""
    tables = [
        (un._meta.db_table, un._meta.pk.column)
        for un in list_modeles(include_auto_created=True)
        if un._meta.app_label != "comptes"
    ]
    lues = " UNION ALL ".join(
        f"SELECT '{table}', {cle}::text, to_jsonb({table})::text FROM {table}" for table, cle in tables
    )
    with connection.cursor() as curseur:
        curseur.execute(lues)
        return {(table, cle): json.loads(ligne, parse_float=str) for table, cle, ligne in curseur.fetchall()}


def find_perdus(avant, apres, fin):
    """What the first wrote and the second undid: [(table, key, column)]."""
    perdus = []
    for cle, ligne in apres.items():
        if avant.get(cle) == ligne:
            continue
        ecrites = {nom for nom, un in ligne.items() if avant.get(cle, {}).get(nom, ...) != un} - MENTIONS
        perdus += [(*cle, nom) for nom in ecrites if fin.get(cle, {}).get(nom, ...) != ligne[nom]]
    return perdus


def count_nouvelles(avant, apres):
    """{table: rows that were not there}."""
    nouvelles = {}
    for table, _ in apres.keys() - avant.keys():
        nouvelles[table] = nouvelles.get(table, 0) + 1
    return nouvelles


# --- Filling --------------------------------------------------------------------------------------------------------


def make_texte(longueur):
    """A text that no index can pack."""
    hasard = random.Random(longueur)
    return "".join(hasard.choice(string.ascii_letters) for _ in range(longueur))


def send(client, adresse, envoi):
    for liste in envoi.values():
        for un in liste:
            if hasattr(un, "seek"):
                un.seek(0)
    return client.post(adresse, envoi)


def explain(reponse):
    """What a page says was wrong."""
    texte = read_html(reponse)
    fautes = [un.split("<")[0].strip() for un in texte.split("fr-error-text")[1:]]
    return [un.split(">")[-1] for un in fautes][:4] or texte.split('role="alert"')[1:2] or texte[:200]


@contextmanager
def undone():
    """What is done in it is not kept."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# --- The three ways -------------------------------------------------------------------------------------------------


def check_deux_editeurs(route, formulaire, premier, second, adresse):
    """Filled, it is accepted; of two who read the same page the second is told, or takes nothing from the first."""
    with undone():
        un, autre = make_client(premier), make_client(second)
        lu = find_formulaire(autre, adresse, formulaire)
        avant = read_base()
        reponse = send(un, formulaire.action, fill(route, formulaire, "Premier"))
        if reponse.status_code not in (200, 302, 204):
            return f"not accepted: {reponse.status_code} {explain(reponse)}", {}
        apres = read_base()
        nouvelles = count_nouvelles(avant, apres)
        if lu is None:
            return None, nouvelles
        envoi = fill(route, lu, "Second")
        reponse = send(autre, lu.action, envoi)
        if reponse.status_code in (200, 204, 302):
            perdus = find_perdus(avant, apres, read_base())
            return (f"the second undid the first: {perdus[:4]}" if perdus else None), nouvelles
        if reponse.status_code >= 500:
            return f"the second got a {reponse.status_code}", nouvelles
        page = html.unescape(read_html(reponse))
        textes = [texte for liste in envoi.values() for texte in liste if str(texte).startswith("Second ")]
        oublies = [texte for texte in textes if texte not in page]
        return (f"{reponse.status_code} forgets {oublies[:3]}" if oublies else None), nouvelles


def find_formulaire(client, adresse, modele):
    """The same form on the page that somebody else reads, or None where it is not theirs."""
    lus = list_formulaires(client.get(adresse), adresse)
    return next((f for f in lus if (f.action, f.bouton) == (modele.action, modele.bouton)), None)


def check_textes(route, formulaire, qui, adresse):
    """Every text as long as it may be: stored, or told; never an error, and the page is read after."""
    longs = [c for c in formulaire.champs if c.genre in ("textarea", "text") and not c.is_chiffre]
    if not longs:
        return None
    with undone():
        client = make_client(qui)
        envoi = fill(route, formulaire, "Long", write=lambda c: make_texte(c.longueur or RECIT_MAX))
        reponse = send(client, formulaire.action, envoi)
        if reponse.status_code >= 500:
            return f"texts at their maximum: {reponse.status_code}"
        if reponse.status_code == 302 and client.get(reponse.url).status_code >= 500:
            return f"texts at their maximum: {reponse.url} is a 500"
        return None


def check_cinq(route, formulaire, qui, nouvelles):
    """Sent five times at once: one object, no error."""
    clients = [make_client(qui) for _ in range(FOIS)]
    avant = read_base()

    def post(client):
        return lambda: send(client, formulaire.action, fill(route, formulaire, "Cinq")).status_code

    statuts = run_together(*map(post, clients))
    if any(not isinstance(un, int) or un >= 500 for un in statuts):
        return f"five at once: {statuts}"
    faites = count_nouvelles(avant, read_base())
    en_trop = {table: nombre for table, nombre in faites.items() if nombre > nouvelles.get(table, 0)}
    if en_trop:
        return f"five at once made {en_trop} where one makes {nouvelles}: {statuts}"
    return None


def name_formulaire(formulaire):
    """(its route, its button)."""
    trouve = resolve(formulaire.action.split("?")[0].split("#")[0])
    return f"{trouve.namespace}:{trouve.url_name}", formulaire.bouton


def check_pages(pages, restore, vus, is_des_miens=lambda route: True):
    """Send every form not yet `vus` of these pages, where its route is one of mine; what was wrong, by form."""
    a_faire = {}
    clients = {}
    for qui, adresse in pages:
        client = clients.setdefault(qui, make_client(qui))
        for formulaire in list_formulaires(client.get(adresse), adresse):
            nom = name_formulaire(formulaire)
            if nom[0] not in A_PART and nom not in vus and is_des_miens(nom[0]):
                vus.add(nom)
                a_faire[nom] = (qui, adresse, formulaire)
    fautes = {}
    for nom, (qui, adresse, formulaire) in a_faire.items():
        dites = []
        faute, nouvelles = check_deux_editeurs(nom[0], formulaire, qui, EDITEURS.get(qui, qui), adresse)
        dites.append(faute)
        dites.append(check_textes(nom[0], formulaire, qui, adresse))
        dites.append(check_cinq(nom[0], formulaire, qui, nouvelles))
        restore()
        if dites := [une for une in dites if une]:
            fautes[nom] = (qui, adresse, dites)
    return fautes


@pytest.fixture
def base(ensemble, settings, tmp_path):
    settings.DEPOTS_DIR = tmp_path / "depots"
    prepare_france()
    return Sauvegarde("sauvegarde_formulaires").restore


def list_postables():
    """The routes that are posted to, as their views say it."""
    postables = set()
    for nom in LECTURE:
        valeurs = PARAMETRES | ({"numero": 3} if "avenant" in nom else {})
        adresse = reverse(nom, kwargs={cle: valeurs.get(cle, 1) for cle in ROUTES[nom]})
        trouve = resolve(adresse)
        reponse = trouve.func(RequestFactory().put(adresse), **trouve.kwargs)
        if "POST" in reponse.get("Allow", "").split(", "):
            postables.add(nom)
    return postables


def check_scene(base, prepare, pages, vus):
    """`check_pages` of the pages of one scene."""

    def restore():
        base()
        return prepare(read_demo()) if prepare else None

    parametres = restore()
    imp = ImportParcours.objects.filter(exercice=get_29()).latest("pk").pk
    adresses = [
        (qui, reverse(nom, args=parametres if cle is None else [un or imp for un in cle]))
        for qui, nom, cle in pages
    ]
    return check_pages(adresses, restore, vus)


# Each part runs beside the others: what is posted to these apps.
PARTIES = (("conventions",), ("indicateurs",), ("avenants", "comptes", "referentiels", "reporting"))


def test_every_route_is_in_a_part():
    assert {nom.split(":")[0] for nom in ROUTES} == {app for partie in PARTIES for app in partie}


@pytest.mark.parametrize("apps", PARTIES, ids=lambda apps: apps[-1])
def test_every_form_twice_five_times_at_once_and_full(base, apps):
    """The forms of the scenes of these apps, then those that any page sends to them."""

    def is_des_miens(route):
        return route.split(":")[0] in apps

    vus, fautes = set(), {}
    for prepare, pages in SCENES:
        if miennes := [une for une in pages if is_des_miens(une[1])]:
            fautes |= check_scene(base, prepare, miennes, vus)
    base()
    fautes |= check_pages(list_pages(), base, vus, is_des_miens)
    postables = {nom for nom in list_postables() if is_des_miens(nom)}
    assert postables - {nom for nom, _ in vus} - set(A_PART) == set()
    assert fautes == {}
