"""The financing grid in a real browser: keyboard, paste of a block, two agents at once, the draft, a phone."""

import re

import pytest
from playwright.sync_api import expect

from conventions.models import Exercice, Financement
from tests.navigateur.attentes import follow
from tests.navigateur.gestes import expect_brouillon, list_boites, open_session, paste

FINANCEMENT = "/conventions/29/2021/financement/"


@pytest.fixture
def ouvrir_grille(france, ouvrir_page):
    """Opens one of the two pages for a person, each in a browser of their own."""

    def ouvrir(colonne, qui="agent.29", largeur=1280):
        page = ouvrir_page(largeur)
        open_session(page, qui)
        page.goto(f"{FINANCEMENT}{colonne}/")
        return page

    return ouvrir


def list_noms(cle):
    """Names of the fields of one column, from top to bottom."""
    actions = Exercice.objects.get(convention__code="29", annee=2021).actions
    rangs = ["S1", "S2", "S3", "S4", "S5", "S6", "I", "N1"]
    return [f"{action.pk}-{cle}" for action in sorted(actions.all(), key=lambda a: rangs.index(a.axe))]


def get_case(page, nom):
    return page.locator(f"[name='{nom}']")


def save(page):
    follow(page.get_by_role("button", name=re.compile("Enregistrer les montants")))


def test_a_column_is_typed_from_top_to_bottom_without_the_mouse(ouvrir_grille):
    page = ouvrir_grille("prevu")
    noms, voisins = list_noms("report"), list_noms("valorisation")
    get_case(page, noms[0]).focus()
    for rang in range(len(noms)):
        page.keyboard.type(f"{rang + 1} 000,10")
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Enregistrer les montants prévus")).to_be_focused()
    get_case(page, noms[1]).focus()
    page.keyboard.press("ArrowUp")
    expect(get_case(page, noms[0])).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(get_case(page, voisins[0])).to_be_focused()
    page.keyboard.type("1")
    page.keyboard.press("Escape")
    expect(get_case(page, voisins[0])).to_have_value(
        get_case(page, voisins[0]).get_attribute("data-initiale")
    )
    page.keyboard.press("Alt+Digit0")  # of the other grid: nothing here
    # Totals are the server's, a moment after the last key.
    expect(page.locator("#tout-report")).to_have_text("36\u202f000,80\u00a0€")
    page.get_by_role("button", name="Enregistrer les montants prévus").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("8\u00a0cases enregistrées.")).to_be_visible()
    expect(get_case(page, noms[7])).to_have_value("8\u202f000,10")


def test_a_block_with_three_wrong_cells_says_the_three_and_keeps_the_rest(ouvrir_grille, erreurs_attendues):
    erreurs_attendues.append("422")
    page = ouvrir_grille("execute")
    colonnes = [list_noms(cle) for cle in ("etat", "departement_nouveau", "valorisation", "report")]
    bloc = [["1 234,56"] * 4 for _ in range(9)]
    bloc[0][1], bloc[3][0], bloc[7][3] = "1e9", "-12", "n.d."
    paste(page, colonnes[0][0], "\r\n".join("\t".join(ligne) for ligne in bloc))
    expect(page.locator("#annonce")).to_contain_text("32 cases remplies. 4 ne tiennent pas dans la grille")
    expect(page.locator("#constats")).to_contain_text("3 cases ne se lisent pas")
    save(page)
    expect(page.get_by_text("Le formulaire contient 3 erreurs")).to_be_visible()
    page.get_by_role("link", name=re.compile("S4-1, État.*-12")).click()
    expect(get_case(page, colonnes[0][3])).to_be_focused()
    expect(get_case(page, colonnes[0][3])).to_have_attribute("aria-invalid", "true")
    for x, noms in enumerate(colonnes):
        for y, nom in enumerate(noms):
            expect(get_case(page, nom)).to_have_value(bloc[y][x])
    for x, y in ((1, 0), (0, 3), (3, 7)):
        get_case(page, colonnes[x][y]).fill("1234,56")
    save(page)
    expect(page.get_by_text("32\u00a0cases enregistrées.")).to_be_visible()
    assert Financement.objects.filter(action__exercice__annee=2021, execute="1234.56").count() == 32


def test_two_agents_on_the_grid_lose_nothing_and_see_each_other(ouvrir_grille, erreurs_attendues):
    erreurs_attendues.append("422")  # the conflict
    agent, valideur = ouvrir_grille("prevu"), ouvrir_grille("prevu", "valideur.29")
    premiere, deuxieme, *_ = list_noms("report")
    get_case(agent, premiere).fill("700")
    get_case(agent, deuxieme).fill("800")
    save(agent)
    expect(agent.get_by_text("2\u00a0cases enregistrées.")).to_be_visible()
    # The other page is older: what it types over is said at once, what it does not touch follows.
    get_case(valideur, premiere).fill("900")
    conflit = valideur.locator(f"#conflit-{premiere.split('-')[0]}")
    expect(conflit).to_contain_text("Agent Finistère")
    save(valideur)
    expect(valideur.get_by_role("link", name=re.compile("a été modifiée entre-temps"))).to_be_visible()
    expect(conflit).to_contain_text("700,00")
    expect(get_case(valideur, premiere)).to_have_value("900")
    expect(get_case(valideur, deuxieme)).to_have_value("800,00")
    save(valideur)
    expect(valideur.get_by_text("1\u00a0case enregistrée.")).to_be_visible()
    agent.reload()
    expect(get_case(agent, premiere)).to_have_value("900,00")


def test_the_draft_comes_back_with_its_new_column_and_its_reason(ouvrir_grille):
    page = ouvrir_grille("execute")
    etat = list_noms("etat")[0]
    pk = etat.split("-")[0]
    get_case(page, etat).fill("10")
    # Far from what was planned: the place of the reason opens by itself.
    justification = page.locator(f"[name='{pk}-justification_ecart']")
    expect(justification).to_be_visible()
    justification.fill("Un poste vacant.")
    expect_brouillon(page)
    page.get_by_text("Ajouter ou retirer un cofinanceur").click()
    expect(page.get_by_label("Nom du cofinanceur")).to_be_visible()
    page.get_by_label("Nom du cofinanceur").fill("CAF du Finistère")
    page.keyboard.press("Enter")
    expect(page.get_by_text("« CAF du Finistère » a sa colonne.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Brouillon repris de \d+ h \d\d"))).to_be_visible()
    expect(get_case(page, etat)).to_have_value("10")
    expect(justification).to_have_value("Un poste vacant.")
    expect(page.get_by_label("S1-1, CAF du Finistère", exact=True)).to_be_visible()


@pytest.mark.parametrize("colonne", ["prevu", "execute"])
def test_on_a_phone_each_action_is_a_card_and_nothing_is_cut(colonne, ouvrir_grille):
    page = ouvrir_grille(colonne, largeur=375)
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    boites = list_boites(page, ".grille-montants :is(input:not([type=hidden]), select, textarea, summary)")
    assert boites
    assert not [
        boite for boite in boites if boite["left"] < 0 or boite["right"] > 375 or boite["height"] < 24
    ]
