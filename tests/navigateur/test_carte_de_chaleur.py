"""The heat map of a dashboard in a real browser: its figures lead to their place, and the arrows move in it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from pilotage.templatetags import matrice
from tests.navigateur.attentes import follow

PLACE = reverse("indicateurs:pourquoi", args=["22", 2021, "S1", "A2"])


@pytest.mark.parametrize("au_plus", [0, matrice.LIENS_AU_PLUS])
def test_a_figure_leads_to_its_place_and_arrows_move_from_one_to_the_next(ouvrir, monkeypatch, au_plus):
    """Of a table too large to bear its links, they are made by the script: the same, with the same words."""
    monkeypatch.setattr(matrice, "LIENS_AU_PLUS", au_plus)
    page = ouvrir("centrale")
    page.goto(f"{reverse('reporting:tableau_de_bord')}?annee=2021")
    corps = page.locator(".matrice tbody")
    lien = corps.locator(f"a[href='{PLACE}']")
    expect(lien).to_have_text(re.compile(r"^\d+,\d [✓▲], cible (atteinte|manquée)$"))
    # One stop of the keyboard for the whole table.
    expect(corps.locator("a:not([tabindex='-1'])")).to_have_count(1)
    premier = corps.locator("a").first
    premier.focus()
    page.keyboard.press("ArrowRight")
    suivant = corps.locator("tr").first.locator("td a").first
    expect(suivant).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(lien).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(suivant).to_be_focused()
    page.keyboard.press("ArrowRight")
    follow(lien)
    expect(page.get_by_role("heading", level=1)).to_contain_text("A2")
