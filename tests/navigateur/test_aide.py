"""The pictures of the help are of real screens, which `make images` (IMAGES=1) takes again: they are looked at here."""

import os
import re
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.navigateur.gestes import open_session
from tests.sources import RACINE

DOSSIER = RACINE / "static" / "aide"
LARGEUR, HAUTEUR = 960, 600  # pixels
# {picture: (who looks, at which page, from which heading or table down)}
IMAGES = {
    "saisie": ("agent.29", ("indicateurs:saisie", ["29", 2021, "S1"]), "table"),
    "exercice": ("agent.29", ("reporting:exercice", ["29", 2021]), "h1"),
    "instruction": ("prefecture.22", ("reporting:exercice", ["22", 2021]), "h1"),
    "tableau": ("commissaire.53", ("reporting:tableau_de_bord", []), "h1"),
}


def test_every_picture_of_the_help_is_there_is_small_and_is_shown():
    textes = "".join(un.read_text() for un in (RACINE / "templates" / "comptes" / "aide").iterdir())
    assert set(re.findall(r"aide/(\w+)\.jpg", textes)) == set(IMAGES) == {un.stem for un in DOSSIER.iterdir()}
    for un in DOSSIER.iterdir():
        assert 5_000 < un.stat().st_size < 90_000, un.name


@pytest.mark.skipif(not os.environ.get("IMAGES"), reason="make images")
@pytest.mark.parametrize("nom", IMAGES)
def test_take_a_picture(nom, ouvrir_page, live_server, settings):
    # Before the rapports of that year are due.
    settings.DEMO_RECUL = timezone.localtime() - timezone.make_aware(datetime(2022, 3, 1, 10))
    qui, (route, cle), debut = IMAGES[nom]
    page = ouvrir_page(LARGEUR, a_part=True)
    open_session(page, qui)
    page.goto(f"{live_server.url}{reverse(route, args=cle)}")
    haut = page.locator(f"main {debut}").first.bounding_box()["y"] - 16
    DOSSIER.mkdir(exist_ok=True)
    cadre = {"x": 0, "y": haut, "width": LARGEUR, "height": HAUTEUR}
    page.screenshot(
        path=DOSSIER / f"{nom}.jpg",
        type="jpeg",
        quality=60,
        full_page=True,
        clip=cadre,
        animations="disabled",
    )
