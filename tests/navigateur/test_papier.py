"""Pages print whole: no column cut, folded parts open, on sheets where wide tables lie on their side."""

from collections import defaultdict
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.navigateur.gestes import EXERCICE, open_session

PAYSAGE = 842  # points, the width of an A4 that lies on its side
# In the page as it prints: what one reads on the screen only after opening it, and what goes out of its sheet.
CACHES = """() => {
    const est_vu = (un) => un.checkVisibility({ contentVisibilityAuto: true });
    const caches = [...document.querySelectorAll("main details > :not(summary)")].filter((un) => !est_vu(un));
    const fermes = [...document.querySelectorAll("main details:not([open])")];
    fermes.forEach((un) => { un.open = true; });
    const vus = caches.filter(est_vu).map((un) => un.textContent.trim().slice(0, 60));
    fermes.forEach((un) => { un.open = false; });
    return vus;
}"""
DEPASSENT = """() => [...document.querySelectorAll("main table")].filter(
    (un) => un.getBoundingClientRect().right > document.documentElement.clientWidth + 1
).map((un) => un.caption?.textContent)"""
# What hides what is under it once drawn in a PDF: the borders that the DSFR lays over its tables.
CALQUES = """() => [...document.querySelectorAll("main .fr-table, main .fr-table *")].filter((un) =>
    ["::before", "::after"].map((bout) => getComputedStyle(un, bout)).some(
        (bout) => bout.content !== "none" && bout.position === "absolute"
    ) || (un.matches("th, td") && getComputedStyle(un).backgroundImage.includes("gradient"))
).map((un) => un.tagName)"""
# What was left unticked or empty says nothing on paper, but « jj/mm/aaaa » or the contrary of what is true.
VIDES = """() => [...document.querySelectorAll("main input")].filter((un) => un.checkVisibility()).filter(
    (un) => un.type === "checkbox" ? !un.checked
        : un.type === "date" && !un.value && getComputedStyle(un).color !== "rgba(0, 0, 0, 0)"
).map((un) => un.name)"""
ENTETES = """() => [...document.querySelectorAll("main thead")].map(
    (un) => un.innerText.replace(/\\s+/g, "")
)"""
POUSSE = 28  # dots, less than the room that was once left under the last line
PAGES = {
    "financement/prevu/": ("Total", True),
    "financement/execute/": ("Total et écart", True),
    "indicateurs/S1/": ("Cible 2021", True),
    "indicateurs/S4/": ("Cible 2021", True),
    "actions/S4-1/": ("Bilan de l’année", False),
    "execution/": ("Justification", True),
    "simulation/": ("Réfaction simulée", True),
}


def read_derniere_ligne(feuille):
    """The lowest line of a sheet, without spaces: read where it stands, not in the order it was drawn."""
    lignes = defaultdict(list)

    def visit(texte, cm, tm, _police, _taille):
        x, y = (tm[4] * cm[sens] + tm[5] * cm[2 + sens] + cm[4 + sens] for sens in (0, 1))
        lignes[round(y)].append((x, "".join(texte.split())))

    feuille.extract_text(visitor_text=visit)
    return next(
        mots for _y, ligne in sorted(lignes.items()) if (mots := "".join(mot for _x, mot in sorted(ligne)))
    )


def open_printable(page, chemin):
    """The page, once its letters are those it prints with: until then it is laid out with others."""
    open_session(page, "agent.29")
    page.goto(EXERCICE + chemin)
    page.evaluate("() => document.fonts.ready.then(() => null)")


def count_feuilles(page):
    """How many sheets the page prints on, each with something to read."""
    feuilles = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
    vides = [numero for numero, feuille in enumerate(feuilles, 1) if not feuille.extract_text().strip()]
    assert not vides, f"nothing on sheets {vides} of {len(feuilles)}"
    return len(feuilles)


@pytest.mark.parametrize("chemin", PAGES)
def test_a_page_prints_whole(france, page, chemin):
    mot, is_large = PAGES[chemin]
    open_printable(page, chemin)
    sortie = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    feuilles = [
        (float(feuille.mediabox.width), " ".join(feuille.extract_text().split())) for feuille in sortie.pages
    ]
    assert any(mot in texte for _largeur, texte in feuilles)
    assert (max(largeur for largeur, _texte in feuilles) > PAYSAGE - 2) is is_large
    # 12 mm of margin on each side of a sheet on its side, 15 mm of one upright, at 96 dots per inch.
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1031 if is_large else 680, "height": 900})
    assert page.evaluate(CACHES) == []
    assert page.evaluate(DEPASSENT) == []
    assert page.evaluate(CALQUES) == []
    assert page.evaluate(VIDES) == []
    seules = {read_derniere_ligne(feuille) for feuille in sortie.pages}
    assert not [ligne for ligne in seules for entete in page.evaluate(ENTETES) if ligne in entete]


@pytest.mark.parametrize("chemin", PAGES)
def test_a_page_ends_where_its_last_line_does(france, page, chemin):
    """Wherever that line falls: pushed down little by little, until a sheet more is needed, none is empty."""
    open_printable(page, chemin)
    feuilles = count_feuilles(page)
    for pousse in range(POUSSE, 40 * POUSSE, POUSSE):
        page.evaluate("(haut) => { document.querySelector('h1').style.paddingTop = `${haut}px`; }", pousse)
        if count_feuilles(page) > feuilles:
            return
    pytest.fail("never a sheet more")
