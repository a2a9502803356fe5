"""State credits moved from one axe to others: refused in words, or moved to the cent and frozen."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from comptes.acces import Refus
from comptes.gestes import Geste
from comptes.models import Trace
from conventions.models import Exercice, Financement, MouvementRedeploiement, Redeploiement
from financement.operations.redeploiement import record_redeploiement
from financement.queries.redeploiements import build_credits_deplacables
from tests.formulaires_lus import read_formulaire
from tests.lecture import read_html

AT = datetime(2021, 11, 1, 9, tzinfo=UTC)
PREUVE = {"nom_fichier": "cibles.csv", "type_contenu": "text/csv", "octets": b"indicateur;resultat\nP1;98"}
ADRESSE = reverse("conventions:redeploiements", args=["29", 2021])


@pytest.fixture
def agent(demo, client):
    agent = demo.get_compte("agent.29")
    client.force_login(agent)
    return agent


def get_pk(demo, numero):
    return demo.brouillon.actions.get(numero=numero).pk


def read_etat(exercice):
    lignes = Financement.objects.filter(action__exercice=exercice, source="etat")
    return {ligne.action.numero: ligne.prevu for ligne in lignes.select_related("action")}


def redeploy(demo, agent, mouvements, exercice=None, **autres):
    exercice = exercice or demo.brouillon
    options = {
        "constat": "98 % contre 95 % visés.",
        "cibles_atteintes": True,
        "vue": build_credits_deplacables(exercice).empreinte,
        **PREUVE,
    }
    mouvements = {get_pk(demo, numero): Decimal(montant) for numero, montant in mouvements.items()}
    return record_redeploiement(
        by=agent, at=AT, exercice=exercice, mouvements=mouvements, **(options | autres)
    )


def test_credits_move_to_the_cent_and_the_state_s_total_stays(demo, agent):
    avant = read_etat(demo.brouillon)
    fait = redeploy(demo, agent, {"S2-1": "-1000.01", "S4-1": "600.00", "S5-1": "400.01"})
    apres = read_etat(demo.brouillon)
    assert {numero: apres[numero] - avant[numero] for numero in avant if apres[numero] != avant[numero]} == {
        "S2-1": Decimal("-1000.01"),
        "S4-1": Decimal("600.00"),
        "S5-1": Decimal("400.01"),
    }
    assert sum(apres.values()) == sum(avant.values())
    assert sum(mouvement.montant for mouvement in fait.mouvements.all()) == 0
    assert bytes(fait.octets) == PREUVE["octets"]
    gestes = [trace.geste for trace in Trace.objects.about(demo.brouillon).filter(le=AT)]
    assert sorted(gestes) == [Geste.REDEPLOYER, Geste.SAISIR_MONTANTS]


def test_it_holds_once_the_state_s_amounts_are_agreed(demo, agent):
    Exercice.objects.filter(pk=demo.brouillon.pk).update(prevu_fixe_le=date(2021, 5, 14))
    redeploy(demo, agent, {"S2-1": "-1", "S4-1": "1"})
    assert Redeploiement.objects.filter(exercice=demo.brouillon).count() == 1


def test_an_action_the_state_planned_nothing_for_may_receive(demo, agent):
    Financement.objects.filter(action=get_pk(demo, "S5-1"), source="etat").delete()
    redeploy(demo, agent, {"S2-1": "-12.50", "S5-1": "12.50"})
    assert read_etat(demo.brouillon)["S5-1"] == Decimal("12.50")


@pytest.mark.parametrize(
    ("mouvements", "autres", "phrase"),
    [
        ({"S2-1": "-10", "S4-1": "10.01"}, {}, "pas équilibré"),
        ({"S2-1": "-10", "S1-1": "10"}, {}, "n’est pas dans l’exercice"),  # not an axe credits may go to
        ({"S4-1": "-10", "S5-1": "10"}, {}, "Seuls des crédits de l’axe S2"),
        ({"S2-1": "-999999999", "S4-1": "999999999"}, {}, "On ne peut pas en retirer"),
        ({"S2-1": "-10", "S4-1": "10"}, {"cibles_atteintes": False}, "déclarées atteintes"),
        ({"S2-1": "-10", "S4-1": "10"}, {"octets": b""}, "Joignez la preuve"),
        ({"S2-1": "-10", "S4-1": "10"}, {"constat": ""}, "ne peut pas être vide"),
        ({"S2-1": "-10", "S4-1": "10"}, {"vue": "1:2"}, "ont changé depuis"),
        ({}, {}, "Aucun montant"),
    ],
)
def test_what_breaks_a_rule_moves_nothing(demo, agent, mouvements, autres, phrase):
    avant = read_etat(demo.brouillon)
    with pytest.raises(ValidationError) as refus, transaction.atomic():
        redeploy(demo, agent, mouvements, **autres)
    assert phrase.casefold() in " ".join(refus.value.messages).casefold()
    assert read_etat(demo.brouillon) == avant
    assert not Redeploiement.objects.exists()


def test_the_same_page_sent_twice_moves_once(demo, agent):
    vue = build_credits_deplacables(demo.brouillon).empreinte
    redeploy(demo, agent, {"S2-1": "-10", "S4-1": "10"}, vue=vue)
    with pytest.raises(ValidationError, match="ont changé depuis"), transaction.atomic():
        redeploy(demo, agent, {"S2-1": "-10", "S4-1": "10"}, vue=vue)


def test_others_and_transmitted_exercices_are_refused(demo):
    with pytest.raises(Refus, match="agents de la collectivité"):
        redeploy(demo, demo.get_compte("prefecture.29"), {"S2-1": "-1", "S4-1": "1"})
    with pytest.raises(Refus, match="ne se modifie plus"):
        redeploy(demo, demo.get_compte("agent.22"), {}, exercice=demo.transmis, vue="")


def test_a_référentiel_without_the_rule_has_no_form(demo, agent, client):
    avant = Exercice.objects.get(convention__code="29", annee=2019)
    page = client.get(reverse("conventions:redeploiements", args=["29", 2019]))
    assert page.status_code == 200
    assert page.context["form"] is None
    assert avant.referentiel.definition.redeploiement is None


@pytest.mark.parametrize("ordre", ["update", "delete"])
@pytest.mark.parametrize("modele", [Redeploiement, MouvementRedeploiement])
def test_the_database_refuses_to_change_it(demo, agent, modele, ordre):
    redeploy(demo, agent, {"S2-1": "-10", "S4-1": "10"})
    table = modele._meta.db_table
    geste = f"UPDATE {table} SET id = id" if ordre == "update" else f"DELETE FROM {table}"
    with pytest.raises(DatabaseError, match="ne change plus"), transaction.atomic():
        connection.cursor().execute(geste)
    assert modele.objects.exists()


def test_an_action_a_redéploiement_moved_credits_of_is_not_deleted(demo, agent, client):
    redeploy(demo, agent, {"S2-1": "-10", "S5-1": "10"})
    Financement.objects.filter(action__exercice=demo.brouillon).update(execute=None)
    page = read_html(client.get(reverse("conventions:action", args=["29", 2021, "S5-1"])))
    assert "Un redéploiement porte sur cette action\u00a0: elle ne se supprime pas." in page


def test_the_page_says_each_refusal_at_its_place_and_keeps_what_was_typed(demo, agent, client):
    saisie = read_formulaire(client.get(ADRESSE))
    de, vers = (f"montant-{get_pk(demo, numero)}" for numero in ("S2-1", "S4-1"))
    saisie |= {de: "1 000,00", vers: "1 000,01", "constat": "Atteintes."}
    reponse = client.post(ADRESSE, saisie)
    form = reponse.context["form"]
    assert reponse.status_code == 422
    assert "dépassent de 0,01" in form.non_field_errors()[0]
    assert "déclarées atteintes" in form.errors["cibles_atteintes"][0]
    assert form.errors["fichier"] == ["Joignez la preuve que les cibles de l’axe S2 sont atteintes."]
    typed = read_formulaire(reponse)
    assert (typed[de], typed[vers], typed["constat"].strip()) == ("1 000,00", "1 000,01", "Atteintes.")
    # A file was chosen, the amounts cannot be read or are too many: the file is to be chosen again, and it is said.
    saisie |= {de: "999 999 999", vers: "1.000", "cibles_atteintes": "on"}
    fichier = SimpleUploadedFile("cibles.csv", PREUVE["octets"], "text/csv")
    form = client.post(ADRESSE, saisie | {"fichier": fichier}).context["form"]
    assert "On ne peut pas en retirer" in form.errors[de][0]
    assert "se lit de deux façons" in form.errors[vers][0]
    assert "Choisissez de nouveau" in form.errors["fichier"][0]
    assert not form.non_field_errors()
    assert not Redeploiement.objects.exists()


def test_the_page_moves_then_shows_what_was_moved_to_the_state_too(demo, agent, client):
    saisie = read_formulaire(client.get(ADRESSE))
    de, vers = (f"montant-{get_pk(demo, numero)}" for numero in ("S2-1", "S4-1"))
    saisie |= {de: "1 000,01", vers: "1 000,01", "constat": "98 % contre 95 %.", "cibles_atteintes": "on"}
    fichier = SimpleUploadedFile("cibles.csv", PREUVE["octets"], "text/csv")
    assert client.post(ADRESSE, saisie | {"fichier": fichier}).status_code == 302
    client.force_login(demo.get_compte("prefecture.29"))
    reponse = client.get(ADRESSE)
    page = read_html(reponse).replace("\u202f", " ").replace("\xa0", " ")
    for phrase in ("−1 000,01 €, retirés", "+1 000,01 €, ajoutés", "98 % contre 95 %.", "cibles.csv"):
        assert phrase in page, phrase
    assert reponse.context["form"] is None
    fait = Redeploiement.objects.get()
    preuve = client.get(reverse("conventions:preuve_redeploiement", args=["29", 2021, fait.pk]))
    assert preuve.content == PREUVE["octets"]
