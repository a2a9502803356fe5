"""Two people on one draft, each on a page of it: what one does elsewhere is nothing to the other; in the same place,
the second is told."""

import html

import pytest
from django.urls import reverse

from comptes.models import Trace
from referentiels.lecture import parse_referentiel
from referentiels.models import Referentiel
from referentiels.parties import list_elements
from referentiels.rubriques import find_partie, list_parties, list_suites_de_tables
from tests.demo import BROUILLON_DE_REFERENTIEL
from tests.formulaires_lus import list_formulaires, read_formulaire
from tests.lecture import read, read_html


@pytest.fixture
def centrale(client, demo):
    client.force_login(demo.get_compte("centrale"))
    return client


def get_url(nom, *cles):
    return reverse(f"referentiels:{nom}", args=[BROUILLON_DE_REFERENTIEL, *cles])


def read_contenu():
    return parse_referentiel(Referentiel.objects.get(code=BROUILLON_DE_REFERENTIEL).source)


def open_page(client, adresse):
    return read_formulaire(client.get(adresse))


def find_bouton(client, page, titre, sens):
    """(address, what is sent) of one of the buttons of a row."""
    for formulaire in list_formulaires(client.get(page), page):
        if formulaire.bouton == ("sens", sens) and formulaire.action == titre:
            return formulaire.action, {nom: valeurs[0] for nom, valeurs in formulaire.read().items()}
    raise AssertionError(titre)


def test_pages_of_different_parts_are_saved_one_over_the_other(centrale):
    calendrier, axe = get_url("rubrique", "calendrier"), get_url("element", "axes.1")
    lu, autre = open_page(centrale, calendrier), open_page(centrale, axe)
    assert centrale.post(axe, autre | {"libelle": "Un accueil"}).status_code == 302
    assert centrale.post(calendrier, lu | {"calendrier-rapport": "30/04"}).status_code == 302
    contenu = read_contenu()
    assert contenu["axes"][1]["libelle"] == "Un accueil"
    assert contenu["calendrier"]["rapport"] == "04-30"


def test_the_second_to_save_the_same_page_keeps_what_was_typed_is_told_and_wins_knowingly(centrale):
    page = get_url("element", "axes.1")
    lu = open_page(centrale, page)
    centrale.post(page, lu | {"libelle": "Le premier"})
    reponse = centrale.post(page, lu | {"libelle": "Le second"})
    assert reponse.status_code == 422
    assert "Ce champ a été modifié entre-temps." in read(reponse)
    assert "Le premier" in read_html(reponse)
    revu = read_formulaire(reponse)
    assert revu["libelle"] == "Le second"
    assert centrale.post(page, revu).status_code == 302
    assert read_contenu()["axes"][1]["libelle"] == "Le second"
    ecrits = Trace.objects.filter(geste="modifier_referentiel").first().details["ecrits"]
    assert {"source", "axes.1.libelle"} <= set(ecrits)
    assert "axes.0" not in ecrits


def test_a_table_that_went_to_another_place_is_changed_where_it_is(centrale):
    codes = [axe["code"] for axe in read_contenu()["axes"]]
    page = get_url("element", "axes.2")
    lu = open_page(centrale, page)
    adresse, envoi = find_bouton(
        centrale, get_url("rubrique", "axes"), get_url("deplacer", "axes.2"), "monter"
    )
    assert centrale.post(adresse, envoi).status_code == 302
    assert [axe["code"] for axe in read_contenu()["axes"]][:3] == [codes[0], codes[2], codes[1]]
    assert centrale.post(page, lu | {"libelle": "Référent"}).status_code == 302
    axes = read_contenu()["axes"]
    assert [axe["libelle"] for axe in axes if axe["code"] == codes[2]] == ["Référent"]
    assert [axe["code"] for axe in axes][:3] == [codes[0], codes[2], codes[1]]
    # The button of before moves the one it was beside, from where it is by now.
    assert centrale.post(adresse, envoi).status_code == 302
    suite = centrale.get(get_url("rubrique", "axes"))
    assert "Cette liste a changé entre-temps : la voici, rien n’a été déplacé." in read(suite)


def test_a_page_of_a_table_that_somebody_took_out_is_gone(centrale):
    regles = [un["regle"] for un in read_contenu()["controles"]]
    lieu = f"controles.{len(regles) - 1}"
    suite = get_url("retirer", lieu)
    assert regles[-1] in html.unescape(read(centrale.get(suite)))
    envoi = {nom: un[0] for nom, un in list_formulaires(centrale.get(suite), suite)[0].read().items()}
    assert centrale.post(suite, envoi).status_code == 302
    assert [un["regle"] for un in read_contenu()["controles"]] == regles[:-1]
    assert centrale.get(suite).status_code == 404
    assert centrale.post(get_url("element", lieu), {}).status_code == 404
    assert centrale.post(get_url("deplacer", lieu), {"sens": "monter"}).status_code == 404


def test_what_cites_a_table_is_said_before_it_is_taken_out(centrale):
    page = read(centrale.get(get_url("retirer", "axes.1")))
    assert "À reprendre ensuite" in page
    assert "Indicateur P0 : axe « S2 » inconnu." in page


def test_a_text_is_seen_as_printed_before_it_is_saved_and_an_unknown_word_is_refused_beside_it(centrale):
    page = get_url("element", "textes.avenant.articles.2")
    lu = open_page(centrale, page)
    reponse = centrale.post(page, lu | {"texte": "Pour {annee}, {montant_lettre}.", "apercu": "1"})
    assert reponse.status_code == 422
    assert "mots inconnus entre accolades : {montant_lettre}" in read(reponse)
    reponse = centrale.post(page, lu | {"texte": "Pour {annee}, {montant_chiffres}.", "apercu": "1"})
    assert reponse.status_code == 200
    assert "Pour 2022, 1 234 567,00 €." in read(reponse)
    assert "{montant_chiffres}." not in read_contenu()["textes"]["avenant"]["articles"][2]["texte"][:40]
    assert read_formulaire(reponse)["texte"] == "Pour {annee}, {montant_chiffres}."


def test_a_text_that_is_no_toml_any_more_sends_to_its_text(centrale):
    texte = get_url("modifier")
    centrale.post(texte, open_page(centrale, texte) | {"source": "code ="})
    assert "Ce texte ne se lit pas encore par parties" in read(centrale.get(get_url("rediger")))
    assert centrale.get(get_url("rubrique", "identite")).status_code == 404
    for adresse in (
        get_url("rubrique", "inconnue"),
        get_url("ajouter", "axes.9.mesures"),
        get_url("element", "x.0"),
    ):
        assert centrale.get(adresse).status_code == 404


def test_a_table_is_added_to_each_list_from_its_page(centrale):
    """Those within a table, from the page of that one."""
    suites = [suite for partie in list_parties() for suite in partie.suites]
    dans = [un for suite in suites for un in list_suites_de_tables(suite.classe, (*suite.chemin, 0))]
    assert len(suites) > 10
    assert dans
    for suite in (*suites, *dans):
        adresse = get_url("ajouter", suite.nom)
        assert centrale.get(adresse).status_code == 200, suite.nom
        partie = get_url("rubrique", find_partie(suite.chemin).code)
        page = centrale.get(get_url("element", "axes.0") if suite in dans else partie)
        assert adresse in page.content.decode(), suite.nom


def test_every_table_has_its_page_and_what_takes_it_out(centrale):
    contenu = read_contenu()
    suites = [suite for partie in list_parties() for suite in partie.suites]
    lieux = [un.lieu for suite in suites for un in list_elements(contenu, suite)]
    assert len(lieux) > 60
    for lieu in lieux[::7]:
        assert centrale.get(get_url("element", lieu)).status_code == 200, lieu
        assert centrale.get(get_url("retirer", lieu)).status_code == 200, lieu
