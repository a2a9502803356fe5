"""Whatever an address of these pages says: never an error of the site, and what is not there is not a refusal to show
the rest."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from pilotage.demande import CHOIX_D_UNE_ADRESSE, IGNORES_DITS, LONGUEUR, list_ignores
from pilotage.operations.editions import publish_edition
from pilotage.queries.exports import TABLES
from pilotage.queries.tranches import CLES as CLES_DES_TRANCHES
from tests.demo import enter
from tests.lecture import read
from tests.sources import RACINE
from tests.sources import read as read_source

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
                "recherche",
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
    "/exports/0/avancement/",
    f"/conventions/22/{'9' * 30}/position/",
    "/conventions/22/0/position/",
    f"/conventions/{'x' * 5_000}/2021/position/",
)


# Pages that one chooses nothing of.
SANS_CHOIX = ("exports", "editions", "plan", "position", "comparer_edition")
LAISSE = "n’est pas de ce qui vous est proposé ici : ce choix est laissé de côté."


@pytest.fixture
def edition(demo):
    return publish_edition(
        by=demo.get_compte("centrale"),
        at=datetime(2022, 5, 1, tzinfo=UTC),
        dispositif="CALPAE",
        annee=2020,
        titre="Tout",
    )


def test_what_an_address_asks_and_a_page_leaves_aside_is_said_by_every_page(client, edition):
    """Every key, on every page: one that a page does not even read is left aside too."""
    enter(client, "centrale")
    inconnus = {cle: ["22", f"Zz-{cle}"] for cle in CHOIX_D_UNE_ADRESSE}
    for page, cles in PAGES.items():
        if page in SANS_CHOIX:
            continue
        adresse = reverse(f"reporting:{page}", args=cles)
        lu = read(client.get(adresse, inconnus))
        # Of a key that is said once, the last word counts.
        dites = [f"{nom} « Zz-{cle} » {LAISSE}" for cle, nom in CHOIX_D_UNE_ADRESSE.items()]
        assert [une for une in dites if une not in lu] == [], page
        assert lu.count(LAISSE) == len(dites) + 1, page
        assert "laissé de côté".encode() not in client.get(adresse).content, page
    # Nothing is prepared either that is not what is asked.
    demander = reverse("reporting:demander_export")
    for table in (*TABLES, "bilan"):
        demande = {"table": table, "format": "xlsx", "annee": "2021", "region": "53"}
        assert LAISSE in read(client.post(demander, demande | {"etat": "perdu"})), table


def test_every_key_that_a_page_reads_is_one_whose_refusal_is_said():
    lues = set()
    for fichier in (RACINE / "pilotage" / "views").glob("*.py"):
        lues |= set(re.findall(r'(?:GET|POST|dits)\.get(?:list)?\("(\w+)"', read_source(fichier)))
    assert {"annee", "region", "territoire", "genre"} <= lues
    # Words that are looked for, and pages of a list, are said otherwise.
    assert lues | {*CLES_DES_TRANCHES} <= CHOIX_D_UNE_ADRESSE.keys() | {"q", "page"}


def test_the_file_of_what_is_left_is_led_to(client, demo):
    """Of the région that a commissaire reads, what the centrale asked of another."""
    enter(client, "commissaire.53")
    for page in ("exporter_bilan", "exporter_tableau", "exporter_financement"):
        dite = client.get(
            reverse(f"reporting:{page}"), {"annee": "2021", "region": "44", "dispositif": "CALPAE"}
        )
        assert "La région « 44 »" in read(dite)
        fichier = client.get(dite.context["adresse"])
        assert fichier.headers["Content-Disposition"].startswith("attachment"), page
        assert "2021" in fichier.headers["Content-Disposition"]
    # Of all years, what is of one year is left aside.
    toutes = {"annee": "toutes", "etat": "valide", "axe": "S4"}
    dite = client.get(reverse("reporting:exporter_tableau"), toutes)
    assert f"L’état « valide » {LAISSE}" in read(dite)
    assert "axe=S4" in dite.context["adresse"]


def test_what_is_said_of_an_address_is_short_whatever_it_says():
    dites = {"axe": [f"Z{rang}" for rang in range(1_000)], "tri": ["\x00" + "x" * 10_000]}
    ignores = list_ignores(dites, {})
    assert len(ignores) == IGNORES_DITS + 1 and "986\u00a0autres choix" in ignores[-1]
    (tri,) = list_ignores({"tri": dites["tri"], "region": [""], "etat": []}, {"tri": ("", "nom")})
    assert len(tri) < LONGUEUR + 120 and "\x00" not in tri


def test_no_address_is_an_error_of_the_site(client, edition):
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
