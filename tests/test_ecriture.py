"""How French is written in what people read. Our own sentences are right in the sources; what comes from data, and the
exponents no sentence can hold, is mended where a page leaves the site (`reporting/typographie.py`)."""

import ast
import html
import re
from functools import cache

import pytest
from django.template import engines

from nombres.formats import compter
from tests.lecture import read_html
from tests.sources import GABARITS, RACINE, each, list_sources, parse, read

PROGRAMMES = list_sources("config")
SCRIPTS = sorted((RACINE / "static/js").glob("*.js"))
GABARIT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
BALISE = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL)
PLURIEL = re.compile(r"(?<=[a-zà-ÿ])\((?:s|x|e|es|ne|aux)\)")
APOSTROPHE = re.compile(r"(?<=[A-Za-zà-ÿ])'(?=[A-Za-zà-ÿÀ-ß«])")
# A space that may break: inside guillemets, before a double punctuation mark, a unit, a number of a series.
SECABLE = re.compile(r"«\s|\s»|\s[:;!?](?!\S*[%=])(?=[\s<&{]|$)|(?<=\d)\s[%€](?<!0\.0 %)|\b[nN]°\s", re.ASCII)
ATTRIBUT = re.compile(r"\s(?:aria-label|title|placeholder|alt)=\"([^\"]*)\"")
COMMENTAIRE = re.compile(r"/\*.*?\*/|^\s*//.*$", re.DOTALL | re.MULTILINE)


@cache
def list_textes(fichier):
    """What a file may show: the strings of a program that are not its documentation, a template without its tags."""
    source = read(fichier)
    if fichier.suffix == ".html":
        return [BALISE.sub("", GABARIT.sub("", source))]
    if fichier.suffix == ".js":
        return [COMMENTAIRE.sub("", source)]
    arbre = parse(fichier)
    documentation = {
        id(noeud.body[0].value)
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Module | ast.ClassDef | ast.FunctionDef)
        and noeud.body
        and isinstance(noeud.body[0], ast.Expr)
    }
    # The journal of the server is in English, for whoever runs it.
    documentation |= {
        id(argument)
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Call) and ast.unparse(noeud.func).startswith("logger.")
        for argument in noeud.args
    }
    return [
        noeud.value
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and id(noeud) not in documentation
    ]


@each(GABARITS)
def test_no_name_of_the_code_is_read_on_a_page(fichier):
    mots = set(re.findall(r"\w+", BALISE.sub(" ", GABARIT.sub(" ", read(fichier)))))
    assert not mots & list_classes()


@cache
def list_classes():
    """Those whose name is no word of French."""
    noms = {
        noeud.name
        for source in PROGRAMMES
        for noeud in ast.walk(parse(source))
        if isinstance(noeud, ast.ClassDef)
    }
    return {nom for nom in noms if re.search("[a-z][A-Z]", nom)}


@each([*PROGRAMMES, *GABARITS, *SCRIPTS])
def test_no_plural_is_left_to_the_reader(fichier):
    assert not [texte for texte in list_textes(fichier) if PLURIEL.search(texte)]


@each([*PROGRAMMES, *GABARITS])
def test_an_apostrophe_between_letters_is_the_typographic_one(fichier):
    assert not [texte for texte in list_textes(fichier) if APOSTROPHE.search(texte)]


@each([*PROGRAMMES, *GABARITS, *SCRIPTS])
def test_no_space_of_french_punctuation_breaks(fichier):
    textes = list_textes(fichier)
    if fichier.suffix == ".html":
        attributs = ATTRIBUT.findall(GABARIT.sub("", fichier.read_text(encoding="utf-8")))
        textes = [html.unescape(texte) for texte in [*textes, *attributs]]
    assert not [m.group() for texte in textes for m in SECABLE.finditer(texte)]


@pytest.mark.parametrize(
    ("nombre", "dit"),
    [(0, "0 chiffre"), (1, "1 chiffre"), (2, "2 chiffres"), (1234, "1\u202f234 chiffres")],
)
def test_what_is_counted_is_plural_from_two(nombre, dit):
    assert compter(nombre, "chiffre", "chiffres") == dit.replace(" chiffre", "\u00a0chiffre")


@pytest.mark.parametrize(
    ("nombre", "lu"),
    [(0, "0 erreur se lit"), (1, "1 erreur se lit"), (2, "2 erreurs se lisent"), (-1, "-1 erreur se lit")],
)
def test_the_ending_of_a_word_in_a_template_is_the_french_one(nombre, lu):
    gabarit = "{{ n }} erreur{{ n|pluralize }} se li{{ n|pluralize:'t,sent' }}"
    assert engines["django"].from_string(gabarit).render({"n": nombre}).replace("\u2212", "-") == lu
    assert engines["django"].from_string("erreur{{ n|pluralize }}").render({"n": []}) == "erreur"


def test_no_sentence_of_a_form_writes_the_first_of_a_month_flat(client, demo):
    """An error says the first day that is plausible, and what was typed comes back as it was."""
    client.force_login(demo.get_compte("agent.29"))
    reponse = client.post(
        "/conventions/29/vie/deliberations/", {"date_vote": "0021-05-12", "numero": "le 1er juin"}
    )
    page = read_html(reponse)
    assert reponse.status_code == 422
    assert "1<sup>er</sup> janvier 20" in page and 'value="le 1er juin"' in page
    assert not re.search(r"\b1er janvier", page)
    # What is told of the page is told once it is written: else a browser waits for bytes that do not come.
    assert int(reponse["Content-Length"]) == len(reponse.content)


def test_names_and_labels_have_their_typography_on_every_page(client, demo):
    """Territories, référentiels and choices are data: written with the straight one where they come from."""
    client.force_login(demo.get_compte("centrale"))
    for adresse in (
        "/",
        "/conventions/22/",
        "/referentiels/2021-03-19/",
        "/ouvrir/convention/",
        "/conventions/2222/",
    ):
        page = read_html(client.get(adresse)).replace("&#x27;", "'")
        texte = BALISE.sub(" ", re.sub(r"<pre\b.*?</pre>", "", page, flags=re.DOTALL))
        assert not APOSTROPHE.search(texte), adresse
        assert not SECABLE.search(html.unescape(texte)), adresse


def test_no_page_writes_the_first_of_a_month_flat(client, demo):
    """The dates that begin and end the exercices, on the pages that say them."""
    client.force_login(demo.get_compte("agent.29"))
    for adresse in ("/conventions/29/", "/conventions/29/2021/"):
        page = read_html(client.get(adresse))
        assert "du 1<sup>er</sup> janvier 2021" in page
        assert not re.search(r"\b1er (?:janvier|juillet)", page)
