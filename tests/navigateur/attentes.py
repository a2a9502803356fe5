"""What waits for a page to become what its script, or another page, makes of it."""

import time

from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect


def follow(element):
    """Click on what leads to another page, and wait until that one is there whole, its scripts included."""
    # Until it is whole, what is on this one may still move from under the click.
    element.page.wait_for_load_state()
    try:
        with element.page.expect_navigation(timeout=15_000):
            element.click()
    except PlaywrightTimeout:
        # It did all the same, on a machine with more to do than it can: whoever reads the page clicks again.
        with element.page.expect_navigation():
            element.click()


def unfold(bouton):
    """Open what a button of the DSFR folds, once its script is there to hear the click."""
    expect(bouton).to_have_attribute("data-fr-js-collapse-button", "true")
    bouton.click()
    expect(bouton).to_have_attribute("aria-expanded", "true")


def wait_until(page, condition):
    """For what no locator says. A page without `eval` is asked again, not told to wait."""
    echeance = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < echeance
        page.wait_for_timeout(50)
