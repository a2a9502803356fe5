"""Pages print whole: no column cut, folded parts open, on sheets where wide tables lie on their side."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.navigateur.test_parcours_complet import EXERCICE, log_in

PAYSAGE = 842  # points, the width of an A4 that lies on its side
# In the page as it prints: what one reads on the screen only after opening it, and what goes out of its sheet.
CACHES = """() => [...document.querySelectorAll("main details > :not(summary)")].filter(
    (un) => un.textContent.trim() && !un.closest("[hidden]") && !un.checkVisibility({ contentVisibilityAuto: true })
).map((un) => un.textContent.trim().slice(0, 60))"""
DEPASSENT = """() => [...document.querySelectorAll("main table")].filter(
    (un) => un.getBoundingClientRect().right > document.documentElement.clientWidth + 1
).map((un) => un.caption?.textContent)"""
PAGES = {
    "financement/prevu/": ("Total", True),
    "financement/execute/": ("Total et écart", True),
    "indicateurs/S1/": ("Cible 2021", True),
    "indicateurs/S4/": ("Cible 2021", True),
    "actions/S4-1/": ("Bilan de l’année", False),
    "execution/": ("Justification", True),
}


@pytest.mark.parametrize("chemin", PAGES)
def test_a_page_prints_whole(france, page, chemin):
    mot, is_large = PAGES[chemin]
    log_in(page, "agent.29")
    page.goto(EXERCICE + chemin)
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
