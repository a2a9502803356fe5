"""What is typed when the session ends, in a real browser: a narrative form, a grid, one tab and two."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from conventions.models import Action, BrouillonSaisie
from indicateurs.models import Valeur
from tests.demo import MOT_DE_PASSE
from tests.navigateur.attentes import wait_until
from tests.navigateur.gestes import log_in, open_session

FICHE = "/conventions/29/2021/actions/S4-1/"
TEXTE = "L’atelier de Morlaix a reçu 12 personnes."
AVIS = "Un texte écrit ici le"


@pytest.fixture
def page(france, ouvrir_page, erreurs_attendues):
    erreurs_attendues += ["403", "422"]
    page = ouvrir_page()
    open_session(page, "agent.29")
    return page


def write_bilan(page):
    page.goto(FICHE)
    page.locator("textarea[name=bilan]").evaluate(
        "zone => { zone.closest('details')?.setAttribute('open', ''); }"
    )
    page.locator("textarea[name=bilan]").fill(TEXTE)


def save_fiche(page):
    page.locator("form[data-avertir] button.fr-btn:not(.fr-btn--secondary)").last.click()


def log_in_again(page):
    page.get_by_label("Adresse électronique").fill("agent.29@calpae.example")
    page.locator("input[name=password]").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()


def get_bilan():
    return Action.objects.get(exercice__convention__code="29", exercice__annee=2021, numero="S4-1").bilan


def list_gardes(page):
    return page.evaluate("Object.keys(localStorage).filter((cle) => cle.startsWith('texte:'))")


def expect_garde(page, garde=True):
    """A text is kept half a second after the last key, and let go by the page that says it is saved."""
    wait_until(page, lambda: bool(list_gardes(page)) == garde)


def test_a_narrative_form_sent_after_the_session_ended_is_saved_after_the_login(page):
    write_bilan(page)
    Session.objects.all().delete()
    save_fiche(page)
    expect(page.get_by_text("ce que vous venez d’envoyer n’est pas perdu")).to_be_visible()
    log_in_again(page)
    expect(page.get_by_text("Rien n’est encore enregistré")).to_be_visible()
    expect(page.locator("textarea[name=bilan]")).to_have_value(TEXTE)
    expect(page).to_have_url(re.compile(f"{FICHE}$"))
    save_fiche(page)
    expect(page.locator(".fr-alert--success")).to_be_visible()
    assert get_bilan() == TEXTE
    expect_garde(page, False)


def test_a_login_in_another_tab_stops_no_form(page):
    write_bilan(page)
    Session.objects.all().delete()
    log_in(page.context.new_page(), "agent.29")
    save_fiche(page)
    expect(page.locator(".fr-alert--success")).to_be_visible()
    assert get_bilan() == TEXTE


def test_a_text_left_is_offered_again_to_its_author_only_until_the_logout(page):
    write_bilan(page)
    expect_garde(page)
    Session.objects.all().delete()
    page.context.on("dialog", lambda boite: boite.accept())
    page.once("dialog", lambda boite: boite.accept())
    page.goto("about:blank")
    log_in(page, "valideur.29")
    page.goto(FICHE)
    expect(page.get_by_text(AVIS)).to_have_count(0)
    Session.objects.all().delete()
    log_in(page, "agent.29")
    page.goto(FICHE)
    expect(page.get_by_text(AVIS)).to_be_visible()
    page.get_by_role("button", name="Le remettre").click()
    expect(page.locator("textarea[name=bilan]")).to_have_value(TEXTE)
    save_fiche(page)
    expect(page.locator(".fr-alert--success")).to_be_visible()
    expect_garde(page, False)
    write_bilan(page)
    page.locator("textarea[name=bilan]").fill("Autre chose, à oublier.")
    expect_garde(page)
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="Connexion")).to_be_visible()
    expect_garde(page, False)


@pytest.mark.parametrize(
    ("chemin", "champ"),
    [
        ("indicateurs/S4/", "input[inputmode=decimal]"),
        ("financement/prevu/", "input[inputmode=decimal]"),
        ("actions/S4-1/", "textarea[name=bilan]"),
    ],
)
def test_what_is_typed_before_the_scripts_come_is_kept_without_another_key(page, chemin, champ):
    retenus, libres = [], []
    page.route("**/js/*.js", lambda route: route.continue_() if libres else retenus.append(route))
    page.goto(f"/conventions/29/2021/{chemin}", wait_until="commit")
    page.locator(champ).first.evaluate("un => { un.closest('details')?.setAttribute('open', ''); }")
    page.locator(champ).first.fill("73")
    libres.append(True)
    for route in retenus:
        route.continue_()
    if chemin.startswith("actions"):
        expect_garde(page)
    else:
        expect(page.locator("#etat-brouillon")).to_have_text(re.compile(r"Brouillon enregistré à"))


def test_a_grid_goes_on_after_a_login_in_another_tab(page):
    page.goto("/conventions/29/2021/indicateurs/S4/")
    champ = page.locator("input[inputmode=decimal]").first
    nom = champ.get_attribute("name")
    Session.objects.all().delete()
    champ.fill("73")
    expect(page.locator("#brouillon-perdu")).to_contain_text("votre session a pris fin")
    autre = page.context.new_page()
    log_in(autre, "agent.29")
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#etat-brouillon")).to_have_text(re.compile(r"Brouillon enregistré à"))
    expect(page.locator("#brouillon-perdu")).to_be_empty()
    assert BrouillonSaisie.objects.filter(exercice__annee=2021).exists()
    page.locator("[name=envoyer]").last.click()
    expect(page.locator(".fr-alert--success")).to_be_visible()
    code = nom.rpartition("-")[0]
    assert (
        Valeur.objects.get(exercice__convention__code="29", exercice__annee=2021, code=code).numerateur == 73
    )
