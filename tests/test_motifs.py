"""Every regular expression of the project takes a time in proportion to the text, whatever the text holds.

A pattern that tries again from each character what it already tried is harmless in every other test, and stops the
site on one cell of 40 kB. All the patterns of the sources are found here, not listed: one written tomorrow is tried.
"""

import ast
import gc
import importlib
import re
import time
from re import _parser

import pytest

from tests.sources import SOURCES, name, parse, read

FONCTIONS = {"compile", "search", "match", "fullmatch", "findall", "finditer", "split", "sub"}
PETIT, FACTEUR = 2_500, 8
# Seconds under which nothing is proved: the time of the machine is not that steady.
NEGLIGEABLE = 0.04
# Characters from one place on within which a pattern is done, whatever follows.
COURT = 200


def iter_compiles(valeur, profondeur=2):
    """The compiled patterns a module holds, alone or in a tuple."""
    if isinstance(valeur, re.Pattern):
        yield valeur
    elif profondeur and isinstance(valeur, tuple | list):
        for element in valeur:
            yield from iter_compiles(element, profondeur - 1)


def read_options(appel, fonction):
    """The flags that a call gives with its pattern."""
    options = [mot.value for mot in appel.keywords if mot.arg == "flags"]
    if fonction == "compile":
        options += appel.args[1:]
    return eval(ast.unparse(options[0]), {"re": re}) if options else 0


def list_motifs():
    """{place: pattern} of all the patterns of the project: those of the modules, and those written where they serve."""
    motifs = {}
    for source in SOURCES:
        if "re." not in read(source) and "RegexValidator" not in read(source):
            continue
        lieu = name(source)
        for noeud in ast.walk(parse(source)):
            if isinstance(noeud, ast.Call) and noeud.args and isinstance(noeud.args[0], ast.Constant):
                nom = getattr(noeud.func, "attr", getattr(noeud.func, "id", ""))
                is_re = getattr(getattr(noeud.func, "value", None), "id", "") == "re"
                if (is_re and nom in FONCTIONS) or nom == "RegexValidator":
                    motifs[f"{lieu}:{noeud.lineno}"] = re.compile(
                        noeud.args[0].value, read_options(noeud, nom)
                    )
        module = lieu.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        if module.endswith(("wsgi", "settings")):
            continue
        for nom, valeur in vars(importlib.import_module(module)).items():
            for rang, motif in enumerate(iter_compiles(valeur)):
                motifs[f"{lieu}:{nom}[{rang}]"] = motif
    # One place of each pattern is enough.
    return {lieu: motif for motif, lieu in {motif: lieu for lieu, motif in motifs.items()}.items()}


def is_court(motif):
    """Does it read but so many characters from each place, ahead included? Then it takes a time in proportion."""
    texte = motif.pattern.decode("latin-1") if isinstance(motif.pattern, bytes) else motif.pattern
    regarde_au_loin = "(?=" in texte or "(?!" in texte
    return not regarde_au_loin and _parser.parse(motif.pattern, motif.flags).getwidth()[1] < COURT


def list_fragments(motif):
    """What makes a pattern work most: what it is written with, repeated."""
    octets = isinstance(motif.pattern, bytes)
    texte = motif.pattern.decode() if octets else motif.pattern
    mots = set(re.findall(r"[A-Za-z<]{2,12}", texte)) | set(texte)
    mots |= {f"{mot} " for mot in mots}
    mots |= {"a", "1", " ", "\t", "a@", "a.", "a@a.a.", "1 ", "1.", "1,", "1/", "é", '<c r="A1" ', "<c "}
    mots |= {"<sheet ", "<x:sheet ", "<Relationship ", '<mergeCell ref="A1:', ' Target="', "la clé « ", "« a"}
    mots = {mot for mot in mots if mot.strip("\\") or mot == " "}
    return sorted(mot.encode() if octets else mot for mot in mots)


def time_motif(motif, fragment, taille):
    """CPU seconds to find all there is of a pattern in a fragment repeated up to `taille` characters."""
    texte = fragment * (taille // len(fragment) + 1)
    debut = time.process_time()
    for _ in motif.finditer(texte):
        pass
    motif.fullmatch(texte)
    return time.process_time() - debut


def is_lineaire(motif, fragment, petit=PETIT):
    """Does eight times the text take about eight times as long? A square would take sixty-four."""
    grand = time_motif(motif, fragment, petit * FACTEUR)
    if grand < NEGLIGEABLE:
        return True
    limite = max(NEGLIGEABLE, 3 * FACTEUR * min(time_motif(motif, fragment, petit) for _ in range(3)))
    # What was slow once may have been so by the machine.
    return any(grand < limite or time_motif(motif, fragment, petit * FACTEUR) < limite for _ in range(2))


@pytest.fixture
def sans_ramassage():
    """No collection of what is no longer used falls in the middle of a measure."""
    gc.disable()
    yield
    gc.enable()


def test_every_pattern_takes_a_time_in_proportion_to_the_text(sans_ramassage):
    motifs = list_motifs()
    longs = {lieu: motif for lieu, motif in motifs.items() if not is_court(motif)}
    fautifs = {
        (lieu, motif.pattern): fragments[:3]
        for lieu, motif in longs.items()
        if (fragments := [un for un in list_fragments(motif) if not is_lineaire(motif, un)])
    }
    assert len(motifs) > len(longs) > 20
    assert not fautifs, f"they try again what they tried, on these repeated: {fautifs}"


def test_the_check_sees_a_quadratic_pattern():
    assert not is_lineaire(re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}"), "a", PETIT // 2)
    assert not is_lineaire(re.compile(rb'<c(?= [^>]*?r="A")[^>]*'), b"<c ", PETIT // 2)
    assert is_lineaire(re.compile(r"[^@\s]@[^@\s]+\.[a-z]{2,}"), "a@a.a.")


@pytest.mark.parametrize(
    "motif", [r"a+b", r"(ab{1,9}){1,99}", rb"x(?=.*y)", r"x(?!\d)", r"(?:a|b*)", r"a{3,}"]
)
def test_a_pattern_that_may_read_far_is_tried(motif):
    assert not is_court(re.compile(motif))


def test_one_that_stops_soon_is_not():
    assert is_court(re.compile(r"^\d{4}-\d{2}(?:a|bc?)\b"))
