"""What the API says of itself: its OpenAPI document, and what its page tells of it."""

from dataclasses import dataclass
from functools import cache

from api.routes import RACINE
from api.v1 import api

# Methods, in the order one reads them.
METHODES = ("get", "post")


@dataclass(frozen=True)
class Filtre:
    """What an address may be called with, besides its path."""

    nom: str
    dit: str


@dataclass(frozen=True)
class Adresse:
    """One thing to ask of the API."""

    methode: str
    chemin: str
    resume: str
    description: str
    filtres: tuple[Filtre, ...]
    is_depot: bool


@cache
def build_document():
    """The OpenAPI document, the same as long as the program runs."""
    return api.get_openapi_schema(path_prefix=RACINE)


def list_adresses_de_l_api() -> list[Adresse]:
    """In the order of their paths; no query."""
    return [
        _make_adresse(methode, chemin, operations[methode])
        for chemin, operations in sorted(build_document()["paths"].items())
        for methode in METHODES
        if methode in operations
    ]


def _make_adresse(methode, chemin, operation) -> Adresse:
    filtres = [un for un in operation.get("parameters", ()) if un["in"] == "query"]
    return Adresse(
        methode=methode.upper(),
        chemin=chemin,
        resume=operation["summary"],
        description=operation.get("description", ""),
        filtres=tuple(
            Filtre(un["name"], un["schema"].get("description", "")) for un in filtres if un["name"] != "page"
        ),
        is_depot=methode == "post",
    )
