"""Two people at the same instant, each in a transaction of their own: nothing is lost, nobody gets an error page.

On PostgreSQL only: an SQLite in memory belongs to one connection.
"""

from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from comptes.acces import Refus
from conventions.models import Exercice, Financement, Partenaire
from conventions.operations.partenaires import delete_partenaire
from conventions.queries.partenaires import list_partenaires
from financement.operations.cofinanceurs import add_cofinanceur
from financement.operations.montants import record_montants
from saisie.comparaison import CasesModifiees
from tests.concurrence import AT, get_exercice, get_gens, run_together


@pytest.fixture
def exercice(ensemble):
    return get_exercice()


@pytest.fixture
def gens(ensemble):
    return get_gens(ensemble)


def test_two_agents_on_other_cells_both_write_and_on_one_cell_one_is_told(exercice, gens):
    premiere, seconde, *_ = (action.pk for action in exercice.actions.all())
    cellules = [(pk, "report.prevu") for pk in (premiere, seconde)]
    Financement.objects.filter(action__exercice=exercice, source="report").delete()

    def write(par, montants):
        return partial(record_montants, by=par, at=AT, exercice=exercice, vus={}, saisis=montants)

    deux = [write(gens[rang], {cellules[rang]: Decimal(rang + 1)}) for rang in (0, 1)]
    assert run_together(*deux) == [1, 1]
    reports = Financement.objects.filter(source="report", action__in=(premiere, seconde))
    assert sorted(reports.values_list("prevu", flat=True)) == [1, 2]
    reports.delete()
    reponses = run_together(*(write(gens[rang], {cellules[0]: Decimal(rang + 1)}) for rang in (0, 1)))
    assert {type(une) for une in reponses} == {int, CasesModifiees}


def test_one_co_financer_named_at_once_from_two_years_is_one_partner(exercice, gens):
    Exercice.objects.filter(convention=exercice.convention, annee=2020).update(etat="brouillon")
    annees = [exercice, get_exercice(2020)]
    for essai in range(5):
        reponses = run_together(
            *(
                partial(add_cofinanceur, by=par, at=AT, exercice=un, nom=f"CAF {essai}")
                for par, un in zip(gens, annees, strict=True)
            )
        )
        assert [str(une) for une in reponses] == [f"CAF {essai}"] * 2
    assert Partenaire.objects.filter(nom__startswith="CAF ").count() == 5


def test_a_partner_taken_out_while_it_is_given_an_amount_is_one_or_the_other(exercice, gens):
    action = exercice.actions.first()
    for essai in range(5):
        partenaire = add_cofinanceur(by=gens[0], at=AT, exercice=exercice, nom=f"Fugace {essai}")
        vu = list_partenaires(exercice.convention).get(pk=partenaire.pk)
        saisis = {(action.pk, f"autres-{partenaire.pk}.prevu"): Decimal(1)}
        ecrit, retire = run_together(
            partial(record_montants, by=gens[0], at=AT, exercice=exercice, vus={}, saisis=saisis),
            partial(delete_partenaire, by=gens[1], at=AT, exercice=exercice, partenaire=vu),
        )
        if ecrit == 1:
            assert isinstance(retire, Refus)
            assert str(retire) == "Il finance des actions."
        else:
            assert isinstance(ecrit, ValidationError)
            assert retire is None
