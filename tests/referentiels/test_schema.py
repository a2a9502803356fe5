"""The declared schema: it writes its documentation, refuses whatever is not in it, and says all the faults at once."""

import re
from copy import deepcopy
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.urls import reverse

import referentiels
from referentiels.construction import check_referentiel
from referentiels.contraintes import TABLES_MAX
from referentiels.fautes import FAUTES_MAX, TROP, DefinitionInvalide
from referentiels.lecture import parse_referentiel
from referentiels.management.commands.documenter_referentiels import EXEMPLE, PAGE
from referentiels.notice import put_cles, write_exemple
from referentiels.operations import draft_referentiel
from referentiels.phrases import PHRASES
from referentiels.queries import build_lecture
from referentiels.schema import TABLES_INDICATEUR, Fichier, TableIndicateur
from tests.referentiels.textes import TEXTE_2021

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
LIBRES = {"contexte_national", "date_publication"}  # nobody reads them


def list_tables(noeud, chemin=()):
    """(path, table) of every table of a content."""
    if isinstance(noeud, dict):
        yield chemin, noeud
    for cle, fils in noeud.items() if isinstance(noeud, dict) else enumerate(noeud):
        if isinstance(fils, dict | list):
            yield from list_tables(fils, (*chemin, cle))


CONTENU = parse_referentiel(write_exemple())
CLES = [(*chemin, cle) for chemin, table in list_tables(CONTENU) for cle in table]


def find(contenu, chemin):
    for pas in chemin:
        contenu = contenu[pas]
    return contenu


def list_phrases(contenu):
    with pytest.raises(DefinitionInvalide) as erreur:
        check_referentiel(contenu)
    return erreur.value.phrases


def test_the_documentation_and_the_example_are_what_the_schema_gives():
    page = PAGE.read_text(encoding="utf-8")
    assert put_cles(page) == page
    assert EXEMPLE.read_text(encoding="utf-8") == write_exemple()


def test_the_example_can_be_published_and_has_every_key():
    check_referentiel(CONTENU)
    vues = {cle for _, table in list_tables(CONTENU) for cle in table}
    classes = [Fichier, TableIndicateur, *TABLES_INDICATEUR.values()]
    classes += [champ.type for champ in fields(Fichier) if hasattr(champ.type, "PHRASE")]
    assert {champ.name for classe in classes for champ in fields(classe)} - vues == {
        "contexte_national",
        "textes",
    }


@pytest.mark.parametrize("chemin", CLES, ids=lambda chemin: ".".join(map(str, chemin)))
def test_a_key_misspelt_or_that_holds_anything_else_is_refused_by_one_sentence(chemin):
    """An indicator without a nature is said so: which its keys are is not known. A limit and a date have sentences of
    their own, and what nobody reads may hold anything."""
    *ou, cle = chemin
    autre = deepcopy(CONTENU)
    table = find(autre, ou)
    table[f"{cle}s"] = table.pop(cle)
    phrases = list_phrases(autre)
    if "limite" not in ou and chemin[0] != "parcours" and (chemin[0], cle) != ("indicateurs", "nature"):
        assert any(f"la clé «\u00a0{cle}s\u00a0» est inconnue" in phrase for phrase in phrases)
    for valeur in ([[]], {"x": {}}, 10**30, " "):
        autre = deepcopy(CONTENU)
        find(autre, ou)[cle] = valeur
        if cle in LIBRES:
            check_referentiel(autre)
        else:
            assert all(
                phrase.endswith((".", "?", "”")) or "\u202f?" in phrase for phrase in list_phrases(autre)
            )


@pytest.mark.parametrize(
    "champ", [un for un in fields(Fichier) if un.default is MISSING], ids=lambda c: c.name
)
def test_a_key_that_must_be_there_is_asked_for(champ):
    sans = {cle: valeur for cle, valeur in CONTENU.items() if cle != champ.name}
    assert any(
        f"«\u00a0{champ.name}\u00a0»" in phrase or "Date de signature" in phrase
        for phrase in list_phrases(sans)
    )


FAUX = (
    TEXTE_2021.replace('seuil_surprise = "0.30"', 'seuil_suprise = "0.30"')
    .replace('axe = "S1"', 'axe = "S9"', 1)
    .replace('nature = "taux"', 'nature = "ratio"', 1)
    .replace('gravite = "bloquant"', 'gravite = "grave"', 1)
    .replace("annees = [2021]", 'annees = ["2021"]')
)
ATTENDUES = (
    "la clé «\u00a0seuil_suprise\u00a0» est inconnue. Vouliez-vous dire «\u00a0seuil_surprise\u00a0»\u202f?",
    "Indicateur A1\u00a0: axe «\u00a0S9\u00a0» inconnu.",
    "nature «\u00a0ratio\u00a0» inconnue (effectif, taux, delai, moyenne).",
    "la gravité est bloquant, alerte, information.",
    "«\u00a0annees\u00a0» doit être la liste des exercices jugés, par exemple [2024, 2025].",
)


def test_all_the_faults_are_said_at_once_and_no_other():
    phrases = list_phrases(parse_referentiel(FAUX))
    assert len(phrases) == len(ATTENDUES)
    for attendue in ATTENDUES:
        assert any(phrase.endswith(attendue) for phrase in phrases), attendue


def test_the_page_of_a_draft_lists_them_in_the_order_of_the_text_each_with_its_line(client, demo):
    centrale = demo.get_compte("centrale")
    client.force_login(centrale)
    brouillon = draft_referentiel(by=centrale, at=AT, source=FAUX)
    page = client.get(reverse("referentiels:lire", args=[brouillon.code])).content.decode()
    dites = re.findall(r"<li>([^<]*) \(ligne (\d+) du texte\)</li>", page)
    lignes = [int(ligne) for _, ligne in dites]
    assert len(dites) == len(ATTENDUES) - 1  # the line of the years is not known
    assert lignes == sorted(lignes)
    assert FAUX.splitlines()[lignes[0] - 1].startswith("seuil_suprise")
    assert FAUX.splitlines()[lignes[1] - 1] == 'code = "A1"'


def test_one_fault_is_a_sentence_and_no_list(client, demo):
    centrale = demo.get_compte("centrale")
    client.force_login(centrale)
    source = TEXTE_2021.replace('axe = "S1"', 'axe = "S9"', 1)
    brouillon = draft_referentiel(by=centrale, at=AT, source=source)
    page = client.get(reverse("referentiels:lire", args=[brouillon.code])).content.decode()
    ligne = source.splitlines().index('code = "A1"') + 1
    assert f"<p>Indicateur A1\u00a0: axe «\u00a0S9\u00a0» inconnu. (ligne {ligne} du texte)</p>" in page


def test_what_refers_to_a_faulty_table_is_not_one_more_fault():
    contenu = parse_referentiel(TEXTE_2021)
    contenu["axes"][0]["nature"] = "autre"
    contenu["indicateurs"][0]["decimales"] = 9
    assert len(list_phrases(contenu)) == 2
    del contenu["axes"][0]["code"]  # it might be the one that the indicators name
    assert len(list_phrases(contenu)) == 3


def test_endless_faults_are_cut():
    lecture = build_lecture("".join(f"axe{rang} = 1\n" for rang in range(2 * FAUTES_MAX)))
    assert len(lecture.fautes) == FAUTES_MAX + 1
    assert TROP in {faute.phrase for faute in lecture.fautes}
    phrases = list_phrases(CONTENU | {"indicateurs": [{}] * (TABLES_MAX + 1)})
    assert f"[[indicateurs]] a plus de {TABLES_MAX} tables." in phrases


def test_every_sentence_of_the_table_is_said_somewhere():
    dossier = Path(referentiels.__file__).parent
    sources = "".join(
        chemin.read_text(encoding="utf-8") for chemin in dossier.glob("*.py") if chemin.name != "phrases.py"
    )
    assert [phrase for phrase in PHRASES if f'"{phrase}"' not in sources] == []
