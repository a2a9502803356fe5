"""A partner renamed, or taken away: everywhere, or not at all."""

import pytest
from django.core.exceptions import ValidationError

from comptes.acces import Refus
from conventions.models import Financement, Partenaire
from conventions.operations.partenaires import delete_partenaire, rename_partenaire
from conventions.queries.partenaires import list_partenaires
from tests.conventions.fiches import AT, get_adresse
from tests.formulaires_lus import read_formulaire
from tests.gestes import confirm
from tests.lecture import read_html

# What a form and its page do is the same on any database.
pytestmark = pytest.mark.une_base


def test_a_partner_renamed_is_renamed_everywhere_but_never_into_another(agent, action, client):
    caf = Partenaire.objects.get(convention=action.exercice.convention, nom="CAF")
    with pytest.raises(ValidationError, match="déjà dans la liste"):
        rename_partenaire(
            by=agent, at=AT, exercice=action.exercice, partenaire=caf, vu="CAF", nom="pôle EMPLOI"
        )
    reponse = client.post(
        get_adresse(None, "renommer_partenaire", partenaire=caf.pk),
        {f"partenaire-{caf.pk}-nom": "Pôle emploi", f"partenaire-{caf.pk}-vu": "CAF"},
    )
    assert reponse.status_code == 422
    assert "Ce partenaire est déjà dans la liste." in read_html(reponse)
    reponse = client.post(
        get_adresse(None, "renommer_partenaire", partenaire=caf.pk),
        {f"partenaire-{caf.pk}-nom": "CAF du Finistère", f"partenaire-{caf.pk}-vu": "CAF"},
    )
    assert reponse.status_code == 302
    assert "CAF du Finistère" in [un.nom for un in action.partenaires.all()]


def test_a_partner_that_serves_stays_and_one_that_does_not_goes(agent, action, client):
    convention, exercice = action.exercice.convention, action.exercice
    inutile = Partenaire.objects.create(convention=convention, nom="Inutile")
    financeur = Partenaire.objects.create(convention=convention, nom="Financeur")
    Financement.objects.create(action=action, source="autres", partenaire=financeur, prevu=1)
    liste = {un.nom: un for un in list_partenaires(convention)}
    with pytest.raises(Refus, match="partenaire de"):
        delete_partenaire(by=agent, at=AT, exercice=exercice, partenaire=liste["CAF"])
    with pytest.raises(Refus, match="finance"):
        delete_partenaire(by=agent, at=AT, exercice=exercice, partenaire=liste["Financeur"])
    assert confirm(client, get_adresse(None, "retirer_partenaire", partenaire=inutile.pk)).status_code == 302
    assert "Inutile" not in {un.nom for un in list_partenaires(convention)}


def test_a_partner_of_another_convention_is_not_at_this_address(agent, action, client):
    ailleurs = Partenaire.objects.exclude(convention=action.exercice.convention).first()
    assert client.post(get_adresse(None, "retirer_partenaire", partenaire=ailleurs.pk)).status_code == 404


def test_a_partner_that_pays_since_the_page_was_opened_stays(agent, action):
    convention, exercice = action.exercice.convention, action.exercice
    financeur = Partenaire.objects.create(convention=convention, nom="Financeur")
    vu = list_partenaires(convention).get(pk=financeur.pk)
    Financement.objects.create(action=action, source="autres", partenaire=financeur, prevu=1)
    with pytest.raises(Refus, match="Il finance des actions"):
        delete_partenaire(by=agent, at=AT, exercice=exercice, partenaire=vu)


def test_a_ticked_partner_with_a_key_no_row_can_have_is_said(agent, action, client):
    champs = read_formulaire(client.get(get_adresse(action))) | {"choix_partenaires": ["9" * 25]}
    reponse = client.post(get_adresse(action), champs)
    assert reponse.status_code == 422
    assert "Un partenaire coché n’est plus dans la liste" in read_html(reponse)
