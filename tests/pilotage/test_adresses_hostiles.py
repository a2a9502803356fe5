"""Whatever an address of these pages says: never an error of the site, and what is not there is not a refusal to show
the rest."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from pilotage.operations.editions import publish_edition
from tests.demo import enter

pytestmark = [pytest.mark.une_base]

PAGES = {
    **dict.fromkeys(
        (
            *(
                "nation",
                "instruction",
                "regles",
                "charge",
                "tableau_de_bord",
                "delais",
                "evolution",
                "exports",
            ),
            *(
                "exporter_bilan",
                "exporter_tableau",
                "financement",
                "exporter_financement",
                "editions",
                "plan",
            ),
        ),
        (),
    ),
    "ensemble": ("R2",),
    "position": ("22", 2021),
    "edition": ("CALPAE", 2020, 1),
    "comparer_edition": ("CALPAE", 2020, 1),
}
FILTREES = ("tableau_de_bord", "exporter_tableau", "nation", "instruction", "delais", "ensemble")
CLES = (
    *("annee", "dispositif", "axe", "region", "etat", "constat", "tri", "format", "table"),
    *("indicateur", "territoire", "par", "page"),
)
HOSTILES = ("x" * 10_000, "a\x00b", "٢٠٢١", "-1", "--R2")
# Objects that are not there, however their address says it.
NULLE_PART = (
    "/tableau-de-bord/ensemble/%00/",
    f"/tableau-de-bord/ensemble/{'x' * 5_000}/",
    "/editions/%00/2020/1/",
    f"/editions/CALPAE/{'9' * 30}/1/",
    f"/editions/CALPAE/2020/{'9' * 30}/",
    "/editions/CALPAE/2020/0/differences/",
    f"/editions/CALPAE/2020/{'9' * 30}/donnees/",
    f"/editions/CALPAE/{'9' * 30}/publier/",
    f"/exports/{'9' * 30}/",
    "/exports/0/fichier/",
    f"/conventions/22/{'9' * 30}/position/",
    "/conventions/22/0/position/",
    f"/conventions/{'x' * 5_000}/2021/position/",
)


def test_no_address_is_an_error_of_the_site(client, demo):
    centrale = demo.get_compte("centrale")
    publish_edition(
        by=centrale, at=datetime(2022, 5, 1, tzinfo=UTC), dispositif="CALPAE", annee=2020, titre="Tout"
    )
    enter(client, "centrale")
    client.raise_request_exception = False
    lues = {}
    for page, cles in PAGES.items():
        for hostile in HOSTILES:
            tout = {cle: [hostile, hostile] for cle in CLES}
            # Where the year is one, what else is asked is looked at.
            demandes = (
                (tout, tout | {"annee": "2021", "dispositif": "CALPAE"}) if page in FILTREES else (tout,)
            )
            for dits in demandes:
                statut = client.get(reverse(f"reporting:{page}", args=cles), dits).status_code
                if statut != 200:
                    lues[page, hostile[:20], dits["annee"] == "2021"] = statut
    assert lues == {}
    assert {chemin[:50]: client.get(chemin).status_code for chemin in NULLE_PART} == dict.fromkeys(
        (chemin[:50] for chemin in NULLE_PART), 404
    )
