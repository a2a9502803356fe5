"""The page of the financing grid: what is typed, what is refused, what two agents see of each other."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils.html import escape

from comptes.models import Trace
from conventions.models import BrouillonSaisie, Financement, Partenaire, RapportCommun
from financement.forms.saisie import read_montants_vus
from financement.operations.cofinanceurs import add_cofinanceur, remove_cofinanceur
from indicateurs.queries.manques import list_manques
from tests.financement.grilles import AT, add_actions, get_prevu, get_url, make_post, read_champs, type_in
from tests.gestes import confirm
from tests.lecture import read_html


def test_amounts_are_typed_as_people_write_them_and_stored_to_the_cent(client, agent, exercice, action):
    donnees = make_post(
        exercice, **{"S3-1__etat": "58 320,07 €", "S3-1__report": "1.234.567,89", "S1-1__etat": "0"}
    )
    assert client.post(get_url(exercice), donnees).status_code == 302
    assert get_prevu(action) == Decimal("58320.07")
    assert get_prevu(action, "report") == Decimal("1234567.89")
    assert get_prevu(exercice.actions.get(numero="S1-1")) == 0
    # Sent again as the page now shows it, nothing changes; what is left out of a request is not emptied.
    traces = Trace.objects.count()
    assert client.post(get_url(exercice), make_post(exercice)).status_code == 302
    assert client.post(get_url(exercice), {}).status_code == 302
    assert Trace.objects.count() == traces


def test_three_wrong_cells_of_a_whole_grid_are_named_and_nothing_is_stored(client, agent, exercice):
    add_actions(exercice, 40)
    donnees = {nom: "1 000,50" if not nom.endswith("-vu") else v for nom, v in make_post(exercice).items()}
    fautes = {"S4-10__etat": "1e9", "S4-11__valorisation": "-5", "S4-12__report": "12,345"}
    donnees |= type_in(exercice, fautes)
    reponse = client.post(get_url(exercice), donnees)
    page = read_html(reponse)
    assert reponse.status_code == 422
    assert "Le formulaire contient 3 erreurs" in page
    for nom, message in {
        "S4-10__etat": "S4-10, État\xa0: «\xa01e9\xa0»\xa0: Écrivez un montant en euros, par exemple 12 345,67.",
        "S4-11__valorisation": "S4-11, Département, valorisation\xa0: «\xa0-5\xa0»\xa0: "
        "Un montant ne peut pas être négatif.",
        "S4-12__report": "«\xa012,345\xa0» se lit de deux façons.",
    }.items():
        (case,) = type_in(exercice, {nom: ""})
        assert f'href="#id_{case}"' in page
        assert message in page.replace("&nbsp;", "\xa0")
        assert f'name="{case}" value="{fautes[nom]}"' in page
    assert page.count('value="1 000,50"') == len(donnees) - 40 - 3
    assert "3 cases ne se lisent pas" in page
    assert not Financement.objects.filter(action__exercice=exercice, prevu=Decimal("1000.50")).exists()


def test_a_conflict_says_who_when_and_what_then_the_next_submission_wins(
    client, demo, agent, exercice, action
):
    page_ouverte = make_post(exercice)
    client.force_login(demo.get_compte("valideur.29"))
    client.post(get_url(exercice), make_post(exercice, **{"S3-1__etat": "700", "S3-1__valorisation": "800"}))
    client.force_login(agent)
    donnees = page_ouverte | type_in(exercice, {"S3-1__etat": "900", "S1-1__etat": "1"})
    reponse = client.post(get_url(exercice), donnees)
    page = read_html(reponse)
    assert reponse.status_code == 422
    assert "<strong>Valideur Finistère</strong> le " in page
    assert "État\xa0: 700,00\xa0€" in page
    # Only what both changed: the other one's second amount is simply there.
    assert page.count("Modifié entre-temps par") == 1
    assert f'name="{action.pk}-valorisation" value="800,00"' in page
    assert f'name="{action.pk}-etat" value="900"' in page
    assert get_prevu(action) == 700
    assert client.post(get_url(exercice), read_champs(page)).status_code == 302
    assert get_prevu(action) == 900
    assert get_prevu(action, "valorisation") == 800


def test_the_draft_keeps_what_is_changed_as_typed_and_brings_it_back(client, agent, exercice, action):
    donnees = make_post(exercice, **{"S3-1__etat": "beaucoup", "S3-1__report": "12"})
    reponse = client.post(get_url(exercice, "brouillon_financement"), donnees)
    assert "«\xa0beaucoup\xa0»" in read_html(reponse)
    champs = BrouillonSaisie.objects.get(page="financement:prevu").champs
    assert {nom: texte for nom, texte in champs.items() if not nom.endswith("-vu")} == {
        f"{action.pk}-etat": "beaucoup",
        f"{action.pk}-report": "12",
    }
    page = read_html(client.get(get_url(exercice)))
    assert "Brouillon repris" in page
    assert 'value="beaucoup"' in page
    assert "Brouillon repris" not in read_html(client.get(get_url(exercice, colonne="execute")))
    confirm(client, get_url(exercice, "abandonner_financement"))
    assert not BrouillonSaisie.objects.filter(page="financement:prevu").exists()
    # Saving ends it.
    client.post(get_url(exercice, "brouillon_financement"), make_post(exercice, **{"S3-1__report": "12"}))
    client.post(get_url(exercice), make_post(exercice, **{"S3-1__report": "12"}))
    assert not BrouillonSaisie.objects.filter(page="financement:prevu").exists()


def test_totals_and_rules_follow_what_is_typed(client, agent, exercice, action):
    url = get_url(exercice, "brouillon_financement")
    page = read_html(client.post(url, make_post(exercice, **{"S3-1__etat": "58 320,01"})))
    assert "0,01\xa0€ de trop." in page
    assert "816\u202f480,01\xa0€" in page  # the whole column
    page = read_html(client.post(url, make_post(exercice, **{"S3-1__etat": "9 000 000"})))
    assert "La collectivité apporte moins de 50\u00a0% du total prévu\u00a0:" in page
    assert "La collectivité apporte moins de 50\u00a0% du total prévu de l’action" in page
    # Neither refuses to be stored: it is the transmission that waits.
    assert client.post(get_url(exercice), make_post(exercice, **{"S3-1__etat": "9000000"})).status_code == 302
    assert any("n’est pas le montant notifié" in m.libelle for m in list_manques(exercice, AT.date()))


def test_a_gap_beyond_the_threshold_opens_the_place_of_its_reason(client, agent, exercice, action):
    url = get_url(exercice, "brouillon_financement", "execute")
    donnees = make_post(exercice, "execute", **{"S3-1__etat": "1"})
    page = read_html(client.post(url, donnees))
    morceau = page.split(f'id="signaux-{action.pk}"')[1].split("</div>")[0]
    assert "data-ouvrir" in morceau
    assert "Il manque le motif et la justification" in morceau
    donnees |= type_in(
        exercice, {"S3-1__motif_ecart": "recrutement", "S3-1__justification_ecart": "Un poste\r\nvide."}
    )
    page = read_html(client.post(url, donnees))
    assert "Il manque le motif" not in page.split(f'id="signaux-{action.pk}"')[1].split("</div>")[0]
    assert client.post(get_url(exercice, colonne="execute"), donnees).status_code == 302
    action.refresh_from_db()
    assert (action.motif_ecart, action.justification_ecart) == ("recrutement", "Un poste\nvide.")
    faux = donnees | type_in(exercice, {"S3-1__motif_ecart": "la paresse"})
    assert client.post(get_url(exercice, colonne="execute"), faux).status_code == 422


def test_agreed_amounts_are_shown_with_the_reason_and_what_was_typed_over_them_is_said(
    client, agent, exercice, action
):
    ouverte = make_post(exercice, **{"S3-1__etat": "777"})
    exercice.prevu_fixe_le = date(2021, 5, 14)
    exercice.save()
    page = read_html(client.get(get_url(exercice)))
    assert "convenus depuis le 14/05/2021" in page
    assert f'name="{action.pk}-etat"' not in page
    assert f'name="{action.pk}-report"' in page
    reponse = client.post(get_url(exercice), ouverte)
    assert reponse.status_code == 422
    assert "«\xa0777\xa0» n’a plus sa place dans la grille" in read_html(reponse)
    assert f'name="{action.pk}-etat"' in read_html(client.get(get_url(exercice, colonne="execute")))


def test_what_was_typed_in_an_action_or_a_column_that_went_is_said_not_dropped(
    client, demo, agent, exercice, action
):
    caf = add_cofinanceur(by=agent, at=AT, exercice=exercice, nom="CAF")
    autre = exercice.actions.get(numero="S1-1")
    ouverte = make_post(exercice, **{f"S3-1__autres-{caf.pk}": "555", "S1-1__etat": "666"})
    remove_cofinanceur(by=agent, at=AT, exercice=exercice, partenaire=caf)
    autre.financements.all().delete()
    autre.delete()
    page = read_html(client.post(get_url(exercice), ouverte))
    assert "«\xa0555\xa0» n’a plus sa place" in page
    assert "«\xa0666\xa0» n’a plus sa place" in page
    assert page.count("n’a plus sa place") == 2  # what was only shown there is not said
    assert client.post(get_url(exercice), make_post(exercice)).status_code == 302


def test_a_column_is_added_and_taken_away_without_losing_what_is_typed(client, agent, exercice, action):
    donnees = make_post(exercice, **{"S3-1__report": "12"})
    client.post(get_url(exercice, "ajouter_cofinanceur"), donnees | {"cofinanceur": "Région <b>"})
    page = read_html(client.get(get_url(exercice)))
    assert escape("Région <b>") in page
    assert 'value="12"' in page
    region = Partenaire.objects.get(nom="Région <b>")
    retrait = get_url(exercice, "retirer_cofinanceur")
    donnees |= {f"{action.pk}-autres-{region.pk}": "3", "cofinanceur_retire": str(region.pk)}
    client.post(retrait, donnees)
    assert "videz-la" in read_html(client.get(get_url(exercice)))
    client.post(retrait, donnees | {f"{action.pk}-autres-{region.pk}": ""})
    region.refresh_from_db()
    assert not region.is_cofinanceur
    assert client.post(retrait, {"cofinanceur_retire": "abc"}).status_code == 404
    assert client.post(get_url(exercice, "ajouter_cofinanceur"), {"cofinanceur": " "}).status_code == 302


def test_those_who_only_read_see_the_same_grid_without_a_field(client, demo, exercice):
    client.force_login(demo.get_compte("prefecture.29"))
    for colonne in ("prevu", "execute"):
        page = read_html(client.get(get_url(exercice, colonne=colonne)))
        assert "La saisie est réservée aux agents de la collectivité." in page
        assert "816\u202f480,00\xa0€" in page
        assert 'inputmode="decimal"' not in page
    assert client.get("/conventions/29/2021/financement/depense/").status_code == 404


def test_spending_told_in_common_is_not_asked_of_each_convention(client, agent, exercice):
    exercice.rapport_commun = RapportCommun.objects.create(
        collectivite=exercice.convention.collectivite,
        dispositif=exercice.convention.dispositif,
        annee=2021,
        depense_commune=Decimal("1.00"),
    )
    exercice.save()
    assert not [m for m in list_manques(exercice, AT.date()) if "exécuté" in m.libelle]
    page = read_html(client.get(get_url(exercice, colonne="execute")))
    assert "déclarée en commun" in page
    assert "Montant exécuté à écrire" not in page


def test_what_is_missing_points_to_its_cell(client, agent, exercice):
    adresses = {m.libelle: m.url for m in list_manques(exercice, AT.date())}
    manquante = exercice.actions.get(numero="S5-1")
    url = next(
        url for libelle, url in adresses.items() if libelle.startswith("Action S5-1\xa0: le montant exécuté")
    )
    page, ancre = url.split("#")
    assert ancre == f"id_{manquante.pk}-etat"
    assert f'id="{ancre}"' in read_html(client.get(page))


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "[1]",
        "{",
        "null",
        '{"etat": 3}',
        '{"etat": "NaN"}',
        '{"etat": "1e9"}',
        "[" * 5000,
        '{"etat": "-1"}',
    ],
)
def test_what_a_page_had_seen_is_never_trusted(texte):
    assert read_montants_vus(texte) == {}


def test_a_request_that_hides_what_it_saw_cannot_write_over_anything(client, agent, exercice, action):
    donnees = {f"{action.pk}-etat": "5", f"{action.pk}-vu": json.dumps({"etat": "1.00"})}
    assert client.post(get_url(exercice), donnees).status_code == 422
    assert get_prevu(action) != 5


def test_the_grid_of_forty_actions_saves_and_shows_in_as_many_queries_as_that_of_five(
    client, agent, exercice, django_assert_max_num_queries
):
    obtenu = []
    url = get_url(exercice, colonne="execute")
    for nombre in (5, 40):
        add_actions(exercice, nombre)
        # Lines to create, lines to change, a draft to end; then the words of the gaps, which are of the actions.
        Financement.objects.filter(action__exercice=exercice, source="report").delete()
        champs = make_post(exercice, "execute")
        chiffres = [nom for nom in champs if not re.search("-(vu|motif_ecart|justification_ecart)$", nom)]
        with django_assert_max_num_queries(17) as montants:
            assert client.post(url, champs | dict.fromkeys(chiffres, "12,34")).status_code == 302
        champs = make_post(exercice, "execute")
        mots = {nom: "Un mot." for nom in champs if nom.endswith("justification_ecart")}
        with django_assert_max_num_queries(17) as textes:
            assert client.post(url, champs | mots).status_code == 302
        # All at once: lines to create, lines to change, words.
        Financement.objects.filter(action__exercice=exercice, source="report").delete()
        champs = make_post(exercice, "execute")
        tout = dict.fromkeys(chiffres, "12,34") | dict.fromkeys(mots, "Deux mots.")
        tout |= {nom: "56,78" for nom in chiffres if nom.endswith("-etat")}
        with django_assert_max_num_queries(17) as ensemble:
            assert client.post(url, champs | tout).status_code == 302
        # The page that says that it is saved also counts what is still missing: whether the référentiel of the year
        # before counts alike is one read.
        with django_assert_max_num_queries(16) as suite:
            assert client.get(url).status_code == 200
        with django_assert_max_num_queries(15) as lecture:
            assert client.get(url).status_code == 200
        obtenu.append((len(montants), len(textes), len(ensemble), len(suite), len(lecture)))
    assert obtenu == [(16, 15, 17, 15, 9)] * 2
    assert Financement.objects.filter(action__exercice=exercice, execute=Decimal("12.34")).count() == 120
