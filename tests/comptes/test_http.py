"""What HTTP can be made to carry: requests nobody can read, addresses with endless numbers, writes on a GET."""

import io
import logging
import logging.config
import threading

import pytest
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from api.erreurs import PHRASES
from api.guichet import RACINE
from comptes.guard import EcritureInterdite
from comptes.models import Utilisateur
from config.wsgi import application
from tests.comptes.adresses import list_adresses, list_adresses_a_nombre
from tests.demo import enter

# What HTTP carries to a database is the same for any.
pytestmark = pytest.mark.une_base

JEU = "application/x-www-form-urlencoded; charset="
MULTIPLE = "multipart/form-data; boundary="
PARTIE = b'--x\r\nContent-Disposition: form-data; name="nom"\r\n\r\n'
# Content-Type and body of requests that no browser sends from a page of ours.
ILLISIBLES = {
    "utf-16": (JEU + "utf-16", b"csrfmiddlewaretoken=%E9"),
    "utf-32": (JEU + "utf-32", b"a=b"),
    "utf-7": (JEU + "utf-7", b"a=%2B"),
    "ebcdic": (JEU + "cp037", b"a=b"),
    "latin": (JEU + "iso-8859-15", b"a=%E9"),
    "a codec that is no charset": (JEU + "base64", b"a=b"),
    "another": (JEU + "rot13", b"a=b"),
    "idna": (JEU + "idna", b"a=" + b"x" * 100),
    "punycode": (JEU + "punycode", b"a=%E9%FF"),
    "unicode_escape": (JEU + "unicode_escape", b"a=%5Cx"),
    "undefined": (JEU + "undefined", b"a=%E9"),
    "no charset of this world": (JEU + "klingon", b"a=b"),
    "multipart in utf-16": (MULTIPLE + "x; charset=utf-16", PARTIE + b"\xe9\r\n--x--\r\n"),
    "multipart without a boundary": ("multipart/form-data", b"--x\r\n"),
    "multipart with an empty boundary": (MULTIPLE, b"--x\r\n"),
    "multipart with an endless boundary": (MULTIPLE + "x" * 300, b"--x\r\n"),
    "multipart with a boundary of accents": (MULTIPLE + "é€", b"--x\r\n"),
    "too many fields": (JEU + "utf-8", b"&".join(b"a%d=" % rang for rang in range(5100))),
    "too many parts": (
        MULTIPLE + "x",
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="f%d"; filename="a"\r\n\r\n\r\n' % rang
            for rang in range(200)
        )
        + b"--x--\r\n",
    ),
    "too long": (JEU + "utf-8", b"a=" + b"x" * 3_000_000),
}
# What is odd but can be read: answered as any other request is.
BIZARRES = {
    "bytes that are no utf-8": (JEU + "utf-8", b"a=%FF%FE&%00=%00&csrfmiddlewaretoken=%E9"),
    "raw bytes": (JEU + "utf-8", b"\xff\xfe\x00"),
    "multipart in base64 that is not": (
        MULTIPLE + "x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        b"!\r\n--x--\r\n",
    ),
    "a parameter cut": ("text/plain; na'me*=a'b", b"a=b"),
    "json": ("application/json", b"{"),
    "no type": ("", b"a=b"),
    "a type that is none": (";;;=", b"a=b"),
    "an open multipart": (MULTIPLE + "x", PARTIE),
    "charset in capitals": (JEU + "UTF-8", b"a=b"),
    "charset in quotes": (JEU + '"utf-8"', b"a=b"),
}
# What Django fails to read before any middleware runs.
AVANT_TOUT = {
    "a parameter in no charset": ("application/x-www-form-urlencoded; charset*=klingon'fr'%E9", b"a=b"),
}
# More than a year, an integer, a big integer of the database; almost what Python reads (4,300 digits), and more.
NOMBRES = ["9" * longueur for longueur in (5, 10, 19, 4000, 5000)]
METHODES = ("POST", "PUT", "PATCH", "DELETE", "GET", "HEAD", "OPTIONS")


@pytest.fixture
def anonyme():
    """A browser of nobody, that gets the page of an error and not the error."""
    return Client(raise_request_exception=False)


@pytest.fixture
def console(settings):
    """What the site's own handler writes to its log meanwhile."""
    sortie = io.StringIO()
    configuration = settings.LOGGING | {"handlers": {}}
    poignee = logging.StreamHandler(sortie)
    for nom in settings.LOGGING["handlers"]["console"]["filters"]:
        poignee.addFilter(
            logging.config.DictConfigurator(configuration).configure_filter(settings.LOGGING["filters"][nom])
        )
    racine = logging.getLogger()
    racine.addHandler(poignee)
    yield sortie
    racine.removeHandler(poignee)


def list_quart(rang):
    """One address in four."""
    return list(list_adresses())[rang % 4 :: 4]


@pytest.mark.parametrize("quoi", ILLISIBLES)
def test_what_nobody_can_read_is_a_400_on_every_route_and_one_line(quoi, anonyme, console, db):
    """Each kind on a quarter of the routes, each route with a quarter of the kinds."""
    type_contenu, corps = ILLISIBLES[quoi]
    for adresse in list_quart(list(ILLISIBLES).index(quoi)):
        console.truncate(console.seek(0))
        reponse = anonyme.generic("POST", adresse, corps, content_type=type_contenu)
        assert reponse.status_code == 400, adresse
        is_de_l_api = adresse.startswith(RACINE)
        dit = reponse.json()["detail"] if is_de_l_api else reponse.content.decode()
        assert (PHRASES[400] if is_de_l_api else "Requête incorrecte") in dit
        assert console.getvalue().count("\n") == 1, console.getvalue()


def ask(methode, adresse, type_contenu, corps, **autres):
    """The status the real handler gives, no test client between."""
    recu = []
    environ = RequestFactory()._base_environ(
        REQUEST_METHOD=methode,
        PATH_INFO=adresse.partition("?")[0],
        QUERY_STRING=adresse.partition("?")[2],
        CONTENT_TYPE=type_contenu,
        **{"CONTENT_LENGTH": str(len(corps)), "wsgi.input": io.BytesIO(corps)} | autres,
    )
    application(environ, lambda statut, entetes: recu.append(int(statut[:3]))).close()
    return recu[0]


@pytest.mark.parametrize("methode", METHODES)
@pytest.mark.parametrize("quoi", [*ILLISIBLES, *BIZARRES, *AVANT_TOUT])
def test_no_request_is_an_error_of_the_site(quoi, methode, db):
    type_contenu, corps = (ILLISIBLES | BIZARRES | AVANT_TOUT)[quoi]
    for adresse in (
        "/",
        "/connexion/?suivant=%E9%FF",
        "/conventions/29/2021/?" + "a=&" * 5100,
        "/nulle-part/",
    ):
        statut = ask(methode, adresse, type_contenu, corps)
        assert statut < 500, adresse
        if quoi in AVANT_TOUT:
            assert statut == 400


@pytest.mark.parametrize("longueur", ["", "-1", "abc", "9" * 30, "1e3"])
def test_a_length_that_is_none_is_no_error(longueur, db):
    assert ask("POST", "/connexion/", JEU + "utf-8", b"a=b", CONTENT_LENGTH=longueur) < 500


def test_whoever_is_logged_in_gets_the_same(demo):
    """Each kind on another quarter of the routes than nobody's."""
    client = Client(raise_request_exception=False)
    enter(client, "agent.29")
    for rang, (type_contenu, corps) in enumerate(ILLISIBLES.values(), start=1):
        for adresse in list_quart(rang):
            assert client.generic("POST", adresse, corps, content_type=type_contenu).status_code == 400


@pytest.mark.parametrize("nombre", NOMBRES, ids=len)
def test_an_endless_number_in_an_address_is_no_page(nombre, demo):
    """Asked by an agent of the convention that the rest of the address names, who gets as far as the number; by the
    centrale where an agent does not. An address is read with every other number and posted to with the rest, or with
    all where it is not read."""
    client = Client(raise_request_exception=False)
    rang = NOMBRES.index(nombre)
    adresses = list(list_adresses_a_nombre(nombre))
    demandes = {(("GET", "POST")[(rang + place) % 2], un) for place, un in enumerate(adresses)}
    assert len(demandes) > 80
    for qui in ("agent.29", "centrale"):
        enter(client, qui)
        statuts = {demande: client.generic(*demande).status_code for demande in demandes}
        jamais_lues = {("POST", adresse) for (_, adresse), statut in statuts.items() if statut == 405}
        statuts |= {demande: client.generic(*demande).status_code for demande in jamais_lues}
        autres = {
            demande: statut for demande, statut in statuts.items() if statut not in (401, 403, 404, 405)
        }
        assert not autres, [(methode, adresse[:80], un) for (methode, adresse), un in autres.items()]
        demandes = {demande for demande, statut in statuts.items() if statut == 403}


def test_a_connection_cut_by_the_server_is_opened_again(transactional_db):
    """PostgreSQL was started again: the next request, through the real handler and its kept connection, is answered."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server")
    statuts, pids = [], []

    def ask_once():
        statuts.append(ask("GET", "/accessibilite/", "", b"", HTTP_COOKIE="sessionid=" + "a" * 32))
        pids.append(connection.connection and connection.connection.info.backend_pid)

    def story():
        ask_once()
        with connections.create_connection("default").cursor() as curseur:
            curseur.execute("SELECT pg_terminate_backend(%s)", [pids[0]])
            curseur.connection.close()
        ask_once()
        ask_once()
        connection.close()

    fil = threading.Thread(target=story)
    fil.start()
    fil.join(60)
    assert statuts == [200] * 3
    assert pids[0] != pids[1] == pids[2]


# --- A GET that writes ----------------------------------------------------------------------------------------------


def write(request):
    Utilisateur.objects.filter(email="agent.29@calpae.example").update(nom="Un autre nom")
    return HttpResponse("écrit")


urlpatterns = [path("ecrit/", write)]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("methode", ["get", "head", "options"])
def test_a_request_that_writes_on_a_get_fails_and_writes_nothing(methode, demo, client):
    agent = demo.get_compte("agent.29")
    client.force_login(agent)
    with pytest.raises(EcritureInterdite), transaction.atomic():
        getattr(client, methode)("/ecrit/")
    assert demo.get_compte("agent.29").nom == agent.nom


@pytest.mark.urls(__name__)
def test_the_same_view_writes_on_a_post(demo, client):
    client.force_login(demo.get_compte("agent.29"))
    assert client.post("/ecrit/").status_code == 200
    assert demo.get_compte("agent.29").nom == "Un autre nom"
