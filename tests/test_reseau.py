"""The network is closed to the tests; this machine is open."""

import socket
from urllib.request import urlopen

import pytest

from tests.reseau import SORTIES, ReseauFerme

AILLEURS = "192.0.2.1"  # of no machine (RFC 5737)
NOM = "calpae.example"


def send(famille, adresse):
    with socket.socket(famille, socket.SOCK_DGRAM) as prise:
        prise.sendto(b"x", adresse)


DEHORS = {
    "an address": lambda: socket.create_connection((AILLEURS, 80), timeout=1),
    "an address of version 6": lambda: socket.create_connection(("2001:db8::1", 80), timeout=1),
    "a datagram": lambda: send(socket.AF_INET, (AILLEURS, 53)),
    "a name": lambda: socket.getaddrinfo(NOM, 80),
    "a name, the old way": lambda: socket.gethostbyname(NOM),
    "a name in bytes": lambda: socket.getaddrinfo(NOM.encode(), 80),
    "the name of an address": lambda: socket.gethostbyaddr(AILLEURS),
    "a page": lambda: urlopen(f"http://{AILLEURS}/", timeout=1),
}


@pytest.mark.parametrize("cas", DEHORS)
def test_another_machine_is_refused_and_that_is_kept_whoever_catches_the_error(cas):
    with pytest.raises(OSError) as refus:
        DEHORS[cas]()
    assert isinstance(refus.value, ReseauFerme) or isinstance(refus.value.reason, ReseauFerme)
    assert SORTIES
    SORTIES.clear()  # or this test would fail, as any other


def test_this_machine_answers_by_its_name_its_address_and_its_files(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as serveur:
        for hote in ("127.0.0.1", "localhost"):
            socket.create_connection((hote, serveur.getsockname()[1]), timeout=5).close()
    with socket.socket(socket.AF_UNIX) as serveur, socket.socket(socket.AF_UNIX) as prise:
        serveur.bind(str(tmp_path / "prise"))
        serveur.listen()
        prise.connect(str(tmp_path / "prise"))
    assert not SORTIES


def test_a_test_that_goes_out_fails_though_it_catches_the_error(request):
    """The fixture that watches each test, asked as it is when a test ends."""
    veille = request.getfixturevalue("sans_reseau")
    with pytest.raises(OSError):
        socket.create_connection((AILLEURS, 80), timeout=1)
    with pytest.raises(AssertionError, match=AILLEURS):
        veille()
    veille()
