"""Charts: each says its numbers three times (drawing, description, table), in French, and nothing leaves its frame."""

import re
from fractions import Fraction
from html.parser import HTMLParser

import page
import pytest
from django.template import engines

from dessins.barres import Jauge, draw_parts, draw_superposees
from dessins.encres import ASPECTS, REMPLISSAGES
from reporting import pdf
from reporting.contents.indicateur import LEGENDE_DELAIS
from tests.dessins.vitrine import ANONYME, NOMME, REGLES, TRAJECTOIRE, VITRINE
from tests.sources import GABARITS, RACINE, SOURCES, name, read


class Lecteur(HTMLParser):
    """The elements of a rendered chart, each with its attributes and the words in it."""

    def __init__(self, texte):
        super().__init__()
        self.elements, self._ouverts = [], []
        self.feed(texte)

    def handle_starttag(self, tag, attrs):
        self.elements.append([tag, dict(attrs), ""])
        self._ouverts.append(self.elements[-1])

    def handle_endtag(self, tag):
        while self._ouverts and self._ouverts.pop()[0] != tag:
            pass

    def handle_data(self, data):
        for element in self._ouverts:
            element[2] += data

    def list(self, tag):
        return [(attributs, " ".join(texte.split())) for nom, attributs, texte in self.elements if nom == tag]


def render(figure, tableau="replie"):
    return engines["django"].from_string("{% dessin f t %}").render({"f": figure, "t": tableau})


@pytest.mark.parametrize("figure", VITRINE, ids=lambda figure: figure.cle)
def test_a_chart_has_a_title_a_description_and_the_table_of_its_numbers(figure):
    lu = Lecteur(render(figure))
    cles = [attributs["id"] for _, attributs, _ in lu.elements if "id" in attributs]
    assert len(set(cles)) == len(cles)
    textes = {
        attributs["id"]: texte for tag in ("title", "desc") for attributs, texte in lu.list(tag) if attributs
    }
    images = [attributs for attributs, _ in lu.list("svg") if attributs.get("role") == "img"]
    assert bool(images) == figure.has_releve  # the rows of a table of bars say what each bar shows
    for image in images:
        titre, description = (textes[cle] for cle in image["aria-labelledby"].split())
        assert titre and re.search(r"\d|Aucun", description)
    releve = figure.build_releve()
    cellules = [texte for _, texte in lu.list("td")]
    for ligne in releve.lignes:
        for case in ligne[1:]:
            assert " ".join(case.texte.split()) in cellules
        assert ligne[0].texte in [texte for _, texte in lu.list("th")]
    assert [texte for _, texte in lu.list("caption")]
    assert len(lu.list("details")) == figure.has_releve
    assert bool(Lecteur(render(figure, "ailleurs")).list("table")) != figure.has_releve


@pytest.mark.parametrize("figure", VITRINE, ids=lambda figure: figure.cle)
def test_places_are_whole_and_attributes_have_no_comma(figure):
    for tag, attributs, _ in Lecteur(render(figure)).elements:
        if tag not in ("svg", "line", "rect", "circle", "polygon", "text", "g"):
            continue
        for nom, valeur in attributs.items():
            if nom not in ("class", "aria-labelledby", "font-family"):
                assert not valeur or not re.search(r",|e[+-]\d|nan|None", valeur), (tag, nom, valeur)
            if nom in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy"):
                assert re.fullmatch(r"-?\d+|\d+\.\d{4}%", valeur), (tag, nom, valeur)


def test_the_numbers_of_a_chart_are_written_in_french():
    page = render(NOMME, "ouvert")
    assert "1\u202f240" in page and "\u221240" in page
    assert "42,0\u00a0%" in render(TRAJECTOIRE)
    assert "12,5" in render(REGLES)


def test_a_name_leads_to_its_page_and_who_has_none_is_counted():
    assert [attributs["href"] for attributs, _ in Lecteur(render(NOMME, "ouvert")).list("a")] == [
        f"/conventions/{code}/" for code in ("29", "22", "35", "56", "53")
    ]
    page = Lecteur(render(ANONYME, "ouvert"))
    assert not page.list("a")
    assert {texte for attributs, texte in page.list("th") if attributs["scope"] == "row"} == {
        "Premier quartile", "Médiane", "Troisième quartile", "Finistère (votre périmètre)", "Sans nom"
    }  # fmt: skip
    combien = sum(int(ligne[2].texte) for ligne in ANONYME.build_releve().lignes[3:])
    assert combien == len(ANONYME.observations)


def test_a_gauge_without_a_target_has_no_line():
    assert "<rect" in render(Jauge(Fraction(1, 2), None, None)) and "<line" not in render(
        Jauge(Fraction(1, 2), None, None)
    )


def test_a_bar_in_a_row_is_titled_and_hidden_from_who_reads_the_row():
    for bande in (
        draw_parts("3 sur 4", (3, 0, 1), REMPLISSAGES),
        draw_superposees("Prévu", Fraction(1), Fraction(1, 2)),
    ):
        lu = Lecteur(render(bande))
        (svg,) = lu.list("svg")
        assert svg[0]["aria-hidden"] == "true" and lu.list("title")[0][1] == bande.titre
        assert len(bande.longueurs) == 2
    assert draw_parts("rien", (0, 0), REMPLISSAGES).longueurs == ()


# --- One home ------------------------------------------------------------------------------------------------

PLACES = re.compile(r"""\b(?:x|y|x1|x2|y1|y2|cx|cy|r|d|points|width|height|transform)="[^"]*?{{([^}]*)}}""")


def test_the_shades_of_two_looks_are_far_apart_in_grey_or_told_by_another_sign():
    """By ITU-R BT.601, as a printer in grey makes them; else a dash, a shape, stripes or an outline tells them."""

    def shade(encre):
        rouge, vert, bleu = (int(encre[n : n + 2], 16) for n in (1, 3, 5))
        return (299 * rouge + 587 * vert + 114 * bleu) // 1000

    for looks in (ASPECTS, REMPLISSAGES):
        for rang, une in enumerate(looks):
            for autre in looks[:rang]:
                signes = [
                    (look.tirets, look.forme, look.is_pleine)
                    if looks is ASPECTS
                    else (look.hachures, look.contour)
                    for look in (une, autre)
                ]
                assert signes[0] != signes[1] or abs(shade(une.encre) - shade(autre.encre)) > 40, (une, autre)


# What is no chart: the mark of the State.
SANS_CHIFFRE = {"documents/_partials/marque_etat.html"}


def test_charts_are_drawn_in_one_place():
    dessinent = {
        str(gabarit.relative_to(RACINE / "templates")) for gabarit in GABARITS if "<svg" in read(gabarit)
    }
    assert {un for un in dessinent if not un.startswith("dessins/")} == SANS_CHIFFRE
    # Nor is one written by a program, out of sight of the templates.
    assert not [
        name(source) for source in SOURCES if re.search("<(svg|rect|circle|path|polyline) ", read(source))
    ]


def test_no_template_names_an_ink_or_computes_a_place():
    lues = 0
    for gabarit in (RACINE / "templates/dessins").glob("*.html"):
        assert not re.search(r"#[0-9a-f]{3,6}\b", read(gabarit)), gabarit.name
        for place in PLACES.findall(read(gabarit)):
            assert re.fullmatch(r"[\w.]+", place.strip()), (gabarit.name, place)
            lues += 1
    assert lues > 40


def test_a_paper_of_all_of_them_is_valid_pdf_ua():
    corps = "".join(render(figure, "ouvert") for figure in VITRINE) + render(LEGENDE_DELAIS)
    papier = pdf._draw(
        f'<!doctype html><html lang="fr"><head><title>Dessins</title></head><body><h1>Dessins</h1>{corps}</body></html>'
    )
    constat = page.validate_pdf_bytes(papier, profile=page.ValidationProfile.PDF_UA_1)
    assert not {f"{faute.rule_id} : {faute.message}" for faute in constat.failures}
