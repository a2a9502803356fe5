"""A text edited in place: it says what was meant, and all that nobody changed is as it was typed."""

import json
import re
import tomllib
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referentiels.lecture import parse_referentiel
from referentiels.notice import write_exemple
from referentiels.redaction import add_table, move_table, remove_table, write_toml, write_valeurs
from referentiels.rubriques import list_groupes_de_cles, list_parties
from referentiels.table_indicateurs import TABLES_INDICATEUR
from tests.ampleur import count_cas
from tests.referentiels.textes import TEXTE_2021, list_tables

TEXTES = {"2021-03-19": TEXTE_2021, "exemple": write_exemple()}
DIFFICILE = """# Un texte que d'autres mains ont écrit.
saisie.seuil_surprise = "0.3"
axes = [{ code = "S1", libelle = "Un" }, { code = "S2", libelle = "Deux" }]
"financement" = { motifs_ecart = ["un", "deux"] } # en une ligne
[calendrier.avenant]
civile = 2021-05-15 # le jour dit
[textes.rapport]
introduction = '''
Un.'''
[calendrier]
rapport = "03-31"
[[controles]] # le premier
regle = "A >= 0"
"""


def find(contenu, chemin):
    for pas in chemin:
        contenu = contenu[pas]
    return contenu


def list_suites(contenu):
    """The path of every list of tables."""
    return [
        chemin
        for parent, table in list_tables(contenu)
        for cle, valeur in table.items()
        for chemin in [(*parent, cle)]
        if isinstance(valeur, list) and valeur and isinstance(valeur[0], dict)
    ]


def list_commentaires(texte):
    return Counter(ligne.strip() for ligne in texte.split("\n") if ligne.lstrip().startswith("#"))


@pytest.mark.parametrize("nom", TEXTES)
def test_a_value_that_changes_is_all_that_changes(nom):
    texte = TEXTES[nom]
    for chemin, table in list_tables(parse_referentiel(texte)):
        autres = {(*chemin, cle): "2031-01-01" for cle, valeur in table.items() if isinstance(valeur, str)}
        ecrit = write_valeurs(texte, autres)
        lu = parse_referentiel(ecrit)
        assert {find(lu, un) for un in autres} <= {"2031-01-01"}
        assert list_commentaires(ecrit) == list_commentaires(texte)
        lignes = Counter(ecrit.split("\n")) - Counter(texte.split("\n"))
        assert sum(lignes.values()) <= len(autres), chemin


@pytest.mark.parametrize("nom", TEXTES)
def test_tables_are_added_moved_and_removed_with_all_comments_where_they_were(nom):
    texte = TEXTES[nom]
    contenu = parse_referentiel(texte)
    for suite in list_suites(contenu):
        tables = find(contenu, suite)
        ajout = add_table(texte, suite, {("code",): "Z", ("delai", "limite"): {"jours": 20}})
        assert find(parse_referentiel(ajout), suite) == [
            *tables,
            {"code": "Z", "delai": {"limite": {"jours": 20}}},
        ]
        assert remove_table(ajout, (*suite, len(tables))) == texte, suite
        for rang in {1, len(tables) - 1} if len(tables) > 1 else ():
            monte = move_table(texte, (*suite, rang), rang - 1)
            attendu = [*tables]
            attendu.insert(rang - 1, attendu.pop(rang))
            assert find(parse_referentiel(monte), suite) == attendu
            assert list_commentaires(monte) == list_commentaires(texte)
            assert move_table(monte, (*suite, rang - 1), rang) == texte, (suite, rang)
        sans = remove_table(texte, (*suite, len(tables) - 1))
        assert len(find_or_nothing(parse_referentiel(sans), suite) or ()) == len(tables) - 1


def find_or_nothing(contenu, chemin):
    try:
        return find(contenu, chemin)
    except (LookupError, TypeError):
        return None


def test_what_is_left_empty_goes_and_what_is_not_there_is_made():
    texte = TEXTES["2021-03-19"]
    sans = write_valeurs(
        texte, {("calendrier", "avenant", regime): None for regime in ("civile", "glissante")}
    )
    assert "avenant" not in parse_referentiel(sans)["calendrier"]
    assert "# de l'année qui suit l'exercice" in sans
    avec = write_valeurs(
        sans,
        {
            ("calendrier", "avenant", "civile"): date(2022, 5, 1),
            ("parcours", "organismes"): ["autre"],
            ("dispositif_libelle",): 'Un "autre" nom \\ sur\ndeux lignes',
        },
    )
    lu = tomllib.loads(avec)
    assert lu["calendrier"]["avenant"] == {"civile": date(2022, 5, 1)}
    assert lu["parcours"] == {"organismes": ["autre"]}
    assert lu["dispositif_libelle"] == 'Un "autre" nom \\ sur\ndeux lignes'
    assert list_commentaires(avec) == list_commentaires(texte)
    assert parse_referentiel(write_valeurs(texte, {("rien", "du", "tout"): None})) == parse_referentiel(texte)


def test_other_hands_write_otherwise():
    """Dotted keys, tables in any order, lists in one line."""
    ecrit = write_valeurs(
        DIFFICILE,
        {
            ("saisie", "seuil_surprise"): "0.2",
            ("calendrier", "avenant", "glissante"): date(2021, 9, 30),
            ("calendrier", "rapport"): "04-30",
            ("axes", 1, "libelle"): "Autre",
            ("financement", "motifs_ecart"): ["trois"],
        },
    )
    lu = parse_referentiel(ecrit)
    assert lu["saisie"] == {"seuil_surprise": "0.2"}
    assert lu["calendrier"] == {
        "avenant": {"civile": "2021-05-15", "glissante": "2021-09-30"}, "rapport": "04-30",
    }  # fmt: skip
    assert lu["axes"][1] == {"code": "S2", "libelle": "Autre"}
    lu = parse_referentiel(move_table(add_table(DIFFICILE, ("axes",), {("code",): "S3"}), ("axes", 2), 0))
    assert [axe["code"] for axe in lu["axes"]] == ["S3", "S1", "S2"]
    assert len(parse_referentiel(add_table(DIFFICILE, ("controles",), {("regle",): "B"}))["controles"]) == 2


CLES = st.sampled_from(["a", "b", "c d", "é"])
VALEURS = st.recursive(
    st.integers(0, 9) | st.booleans() | st.text(st.sampled_from("\"'\\#=[]{},.\na é"), max_size=6),
    lambda fils: st.lists(fils, max_size=2) | st.dictionaries(CLES, fils, max_size=2),
    max_leaves=5,
)


@settings(max_examples=count_cas(100), deadline=None)
@given(st.dictionaries(CLES, VALEURS, max_size=4), st.lists(CLES, min_size=1, max_size=3), VALEURS)
def test_any_value_put_anywhere_is_read_back(contenu, chemin, valeur):
    lus = parse_referentiel(write_toml(contenu))
    assert lus == json.loads(json.dumps(contenu))
    if any(isinstance(find_or_nothing(lus, chemin[:n]), list) for n in range(1, len(chemin))):
        return  # a path goes through tables
    ecrit = write_valeurs(write_toml(contenu), {tuple(chemin): valeur})
    assert find(parse_referentiel(ecrit), chemin) == valeur


MELE = """# Chaque axe, puis ses indicateurs.
[[axes]]
code = "S1" # le premier
[[indicateurs]]
code = "A1" # d'abord
[[axes]]
code = "S2"
[[indicateurs]]
code = "B1"
"""


def test_tables_of_two_lists_may_be_mixed_and_keep_their_comments():
    """They are then brought together, list by list."""
    for ecrit in (
        move_table(MELE, ("axes", 1), 0),
        add_table(MELE, ("indicateurs",), {("code",): "C1"}),
        remove_table(MELE, ("indicateurs", 1)),
        write_valeurs(MELE, {("axes", 1, "code"): "S3", ("saisie", "seuil_surprise"): "0.2"}),
    ):
        assert {"# le premier", "# d'abord", "# Chaque axe, puis ses indicateurs."} <= {
            f"#{ligne.partition('#')[2]}" for ligne in ecrit.split("\n")
        }
        assert ecrit != MELE


def test_what_the_library_cannot_edit_is_written_afresh_and_says_the_same():
    texte = "# deux clés\nsaisie.autre.un = 1\nsaisie.autre.deux = 2\n"
    ecrit = write_valeurs(texte, {("saisie", "suite", "trois"): 3})
    assert parse_referentiel(ecrit) == {"saisie": {"autre": {"un": 1, "deux": 2}, "suite": {"trois": 3}}}


def list_cles():
    """Every key that is typed on a page of a draft."""
    for partie in list_parties():
        yield from (cle for groupe in partie.groupes for cle in groupe.cles)
        for suite in partie.suites:
            for classe in {suite.classe, *(TABLES_INDICATEUR.values() if suite.nom == "indicateurs" else ())}:
                yield from (cle for groupe in list_groupes_de_cles(classe) for cle in groupe.cles)


def test_the_page_of_a_draft_speaks_french_and_not_the_words_of_its_file():
    cles = list(list_cles())
    assert len(cles) > 80
    for cle in cles:
        for phrase in (cle.libelle, cle.dit, cle.sans):
            propre = re.sub(r"\{\w+\}", "", phrase)
            assert not re.search(r"`|\w_\w|\b(?:true|false|feminin|neutre)\b", propre), (cle.nom, phrase)
