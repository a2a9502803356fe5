"""Every route of the site, every method, for eight kinds of user, about what is theirs, a neighbour's, or nobody's.

The routes are those of the resolver: a new one is tried by itself. What each may read and write of what there is stands
in `tests/routes.py`, tried in tests/test_permissions.py; here, what there is not, and methods that nobody answers.
"""

import pytest
from django.conf import settings
from django.urls import resolve, reverse

from comptes.models import Trace
from tests.chemins import ROUTES, get_url
from tests.demo import SESSIONS
from tests.routes import LECTURE, OUVERTES, POST_SEUL, QUI

# What is answered about what there is not, or by a method that nobody has, is the same on any database: numbers that
# one of them cannot look for are tried in tests/comptes/test_http.py.
pytestmark = pytest.mark.une_base

ANONYME = ""
# Nobody; who types and who hands over; who instructs, advises, runs the whole; two neighbours.
GENS = (
    ANONYME,
    "agent.29",
    "valideur.29",
    "prefecture.29",
    "commissaire.53",
    "centrale",
    "agent.22",
    "prefecture.22",
)
LIT_COMME = {"valideur.29": "agent.29"}
# What no row of the demo is called.
ABSENTS = {int: 999_999, str: "absent"}
# (route, place of its address): why a value that names no row is answered.
LIBRES = {
    ("referentiels:methode", "annee"): "the reference of a year is written where there is none",
}
# Of Django: they say which methods they answer, and whoever is logged in is led home.
A_PART = {
    ("comptes:connexion", "options", False): 200,
    ("comptes:connexion", "", True): 302,
    ("comptes:deconnexion", "options", True): 200,
}
AUTRES_METHODES = ("put", "patch", "delete", "options", "trace")


def enter(client, qui):
    client.cookies.clear()
    if qui:
        client.cookies[settings.SESSION_COOKIE_NAME] = SESSIONS[qui]


def list_adresses_absentes(nom, demo):
    """The address of something of the 29 as many times as it has places, one of them naming nothing each time.
    `colonne` is a word of the address itself."""
    lus = resolve(get_url(nom, demo.document)).kwargs
    places = [place for place in ROUTES[nom] if place != "colonne" and (nom, place) not in LIBRES]
    return [reverse(nom, kwargs=lus | {place: ABSENTS[type(lus[place])]}) for place in places]


def find_attendus(nom, qui, methode):
    """What may be answered about what there is not: not found, or what is said before one looks for it."""
    if qui == ANONYME:
        return {200, 404} if nom in OUVERTES else {302, 403}
    refus = {404}
    lus = LECTURE.get(nom, {})
    if lus == POST_SEUL:
        refus |= {405} if methode == "get" else {403}
    if 403 in lus.values() or methode == "post":
        refus.add(403)
    return refus if methode == "get" else refus | {405}


def list_methodes(nom, qui, rang):
    """Whoever gets as far as what is not there reads and posts; the others, refused before, one or the other in turn.
    What is only posted to is posted to by all."""
    lus = LECTURE.get(nom, {})
    if lus == POST_SEUL:
        return ("post",)
    if lus.get(LIT_COMME.get(qui, qui)) in (200, 302):
        return ("get", "post")
    return ("post",) if rang % 2 else ("get",)


@pytest.mark.parametrize(
    ("rang", "nom"), list(enumerate(sorted(nom for nom, places in ROUTES.items() if places))), ids=str
)
def test_what_there_is_not_is_found_by_nobody(client, demo, rang, nom):
    """Asked by each of the eight; what is not there is another place of the address from one to the next."""
    adresses, traces = list_adresses_absentes(nom, demo), Trace.objects.count()
    obtenus = {}
    for place, qui in enumerate(GENS):
        enter(client, qui)
        for methode in list_methodes(nom, qui, rang + place):
            adresse = adresses[(place + (methode == "post")) % len(adresses)]
            statut = getattr(client, methode)(adresse).status_code
            if statut not in find_attendus(nom, qui, methode):
                obtenus[qui, methode, adresse] = statut
    assert not obtenus
    assert Trace.objects.count() == traces


@pytest.mark.parametrize(("rang", "nom"), list(enumerate(sorted(ROUTES))), ids=str)
def test_no_other_method_is_answered(client, demo, rang, nom):
    """Nobody, and five people who send each of them, another one from route to route: who asks is no matter there."""
    adresse = get_url(nom, demo.document)
    for place, qui in enumerate(GENS[:6]):
        methode = AUTRES_METHODES[(rang + place) % len(AUTRES_METHODES)]
        enter(client, qui)
        statut = getattr(client, methode)(adresse).status_code
        attendu = 405 if qui or nom in OUVERTES else 302
        assert statut == A_PART.get((nom, methode, bool(qui)), A_PART.get((nom, "", bool(qui)), attendu)), qui


def test_the_eight_are_those_of_the_table_and_who_hands_over():
    assert set(GENS) - {ANONYME, "valideur.29"} < set(QUI)
