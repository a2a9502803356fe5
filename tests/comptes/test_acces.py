"""Who has which perimeter, and what a write says of a row that went meanwhile."""

import pytest
from django.db import IntegrityError, transaction

from comptes.models import Utilisateur
from comptes.operations import Disparu, operation
from conventions.models import Action
from referentiels.models import Referentiel


def test_the_database_holds_role_and_perimeter_together(demo):
    with pytest.raises(IntegrityError, match="utilisateur_perimetre_du_role"), transaction.atomic():
        Utilisateur.objects.filter(email="agent.29@calpae.example").update(role="centrale")


@operation
def look_for(*, action, quoi):
    """What finds nothing: `quoi` says where it looks."""
    quoi.objects.get(pk=action.pk if quoi is Action else 0)


def test_a_row_that_is_missing_is_gone_meanwhile_only_if_it_is_the_one_that_was_acted_on(demo):
    action = demo.brouillon.actions.create(numero="X-1", axe="S4", titre="Une action que rien ne retient")
    with pytest.raises(Referentiel.DoesNotExist):
        look_for(action=action, quoi=Referentiel)
    Action.objects.filter(pk=action.pk).delete()
    with pytest.raises(Disparu):
        look_for(action=action, quoi=Action)
