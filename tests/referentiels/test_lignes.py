"""The line of a fault is that of the key at fault, however a TOML text writes it."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referentiels.lignes import find_ligne, locate_cles
from referentiels.notice import write_exemple
from referentiels.queries import build_lecture
from tests.ampleur import count_cas
from tests.referentiels.textes import DOSSIER, list_tables

# Every value is a number or a text that its line alone holds.
GENRES = {
    "keys": "a = 101\n\nb-c_d = 102 # x = 3\n1 = 103\n",
    "headers": "[a]\nx = 101\n[b]\ny = 102\n\n[ a . c ]\nz = 103\n",
    "a header under none": "[a.b.c]\nx = 101\n[a]\ny = 102\n[a.b]\nz = 103\n",
    "arrays of tables": "[[a]]\nx = 101\n[[a]]\nx = 102\n\n[[ a ]]\nx = 103\n",
    "arrays within arrays": "[[a]]\n[[a.b]]\nx = 101\n[[a.b]]\nx = 102\n[[a]]\n[[a.b]]\nx = 103\n[a.b.c]\ny = 104\n",
    "dotted keys": "a.b.c = 101\na . b . d = 102\n[t]\nu.v = 103\nu.w = 104\n",
    "inline tables": "a = { x = 101, y = { z.u = 101 } }\nb = { }\nc = {x = 102}\n",
    "lists": "a = [101, 101]\nb = [\n  102,\n  103, # ]\n  [ 104,\n    105 ],\n]\nc = []\nd = 106\n",
    "tables in a list": "a = [\n  { x = 101, y = [101, 101] },\n  { x = 102 },\n]\nb = 103\n",
    "quoted keys": '"a.b" = 101\n\'c "d"\' = 102\n"\\u00e9\\t" = 103\n["x y".\'z\']\n"" = 104\n',
    "texts": 'a = "101 [b] = {"\nc = \'102 # "\'\nd = "103 \\" # ="\n',
    "long texts": 'a = """101\n[b]\nc = 1"""\nd = \'\'\'102\n"e" = { \'\'\'\nf = """103 \\""" x\n""""\ng = 104\n',
    "ends of long texts": 'a = """101"""""\nb = \'\'\'102\n\'\'\'\'\'\nc = """103 "" \\\n  x"""\nd = 104\n',
    "values with points": "a = 1.01\nb = 2021-05-01 10:20:30.102\nc = -103.5e+2\nd = +inf\ne = true\n",
    "other ends of lines": "a = 101\r\n[b]\r\nc = 102\r\n",
    "no end": "# only\n\n\ta = 101",
}
COMPLETS = {fichier.stem: fichier.read_text(encoding="utf-8") for fichier in DOSSIER.glob("*.toml")}
TEXTES = GENRES | COMPLETS | {"example": write_exemple()}


def list_chemins(noeud, chemin=()):
    if chemin:
        yield chemin, noeud
    if isinstance(noeud, dict | list):
        for cle, fils in noeud.items() if isinstance(noeud, dict) else enumerate(noeud):
            yield from list_chemins(fils, (*chemin, cle))


@pytest.mark.parametrize("texte", TEXTES.values(), ids=TEXTES)
def test_each_key_that_a_text_has_has_its_line_and_no_other(texte):
    attendus = dict(list_chemins(tomllib.loads(texte)))
    lignes = locate_cles(texte)
    assert set(lignes) == set(attendus)
    ecrites = texte.split("\n")
    for chemin, ligne in lignes.items():
        dit = repr(attendus[chemin])[1:4]
        if isinstance(attendus[chemin], str | int) and dit.isdigit():
            assert dit in ecrites[ligne - 1], chemin


CLES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=4)
VALEURS = st.recursive(
    st.integers(0, 9) | st.booleans() | st.text(st.sampled_from("\"'\\#=[]{},.\na"), max_size=5),
    lambda fils: st.lists(fils, max_size=3) | st.dictionaries(CLES, fils, max_size=3),
    max_leaves=8,
)


def write_texte(valeur):
    """As a text between quotes, a basic one or a long one."""
    echappe = valeur.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{echappe}"""' if "\n" in valeur else f'"{echappe}"'


def write_valeur(valeur):
    if isinstance(valeur, dict):
        return "{" + ", ".join(f"{write_texte(c)} = {write_valeur(v)}" for c, v in valeur.items()) + "}"
    if isinstance(valeur, list):
        return "[\n" + ",\n".join(map(write_valeur, valeur)) + "]"
    return write_texte(valeur) if isinstance(valeur, str) else str(valeur).lower()


@settings(max_examples=count_cas(100), deadline=None)
@given(
    st.dictionaries(CLES, VALEURS, max_size=4),
    st.lists(st.dictionaries(CLES, VALEURS, max_size=3), max_size=3),
)
def test_any_text_has_the_lines_of_its_keys(tables, suite):
    texte = "".join(f"{write_texte(cle)} = {write_valeur(valeur)}\n" for cle, valeur in tables.items())
    for rang, table in enumerate(suite):
        texte += f"[['une suite']] # {rang}\n"
        texte += "".join(f"{write_texte(cle)} = {write_valeur(valeur)}\n" for cle, valeur in table.items())
    lignes = locate_cles(texte)
    assert set(lignes) == {chemin for chemin, _ in list_chemins(tomllib.loads(texte))}
    for rang in range(len(suite)):
        assert texte.split("\n")[lignes["une suite", rang] - 1].endswith(f"# {rang}")


# The same fault, in each way of writing the key that holds it → the line it is on.
SEUIL = "suprise"
FAUTES = {
    "a header": "[saisie]\n# suprise = 1\nsuprise = 1",
    "a dotted key": "\n\nsaisie.suprise = 1",
    "an inline table": "\nsaisie = { suprise = 1 }",
    "a quoted key": "[saisie]\n\n'suprise' = 1",
    "a quoted header": "['saisie']\n\"suprise\" = 1",
    "a key after a long text": '[saisie]\nlong = """\nsuprise = 1\n"""\nsuprise = 1',
}


@pytest.mark.parametrize("texte", FAUTES.values(), ids=FAUTES)
def test_an_unknown_key_is_on_its_line(texte):
    faute = next(un for un in build_lecture(texte).fautes if f"la clé «\u00a0{SEUIL}\u00a0»" in un.phrase)
    assert faute.ligne == max(rang for rang, ligne in enumerate(texte.split("\n"), 1) if SEUIL in ligne)


def test_every_key_of_a_file_when_it_is_misspelt_is_on_its_line():
    """One after the other. Of an indicator without a nature, or a rule without its text, it is the table."""
    texte = write_exemple()
    lignes = locate_cles(texte)
    cles = [(*chemin, cle) for chemin, table in list_tables(tomllib.loads(texte)) for cle in table]
    simples = [un for un in cles if un[-1] not in ("nature", "regle")]
    vues = 0
    for chemin in simples:
        ecrites = texte.split("\n")
        ligne = lignes[chemin]
        if ecrites[ligne - 1].startswith(f"{chemin[-1]} = "):
            ecrites[ligne - 1] = f"x{ecrites[ligne - 1]}"
            assert ligne in {faute.ligne for faute in build_lecture("\n".join(ecrites)).fautes}, chemin
            vues += 1
    assert vues > 100


def test_what_is_missing_is_on_the_line_of_its_table_and_what_the_whole_text_misses_on_none():
    lignes = locate_cles("[[axes]]\ncode = 'S1'\n[[axes]]\ncode = 'S2'\n")
    assert find_ligne(lignes, ("axes", 1, "libelle")) == 3
    assert find_ligne(lignes, ("axes", 0, "code")) == 2
    assert find_ligne(lignes, ("dispositif",)) is None
    assert find_ligne(lignes, ()) is None
