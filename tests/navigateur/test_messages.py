"""What a gesture did is said where one looks: beside its button, with the focus, whatever the address one came by."""

import re

import pytest
from playwright.sync_api import expect

from conventions.models import Reprise
from tests.navigateur.gestes import open_session

E = "/conventions/29/2021/"
# (who, address with the place a link leads to, {field: text}, button, sentence)
GESTES = {
    "axe": (
        "agent.29",
        f"{E}indicateurs/S5/#id_G1-numerateur",
        {"[name=G1-numerateur]": "1640"},
        "Enregistrer l’axe S5",
        "1 indicateur",
    ),
    "fiche": (
        "agent.29",
        f"{E}actions/S5-1/#id_bilan",
        {"[name=bilan]": "Fait."},
        "Enregistrer l’action",
        "est enregistrée",
    ),
    "montants": (
        "agent.29",
        f"{E}financement/execute/#constats",
        {},
        "Enregistrer les montants exécutés",
        "Rien n’avait changé",
    ),
    "cibles": ("agent.29", f"{E}cibles/S1/#contenu", {}, "Enregistrer les cibles", "enregistr"),
    "situation": (
        "agent.29",
        f"{E}situation/S1/#contenu",
        {},
        "Enregistrer la situation initiale",
        "enregistr",
    ),
    "methode": ("agent.29", f"{E}methode/#id_entree", {}, "Enregistrer la déclaration", "est enregistrée"),
    "textes": (
        "agent.29",
        f"{E}rapport/#id_conclusion",
        {"[name=conclusion]": "Une année pleine."},
        "Enregistrer les textes",
        "sont enregistrés",
    ),
    "produire": ("agent.29", f"{E}avenants/3/#contenu", {}, "Produire le projet d’avenant", "document"),
    "dates": ("prefecture.29", "/conventions/29/vie/dates/#contenu", {}, "Enregistrer", "sont enregistrées"),
}


@pytest.mark.parametrize("largeur", [1280, 375])
@pytest.mark.parametrize("cas", GESTES)
def test_what_was_saved_is_said_with_the_focus_and_in_sight(france, ouvrir_page, cas, largeur):
    qui, adresse, saisi, bouton, phrase = GESTES[cas]
    page = ouvrir_page(largeur)
    open_session(page, qui)
    page.goto(adresse)
    for champ, texte in saisi.items():
        page.locator(champ).fill(texte)
    page.get_by_role("button", name=bouton, exact=True).last.click()
    dit = page.locator("[data-messages]")
    expect(dit).to_contain_text(phrase)
    expect(dit).to_have_attribute("role", "status")
    expect(dit).to_have_attribute("tabindex", "-1")
    expect(dit).to_be_focused()
    expect(dit).to_be_in_viewport(ratio=1)
    assert "#" not in page.url


def test_the_message_stands_beside_the_button_and_leads_on(france, page):
    open_session(page, "agent.29")
    page.goto(f"{E}indicateurs/S1/#id_F1-numerateur")
    page.get_by_role("button", name="Enregistrer l’axe S1").click()
    dit = page.locator(".barre-saisie [data-messages]")
    expect(dit).to_be_focused()
    expect(dit.get_by_role("link", name=re.compile(r"Retour à ce qui manque \(\d+\)"))).to_be_visible()
    page.keyboard.press("Tab")
    expect(dit.get_by_role("link", name=re.compile("Axe suivant"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/indicateurs/S2/$"))


@pytest.mark.parametrize("largeur", [1280, 375])
def test_no_link_nor_field_takes_the_focus_under_the_bar(france, ouvrir_page, largeur):
    """Every place one may go to by Tab, on each page with a bar."""
    # One action to decide of: its page has a bar.
    Reprise.objects.filter(exercice__convention__code="29", exercice__annee=2021).first().delete()
    page = ouvrir_page(largeur)
    open_session(page, "agent.29")
    for lieu in ("indicateurs/S1/", "financement/prevu/", "actions/S1-1/", "reprise/"):
        page.goto(f"{E}{lieu}")
        dessous = page.evaluate(
            """() => {
                const barre = document.querySelector(".barre-saisie");
                const main = document.querySelector("main");
                const lieux = [...main.querySelectorAll("a[href], input, select, textarea, button, summary")];
                return lieux.filter((un) => {
                    if (barre.contains(un) || un.tabIndex < 0 || !un.checkVisibility() || un.disabled) return false;
                    window.scrollTo(0, 0);
                    un.focus();
                    if (document.activeElement !== un) return false;
                    const haut = barre.getBoundingClientRect().top;
                    const { bottom, top, height } = un.getBoundingClientRect();
                    return height < haut && bottom > haut + 1 && top < barre.getBoundingClientRect().bottom;
                }).map((un) => un.outerHTML.slice(0, 80));
            }"""
        )
        assert not dessous, (lieu, dessous)
