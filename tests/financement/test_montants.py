"""Amounts, written by several people: merged, or refused in one sentence."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from comptes.acces import Refus
from conventions.models import Financement, Partenaire
from financement.operations.cofinanceurs import add_cofinanceur, remove_cofinanceur
from financement.operations.montants import record_montants
from financement.queries.montants import build_tableau_financier, list_colonnes
from saisie.comparaison import CasesModifiees
from tests.financement.grilles import AT, get_prevu


def test_two_agents_who_changed_other_cells_are_merged_silently(demo, exercice, action):
    agent, valideur = demo.get_compte("agent.29"), demo.get_compte("valideur.29")
    etat, neuf = (action.pk, "etat.prevu"), (action.pk, "departement_nouveau.prevu")
    vus = {etat: get_prevu(action), neuf: get_prevu(action, "departement_nouveau")}
    qui = {"at": AT, "exercice": exercice, "vus": vus}
    assert record_montants(by=agent, **qui, saisis=vus | {etat: Decimal("1.01")}) == 1
    assert record_montants(by=valideur, **qui, saisis=vus | {neuf: Decimal("2.02")}) == 1
    assert (get_prevu(action), get_prevu(action, "departement_nouveau")) == (Decimal("1.01"), Decimal("2.02"))


def test_a_cell_both_changed_is_a_conflict_and_nothing_of_the_second_is_stored(demo, exercice, action):
    agent, valideur = demo.get_compte("agent.29"), demo.get_compte("valideur.29")
    etat, neuf = (action.pk, "etat.prevu"), (action.pk, "departement_nouveau.prevu")
    vus = {etat: get_prevu(action), neuf: get_prevu(action, "departement_nouveau")}
    record_montants(by=agent, at=AT, exercice=exercice, vus=vus, saisis={etat: Decimal(1)})
    with pytest.raises(CasesModifiees) as conflit:
        record_montants(
            by=valideur, at=AT, exercice=exercice, vus=vus, saisis={etat: Decimal(2), neuf: Decimal(3)}
        )
    assert conflit.value.actuels == {etat: Decimal(1)}
    assert get_prevu(action, "departement_nouveau") == vus[neuf]
    # The same amount typed twice is no conflict.
    assert record_montants(by=valideur, at=AT, exercice=exercice, vus=vus, saisis={etat: Decimal(1)}) == 0


def test_an_amount_of_a_partner_who_is_gone_or_of_another_convention_is_said_and_not_stored(
    demo, exercice, action
):
    ailleurs = Partenaire.objects.create(convention=demo.transmis.convention, nom="Voisin")
    parti = Partenaire.objects.create(convention=exercice.convention, nom="Parti")
    cles = [ailleurs.pk, parti.pk]
    parti.delete()
    for cle in cles:
        with pytest.raises(ValidationError, match="Un cofinanceur de cette grille n’est plus dans la liste"):
            record_montants(
                by=demo.get_compte("agent.29"),
                at=AT,
                exercice=exercice,
                vus={},
                saisis={(action.pk, f"autres-{cle}.prevu"): Decimal(1)},
            )
    assert not Financement.objects.filter(partenaire__in=cles).exists()


def test_the_planned_amounts_of_the_state_do_not_change_by_typing_once_agreed(demo, exercice, action):
    exercice.prevu_fixe_le = date(2021, 5, 14)
    exercice.save()
    agent = demo.get_compte("agent.29")
    etat, report = (action.pk, "etat.prevu"), (action.pk, "report.prevu")
    vus = {etat: get_prevu(action)}
    with pytest.raises(Refus, match="convenus depuis le 14/05/2021"):
        record_montants(by=agent, at=AT, exercice=exercice, vus=vus, saisis={etat: Decimal(1)})
    assert record_montants(by=agent, at=AT, exercice=exercice, vus={}, saisis={report: Decimal(1)}) == 1


def test_an_impossible_amount_leaves_the_whole_grid_as_it_was(demo, exercice, action):
    agent = demo.get_compte("agent.29")
    avant = get_prevu(action)
    for impossible in (Decimal(-1), Decimal("1.001"), Decimal(10) ** 12):
        with pytest.raises(ValidationError):
            record_montants(
                by=agent,
                at=AT,
                exercice=exercice,
                vus={(action.pk, "etat.prevu"): avant},
                saisis={(action.pk, "etat.prevu"): Decimal(5), (action.pk, "report.prevu"): impossible},
            )
        assert get_prevu(action) == avant


def test_a_column_goes_only_when_no_year_has_an_amount_in_it(demo, exercice, action):
    agent = demo.get_compte("agent.29")
    caf = add_cofinanceur(by=agent, at=AT, exercice=exercice, nom="CAF du Finistère")
    assert add_cofinanceur(by=agent, at=AT, exercice=exercice, nom="caf du finistère") == caf
    assert [c.libelle for c in list_colonnes(exercice)][-2:] == [
        "CAF du Finistère",
        "État, report de l’an dernier",
    ]
    cellule = (action.pk, f"autres-{caf.pk}.prevu")
    record_montants(by=agent, at=AT, exercice=exercice, vus={}, saisis={cellule: Decimal(0)})
    with pytest.raises(ValidationError, match="sa colonne reste"):
        remove_cofinanceur(by=agent, at=AT, exercice=exercice, partenaire=caf)
    record_montants(by=agent, at=AT, exercice=exercice, vus={cellule: Decimal(0)}, saisis={cellule: None})
    remove_cofinanceur(by=agent, at=AT, exercice=exercice, partenaire=caf)
    assert "CAF du Finistère" not in [c.libelle for c in list_colonnes(exercice)]
    with pytest.raises(Refus):
        add_cofinanceur(by=demo.get_compte("prefecture.29"), at=AT, exercice=exercice, nom="X")


def test_an_amount_is_never_without_its_column(demo, exercice, action):
    partenaire = Partenaire.objects.create(convention=exercice.convention, nom="Sans colonne")
    Financement.objects.create(action=action, source="autres", partenaire=partenaire, prevu=Decimal(7))
    assert "Sans colonne" in [c.libelle for c in list_colonnes(exercice)]
    assert build_tableau_financier(exercice).sources[-2][1].prevu == 7
