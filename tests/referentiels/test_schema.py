"""The declared schema: it writes its documentation, refuses whatever is not in it, and says all the faults at once."""

import re
from copy import deepcopy
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.urls import reverse

import referentiels
from referentiels.construction import build_definition, check_referentiel
from referentiels.contraintes import TABLES_MAX, Table
from referentiels.fautes import FAUTES_MAX, TROP, DefinitionInvalide
from referentiels.lecture import parse_referentiel
from referentiels.management.commands.documenter_referentiels import EXEMPLE, PAGE
from referentiels.notice import put_cles, write_exemple
from referentiels.operations import draft_referentiel
from referentiels.phrases import PHRASES, write_phrase
from referentiels.queries import build_lecture
from referentiels.schema import Fichier
from saisie.jours import explain_jour
from tests.referentiels.textes import TEXTE_2021, list_tables

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


CONTENU = parse_referentiel(write_exemple())
CLES = [
    (*chemin, cle)
    for chemin, table in list_tables(CONTENU)
    for cle in table
    if chemin != ("contexte_national",)  # names, free
]
MOTS_DE_GABARITS = ("introduction", "certification", "preambule", "texte")
GABARITS = [chemin for chemin in CLES if chemin[0] == "textes" and chemin[-1] in MOTS_DE_GABARITS]


def list_descendantes(classe):
    return [un for fille in classe.__subclasses__() for un in (fille, *list_descendantes(fille))]


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
    classes = [Fichier, *list_descendantes(Table)]
    assert {champ.name for classe in classes for champ in fields(classe)} - vues == {
        *(
            "part_departement_min",
            "cible_2022",
        ),  # shortcuts of `parts` and `cibles`, which the example writes
        "euros",  # the national figure of the example counts persons
    }


@pytest.mark.parametrize("chemin", CLES, ids=lambda chemin: ".".join(map(str, chemin)))
def test_a_key_misspelt_or_that_holds_anything_else_is_refused_by_one_sentence(chemin):
    """An indicator without a nature is said so: which its keys are is not known. A limit and a date have sentences of
    their own, and the text of a document may be blank."""
    *ou, cle = chemin
    autre = deepcopy(CONTENU)
    table = find(autre, ou)
    table[f"{cle}s"] = table.pop(cle)
    phrases = list_phrases(autre)
    if "limite" not in ou and chemin[0] != "parcours" and (chemin[0], cle) != ("indicateurs", "nature"):
        assert any(f"la clé «\u00a0{cle}s\u00a0» est inconnue" in phrase for phrase in phrases), phrases
    for valeur in ([[]], {"x": {}}, 10**30, " "):
        autre = deepcopy(CONTENU)
        find(autre, ou)[cle] = valeur
        if valeur == " " and chemin in GABARITS:
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


SUITES = ("axes", "indicateurs", "controles")


@pytest.mark.parametrize("suite", SUITES)
def test_two_tables_of_a_suite_that_say_the_same_are_one_fault(suite):
    autre = deepcopy(CONTENU)
    autre[suite].append(deepcopy(autre[suite][0]))
    assert list_phrases(autre) == (write_phrase(suite),)


def test_a_file_without_an_axe_is_one_fault():
    assert list_phrases(CONTENU | {"axes": []}) == (write_phrase("axes"),)


JOURS = [chemin for chemin in CLES if ISO.fullmatch(str(find(CONTENU, chemin))) and chemin[-1] != "precedent"]


@pytest.mark.parametrize("chemin", JOURS, ids=lambda chemin: ".".join(map(str, chemin)))
def test_a_day_that_nobody_would_type_is_refused_with_its_reason(chemin):
    *ou, cle = chemin
    autre = deepcopy(CONTENU)
    find(autre, ou)[cle] = "1021-01-01"
    (phrase,) = list_phrases(autre)
    assert phrase.partition("\u00a0: ")[2][0].islower()
    assert phrase.endswith(explain_jour(date(1021, 1, 1))[1:])


def test_an_axe_that_a_référentiel_has_not_is_asked_for_in_vain():
    definition = check_referentiel(CONTENU)
    assert definition.get_axe("S2").code == "S2"
    with pytest.raises(KeyError, match="S9"):
        definition.get_axe("S9")


# A text of a document → what is wrong in it.
TEXTES_FAUX = {
    "{annee": "une accolade est ouverte ou fermée sans l’autre.",
    "{annee!r} {anee} {debut:>9} {anee}": "mots inconnus entre accolades\u00a0: {annee}, {anee}, {debut}.",
    "{}": "mots inconnus entre accolades\u00a0: {}.",
}


@pytest.mark.parametrize(
    "chemin", [*GABARITS, ("textes", "avenant", "visas")], ids=lambda chemin: ".".join(map(str, chemin))
)
def test_a_misspelt_word_of_any_text_is_said_before_a_document_is_asked_for(chemin):
    *ou, cle = chemin
    lieu = f"[textes.{chemin[1]}]" + (f", {chemin[2]}" if len(chemin) > 3 else "")
    for faux, dit in TEXTES_FAUX.items():
        autre = deepcopy(CONTENU)
        find(autre, ou)[cle] = [faux] if cle == "visas" else faux
        assert list_phrases(autre) == (f"{lieu}, {cle}\u00a0: {dit}",)
    # What only an avenant has is no word of a rapport, nor of a decision.
    autre = deepcopy(CONTENU)
    find(autre, ou)[cle] = ["{numero}"] if cle == "visas" else "{numero}"
    if chemin[1] in ("rapport", "proposition", "notification"):
        assert list_phrases(autre) == (
            f"{lieu}, {cle}\u00a0: mots inconnus entre accolades\u00a0: {{numero}}.",
        )
    else:
        check_referentiel(autre)


def test_the_texts_of_both_documents_are_at_fault_at_once_and_their_axes_are_those_of_the_file():
    autre = deepcopy(CONTENU)
    rapport, avenant = autre["textes"]["rapport"], autre["textes"]["avenant"]
    rapport["notes"].append({"code": "n", "texte": "{anee}"})
    avenant["articles"] += [{"code": " ", "titre": "T", "texte": 3}, {**avenant["articles"][0], "axes": []}]
    avenant["articles"].append({**avenant["articles"][0], "axes": ["S1", "S9"]})
    avenant["clauses"] = {}
    autre["textes"]["lettre"] = {}
    assert sorted(list_phrases(autre)) == [
        "[[textes.avenant.clauses]] doit être une suite de tables.",
        "[textes.avenant], articles\u00a0: axe «\u00a0S9\u00a0» inconnu.",
        "[textes.avenant], articles\u00a0: «\u00a0axes\u00a0» doit être une liste d’axes du référentiel.",
        "[textes.avenant], articles\u00a0: «\u00a0code\u00a0» doit être un texte.",
        "[textes.avenant], articles\u00a0: «\u00a0texte\u00a0» doit être un texte.",
        "[textes.rapport], notes, texte\u00a0: mots inconnus entre accolades\u00a0: {anee}.",
        "[textes.rapport], notes\u00a0: «\u00a0titre\u00a0» doit être un texte.",
        "[textes]\u00a0: la clé «\u00a0lettre\u00a0» est inconnue.",
    ]
    # Once published, they count for nothing: the documents say what they can.
    assert build_definition(autre) == build_definition(CONTENU)


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
    assert len(dites) == len(ATTENDUES)
    assert lignes == sorted(lignes)
    assert [FAUX.splitlines()[ligne - 1].partition("  ")[0] for ligne in lignes] == [
        'annees = ["2021"]',
        'seuil_suprise = "0.30"',
        'axe = "S9"',
        'nature = "ratio"',
        'gravite = "grave"',
    ]


def test_one_fault_is_a_sentence_and_no_list(client, demo):
    centrale = demo.get_compte("centrale")
    client.force_login(centrale)
    source = TEXTE_2021.replace('axe = "S1"', 'axe = "S9"', 1)
    brouillon = draft_referentiel(by=centrale, at=AT, source=source)
    page = client.get(reverse("referentiels:lire", args=[brouillon.code])).content.decode()
    ligne = source.splitlines().index('axe = "S9"') + 1
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
