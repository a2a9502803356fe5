"""The network of the tests is this machine. Who asks for another one gets an error, and its test fails even if the
error is caught. The pages that Chromium opens are watched in `tests/navigateur/conftest.py`; libpq, a library of C, is
not: DATABASE_URL says where it goes."""

import ipaddress
import socket
import sys

# What Python says before it speaks to an address, or asks where a name is.
GESTES = {
    f"socket.{geste}"
    for geste in ("connect", "sendto", "sendmsg", "gethostbyname", "gethostbyaddr", "getaddrinfo")
}
ICI = ("", "localhost", socket.gethostname())
SORTIES = []


class ReseauFerme(OSError):
    """A test asked for another machine."""


def close_reseau():
    """For the whole life of this process: there is no way back, so that nothing under test finds one."""
    sys.addaudithook(_watch)


def check_reseau():
    """Fail the test that asked for another machine since the last time, whoever caught the error."""
    sorties = SORTIES.copy()
    SORTIES.clear()
    assert not sorties, f"the network is closed to the tests: {', '.join(sorties)}"


def _watch(geste, arguments):
    if geste in GESTES and (hote := _read_hote(*arguments[:2])) is not None and not is_ici(hote):
        SORTIES.append(f"{geste} {hote}")
        raise ReseauFerme(SORTIES[-1])


def _read_hote(premier, second=None):
    """The machine that is asked for: of a socket and an address, or a name itself; None if none is named."""
    if not isinstance(premier, socket.SocketType):
        hote = premier
    elif premier.family in (socket.AF_INET, socket.AF_INET6) and second:
        hote = second[0]
    else:
        return None
    return hote.decode() if isinstance(hote, bytes) else hote


def is_ici(hote):
    """Is this the machine itself, by one of its names or an address that loops back?"""
    try:
        return hote in ICI or ipaddress.ip_address(hote).is_loopback
    except ValueError:
        return False
