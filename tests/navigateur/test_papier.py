"""Pages print whole: no column cut, folded parts open, on sheets where wide tables lie on their side."""

from collections import defaultdict
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.navigateur.gestes import EXERCICE, open_session
from tests.reporting.lecture_pdf import list_textes

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
# The last part of a page that lies on its side is pushed down: of the whole page, what is left under its tables would
# take up the push. An upright one is pushed whole.
POUSSE = """([haut, isLarge, feuille]) => {
    const titres = [...document.querySelectorAll("main :is(h1, h2)")].filter((un) => un.checkVisibility());
    titres.at(isLarge ? -1 : 0).style.paddingTop = `${Math.min(haut, feuille)}px`;
    // What its title does not push over, the last row of its table does.
    const fin = [...document.querySelectorAll("main tr")].at(-1)?.lastElementChild;
    if (fin) fin.style.paddingTop = haut > feuille ? `${haut - feuille}px` : "";
}"""
# Dots, less than a sheet is high: pushed further, its title would leave the first one empty.
HAUTEURS = {True: 640, False: 896}
PAS = 28  # dots, less than the room that was once left under the last line
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


def print_page(page):
    """The PDF that the page prints as, and the words of each sheet: none is empty."""
    papier = page.pdf(format="A4", prefer_css_page_size=True)
    textes = list_textes(papier)
    vides = [numero for numero, texte in enumerate(textes, 1) if not texte]
    assert not vides, f"nothing on sheets {vides} of {len(textes)}"
    return papier, textes


def check_derniere_feuille(page, feuilles, is_large):
    """Wherever the last line falls, no sheet is empty: above all once the page is pushed by just what takes a sheet
    more, found by halves."""
    feuille = HAUTEURS[is_large]
    tient, deborde = 0, 2 * feuille
    while deborde - tient > PAS:
        pousse = (tient + deborde) // 2
        page.evaluate(POUSSE, [pousse, is_large, feuille])
        _papier, textes = print_page(page)
        if len(textes) > feuilles:
            deborde = pousse
        else:
            tient = pousse
    assert deborde < 2 * feuille, "never a sheet more"
    page.evaluate(POUSSE, [0, is_large, feuille])


@pytest.mark.parametrize("chemin", PAGES)
def test_a_page_prints_whole(france, page, chemin):
    mot, is_large = PAGES[chemin]
    open_session(page, "agent.29")
    page.goto(EXERCICE + chemin)
    # Once its letters are those it prints with: until then it is laid out with others.
    page.evaluate("() => document.fonts.ready.then(() => null)")
    papier, textes = print_page(page)
    feuilles = PdfReader(BytesIO(papier)).pages
    assert any(mot in texte for texte in textes)
    assert (max(float(feuille.mediabox.width) for feuille in feuilles) > PAYSAGE - 2) is is_large
    page.emulate_media(media="print")
    check_derniere_feuille(page, len(textes), is_large)
    # 12 mm of margin on each side of a sheet on its side, 15 mm of one upright, at 96 dots per inch.
    page.set_viewport_size({"width": 1031 if is_large else 680, "height": 900})
    assert page.evaluate(CACHES) == []
    assert page.evaluate(DEPASSENT) == []
    assert page.evaluate(CALQUES) == []
    assert page.evaluate(VIDES) == []
    seules = {read_derniere_ligne(feuille) for feuille in feuilles}
    assert not [ligne for ligne in seules for entete in page.evaluate(ENTETES) if ligne in entete]
