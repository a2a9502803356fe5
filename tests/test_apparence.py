"""What `tests/apparence` sees between two takes of the site, and what it takes for the same."""

import json
import shutil

import pytest
from PIL import Image

from tests.apparence.comparaison import compare
from tests.apparence.lecture_html import Page

PHRASE = '<p>Voir <a href="/a/" class="b c">la page</a>, en <b>trois</b> mots.</p>'

MEMES = {
    "indented": '<p>\n  Voir\n  <a href="/a/"\n  class="b\n   c">la page</a>, en <b>trois</b>\n  mots.\n</p>\n',
    "attributes in another order": '<p>Voir <a class="b c" href="/a/">la page</a>, en <b>trois</b> mots.</p>',
    "classes in another order": PHRASE.replace("b c", "c b"),
    "an entity": "<p>Voir <a href='/a/' class='b c'>la&#32;page</a>, en <b>trois</b> mots.</p>",
}
AUTRES = {
    "a space lost": '<p>Voir<a href="/a/" class="b c">la page</a>, en <b>trois</b> mots.</p>',
    "a space gained": '<p>Voir <a href="/a/" class="b c">la page</a> , en <b>trois</b> mots.</p>',
    "a space that may now break": PHRASE.replace("la page", "la\u00a0page"),
    "a word": PHRASE.replace("trois", "deux"),
    "a link": PHRASE.replace("/a/", "/b/"),
    "a class": PHRASE.replace("b c", "b"),
    "an element": PHRASE.replace("<b>", "<em>").replace("</b>", "</em>"),
    "another block": PHRASE.replace(", en", "</p><p>, en"),
}
JETON = '<form><input type="hidden" name="{}" value="{}"><script nonce="{}" src="/static/js/a{}.js"></script></form>'


@pytest.mark.parametrize("cas", MEMES)
def test_white_space_of_the_html_is_no_difference(cas):
    assert Page(MEMES[cas]).sections == Page(PHRASE).sections


@pytest.mark.parametrize("cas", AUTRES)
def test_what_a_reader_or_a_link_would_meet_is_one(cas):
    assert Page(AUTRES[cas]).sections != Page(PHRASE).sections


def test_what_is_drawn_at_each_answer_is_left_out():
    un, autre = (
        ("csrfmiddlewaretoken", "abc", "n1", ".0123456789ab"),
        ("csrfmiddlewaretoken", "xyz", "n2", ""),
    )
    assert Page(JETON.format(*un)).sections == Page(JETON.format(*autre)).sections
    champ = ("montant", "abc", "n1", "")
    assert Page(JETON.format(*champ)).sections != Page(JETON.format("montant", "xyz", "n1", "")).sections


def test_the_fingerprint_of_a_document_is_that_of_its_bytes_and_is_left_out():
    phrase = "<p>Rapport, SHA-256 {}…</p>"
    assert (
        Page(phrase.format("0123456789abcdef")).sections == Page(phrase.format("fedcba9876543210")).sections
    )


def test_what_parts_a_label_from_its_field_or_two_buttons_is_no_space():
    champ = (
        '<label for="a">Nom</label>{}<input id="a" name="a"><select name="b">{}<option>un</option></select>'
    )
    assert Page(champ.format("\n", "\n  ")).sections == Page(champ.format("", "")).sections
    boutons = '<p><button>Simuler</button>{}<a class="fr-btn" href="/a/">Revenir</a></p>'
    assert Page(boutons.format("\n  ")).sections == Page(boutons.format("")).sections
    assert Page(boutons.format(" ")).sections["texte"] == ["Simuler", "Revenir"]


def test_what_is_typed_in_a_text_keeps_its_white_space():
    assert Page("<textarea>a\n b</textarea>").sections != Page("<textarea>a b</textarea>").sections


def write_page(dossier, requetes=3, texte="Bonjour"):
    page = {"requetes": [str(requetes)], "texte": [texte]}
    (dossier / "pages/agent.29/accueil.json").write_text(json.dumps(page), encoding="utf-8")


@pytest.fixture
def prises(tmp_path):
    """Two takes, the same: a page, its picture, the text and the page of a document."""
    avant, apres = tmp_path / "avant", tmp_path / "apres"
    for dossier in ("pages/agent.29", "vues/agent.29", "documents"):
        (avant / dossier).mkdir(parents=True)
    write_page(avant)
    (avant / "vues/agent.29/accueil.json").write_text('{"déplié": ["Bonjour"]}', encoding="utf-8")
    Image.new("RGB", (20, 10), "white").save(avant / "vues/agent.29/accueil.375.png")
    (avant / "documents/rapport.txt").write_text("Rapport", encoding="utf-8")
    Image.new("RGB", (20, 10), "white").save(avant / "documents/rapport-1.png")
    shutil.copytree(avant, apres)
    return avant, apres


def test_two_takes_of_the_same_are_the_same(prises, capsys):
    assert compare(*prises) == 0
    assert "0 differences" in capsys.readouterr().out


def test_fewer_queries_are_told_and_no_fault(prises, capsys):
    write_page(prises[1], requetes=2)
    assert compare(*prises) == 0
    assert "at most 3, now 2" in capsys.readouterr().out


def change_pixel(image):
    with Image.open(image) as lue:
        lue.load()
    lue.putpixel((4, 2), (254, 255, 255))
    lue.save(image)


DIFFERENCES = {
    "a word of a page": (lambda d: write_page(d, texte="Bonsoir"), "Bonsoir"),
    "a query more": (lambda d: write_page(d, requetes=4), "SQL queries: 3, now 4"),
    "a word shown": (
        lambda d: (d / "vues/agent.29/accueil.json").write_text('{"déplié": []}', encoding="utf-8"),
        "-Bonjour",
    ),
    "a shade of a pixel": (
        lambda d: change_pixel(d / "vues/agent.29/accueil.375.png"),
        "1 pixels differ, in (4, 2, 5, 3)",
    ),
    "a size": (
        lambda d: Image.new("RGB", (20, 11)).save(d / "documents/rapport-1.png"),
        "size 20×10, now 20×11",
    ),
    "a word of a document": (lambda d: (d / "documents/rapport.txt").write_text("Projet"), "+Projet"),
    "a page less": (lambda d: (d / "documents/rapport-1.png").unlink(), "only before"),
    "a page more": (
        lambda d: shutil.copy(d / "documents/rapport-1.png", d / "documents/rapport-2.png"),
        "only after",
    ),
}


@pytest.mark.parametrize("quoi", DIFFERENCES)
def test_any_difference_is_a_fault_and_is_named(prises, capsys, quoi):
    change, dit = DIFFERENCES[quoi]
    change(prises[1])
    assert compare(*prises) == 1
    assert dit in capsys.readouterr().out
