"""Every form of the site, sent as forms are sent: by two editors who read the same page, several times at once, and
with every text as long as it may be. The forms are found on the pages, as a browser reads them; one that is found
nowhere, or that is not accepted filled, fails until the tables below say how it is reached, or why it is not sent.

On PostgreSQL only: real threads, real connections, the limits of its columns. Each form finds the demo whole: the
database is put back as it was.
"""

import html
import json
import random
import string
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import RequestFactory
from django.urls import resolve, reverse

from indicateurs.models import ImportParcours
from saisie.champs import RECIT_MAX
from tests.ampleur import count_cas
from tests.chemins import PARAMETRES, ROUTES
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
from tests.routes import LECTURE
from tests.sauvegarde import Sauvegarde
from tests.sources import list_modeles

# Enough for two to pass a check that each made before the other wrote.
FOIS = count_cas(3)

# --- Reading what is stored -----------------------------------------------------------------------------------------

# Says who wrote and when, not what.
MENTIONS = {"version", "le", "par_id", "battement", "maj"}


def read_base():
    """{(table, key): its row, as JSON} of all that people write, the journal apart: asked of PostgreSQL at once."""
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
        return {(table, cle): ligne for table, cle, ligne in curseur.fetchall()}


def read_ligne(base, cle):
    """{column: value} of a row that `read_base` found, nothing where it is not."""
    return json.loads(base.get(cle, "{}"), parse_float=str)


def find_perdus(avant, apres, fin):
    """What the first wrote and the second undid: [(table, key, column)]."""
    perdus = []
    for cle, ligne in apres.items():
        if avant.get(cle) == ligne or fin.get(cle) == ligne:
            continue
        d_abord, lors, ensuite = (read_ligne(base, cle) for base in (avant, apres, fin))
        ecrites = {nom for nom, un in lors.items() if d_abord.get(nom, ...) != un} - MENTIONS
        perdus += [(*cle, nom) for nom in ecrites if ensuite.get(nom, ...) != lors[nom]]
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
    return "".join(hasard.choices(string.ascii_letters, k=longueur))


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


def check_deux_editeurs(route, formulaire, avant, premier, second, adresse):
    """Filled, it is accepted; of two who read the same page the second is told, or takes nothing from the first."""
    with undone():
        un, autre = make_client(premier), make_client(second)
        lu = formulaire if premier == second else find_formulaire(autre, adresse, formulaire)
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


def check_ensemble(route, formulaire, avant, qui, nouvelles):
    """Sent by several at once: one object, no error."""
    clients = [make_client(qui) for _ in range(FOIS)]

    def post(client):
        return lambda: send(client, formulaire.action, fill(route, formulaire, "Ensemble")).status_code

    statuts = run_together(*map(post, clients))
    if any(not isinstance(un, int) or un >= 500 for un in statuts):
        return f"at once: {statuts}"
    faites = count_nouvelles(avant, read_base())
    en_trop = {table: nombre for table, nombre in faites.items() if nombre > nouvelles.get(table, 0)}
    if en_trop:
        return f"at once made {en_trop} where one makes {nouvelles}: {statuts}"
    return None


def name_formulaire(formulaire):
    """(its route, its button)."""
    trouve = resolve(formulaire.action.split("?")[0].split("#")[0])
    return f"{trouve.namespace}:{trouve.url_name}", formulaire.bouton


def check_pages(pages, restore, vus):
    """Send every form not yet `vus` of these pages; what was wrong, by form or by page."""
    a_faire, fautes, clients = {}, {}, {}
    for qui, adresse in pages:
        page = clients.setdefault(qui, make_client(qui)).get(adresse)
        if page.status_code >= 500:
            fautes[adresse] = (qui, page.status_code)
        for formulaire in list_formulaires(page, adresse):
            nom = name_formulaire(formulaire)
            if nom[0] not in A_PART and nom not in vus:
                vus.add(nom)
                a_faire[nom] = (qui, adresse, formulaire)
    avant = read_base() if a_faire else {}
    for rang, (nom, (qui, adresse, formulaire)) in enumerate(a_faire.items()):
        if rang == 1:  # what making these addresses wrote is gone
            avant = read_base()
        dites = []
        faute, nouvelles = check_deux_editeurs(
            nom[0], formulaire, avant, qui, EDITEURS.get(qui, qui), adresse
        )
        dites.append(faute)
        dites.append(check_textes(nom[0], formulaire, qui, adresse))
        dites.append(check_ensemble(nom[0], formulaire, avant, qui, nouvelles))
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
        requete = RequestFactory().put(adresse)
        requete.user = AnonymousUser()
        reponse = trouve.func(requete, **trouve.kwargs)
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


def test_every_form_twice_several_times_at_once_and_full(base):
    """The forms of the scenes, then those of any page."""
    vus, fautes = set(), {}
    for prepare, pages in SCENES:
        fautes |= check_scene(base, prepare, pages, vus)
    base()
    fautes |= check_pages(list_pages(), base, vus)
    assert list_postables() - {nom for nom, _ in vus} - set(A_PART) == set()
    assert fautes == {}
