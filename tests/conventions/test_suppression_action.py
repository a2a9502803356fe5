"""Who may still delete an action, and what keeps one."""

from datetime import date

import pytest
from django.db.models import PROTECT

from avenants.models import Avenant
from comptes.acces import Refus
from conventions.models import Action, Financement, Reprise
from conventions.operations.actions import delete_action
from conventions.operations.pieces import record_piece_action
from tests.conventions.fiches import AT, NOTE, get_adresse
from tests.formulaires_lus import read_formulaire
from tests.gestes import confirm
from tests.lecture import read_html

# What a form and its page do is the same on any database.
pytestmark = pytest.mark.une_base


def give_evidence(agent, action, demo):
    record_piece_action(by=agent, at=AT, action=action, **NOTE)


def give_next_year(agent, action, demo):
    Reprise.objects.create(exercice=demo.transmis, precedente=action, choix="arretee", motif="Finie.")


def give_avenant(agent, action, demo):
    avenant = Avenant.objects.get(convention__code="29", numero=3)
    avenant.lignes_financement.get_or_create(action=action, source="etat", defaults={"montant": 1})


@pytest.mark.parametrize(
    ("retenir", "phrase"),
    [
        (give_evidence, "Des pièces sont jointes à cette action, retirez-les d’abord"),
        (give_next_year, "L’exercice suivant dit ce que devient cette action"),
        (give_avenant, "Un avenant porte sur cette action"),
    ],
)
def test_an_action_something_speaks_of_is_not_deleted_and_the_way_out_is_said(
    client, agent, action, demo, retenir, phrase
):
    Financement.objects.filter(action=action).delete()
    action.lignefinancement_set.all().delete()
    retenir(agent, action, demo)
    page = read_html(client.get(get_adresse(action)))
    assert phrase in page
    assert "déclarer abandonnée" in page
    assert "Supprimer cette action" not in page
    # Somebody else made it so since the page was opened: the refusal is on the page.
    reponse = confirm(client, get_adresse(action, "supprimer_action"))
    assert reponse.status_code == 422
    assert phrase in read_html(reponse)
    assert Action.objects.filter(pk=action.pk).exists()


def test_whatever_keeps_an_action_says_why():
    gardiens = [lien.related_model for lien in Action._meta.related_objects if lien.on_delete is PROTECT]
    assert len(gardiens) == len({modele.motif_de_garder for modele in gardiens}) > 1


def test_an_action_nothing_speaks_of_is_deleted(client, agent, action):
    Financement.objects.filter(action=action).delete()
    action.lignefinancement_set.all().delete()
    assert "Supprimer cette action" in read_html(client.get(get_adresse(action)))
    assert confirm(client, get_adresse(action, "supprimer_action")).status_code == 302
    assert not Action.objects.filter(pk=action.pk).exists()


def test_an_action_of_a_transmitted_exercice_is_not_deleted_by_who_opened_it_before(demo):
    action = demo.transmis.actions.first()
    action.exercice = demo.transmis
    action.exercice.etat = "brouillon"  # as it was when the page was opened
    with pytest.raises(Refus, match="ne se modifie plus"):
        delete_action(by=demo.get_compte("agent.22"), at=AT, action=action)


def test_the_state_s_agreed_credits_neither_go_nor_change_axe_with_a_fiche(agent, action, client):
    """Else they would move without the proof a redéploiement asks for."""
    type(action.exercice).objects.filter(pk=action.exercice.pk).update(prevu_fixe_le=date(2021, 5, 14))
    champs = read_formulaire(client.get(get_adresse(action)))
    reponse = client.post(get_adresse(action), champs | {"axe": "S2"})
    assert reponse.status_code == 422
    assert "sont convenus pour cette action dans l’axe S4" in read_html(reponse)
    Financement.objects.filter(action=action).exclude(source="etat").delete()
    Financement.objects.filter(action=action).update(execute=None)
    action.exercice.refresh_from_db()
    with pytest.raises(Refus, match="Des crédits de l’État sont convenus pour cette action"):
        delete_action(by=agent, at=AT, action=action)
    Financement.objects.filter(action=action).update(prevu=0)
    assert client.post(get_adresse(action), champs | {"axe": "S2"}).status_code == 302


def test_an_action_money_was_spent_on_is_not_deleted(demo):
    with pytest.raises(Refus, match="abandonnée"):
        delete_action(by=demo.get_compte("agent.29"), at=AT, action=demo.brouillon.actions.get(numero="S3-1"))
