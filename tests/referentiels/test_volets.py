"""The pages of a draft: every key of the file is on one, and what is typed there is read back."""

import tomllib
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal

import pytest

from referentiels import contraintes as genres
from referentiels.apercus import EXEMPLES, make_apercu
from referentiels.contraintes_annees import ParAnnee, UneAnnee
from referentiels.fautes import FauteDite
from referentiels.forms.volets import VoletForm
from referentiels.lecture import parse_referentiel
from referentiels.libelles import name_cle
from referentiels.models import Referentiel
from referentiels.notice import write_exemple
from referentiels.rubriques import (
    find_partie,
    find_suite,
    find_table,
    list_groupes_de_cles,
    list_parties,
    list_suites_de_tables,
    list_tables,
)
from referentiels.schema import Fichier
from referentiels.table_indicateurs import TABLES_INDICATEUR, TableIndicateur
from referentiels.textes import PLACEHOLDERS
from referentiels.valeurs import SaisieIllisible, read_cle, show_cle
from referentiels.volets import list_fautes_du_texte, make_element, make_volet
from tests.referentiels.textes import TEXTE_2021

EXEMPLE = write_exemple()
CONTENU = parse_referentiel(EXEMPLE)


def list_cles_declarees(classe, ou=()):
    """(path, key) of every key of the schema, ranks left out, as the schema itself nests them."""
    for champ in fields(classe):
        table, _ = genres.get_table(champ)
        if table is None:
            yield (*ou, champ.name), champ
            continue
        for une in TABLES_INDICATEUR.values() if table is TableIndicateur else (table,):
            yield from list_cles_declarees(une, (*ou, champ.name))


def list_cles_des_pages():
    """(path, key) of every key that a page shows."""
    for rubrique in list_parties():
        for groupe in rubrique.groupes:
            yield from ((cle.chemin, cle.champ) for cle in groupe.cles)
        for suite in rubrique.suites:
            yield from _list_cles_de(suite)


def _list_cles_de(suite):
    classes = TABLES_INDICATEUR.values() if suite.classe is TableIndicateur else [suite.classe]
    for classe in classes:
        for groupe in list_groupes_de_cles(classe):
            yield from (((*suite.chemin, *cle.chemin), cle.champ) for cle in groupe.cles)
        for autre in list_suites_de_tables(classe, suite.chemin):
            yield from _list_cles_de(autre)


def test_every_key_of_the_file_is_on_a_page_under_a_name():
    declarees = {chemin for chemin, _ in list_cles_declarees(Fichier)} - {("contexte_national",)}
    montrees = {chemin for chemin, _ in list_cles_des_pages()}
    assert montrees - {un for un in montrees if un[0] == "contexte_national"} == declarees
    assert ("contexte_national", "libelle") in montrees
    assert [champ.name for _, champ in list_cles_des_pages() if not name_cle(champ)] == []


def make_form(volet, data=None):
    return VoletForm(data, brouillon=Referentiel(version=1, source=volet.source), volet=volet)


def send(form):
    """What a browser sends of an unbound form untouched."""
    return {
        nom: valeur
        for nom, champ in form.fields.items()
        if (valeur := champ.prepare_value(form.initial.get(nom))) is not None
    }


def list_volets(source):
    contenu = parse_referentiel(source)
    for rubrique in list_parties():
        if rubrique.groupes:
            yield make_volet(source, rubrique)
        for suite in rubrique.suites:
            yield from _list_volets_de(source, contenu, suite)


def _list_volets_de(source, contenu, suite):
    for rang, table in list_tables(contenu, suite):
        yield make_element(source, suite, rang)
        classe = suite.choose_classe(table.get("nature"))
        for autre in list_suites_de_tables(classe, (*suite.chemin, rang)):
            yield from _list_volets_de(source, contenu, autre)


@pytest.mark.parametrize("source", [EXEMPLE, TEXTE_2021], ids=["exemple", "2021"])
def test_a_page_sent_untouched_changes_nothing(source):
    for volet in list_volets(source):
        form = make_form(volet, send(make_form(volet)))
        assert form.is_valid(), (volet.chemin, form.errors)
        assert form.texte == source, volet.chemin


AUTRES = {
    genres.Proportion: ("12,5", "0.125"),
    genres.Entier: ("1", 1),
    genres.Jour: ("2023-02-03", "2023-02-03"),
    genres.JourAnnuel: ("5/6", "06-05"),
    genres.Annees: ("2024, 2026", [2024, 2026]),
    genres.EnTemps: ("1 mois et 3 jours", {"mois": 1, "jours": 3}),
    UneAnnee: ("2025", 2025),
    ParAnnee: ("2024 : 12,5 %\n2025 = 80", {"2024": "0.125", "2025": "0.8"}),
    genres.Textes: ("un\ndeux", ["un", "deux"]),
    genres.Organismes: ("un\ndeux", ["un", "deux"]),
}


def choose_autre(cle, form, nom):
    """(what is typed, what the text then says) otherwise than now, for a key of any kind."""
    champ, actuel = form.fields[nom], form.initial[nom]
    if isinstance(cle.genre, genres.Renvois | genres.MotsParmi):
        codes = [code for code, _ in champ.choices][:1]
        return ([], None) if actuel == codes else (codes, codes)
    choix = [code for code, _ in getattr(champ, "choices", ()) if code not in ("", actuel)]
    if choix:
        lu = {"oui": True, "non": False}.get(choix[0]) if isinstance(cle.genre, genres.OuiNon) else choix[0]
        return choix[0], lu
    saisie = next((un for genre, un in AUTRES.items() if isinstance(cle.genre, genre)), None)
    if saisie:
        return saisie
    is_liste = "visas" in nom or "considerants" in nom
    return ("Autre", ["Autre"]) if is_liste else ("Autre", "Autre")


def test_every_key_is_typed_on_its_page_and_read_back():
    """One by one, with another value, then with nothing; what the schema refuses of it is told beside it."""
    vues = 0
    for volet in list_volets(EXEMPLE):
        page = make_form(volet)
        for cle in volet.cles:
            saisie, attendu = choose_autre(cle, page, cle.nom)
            form = make_form(volet, send(page) | {cle.nom: saisie})
            form.is_valid()
            assert set(form.errors) <= {*form.fields, "__all__"}
            assert hasattr(form, "texte"), (volet.chemin, cle.nom, saisie, form.errors)
            lu = find_table(parse_referentiel(form.texte), (*volet.chemin, *cle.chemin[:-1])) or {}
            assert lu.get(cle.chemin[-1]) == attendu, (volet.chemin, cle.nom)
            vues += 1
            if cle.champ.default is MISSING:
                form = make_form(volet, send(page) | {cle.nom: ""})
                assert not form.is_valid()
                assert cle.nom in form.errors, (volet.chemin, cle.nom, form.errors)
    assert vues > 100


def test_a_kind_that_no_page_knows_is_typed_as_the_file_writes_it():
    class Nouveau(genres.Contrainte):
        """Of a key to come."""

    valeur = {"2022": "0.8", "liste": [1, True]}
    assert read_cle(Nouveau(), show_cle(Nouveau(), valeur)) == valeur
    with pytest.raises(SaisieIllisible):
        read_cle(Nouveau(), "{ 2022 = ")


@pytest.mark.parametrize(
    ("genre", "saisie"),
    [
        (genres.EnTemps(), "bientôt"),
        (genres.EnTemps(), "30 jours environ"),
        (genres.JourAnnuel(), "le 3"),
        (genres.Annees(), "2022 à 2024"),
        (UneAnnee(), "2022, 2023"),
        (ParAnnee(), "beaucoup"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(genre, saisie):
    with pytest.raises(SaisieIllisible, match="par exemple"):
        read_cle(genre, saisie)


@pytest.mark.parametrize("valeur", [3, True, "abc", [1], {"a": 1}, "1e999999"])
def test_what_is_in_the_file_and_is_not_of_its_kind_is_shown_all_the_same(valeur):
    kinds = {type(champ_genre): champ_genre for _, champ in list_cles_declarees(Fichier)
             for champ_genre in [genres.get_contrainte(champ.type)]}  # fmt: skip
    for genre in kinds.values():
        assert show_cle(genre, valeur) is not None, genre


def test_a_fault_elsewhere_keeps_nothing_from_being_saved_and_one_here_is_told_beside_its_field():
    source = TEXTE_2021.replace('axe = "S1"', 'axe = "S9"', 1).replace('nature = "socle"', "nature = 3", 1)
    assert len(list_fautes_du_texte(source)) == 2
    axe = make_element(source, find_suite(("axes",)), 0)
    page = make_form(axe)
    assert set(page.errors) == {"nature"}
    # What was wrong and is not touched is still said, and keeps nothing.
    form = make_form(axe, send(page) | {"libelle": "Jeunes majeurs"})
    assert form.is_valid(), form.errors
    assert 'libelle = "Jeunes majeurs"' in form.texte
    assert len(list_fautes_du_texte(form.texte)) == 2
    form = make_form(axe, send(page) | {"nature": ""})
    assert form.is_valid(), form.errors
    assert len(list_fautes_du_texte(form.texte)) == 1
    indicateur = make_element(source, find_suite(("indicateurs",)), 0)
    page = make_form(indicateur)
    assert set(page.errors) == {"axe"}
    assert ("S9", "S9 (inconnu)") in page.fields["axe"].choices
    form = make_form(indicateur, send(page) | {"code": "A 1"})
    assert "n’est pas utilisable" in form.errors["code"][0]


def test_a_new_table_says_all_that_it_lacks_at_once():
    nouveau = make_element(TEXTE_2021, find_suite(("indicateurs",)), None, "taux")
    form = make_form(nouveau, {"nature": "taux", "code": "A 1", "unite": "jeunes"})
    assert not form.is_valid()
    assert set(form.errors) == {"code", "axe", "libelle", "denominateur"}
    form = make_form(
        nouveau,
        {
            "nature": "taux",
            "code": "A9",
            "axe": "S1",
            "unite": "jeunes",
            "libelle": "Jeunes logés",
            "denominateur": "A1",
        },
    )
    assert form.is_valid(), form.errors
    assert tomllib.loads(form.texte)["indicateurs"][-1]["denominateur"] == "A1"
    assert list_fautes_du_texte(form.texte) == ()


def test_another_nature_takes_away_what_only_the_first_one_had():
    suite = find_suite(("indicateurs",))
    rang = next(
        rang for rang, un in enumerate(parse_referentiel(TEXTE_2021)["indicateurs"]) if un["code"] == "R2"
    )
    volet = make_element(TEXTE_2021, suite, rang, "effectif")
    form = make_form(volet, send(make_form(volet)) | {"nature": "effectif"})
    assert form.is_valid(), form.errors
    indicateur = parse_referentiel(form.texte)["indicateurs"][rang]
    assert not {"delai", "total", "cibles"} & set(indicateur)
    assert indicateur["libelle"]


def test_a_table_that_has_a_name_is_added_by_it():
    volet = make_element(EXEMPLE, find_suite(("contexte_national",)), None)
    form = make_form(
        volet, {"nom": "trente", "libelle": "Trente millions", "euros": "30 000 000", "axe": "S1"}
    )
    assert form.is_valid(), form.errors
    lu = parse_referentiel(form.texte)["contexte_national"]["trente"]
    assert lu == {"libelle": "Trente millions", "euros": 30_000_000, "axe": "S1"}
    assert not make_form(volet, {"nom": "rien", "libelle": "Rien"}).is_valid()
    assert not make_form(volet, {"libelle": "Rien", "euros": "3"}).is_valid()


def test_every_fault_has_its_page():
    for chemin, code in {
        ("code",): "identite",
        ("financement", "parts", 0, "part"): "argent",
        ("indicateurs", 3): "indicateurs",
        ("inconnue",): "identite",
        (): "identite",
    }.items():
        assert find_partie(chemin).code == code
    assert FauteDite("x").chemin == ()


def test_numbers_and_days_are_shown_as_they_are_typed():
    assert show_cle(genres.Proportion(), "0.10") == Decimal(10)
    assert show_cle(genres.Jour(), "2021-03-19") == "2021-03-19"
    assert read_cle(genres.Jour(), date(2021, 3, 19)) == date(2021, 3, 19)


def test_every_word_between_braces_has_an_example():
    assert set(EXEMPLES) == PLACEHOLDERS
    assert make_apercu(["Conclu{e_dispositif} en {annee}.", " ", "{autre} {"]) == (
        "Conclue en 2022.",
        "{autre} {",
    )
    assert make_apercu(["{autre}."]) == ("{autre}.",)
