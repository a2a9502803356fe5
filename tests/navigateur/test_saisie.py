"""The entry grid in a real browser: drafts, keyboard, paste, last year's figures, two agents at once."""

import re

import pytest
from playwright.sync_api import expect

from tests.navigateur.attentes import follow
from tests.navigateur.gestes import expect_brouillon, get_champ, list_boites, open_session, paste

INDICATEURS = "/conventions/29/2021/indicateurs/"


@pytest.fixture
def ouvrir_grille(france, ouvrir_page):
    """Opens the page of an axe for a person, each in a browser of their own."""

    def ouvrir(axe, qui="agent.29", **reglages):
        page = ouvrir_page(**reglages)
        open_session(page, qui)
        page.goto(f"{INDICATEURS}{axe}/")
        return page

    return ouvrir


def save(page, axe):
    follow(page.get_by_role("button", name=f"Enregistrer l’axe {axe}"))


def test_what_is_typed_is_there_when_one_comes_back(ouvrir_grille, erreurs_attendues):
    page = ouvrir_grille("S5")
    get_champ(page, "G1-numerateur").fill("1 640")
    get_champ(page, "G2-numerateur").fill("beaucoup")
    # The server answers what it makes: result and gap, and the error beside its field.
    expect(page.locator("#resultat-G1")).to_contain_text("1\u202f640")
    expect(page.locator("#resultat-G1")).to_contain_text("cible atteinte")
    expect(page.locator("#signaux-G2")).to_contain_text("Écrivez un nombre")
    expect(get_champ(page, "G2-numerateur")).to_have_attribute("aria-invalid", "true")
    expect_brouillon(page)
    # Kept: leaving asks nothing (a dialog nobody answers would hold the page here).
    page.goto("/")
    page.goto(f"{INDICATEURS}S5/")
    expect(page.get_by_text(re.compile(r"Brouillon repris de \d+ h \d\d"))).to_be_visible()
    expect(get_champ(page, "G1-numerateur")).to_have_value("1 640")
    expect(get_champ(page, "G2-numerateur")).to_have_value("beaucoup")
    follow(page.get_by_role("link", name="Abandonner le brouillon"))
    follow(page.get_by_role("button", name="Abandonner le brouillon"))
    expect(get_champ(page, "G1-numerateur")).to_have_value("")
    expect(page.get_by_text("Brouillon repris")).to_have_count(0)


def test_leaving_warns_only_when_something_is_neither_saved_nor_kept(ouvrir_grille, erreurs_attendues):
    page = ouvrir_grille("S5", a_part=True)
    demandes = []
    page.on("dialog", lambda dialogue: (demandes.append(dialogue.type), dialogue.accept()))
    page.route("**/brouillon/", lambda route: route.abort())
    erreurs_attendues.append("ERR_FAILED")
    get_champ(page, "G1-numerateur").press_sequentially("16")
    expect(page.get_by_text("Le brouillon n’est pas gardé")).to_be_visible()
    page.goto("/")
    assert demandes == ["beforeunload"]
    page.unroute("**/brouillon/")
    page.goto(f"{INDICATEURS}S5/")
    get_champ(page, "G1-numerateur").press_sequentially("16")
    expect_brouillon(page)
    page.goto("/")
    assert demandes == ["beforeunload"]


def test_arrows_enter_and_escape_move_in_the_grid(ouvrir_grille):
    page = ouvrir_grille("S4")
    get_champ(page, "R2-hors_delai").focus()
    page.keyboard.press("ArrowUp")
    expect(get_champ(page, "R1-numerateur")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(get_champ(page, "R2-numerateur")).to_be_focused()
    page.keyboard.type("12")
    page.keyboard.press("ArrowLeft")
    expect(get_champ(page, "R2-numerateur")).to_be_focused()  # inside the text: as in any field
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(get_champ(page, "R2-hors_delai")).to_be_focused()
    page.keyboard.press("Enter")
    expect(get_champ(page, "R3-numerateur")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(get_champ(page, "R2-numerateur")).to_have_value("")
    get_champ(page, "R14-numerateur").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Enregistrer l’axe S4")).to_be_focused()


def test_a_block_from_a_spreadsheet_fills_the_grid_and_says_what_did_not_fit(ouvrir_grille):
    page = ouvrir_grille("S4")
    get_champ(page, "R1-numerateur").fill("500")
    paste(page, "R2-numerateur", "1 234\t12\r\n300\t99\r\n40\tn.d.\r\n")
    expect(page.locator("#annonce")).to_have_text("5 cases remplies. 1 ne tient pas dans la grille : 99.")
    for nom, texte in {
        "R1-numerateur": "500",
        "R2-numerateur": "1 234",
        "R2-hors_delai": "12",
        "R3-numerateur": "300",
        "R4-numerateur": "40",
        "R4-hors_delai": "n.d.",
    }.items():
        expect(get_champ(page, nom)).to_have_value(texte)
    # Wrong cells are marked once the server has read them; the others are computed.
    expect(page.locator("#signaux-R4")).to_contain_text("Hors délai : Écrivez un nombre")
    expect(get_champ(page, "R4-hors_delai")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#resultat-R2")).to_contain_text("99,0")


def test_vide_follows_what_is_typed_until_somebody_chooses(ouvrir_grille):
    page = ouvrir_grille("S5")
    nombre, etat = get_champ(page, "G1-numerateur"), get_champ(page, "G1-etat")
    expect(etat).to_have_value("vide")
    nombre.fill("12")
    expect(etat).to_have_value("renseigne")
    nombre.fill("")
    expect(etat).to_have_value("vide")
    nombre.fill("12")
    etat.select_option("provisoire")
    nombre.fill("13")
    expect(etat).to_have_value("provisoire")


def test_neant_is_one_key_or_one_button(ouvrir_grille):
    page = ouvrir_grille("S5")
    get_champ(page, "G1-numerateur").focus()
    page.keyboard.press("Alt+Digit0")
    expect(get_champ(page, "G1-etat")).to_have_value("neant")
    expect(get_champ(page, "G1-numerateur")).to_have_value("0")
    page.get_by_role("button", name="Néant confirmé pour G2").click()
    expect(get_champ(page, "G2-etat")).to_have_value("neant")
    save(page, "S5")
    expect(page.get_by_text("2\u00a0indicateurs enregistrés.")).to_be_visible()
    expect(get_champ(page, "G1-etat")).to_have_value("neant")


def test_last_years_figures_are_copied_then_confirmed_one_by_one(ouvrir_grille):
    page = ouvrir_grille("S5")
    get_champ(page, "G5-numerateur").fill("21,5")
    follow(page.get_by_role("button", name="Copier les chiffres de 2020"))
    expect(page.get_by_text("3\u00a0chiffres de 2020 repris")).to_be_visible()
    expect(page.get_by_text("Repris de 2020, à confirmer")).to_have_count(3)
    expect(get_champ(page, "G5-numerateur")).to_have_value("21,5")
    page.get_by_text("Confirmer le chiffre de G1 repris de 2020").click()
    expect(page.locator("#reprise-G1")).to_have_text("Confirmé, à enregistrer")
    expect(get_champ(page, "G1-etat")).to_have_value("renseigne")
    get_champ(page, "G2-numerateur").fill("1 200")
    expect(page.locator("#reprise-G2")).to_have_text("Remplacé, à enregistrer")
    save(page, "S5")
    expect(page.get_by_text("4\u00a0indicateurs enregistrés.")).to_be_visible()
    # One is left to look at: it is not done, and is listed with a link to it.
    expect(page.get_by_text("Repris de 2020, à confirmer")).to_have_count(1)
    page.get_by_text("Il reste 1 élément à compléter").click()
    repris = page.get_by_role("link", name=re.compile("G3 – chiffre repris de l’an dernier"))
    expect(repris).to_be_visible()
    repris.click()
    expect(get_champ(page, "G3-confirme")).to_be_focused()
    page.keyboard.press("Space")
    save(page, "S5")
    expect(page.get_by_text("L’axe S5 est complet.")).to_be_visible()


def test_two_agents_on_one_axe_lose_nothing_and_see_each_other(ouvrir_grille, erreurs_attendues):
    erreurs_attendues.append("422")  # the conflict
    agent, valideur = ouvrir_grille("S2"), ouvrir_grille("S2", "valideur.29")
    get_champ(agent, "P3-numerateur").fill("7")
    get_champ(agent, "P4-numerateur").fill("4")
    save(agent, "S2")
    expect(agent.get_by_text("2\u00a0indicateurs enregistrés.")).to_be_visible()
    # The other page is older: what it types over is said at once, what it does not touch follows.
    get_champ(valideur, "P3-numerateur").fill("9")
    expect(valideur.locator("#conflit-P3")).to_contain_text("Agent Finistère")
    save(valideur, "S2")
    expect(valideur.get_by_role("link", name=re.compile("a été modifié entre-temps"))).to_be_visible()
    expect(valideur.locator("#conflit-P3")).to_contain_text("Renseigné 7")
    expect(get_champ(valideur, "P3-numerateur")).to_have_value("9")
    save(valideur, "S2")
    expect(valideur.get_by_text("1\u00a0indicateur enregistré.")).to_be_visible()
    expect(get_champ(valideur, "P4-numerateur")).to_have_value("4")
    agent.reload()
    expect(get_champ(agent, "P3-numerateur")).to_have_value("9")


@pytest.mark.parametrize("axe", ["S1", "S4", "S5"])
def test_on_a_phone_nothing_is_cut_and_every_button_can_be_touched(axe, ouvrir_grille):
    page = ouvrir_grille(axe, largeur=375)
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    boites = list_boites(page, ".grille-saisie :is(button, summary), .barre-saisie button")
    assert boites
    assert not [boite for boite in boites if boite["height"] < 24 or boite["width"] < 24]
