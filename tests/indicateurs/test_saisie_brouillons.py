"""What is typed in an axe and not saved yet: drafts, whose they are, what becomes of them."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from conventions.models import BrouillonSaisie
from indicateurs.models import DeclarationMethode
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from indicateurs.queries.fautes import Faute, list_fautes
from indicateurs.queries.lignes import get_chiffres, list_reperes
from indicateurs.queries.manques import list_manques
from referentiels.comparabilite import compare_definitions
from tests.gestes import confirm
from tests.indicateurs.saisies import AT, get_adresse, list_changes, read_champs, read_texte
from tests.lecture import read_html


@pytest.fixture
def agent(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    return client


@pytest.fixture
def valideur(demo):
    client = Client()
    client.force_login(demo.get_compte("valideur.29"))
    return client


def type_brouillon(client, axe, **champs):
    return client.post(
        get_adresse(axe, "brouillon"), {nom.replace("__", "-"): v for nom, v in champs.items()}
    )


def test_a_draft_comes_back_as_typed_to_its_author_only_and_counts_for_nothing(agent, valideur, demo):
    avant = list_changes(demo.brouillon), list_manques(demo.brouillon, AT.date())
    type_brouillon(agent, "S5", G1__version="0", G1__etat="vide", G1__numerateur="beaucoup")
    page = agent.get(get_adresse("S5"))
    assert "Brouillon repris de" in read_texte(page)
    assert "Écrivez un nombre, par exemple 1 234 ou 12,5." in read_texte(page)
    assert read_champs(page)["G1-numerateur"] == "beaucoup"
    autre = valideur.get(get_adresse("S5"))
    assert "Brouillon repris" not in read_texte(autre)
    assert read_champs(autre)["G1-numerateur"] == ""
    assert (list_changes(demo.brouillon), list_manques(demo.brouillon, AT.date())) == avant


def test_the_time_of_an_older_draft_has_its_day(agent, demo):
    BrouillonSaisie.objects.create(
        exercice=demo.brouillon,
        page="indicateurs:S5",
        par=demo.get_compte("agent.29"),
        champs={"G1-version": "0", "G1-numerateur": "5"},
        le=AT,
    )
    dit = read_texte(agent.get(get_adresse("S5")))
    assert re.search(r"Brouillon repris du 1\s?er mars 2022 à 10\sh\s00", dit), dit


def test_saving_ends_the_draft(agent):
    champs = {"G1-version": "0", "G1-numerateur": "12"}
    agent.post(get_adresse("S5", "brouillon"), champs)
    assert BrouillonSaisie.objects.count() == 1
    assert agent.post(get_adresse("S5"), champs).status_code == 302
    assert BrouillonSaisie.objects.count() == 0


def test_what_equals_the_stored_figures_is_no_draft(agent, demo):
    champs = read_champs(agent.get(get_adresse("S1")))
    type_brouillon(agent, "S1", A1__version="1", A1__numerateur="5")
    reponse = agent.post(get_adresse("S1", "brouillon"), champs)
    assert BrouillonSaisie.objects.count() == 0
    assert "Brouillon enregistré" not in read_texte(reponse)


def test_a_draft_that_was_saved_elsewhere_is_not_announced(agent, demo):
    """The last autosave of a page may land after the page itself was saved."""
    valeur = demo.brouillon.valeurs.get(code="A1")
    champs = {"A1-version": "0", "A1-etat": valeur.etat, "A1-numerateur": str(int(valeur.numerateur))}
    champs |= {"A1-commentaire": valeur.commentaire, "A1-fiabilite": valeur.fiabilite}
    BrouillonSaisie.objects.create(
        exercice=demo.brouillon, page="indicateurs:S1", par=demo.get_compte("agent.29"), champs=champs, le=AT
    )
    page = agent.get(get_adresse("S1"))
    assert "Brouillon repris" not in read_texte(page)
    # And typing over it is no conflict with oneself.
    assert read_champs(page)["A1-version"] == str(valeur.version)


def test_a_draft_is_abandoned_on_demand(agent):
    type_brouillon(agent, "S5", G1__version="0", G1__numerateur="12")
    assert confirm(agent, get_adresse("S5", "abandonner_brouillon")).status_code == 302
    page = agent.get(get_adresse("S5"))
    assert read_champs(page)["G1-numerateur"] == ""
    assert "Brouillon repris" not in read_texte(page)


def test_a_draft_over_a_figure_someone_changed_meanwhile_is_a_conflict(agent, demo):
    version = demo.brouillon.valeurs.get(code="P3").version
    type_brouillon(agent, "S2", P3__version=version, P3__etat="renseigne", P3__numerateur="9")
    record_valeurs(
        by=demo.get_compte("valideur.29"),
        at=AT,
        exercice=demo.brouillon,
        saisies={"P3": SaisieValeur(version, "renseigne", Decimal(7))},
    )
    # Saved from the page as it was: refused, the other's figure beside one's own.
    reponse = agent.post(
        get_adresse("S2"), {"P3-version": version, "P3-etat": "renseigne", "P3-numerateur": "9"}
    )
    assert reponse.status_code == 422
    # And on coming back too.
    page = agent.get(get_adresse("S2"))
    assert "Ce chiffre a été modifié entre-temps." in read_texte(page)
    assert "Renseigné 7" in read_texte(page)
    assert read_champs(page)["P3-numerateur"] == "9"
    # A draft of another row never brings back an old figure.
    assert demo.brouillon.valeurs.get(code="P3").numerateur == 7


def test_typing_answers_results_errors_and_rules_row_by_row(agent):
    reponse = type_brouillon(
        agent,
        "S4",
        R1__version="0",
        R1__numerateur="100",
        R2__version="0",
        R2__numerateur="60",
        R2__hors_delai="20",
        R2__en_cours="40",
        R3__version="0",
        R3__numerateur="10",
        R5__version="0",
        R5__numerateur="11",
    )
    html = read_html(reponse)
    assert re.search(r'id="resultat-R2">\s*<strong>75,0.%</strong>', html)
    # 60 + 20 + 40 is more than the 100 of the cohort: blocking, beside the number.
    assert re.search(r'id="signaux-R2" data-invalides="R2-numerateur"', html)
    # More contracts than appointments: an explanation is asked for, and « Précisions » opens.
    assert re.search(r'id="signaux-R5" data-invalides="" data-ouvrir', html)
    assert "Alerte : Il y a plus de premiers contrats" in read_texte(reponse)
    explique = type_brouillon(
        agent,
        "S4",
        R3__version="0",
        R3__numerateur="10",
        R3__commentaire="Un mois seulement.",
        R5__version="0",
        R5__numerateur="11",
        R5__commentaire="Un contrat de 2020.",
    )
    assert "data-ouvrir" not in read_html(explique)


def test_a_rule_on_trial_is_shown_and_refuses_nothing(agent, monkeypatch):
    essai = Faute("G1", "G1 < 5", "bloquant", "C’est beaucoup.", a_l_essai=True)
    monkeypatch.setattr("indicateurs.forms.grille.list_fautes", lambda *_: [essai])
    champs = {"G1-version": "0", "G1-numerateur": "12"}
    reponse = agent.post(get_adresse("S5", "brouillon"), champs)
    assert "À savoir : Règle à l’essai, non comptée : C’est beaucoup." in read_texte(reponse)
    assert agent.post(get_adresse("S5"), champs).status_code == 302


def test_rules_are_given_last_years_figures(agent, demo, monkeypatch):
    recues = []
    monkeypatch.setattr(
        "indicateurs.forms.grille.list_fautes",
        lambda _, __, precedentes, rompus: recues.append(precedentes) or [],
    )
    agent.get(get_adresse("S5"))
    assert recues[0] == {valeur.code: valeur.mesure for valeur in demo.valide.valeurs.all()}


def test_those_who_review_read_the_alerte_and_its_explanation(agent, client, demo):
    champs = {"R3-version": "0", "R3-numerateur": "10", "R5-version": "0", "R5-numerateur": "11"}
    agent.post(get_adresse("S4"), champs | {"R5-commentaire": "Un contrat de 2020."})
    client.force_login(demo.get_compte("prefecture.29"))
    texte = read_texte(client.get(get_adresse("S4")))
    assert "Alerte : Il y a plus de premiers contrats" in texte
    assert "Un contrat de 2020." in texte


def test_a_variation_turns_quiet_once_explained(agent, demo):
    champs = {"R1-version": "0", "R1-numerateur": "10"}
    agent.post(get_adresse("S4"), champs)
    assert "Alerte : Variation de" in read_texte(agent.get(get_adresse("S4")))
    version = str(demo.brouillon.valeurs.get(code="R1").version)
    agent.post(get_adresse("S4"), champs | {"R1-version": version, "R1-commentaire": "Un mois seulement."})
    texte = read_texte(agent.get(get_adresse("S4")))
    assert "Alerte : Variation de" not in texte
    assert "dites pourquoi" not in texte
    assert re.search("À savoir : Variation de .{1,80} au-delà de .{1,8}. L’explication est donnée.", texte)


@pytest.mark.parametrize(
    "autrement",
    [
        {"rupture": "Nouveau logiciel.", "rupture_le": date(2021, 7, 1)},
        {"date_entree": "flux_cnaf"},
    ],
    ids=["rupture declared", "another method than last year"],
)
def test_no_variation_is_to_be_explained_where_the_series_is_known_to_be_broken(agent, demo, autrement):
    champs = {"R1-version": "0", "R1-numerateur": "10"}
    agent.post(get_adresse("S4"), champs)
    assert "Variation de" in read_texte(agent.get(get_adresse("S4")))
    passee = DeclarationMethode.objects.get(exercice=demo.valide)
    DeclarationMethode.objects.filter(exercice=demo.brouillon).delete()
    DeclarationMethode.objects.create(
        **{
            champ.name: getattr(passee, champ.name)
            for champ in DeclarationMethode._meta.fields
            if champ.name not in ("id", "exercice")
        }
        | {"exercice": demo.brouillon}
        | autrement
    )
    assert "Variation de" not in read_texte(agent.get(get_adresse("S4")))
    dits = [manque.libelle for manque in list_manques(demo.brouillon, date(2022, 3, 1))]
    assert not [dit for dit in dits if dit.startswith("R1") and "Variation" in dit]


def test_no_variation_is_to_be_explained_where_the_référentiel_counts_otherwise(agent, demo):
    """Of every indicator: asked where both years count the same thing, and there only."""
    exercice = demo.brouillon
    definition, chiffres, reperes = (
        exercice.referentiel.definition,
        get_chiffres(exercice),
        list_reperes(exercice),
    )
    mesures = {code: un._replace(numerateur=un.numerateur / 3) for code, un in chiffres.precedentes.items()}
    rompus = chiffres.list_codes_rompus(exercice)
    lues = list_fautes(definition, mesures, chiffres.precedentes)
    surpris = {faute.code for faute in lues if faute.message.startswith("Variation")}
    redefinis = {
        code
        for code in surpris
        if compare_definitions(definition.indicateurs[code], reperes[2020].indicateurs[code])
    }
    assert {"R2", "R6"} <= redefinis < surpris
    lues = list_fautes(definition, mesures, chiffres.precedentes, lambda: rompus)
    assert {faute.code for faute in lues if faute.message.startswith("Variation")} == surpris - redefinis


def test_nothing_asks_for_the_variation_of_what_counts_otherwise(agent, demo):
    champs = {"R2-version": "0", "R2-numerateur": "1", "R2-hors_delai": "99", "R1-version": "0"}
    agent.post(get_adresse("S4"), champs | {"R1-numerateur": "100"})
    assert demo.brouillon.valeurs.filter(code="R2", numerateur=1).exists()
    dits = [un.libelle for un in list_manques(demo.brouillon, date(2022, 3, 1)) if "Variation" in un.libelle]
    assert {dit.split(" ")[0] for dit in dits} & {"R1", "R2"} == {"R1"}
    for code, demandee in (("R1", True), ("R2", False)):
        page = agent.get(reverse("indicateurs:pourquoi", args=["29", 2021, "S4", code]))
        assert ("Variation de" in read_texte(page)) == demandee
