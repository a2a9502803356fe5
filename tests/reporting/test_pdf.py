"""The two documents as PDF: what they say, how they are tagged, what they may fetch."""

import dataclasses
import re
from datetime import date

import pypdf
import pytest

from reporting import checks, pdf
from reporting.contents import (
    ContenuRapport,
)
from tests.reporting.contenus import (
    CONVENTION,
    EXERCICE,
    build_actions,
    build_avenant,
    build_rapport,
)
from tests.reporting.contenus_decision import build_arrete, build_dialogue, build_lettre, build_recepisse
from tests.reporting.lecture_pdf import list_tables, list_textes, read, read_pages, text_of


def structure_elements(document):
    """Every structure element of a tagged PDF."""
    stack, found = [read(document).trailer["/Root"]["/StructTreeRoot"]], []
    while stack:
        element = stack.pop().get_object()
        if isinstance(element, pypdf.generic.ArrayObject):
            stack.extend(element)
        elif isinstance(element, pypdf.generic.DictionaryObject):
            found.append(element)
            if "/K" in element:
                stack.append(element["/K"])
    return found


@pytest.fixture(scope="module")
def rapport():
    return pdf.render(build_rapport())


@pytest.fixture(scope="module")
def avenant():
    return pdf.render(build_avenant())


@pytest.fixture(scope="module")
def lettre():
    return pdf.render(build_lettre())


@pytest.fixture(scope="module")
def arrete():
    return pdf.render(build_arrete())


@pytest.fixture(scope="module")
def dialogue():
    return pdf.render(build_dialogue())


@pytest.fixture(scope="module")
def recepisse():
    return pdf.render(build_recepisse())


PAPIERS = ["rapport", "avenant", "lettre", "arrete", "dialogue", "recepisse"]


@pytest.mark.parametrize(
    "phrase",
    [
        "Rapport d’exécution",
        "Collectivité européenne d’Alsace",
        "n° 2022-041 de l’assemblée plénière du 14 mars 2022, transmise au préfet le 18 mars 2022",
        "1er janvier 2021",
        "L’introduction du rapport.",
        "Action 1 – Orienter l’entrant <b>numéro 1</b>",
        'Une description : "courte" & utile.',
        "1 234 567,89 €",
        "81,9 %",
        "−3,1 points",
        "cible non atteinte",
        "30 jours à compter de la date d’entrée dans le RSA",
        "2 147",
        "27,5 jours",
        "empreinte 9f3ac21b",
        "Non disponible",
        "Crise sanitaire. Appel à projets reporté.",
        "En jours calendaires.",
        "Le signataire certifie.",
    ],
)
def test_the_rapport_says(rapport, phrase):
    assert phrase in text_of(rapport)


@pytest.mark.parametrize(
    "phrase",
    [
        "Avenant n° 3 à la convention d’appui",
        "représenté par Josiane Muller, préfète de la région Grand Est",
        "la Collectivité européenne d’Alsace, représentée par Frédéric Klein",
        "Vu la loi de finances pour l’année 2021",
        "Article 1 – Engagements financiers",
        "Article 2 – Systèmes d’information",
        "Article 3 – Durée",
        "1 231 197,47 €",
        "900 000,00 €",
        "50,0 %",
        "85,0 %",
        "Annexe 4 – Modifications apportées",
        "Pour la Collectivité européenne d’Alsace",
    ],
)
def test_the_avenant_says(avenant, phrase):
    assert phrase in text_of(avenant)


@pytest.mark.parametrize(
    "phrase",
    [
        "Récépissé de la remise n° 2 à l’État",
        "Remise le 26/04/2022 à 11:05 (heure de Paris) par Anne <b>Le Goff</b>, valideur départemental.",
        "Il est reçu avec un jour de retard.",
        "2 000 000,00 €",
        "Je certifie l’exactitude",
        "au plus tard le 30 juin 2022",
        "jusqu’au 31 mai 2022",
        " ".join(["9f3ac21b"] * 8),
        "/conventions/67/2021/remises/2/recepisse/",
    ],
)
def test_the_receipt_says(recepisse, phrase):
    assert phrase in text_of(recepisse)


def test_a_receipt_is_one_page(recepisse):
    assert len(read(recepisse).pages) == 1


def list_barrees(document):
    """Whether PROJET crosses each page; pdftotext does not read a word that is turned."""
    return ["PROJET" in page.extract_text() for page in read(document).pages]


@pytest.mark.parametrize(
    ("build", "name"),
    [(build_rapport, "rapport"), (build_avenant, "avenant"), (build_arrete, "arrete")],
)
def test_projet_crosses_every_page_of_a_draft_and_none_of_a_final_document(build, name, request):
    assert all(list_barrees(request.getfixturevalue(name)))
    final = pdf.render(build(projet=False))
    assert not any(list_barrees(final))
    assert "Projet" not in text_of(final)


def test_the_same_content_gives_the_same_bytes(rapport, avenant):
    assert pdf.render(build_rapport()) == rapport
    assert pdf.render(build_avenant()) == avenant


def test_the_dates_of_the_file_are_those_of_the_content(rapport):
    info = read(rapport).metadata
    assert info["/CreationDate"] == info["/ModDate"]
    assert info["/CreationDate"].startswith("D:20220321")
    assert info.title == "Rapport d’exécution 2021 – Collectivité européenne d’Alsace – convention 67"


@pytest.mark.parametrize(
    "build",
    [build_rapport, build_avenant, build_lettre, build_arrete, build_dialogue, build_recepisse],
)
def test_no_white_space_of_a_template_widens_a_column_or_parts_two_boxes(build, monkeypatch):
    monkeypatch.setattr(pdf, "_draw", lambda page: page)
    page = pdf.render(build())
    assert "<td" in page
    assert not re.findall(
        r"<t[dh]\b[^>]*>\s|\s</t[dh]>|\s<span class=.detail|</div>\s+<div class=.signature\W", page
    )


@pytest.mark.parametrize("name", PAPIERS)
def test_the_file_is_tagged_in_french(name, request):
    document = request.getfixturevalue(name)
    root = read(document).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


@pytest.mark.parametrize("name", PAPIERS)
def test_every_table_has_headers_that_say_their_direction(name, request):
    elements = structure_elements(request.getfixturevalue(name))
    headers = [element for element in elements if element.get("/S") == "/TH" and "/A" in element]
    assert headers
    assert {header["/A"]["/Scope"] for header in headers} == {"/Row", "/Column"}
    cells = [element for element in elements if element.get("/S") == "/TD" and "/A" in element]
    assert cells and all(cell["/A"]["/Headers"] for cell in cells)


def test_a_header_that_spans_rows_moves_no_cell_out_of_its_column():
    page = """<html lang="fr"><head><title>Essai</title></head><body><table>
      <thead><tr><th>Action</th><th>Source</th><th>Ancien</th><th>Nouveau</th></tr></thead>
      <tbody><tr><th rowspan="2">A1</th><td>État</td><td>1</td><td>2</td></tr><tr><td>CAF</td><td>3</td><td>4</td></tr>
      </tbody><tbody><tr><th colspan="4">Groupe</th></tr><tr><th>A2</th><td>CAF</td><td colspan="2">5</td></tr></tbody>
      </table></body></html>"""
    [table] = list_tables(pdf._draw(page))
    entetes = {cellule.texte: cellule.entetes for ligne in table for cellule in ligne if cellule.tag == "TD"}
    assert entetes["4"] == ("A1", "Nouveau") and entetes["3"] == ("A1", "Ancien")
    assert entetes["2"] == ("A1", "Nouveau") and entetes["1"] == ("A1", "Ancien")
    assert entetes["5"] == ("Groupe", "A2", "Ancien", "Nouveau")


def test_a_signatory_still_unknown_leaves_no_gap_in_the_sentence():
    inconnus = tuple(dataclasses.replace(s, nom="", titre="") for s in CONVENTION.signataires)
    text = text_of(pdf.render(dataclasses.replace(build_avenant(), signataires=inconnus)))
    assert "l’État, ci-après dénommé" in text
    assert "représenté" not in text
    assert "Pour l’État" in text  # the block to sign is still there


def test_every_picture_has_its_words(rapport):
    figures = [element for element in structure_elements(rapport) if element.get("/S") == "/Figure"]
    alternatives = {" ".join(figure["/Alt"].split()) for figure in figures}
    assert "Drapeau français" in alternatives
    assert "Dans le délai : 9 698 ; hors délai : 2 147 ; en cours : 421" in alternatives


def test_only_our_fonts_are_used_and_they_are_embedded(rapport):
    fonts = {
        font["/BaseFont"].split("+")[-1]
        for page in read(rapport).pages
        for font in (reference.get_object() for reference in page["/Resources"]["/Font"].values())
    }
    assert fonts and all(font.startswith("Marianne") for font in fonts)


def test_pages_are_numbered_after_the_cover(rapport):
    pages = list_textes(rapport)
    assert "Page 1/" not in pages[0]
    for number, page in enumerate(pages[1:], start=2):
        assert f"Page {number}/{len(pages)}" in page


def test_the_table_of_contents_gives_the_page_of_each_section(rapport):
    pages = list_textes(rapport)
    number = int(pages[1].partition("Conclusion")[2].lstrip(" .").split()[0])
    assert "La conclusion." in pages[number - 1]


def test_the_header_of_a_long_table_is_repeated():
    pages = list_textes(pdf.render(build_rapport(actions=0, indicateurs=40)))
    recap = [page for page in pages if "Écart à la cible" in page]
    assert len(recap) >= 2
    assert all("Situation initiale" in text for text in recap)


def test_a_document_without_anything_optional_is_still_a_document():
    vide = ContenuRapport(
        etabli_le=date(2022, 1, 1), projet=True, convention=CONVENTION, exercice=EXERCICE, axes=()
    )
    assert "Aucune action n’est inscrite" in text_of(pdf.render(vide))
    sans_ligne = dataclasses.replace(build_avenant(), financements=(), cibles=(), actions=())
    assert "ne modifie ni les financements" in text_of(pdf.render(sans_ligne))


@pytest.mark.parametrize("length", [400, 4_000])
def test_no_text_overflows_its_page(length):
    """A word without end, a text of several pages: the words are all there, inside the page."""
    actions = build_actions(1)
    longue = dataclasses.replace(
        actions[0], titre="a" * 190, public="b" * length, description="mot " * length, justification="c" * 400
    )
    contenu = build_rapport()
    contenu = dataclasses.replace(contenu, axes=(dataclasses.replace(contenu.axes[0], actions=(longue,)),))
    document = pdf.render(contenu)
    lines = "\n".join(text for text, _height in read_pages(document))
    assert max(len(run) for run in re.findall(r"a+|b+|c+", lines)) < 150
    assert lines.count("b") >= length
    assert lines.count("mot") >= length


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a.png",
        "https://example.org/a.png",
        "file:///etc/passwd",
        "data:text/plain,bonjour",
        "ftp://example.org/a",
        pdf.ORIGIN + "documents/../../config/settings.py",
        pdf.ORIGIN + "dsfr/dist/dsfr.min.css",
        pdf.ORIGIN + pdf.FEUILLE + "?x",
        "",
    ],
)
def test_the_fetcher_refuses_what_is_not_on_its_list(url):
    with pytest.raises(pdf.RessourceRefusee):
        pdf.FetcherFerme().fetch(url)


def test_the_fetcher_answers_for_the_closed_list():
    for url in pdf.RESSOURCES:
        assert pdf.FetcherFerme().fetch(url).read()


@pytest.mark.parametrize(
    "balise", ['<img src="file:///etc/passwd">', '<link rel="stylesheet" href="http://x.y">']
)
def test_a_document_that_asks_for_something_else_is_not_made(balise, monkeypatch):
    page = f'<html lang="fr"><head>{balise}</head><body>{balise}</body></html>'
    monkeypatch.setattr(pdf, "render_to_string", lambda template, context: page)
    with pytest.raises(pdf.RessourceRefusee):
        pdf.render(build_rapport())


def test_the_check_is_silent_when_all_is_there():
    assert checks.check_documents(None) == []


def test_the_check_names_a_missing_file(monkeypatch):
    monkeypatch.setattr(pdf.finders, "find", lambda name: None if "Bold" in name else name)
    errors = checks.check_documents(None)
    assert [error.id for error in errors] == ["reporting.E001"]
    assert "Marianne-Bold.woff2" in errors[0].msg


def test_the_check_repeats_why_the_libraries_do_not_load(monkeypatch):
    monkeypatch.setattr(pdf, "ERREUR_DE_CHARGEMENT", "cannot load libpango")
    errors = checks.check_documents(None)
    assert [error.id for error in errors] == ["reporting.E002"]
    assert "libpango" in errors[0].msg
    with pytest.raises(pdf.MoteurIndisponible, match="libpango"):
        pdf.render(build_rapport())
