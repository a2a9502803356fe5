"""Reading point by point, by keyboard."""

from django.urls import reverse
from playwright.sync_api import expect

from reporting.models import MarqueDeLecture
from tests.navigateur.gestes import open_session


def test_one_reads_with_three_keys(france, page):
    open_session(page, "commissaire.53")
    page.goto(reverse("reporting:lecture", args=["22", 2021]))
    points = page.locator("[data-point]")
    page.get_by_role("link", name="Commencer la lecture").click()
    expect(points.nth(0)).to_be_focused()
    page.keyboard.press("s")
    expect(points.nth(1)).to_be_focused()
    page.keyboard.press("s")
    expect(points.nth(2)).to_be_focused()
    page.keyboard.press("p")
    expect(points.nth(1)).to_be_focused()
    # Marked, and on to the next one; with a modifier it is the browser's.
    page.keyboard.press("v")
    expect(points.nth(1).get_by_text("Vu", exact=True)).to_be_visible()
    expect(points.nth(2)).to_be_focused()
    assert MarqueDeLecture.objects.count() == 1
    page.keyboard.press("Alt+s")
    # Out of the reading, a letter does nothing.
    page.get_by_label("Lire seulement").focus()
    page.keyboard.press("s")
    expect(points.nth(3)).not_to_be_focused()
