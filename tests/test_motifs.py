"""Every regular expression of the project takes a time in proportion to the text, whatever the text holds.

A pattern that tries again from each character what it already tried is harmless in every other test, and stops the
site on one cell of 40 kB. All the patterns of the sources are found here, not listed: one written tomorrow is tried.
"""

import ast
import gc
import importlib
import re
import time

import pytest

from tests.sources import RACINE, list_sources

FONCTIONS = {"compile", "search", "match", "fullmatch", "findall", "finditer", "split", "sub"}
PETIT, FACTEUR = 2_500, 8
# Seconds under which nothing is proved: the time of the machine is not that steady.
NEGLIGEABLE = 0.04


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
    for chemin in list_sources():
        source = chemin.read_text(encoding="utf-8")
        if "re." not in source and "RegexValidator" not in source:
            continue
        lieu = str(chemin.relative_to(RACINE))
        for noeud in ast.walk(ast.parse(source)):
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


MOTIFS = list_motifs()


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


def is_lineaire(motif, fragment):
    """Does eight times the text take about eight times as long? A square would take sixty-four."""
    grand = time_motif(motif, fragment, PETIT * FACTEUR)
    if grand < NEGLIGEABLE:
        return True
    limite = max(NEGLIGEABLE, 3 * FACTEUR * min(time_motif(motif, fragment, PETIT) for _ in range(3)))
    # What was slow once may have been so by the machine.
    return any(grand < limite or time_motif(motif, fragment, PETIT * FACTEUR) < limite for _ in range(2))


@pytest.mark.parametrize("lieu", sorted(MOTIFS))
def test_a_pattern_takes_a_time_in_proportion_to_the_text(lieu):
    gc.collect()
    motif = MOTIFS[lieu]
    fautifs = [fragment for fragment in list_fragments(motif) if not is_lineaire(motif, fragment)]
    assert not fautifs, f"{motif.pattern!r} tries again what it tried, on {fautifs[:3]!r} repeated"


def test_the_check_sees_a_quadratic_pattern():
    assert not is_lineaire(re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}"), "a")
    assert not is_lineaire(re.compile(rb'<c(?= [^>]*?r="A")[^>]*'), b"<c ")
    assert is_lineaire(re.compile(r"[^@\s]@[^@\s]+\.[a-z]{2,}"), "a@a.a.")
