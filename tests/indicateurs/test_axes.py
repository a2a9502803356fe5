"""What the pages of the indicators say of an axe: its name, and once what is said of all its rows."""

import re
from html import unescape

from django.urls import reverse
from django.utils.html import strip_tags

from tests.lecture import read_html

A_RAPPROCHER = "à rapprocher de l’annexe"


def test_the_tabs_say_the_name_of_each_axe_and_its_code(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    for page in ("saisie", "cibles", "situation"):
        reponse = client.get(reverse(f"indicateurs:{page}", args=["29", 2021, "S4"]))
        axes, html = reponse.context["axes"], unescape(read_html(reponse))
        assert len(axes) > 5
        menu = html.split('aria-label="Axes"', 1)[1].split("</nav>")[0]
        onglets = [" ".join(strip_tags(un).split()) for un in re.findall(r"<li>(.*?)</li>", menu)]
        for onglet, axe in zip(onglets, axes, strict=True):
            assert onglet.startswith(f"{axe.libelle} {axe.code}"), page


def test_what_is_to_be_checked_against_the_annex_is_said_once_with_its_codes(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    definition = demo.brouillon.referentiel.definition
    assert definition.codes_a_rapprocher
    for axe in demo.brouillon.referentiel.definition.axes:
        codes = [i.code for i in definition.list_axe(axe.code) if not i.verifie]
        page = read_html(client.get(reverse("indicateurs:saisie", args=["29", 2021, axe.code])))
        assert page.count(A_RAPPROCHER) == bool(codes), axe.code
        assert not codes or f"{A_RAPPROCHER} du texte&nbsp;: {', '.join(codes)}." in page
    page = read_html(client.get(reverse("referentiels:lire", args=[demo.brouillon.referentiel.code])))
    assert page.count(A_RAPPROCHER) == 1
