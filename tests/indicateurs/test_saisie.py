"""The entry of figures: what a line says, what a draft is, what two people do to one page, what it costs."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from conventions.models import BrouillonSaisie, Exercice
from indicateurs.forms.saisie import LigneForm
from indicateurs.models import DeclarationMethode, Valeur, VersionValeur
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from indicateurs.queries.fautes import Faute, list_fautes
from indicateurs.queries.lignes import get_chiffres, list_reperes
from indicateurs.queries.manques import list_manques
from indicateurs.queries.saisie import list_axes_saisie
from referentiels.comparabilite import compare_definitions
from referentiels.definitions import Indicateur
from referentiels.mesures import VIDE, Mesure
from referentiels.models import Referentiel
from referentiels.operations import load_referentiel
from tests.gestes import confirm
from tests.lecture import read_html

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)


# --- One line -----------------------------------------------------------------------------------------------------


def make_indicateur(nature="effectif", decimales=0):
    return Indicateur(
        code="X1",
        axe="S1",
        nature=nature,
        sens="hausse",
        unite="jeunes",
        libelle="Jeunes",
        definition="",
        verifie=True,
        decimales=decimales,
        numerateur="",
        denominateur="",
        regle=SimpleNamespace(limite=None) if nature == "delai" else None,
        cible_2022=None,
    )


def make_ligne(nature="effectif", precedente=VIDE, decimales=0, **champs):
    """A line as a browser sends it."""
    return LigneForm(
        {"X1-version": "0"} | {f"X1-{champ}": texte for champ, texte in champs.items()},
        indicateur=make_indicateur(nature, decimales),
        exercice=SimpleNamespace(debut=date(2021, 1, 1), fin=date(2021, 12, 31)),
        valeur=None,
        precedente=precedente,
        aujourdhui=date(2022, 3, 1),
    )


@pytest.mark.parametrize(
    ("champs", "etat", "nombre"),
    [
        pytest.param(
            {"etat": "vide", "numerateur": "12"},
            "renseigne",
            12,
            id="a number alone is «\u00a0renseigné\u00a0»",
        ),
        pytest.param(
            {"numerateur": "1 234"}, "renseigne", 1234, id="a number with spaces and no état at all"
        ),
        pytest.param(
            {"etat": "vide", "numerateur": "0"}, "neant", 0, id="a typed 0 is «\u00a0néant confirmé\u00a0»"
        ),
        pytest.param({"etat": "neant"}, "neant", 0, id="«\u00a0néant confirmé\u00a0» alone is a real 0"),
        pytest.param(
            {"etat": "provisoire", "numerateur": "5"}, "provisoire", 5, id="«\u00a0provisoire\u00a0» stays so"
        ),
        pytest.param({"etat": "provisoire", "numerateur": "0"}, "provisoire", 0, id="a 0 may be provisoire"),
        pytest.param(
            {"etat": "non_disponible"},
            "non_disponible",
            None,
            id="«\u00a0non disponible\u00a0» has no number",
        ),
        pytest.param({"etat": "vide"}, "vide", None, id="an empty line is empty, not 0"),
        pytest.param({}, "vide", None, id="a line with nothing but its version is empty"),
    ],
)
def test_a_line_says(champs, etat, nombre):
    ligne = make_ligne(**champs)
    assert ligne.is_valid(), ligne.errors
    assert (ligne.saisie.etat, ligne.saisie.numerateur) == (etat, nombre)


@pytest.mark.parametrize(
    ("nature", "champs", "champ", "message"),
    [
        pytest.param(
            "effectif",
            {"etat": "non_disponible", "numerateur": "3"},
            "numerateur",
            "L’état «\u00a0non disponible\u00a0» n’a pas de chiffre\u00a0: videz ce champ.",
            id="«\u00a0non disponible\u00a0» with a number contradicts itself",
        ),
        pytest.param(
            "effectif",
            {"etat": "non_concerne", "numerateur": "0"},
            "numerateur",
            "L’état «\u00a0non concerné\u00a0» n’a pas de chiffre\u00a0: videz ce champ.",
            id="«\u00a0non concerné\u00a0» with a 0 too: missing is never 0",
        ),
        pytest.param(
            "effectif",
            {"etat": "neant", "numerateur": "3"},
            "numerateur",
            "«\u00a0Néant confirmé\u00a0» est un vrai zéro\u00a0: ce chiffre dit autre chose.",
            id="«\u00a0néant confirmé\u00a0» with 3",
        ),
        pytest.param(
            "delai",
            {"etat": "neant", "numerateur": "0", "hors_delai": "2"},
            "numerateur",
            "«\u00a0Néant confirmé\u00a0» est un vrai zéro\u00a0: ce chiffre dit autre chose.",
            id="«\u00a0néant confirmé\u00a0» with two cases out of time",
        ),
        pytest.param(
            "effectif",
            {"etat": "renseigne"},
            "numerateur",
            "Écrivez le chiffre, ou choisissez un autre état.",
            id="«\u00a0renseigné\u00a0» without number",
        ),
        pytest.param(
            "delai",
            {"hors_delai": "2"},
            "numerateur",
            "Écrivez aussi le nombre dans le délai.",
            id="cases out of time without those in time",
        ),
        pytest.param(
            "effectif",
            {"numerateur": "1,5"},
            "numerateur",
            "Écrivez un nombre entier, sans décimale.",
            id="half",
        ),
        pytest.param(
            "effectif",
            {"numerateur": "82 %"},
            "numerateur",
            "«\u00a082 %\u00a0» est un pourcentage\u00a0: écrivez un nombre.",
            id="a percentage",
        ),
        pytest.param(
            "delai",
            {"numerateur": "1", "hors_delai": "12 15"},
            "hors_delai",
            "«\u00a012 15\u00a0» se lit comme plusieurs nombres\u00a0: écrivez-en un seul.",
            id="two numbers",
        ),
        pytest.param(
            "effectif",
            {"numerateur": "50 €"},
            "numerateur",
            "«\u00a050 €\u00a0» est un montant\u00a0: écrivez un nombre.",
            id="an amount",
        ),
        pytest.param(
            "effectif", {"numerateur": "9" * 13}, "numerateur", "Ce nombre est trop grand.", id="too large"
        ),
        pytest.param(
            "delai",
            {"numerateur": "1", "en_cours": "99999999999"},
            "en_cours",
            "Ce nombre est trop grand.",
            id="more pending cases than the column holds",
        ),
        pytest.param(
            "effectif",
            {"numerateur": "1", "arrete_au": "2020-12-31"},
            "arrete_au",
            "Cette date est avant le début de l’exercice.",
            id="arrêté before the exercice",
        ),
        pytest.param(
            "effectif",
            {"numerateur": "1", "arrete_au": "2022-03-02"},
            "arrete_au",
            "Cette date est dans l’avenir.",
            id="arrêté tomorrow",
        ),
        pytest.param(
            "effectif",
            {"numerateur": "1", "arrete_au": "hier"},
            "arrete_au",
            "Écrivez une date, par exemple 31/12/2021.",
            id="arrêté in words",
        ),
    ],
)
def test_a_line_refuses(nature, champs, champ, message):
    ligne = make_ligne(nature, **champs)
    assert not ligne.is_valid()
    assert ligne.errors == {champ: [message]}


DOUZE = Mesure("renseigne", Decimal(12))


@pytest.mark.parametrize(
    ("champs", "etat", "a_confirmer"),
    [
        pytest.param({"etat": "provisoire", "numerateur": "12"}, "provisoire", True, id="as copied"),
        pytest.param(
            {"etat": "vide", "numerateur": "12"}, "provisoire", True, id="as copied, no état chosen"
        ),
        pytest.param(
            {"etat": "provisoire", "numerateur": "12", "confirme": "on"}, "renseigne", False, id="confirmed"
        ),
        pytest.param({"etat": "renseigne", "numerateur": "12"}, "renseigne", False, id="an état was chosen"),
        pytest.param({"etat": "renseigne", "numerateur": "13"}, "renseigne", False, id="typed over"),
        pytest.param(
            {"etat": "non_disponible", "numerateur": ""}, "non_disponible", False, id="declared unknown"
        ),
    ],
)
def test_a_figure_copied_from_last_year_waits_for_a_person(champs, etat, a_confirmer):
    ligne = make_ligne(precedente=DOUZE, reprise="on", **champs)
    assert ligne.is_valid(), ligne.errors
    assert (ligne.saisie.etat, ligne.saisie.a_confirmer) == (etat, a_confirmer)


# --- The page -----------------------------------------------------------------------------------------------------


@pytest.fixture
def agent(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    return client


@pytest.fixture
def valideur(demo):
    client = Client()
    client.force_login(demo.get_compte("valideur.29"))
    return client


def get_adresse(axe, nom="saisie"):
    return reverse(f"indicateurs:{nom}", args=["29", 2021, axe])


def read_champs(reponse):
    """{name: value} of the grid, as a browser would send it back."""
    html = read_html(reponse).split("data-grille=", 1)[1]
    champs = {}
    for balise in re.findall(r"<input[^>]*>", html):
        attributs = dict(re.findall(r'([\w-]+)="([^"]*)"', balise))
        if attributs.get("type") != "checkbox":
            champs[attributs["name"]] = attributs.get("value", "")
    for nom, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', html, re.DOTALL):
        choisie = re.search(r'value="([^"]*)" selected', options)
        champs[nom] = choisie.group(1) if choisie else ""
    for nom, texte in re.findall(r'<textarea name="([^"]+)".*?>\n?(.*?)</textarea>', html, re.DOTALL):
        champs[nom] = texte
    champs.pop("csrfmiddlewaretoken", None)
    return champs


def read_texte(reponse):
    return " ".join(strip_tags(read_html(reponse)).split())


def list_changes(exercice):
    return VersionValeur.objects.filter(exercice=exercice).count()


def test_a_page_sent_back_as_it_was_changes_nothing(agent, demo):
    avant = list_changes(demo.brouillon)
    for axe in ("S1", "S2", "S3", "S6"):
        assert agent.post(get_adresse(axe), read_champs(agent.get(get_adresse(axe)))).status_code == 302
    assert list_changes(demo.brouillon) == avant


def test_how_sure_a_figure_is_goes_with_it(agent, demo):
    champs = {
        "S6-version": "0",
        "G1-version": "0",
        "G1-numerateur": "1 640",
        "G1-fiabilite": "estime",
        "G1-arrete_au": "2021-11-30",
        "G1-commentaire": "Hors décembre.\r\nExtraction à refaire.",
    }
    assert agent.post(get_adresse("S5"), champs).status_code == 302
    valeur = demo.brouillon.valeurs.get(code="G1")
    assert (valeur.fiabilite, valeur.arrete_au) == ("estime", date(2021, 11, 30))
    assert valeur.commentaire == "Hors décembre.\nExtraction à refaire."
    assert '<details class="precisions" open>' in read_html(agent.get(get_adresse("S5")))


def test_a_certainty_typed_before_its_number_is_kept(agent, demo):
    agent.post(get_adresse("S5"), {"G1-version": "0", "G1-fiabilite": "estime"})
    assert demo.brouillon.valeurs.get(code="G1").fiabilite == "estime"


@pytest.mark.parametrize(
    "champs",
    [
        {"A1-version": "x", "A1-numerateur": "5"},
        {"A1-version": "9" * 30, "A1-numerateur": "5"},
        {"A1-version": "1", "A1-numerateur": "9" * 400},
        {"A1-version": "1", "A1-numerateur": "5\x00"},
        {"A1-version": "1", "A1-numerateur": "5", "A1-commentaire": "\x00"},
        {"A1-version": "1", "A1-numerateur": "5", "A1-etat": "sûr"},
        {"A1-version": "1", "A1-numerateur": "5", "A1-commentaire": "é" * 3000},
        {"A1-version": "1", "A1-numerateur": "#REF!"},
    ],
    ids=[
        "version",
        "huge version",
        "huge",
        "NUL",
        "NUL in a text",
        "état",
        "long text",
        "error of a spreadsheet",
    ],
)
def test_what_cannot_be_read_is_said_kept_and_never_a_server_error(champs, agent, demo):
    avant = list_changes(demo.brouillon)
    reponse = agent.post(get_adresse("S1"), champs)
    assert reponse.status_code == 422
    assert "Le formulaire contient" in read_texte(reponse)
    assert agent.post(get_adresse("S1", "brouillon"), champs).status_code == 200
    assert BrouillonSaisie.objects.get().champs["A1-version"] == champs["A1-version"]
    assert agent.get(get_adresse("S1")).status_code == 200
    assert list_changes(demo.brouillon) == avant


def test_a_blocking_rule_is_said_beside_the_field_and_nothing_is_stored(agent, demo):
    reponse = agent.post(
        get_adresse("S1"), read_champs(agent.get(get_adresse("S1"))) | {"A1-numerateur": "1"}
    )
    assert reponse.status_code == 422
    assert "ne peuvent pas être plus nombreux que les jeunes devenus majeurs" in read_texte(reponse)
    assert demo.brouillon.valeurs.get(code="A1").numerateur != 1


# --- Two people ---------------------------------------------------------------------------------------------------


def test_two_agents_on_one_page_who_change_different_figures_lose_none(agent, valideur, demo):
    l_un, l_autre = read_champs(agent.get(get_adresse("S2"))), read_champs(valideur.get(get_adresse("S2")))
    assert valideur.post(get_adresse("S2"), l_autre | {"P3-numerateur": "7"}).status_code == 302
    # One read more than usual: the version this page was made from.
    assert count_queries(agent, get_adresse("S2"), l_un | {"P4-numerateur": "8"}) == 14
    assert {v.code: v.numerateur for v in demo.brouillon.valeurs.filter(code__in=("P3", "P4"))} == {
        "P3": 7,
        "P4": 8,
    }


def test_two_agents_who_change_the_same_figure_see_both(agent, valideur, demo):
    l_un, l_autre = read_champs(agent.get(get_adresse("S2"))), read_champs(valideur.get(get_adresse("S2")))
    valideur.post(get_adresse("S2"), l_autre | {"P3-numerateur": "7"})
    reponse = agent.post(get_adresse("S2"), l_un | {"P3-numerateur": "9"})
    assert reponse.status_code == 422
    assert "Renseigné 7" in read_texte(reponse)
    champs = read_champs(reponse)
    assert champs["P3-numerateur"] == "9"
    # Having seen it, the second submission wins knowingly.
    assert agent.post(get_adresse("S2"), champs).status_code == 302
    assert demo.brouillon.valeurs.get(code="P3").numerateur == 9


# --- Drafts -------------------------------------------------------------------------------------------------------


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
    assert "Alerte&nbsp;: Il y a plus de premiers contrats" in read_texte(reponse)
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
    assert "À savoir&nbsp;: Règle à l’essai, non comptée : C’est beaucoup." in read_texte(reponse)
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
    assert "Alerte&nbsp;: Il y a plus de premiers contrats" in texte
    assert "Un contrat de 2020." in texte


def test_a_variation_turns_quiet_once_explained(agent, demo):
    champs = {"R1-version": "0", "R1-numerateur": "10"}
    agent.post(get_adresse("S4"), champs)
    assert "Alerte&nbsp;: Variation de" in read_texte(agent.get(get_adresse("S4")))
    version = str(demo.brouillon.valeurs.get(code="R1").version)
    agent.post(get_adresse("S4"), champs | {"R1-version": version, "R1-commentaire": "Un mois seulement."})
    texte = read_texte(agent.get(get_adresse("S4")))
    assert "Alerte&nbsp;: Variation de" not in texte
    assert "dites pourquoi" not in texte
    assert re.search(
        "À savoir&nbsp;: Variation de .{1,80} au-delà de .{1,8}. L’explication est donnée.", texte
    )


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
    mesures = {code: replace(un, numerateur=un.numerateur / 3) for code, un in chiffres.precedentes.items()}
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


# --- Last year's figures ------------------------------------------------------------------------------------------


def test_copying_fills_the_empty_rows_marks_them_and_keeps_what_is_typed(agent, demo):
    avant = {v.code: v.numerateur for v in demo.valide.valeurs.all()}
    reponse = agent.post(
        get_adresse("S5", "reprendre"), {"G1-version": "0", "G1-numerateur": "dix", "G2-version": "0"}
    )
    assert reponse.status_code == 302
    page = agent.get(get_adresse("S5"))
    champs = read_champs(page)
    assert champs["G1-numerateur"] == "dix"
    assert Decimal(champs["G2-numerateur"].replace(",", ".")) == avant["G2"]
    assert read_texte(page).count("Repris de 2020, à confirmer") == 3
    assert not demo.brouillon.valeurs.filter(code="G2").exists()


def test_copying_one_row_leaves_the_others(agent):
    agent.post(get_adresse("S4", "reprendre"), {"reprendre": "R2"})
    champs = read_champs(agent.get(get_adresse("S4")))
    assert champs["R2-numerateur"] and champs["R2-hors_delai"]
    assert champs["R1-numerateur"] == ""


def test_a_copied_figure_is_missing_until_someone_confirms_it(agent, demo):
    def list_codes():
        manques = list_manques(Exercice.objects.get(pk=demo.brouillon.pk), AT.date())
        return {manque.code for manque in manques if "repris de l’an dernier" in manque.libelle}

    agent.post(get_adresse("S5", "reprendre"))
    assert agent.post(get_adresse("S5"), read_champs(agent.get(get_adresse("S5")))).status_code == 302
    valeur = demo.brouillon.valeurs.get(code="G1")
    assert (valeur.etat, valeur.a_confirmer) == ("provisoire", True)
    assert list_codes() == {"G1", "G2", "G3", "G5"}
    page = agent.get(get_adresse("S5"))
    assert "Repris de 2020, à confirmer" in read_texte(page)
    champs = read_champs(page) | {"G1-confirme": "on", "G2-numerateur": "3", "G2-etat": "renseigne"}
    assert agent.post(get_adresse("S5"), champs).status_code == 302
    confirmee = demo.brouillon.valeurs.get(code="G1")
    assert (confirmee.etat, confirmee.a_confirmer, confirmee.numerateur) == (
        "renseigne",
        False,
        valeur.numerateur,
    )
    assert list_codes() == {"G3", "G5"}


def test_those_who_only_read_are_told_that_a_figure_is_not_sure(agent, client, demo):
    agent.post(get_adresse("S5", "reprendre"), {"reprendre": "G1"})
    agent.post(get_adresse("S5"), read_champs(agent.get(get_adresse("S5"))))
    client.force_login(demo.get_compte("prefecture.29"))
    assert "Provisoire Repris de 2020, à confirmer" in read_texte(client.get(get_adresse("S5")))


# --- How far one is -----------------------------------------------------------------------------------------------


def test_the_menu_says_how_far_each_axe_is(agent, demo):
    axes = {
        axe.code: axe for axe in list_axes_saisie(demo.brouillon, get_chiffres(demo.brouillon), AT.date())
    }
    assert (axes["S1"].faits, axes["S1"].attendus, axes["S1"].is_complet) == (6, 6, True)
    assert (axes["S5"].faits, axes["S5"].attendus, axes["S5"].is_complet) == (0, 4, False)
    assert [manque.code for manque in axes["S5"].manques] == ["G1", "G2", "G3", "G5"]
    texte = read_texte(agent.get(get_adresse("S5")))
    assert "S1, complet, 6 chiffres sur 6" in texte
    assert "S5, 0 chiffre sur 4" in texte
    assert "facultatif, sans action" in texte
    assert "N4sans indicateur" in texte
    assert "Il reste 4 éléments à compléter pour l’axe S5" in texte


def test_an_alerte_without_explanation_is_not_done(agent, demo):
    champs = {"R3-version": "0", "R3-numerateur": "10", "R5-version": "0", "R5-numerateur": "11"}
    agent.post(get_adresse("S4"), champs | {"R3-commentaire": "Un mois seulement."})
    axe = next(
        axe
        for axe in list_axes_saisie(demo.brouillon, get_chiffres(demo.brouillon), AT.date())
        if axe.code == "S4"
    )
    assert (axe.faits, axe.attendus) == (1, 6)
    assert any(manque.url.endswith("#id_R5-commentaire") for manque in axe.manques)


# --- What it costs ------------------------------------------------------------------------------------------------


def open_wide_axe(exercice, nombre):
    """The exercice under a référentiel whose axe S1 has `nombre` indicators, and rules between them."""
    indicateur = {"axe": "S1", "nature": "effectif", "sens": "hausse", "unite": "jeunes", "libelle": "Jeunes"}
    codes = [f"Z{rang}" for rang in range(nombre)]
    regle = {"gravite": "bloquant", "message": "Trop."}
    contenu = Referentiel.objects.get(code="2021-03-19").contenu | {
        "code": f"essai-{nombre}",
        "indicateurs": [indicateur | {"code": code} for code in codes],
        "controles": [regle | {"regle": f"{haut} <= {bas}"} for bas, haut in pairwise(codes)],
    }
    exercice.referentiel = load_referentiel(by=None, at=AT, contenu=contenu)
    exercice.save(update_fields=["referentiel"])
    return codes


def count_queries(client, adresse, champs=None):
    """Everything Django logs for one request, session, user and savepoints included."""
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.post(adresse, champs) if champs else client.get(adresse)
    assert reponse.status_code in (200, 302), read_texte(reponse)
    return len(requetes)


@pytest.mark.parametrize("nombre", [5, 50])
def test_saving_takes_twelve_queries_whatever_the_number_of_indicators(nombre, agent, demo):
    codes = open_wide_axe(demo.brouillon, nombre)
    adresse = get_adresse("S1")
    champs = read_champs(agent.get(adresse)) | {f"{code}-numerateur": "9" for code in codes}
    assert count_queries(agent, adresse.replace("S1/", "S1/brouillon/"), champs) == 7
    assert count_queries(agent, adresse, champs) == 12
    assert demo.brouillon.valeurs.filter(code__in=codes).count() == nombre
    assert not BrouillonSaisie.objects.exists()
    # The second time figures change instead of appearing, and a draft is there already.
    champs = read_champs(agent.get(adresse)) | {f"{code}-numerateur": "8" for code in codes}
    assert count_queries(agent, adresse.replace("S1/", "S1/brouillon/"), champs) == 7
    assert count_queries(agent, adresse.replace("S1/", "S1/brouillon/"), champs) == 6
    assert count_queries(agent, adresse, champs) == 12
    assert (
        Valeur.objects.filter(exercice=demo.brouillon, code__in=codes, numerateur=8, version=2).count()
        == nombre
    )
    # The page that says that it is saved also counts what is still missing.
    assert count_queries(agent, adresse) == 13
    assert count_queries(agent, adresse) == 9
