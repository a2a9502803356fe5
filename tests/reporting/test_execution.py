"""The execution of an exercice as one frozen tree, the page over it, and what it adds up to."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import (
    Action,
    Exercice,
    Financement,
    IndicateurPropre,
    Jalon,
    Partenaire,
    PieceAction,
    RapportCommun,
)
from reporting.contents import ContenuExecution, empreinte, from_dict, to_dict
from reporting.queries.execution import build_execution
from tests.reporting.exercices import add_montants, read_page

# Its figures are written over, once handed over.
pytestmark = pytest.mark.usefixtures("sans_verrous")

D = Decimal


@pytest.fixture
def exercice(demo):
    """The transmitted exercice of the 22, without the amounts of the demo."""
    Financement.objects.filter(action__exercice=demo.transmis).delete()
    return demo.transmis


def get_action(contenu, action):
    return next(une for une in contenu.actions if une.numero == action.numero)


def test_what_is_frozen_of_an_execution_reads_back_the_same(demo):
    for exercice in (demo.transmis, demo.brouillon, demo.valide):
        contenu = build_execution(exercice)
        relu = from_dict(ContenuExecution, to_dict(contenu))
        assert relu == contenu
        assert empreinte(relu) == empreinte(contenu)
        assert contenu.actions
        assert [action.numero for action, _ in contenu.actions_simulees] == [
            ligne.numero for ligne in contenu.simulation.lignes
        ]


def test_the_money_of_an_action_is_beside_what_it_reached_and_what_proves_it(demo, exercice):
    action = exercice.actions.first()
    autres = Partenaire.objects.create(
        convention=exercice.convention, nom="CAF de l’essai", is_cofinanceur=True
    )
    add_montants(
        action, etat=("100.00", "80.01"), departement_nouveau=("100.00", "60.00"), report=("10", "0")
    )
    Financement.objects.create(
        action=action, source="autres", partenaire=autres, prevu=D("5"), execute=D("5")
    )
    Jalon.objects.create(
        action=action, libelle="Recruter", prevu_le=date(2021, 3, 1), fait_le=date(2021, 4, 1)
    )
    Jalon.objects.create(action=action, libelle="Ouvrir", prevu_le=date(2021, 9, 1))
    Jalon.objects.create(action=action, libelle="Étendre", prevu_le=date(2022, 9, 1))
    IndicateurPropre.objects.create(action=action, libelle="Ateliers", cible=D("10"), resultat=D("9.99"))
    IndicateurPropre.objects.create(action=action, libelle="Visites", cible=D("3"), resultat=D("3"))
    IndicateurPropre.objects.create(action=action, libelle="Appels", cible=D("3"))
    PieceAction.objects.create(
        action=action,
        nom_fichier="preuve.pdf",
        type_contenu="application/pdf",
        octets=b"x",
        taille=1,
        empreinte="e",
        par=demo.get_compte("agent.22"),
        le=datetime(2022, 1, 5, tzinfo=UTC),
    )
    Action.objects.filter(pk=action.pk).update(indicateurs=["R2", "INCONNU"])
    contenu = build_execution(exercice)
    dite = get_action(contenu, action)
    assert (dite.total.prevu, dite.total.execute, dite.total.ecart) == (D("215.00"), D("145.01"), D("-69.99"))
    assert [(un.source, un.libelle) for un in dite.budget] == [
        ("etat", ""),
        ("departement_nouveau", ""),
        ("autres", "CAF de l’essai"),
        ("report", ""),
    ]
    assert dite.is_justification_attendue
    assert (dite.jalons_faits, len(dite.jalons)) == (1, 3)
    assert dite.pieces == contenu.pieces == 1
    # 9.99 of 10 is not reached; a figure without result is no answer. R2 is the référentiel's.
    assert [un.code for un in dite.indicateurs] == ["R2"]
    r2 = dite.indicateurs[0].cible_atteinte
    assert dite.cibles.atteintes == 1 + (r2 is True)
    assert dite.cibles.evaluees == 2 + (r2 is not None)
    # The rule is on the whole, and nothing else was spent.
    (simulee,) = contenu.simulation.unites
    assert contenu.simulation.par_action[action.numero].depense_etat == simulee.depense_etat == D("80.01")
    assert (simulee.notifie, simulee.report, simulee.disponible) == (D("100.00"), D("10.00"), D("110.00"))
    assert (simulee.depense, simulee.plafond, simulee.justifie) == (D("145.01"), D("72.51"), D("72.51"))
    assert (simulee.non_justifie, simulee.refaction) == (D("37.49"), D("37.49"))


def test_a_missing_amount_is_said_and_never_read_as_nothing(exercice):
    une, autre, *_ = exercice.actions.all()
    add_montants(une, etat=("100", "100"), departement_nouveau=("100", None))
    add_montants(autre, etat=("50", "50"), departement_nouveau=("50", "50"))
    contenu = build_execution(exercice)
    assert (contenu.total.execute, contenu.total.execute_partiel, contenu.total.taux) == (D(200), True, None)
    assert get_action(contenu, une).total.taux is None
    assert get_action(contenu, autre).total.taux == Fraction(1)
    assert not contenu.simulation.is_complete
    assert contenu.simulation.par_action[une.numero].motif == "execute_manquant"
    assert contenu.simulation.total.justifie == D("50.00")
    codes = {(constat.code, constat.numero) for constat in contenu.constats}
    assert ("execute_manquant", une.numero) in codes


def test_the_queries_of_an_execution_do_not_grow_with_its_actions(exercice):
    def count():
        exercice.refresh_from_db()
        with CaptureQueriesContext(connection) as requetes:
            build_execution(exercice)
        return len(requetes)

    add_montants(exercice.actions.first(), etat=("100", "80"))
    peu = count()
    partenaire = Partenaire.objects.create(convention=exercice.convention, nom="Un", is_cofinanceur=True)
    for rang in range(30):
        action = Action.objects.create(
            exercice=exercice, numero=f"Z{rang}", titre="t", axe="S4", nature="nouvelle", indicateurs=["R2"]
        )
        add_montants(action, etat=("100", "80"))
        Financement.objects.create(action=action, source="autres", partenaire=partenaire, prevu=D(5))
        Jalon.objects.create(action=action, libelle="j", prevu_le=date(2021, 3, 1))
    assert count() <= peu + 1  # the name of the partners, once
    assert peu <= 20


# --- The page ------------------------------------------------------------------------------------------------


def test_the_page_says_the_five_figures_and_what_is_still_to_justify(client, demo, exercice):
    une, autre, *_ = exercice.actions.all()
    Action.objects.filter(pk__in=(une.pk, autre.pk)).update(motif_ecart="", justification_ecart="")
    add_montants(une, etat=("1000.00", "500.00"), departement_nouveau=("1000.50", "1000.50"))
    add_montants(autre, etat=("10", "10"), departement_nouveau=("10", "10"))
    page = read_page(client, demo, "prefecture.22", "execution", "22", 2021)
    assert "<dt>Prévu, toutes sources</dt><dd>2 020,50 €</dd>" in page
    assert "<dt>Exécuté, toutes sources</dt><dd>1 520,50 €</dd>" in page
    assert "<dt>Taux d’exécution</dt><dd>75,3 %</dd>" in page
    assert f'<dt>Justifications manquantes</dt><dd>1 <span class="mention">action {une.numero}</span>' in page
    assert "À donner : l’écart dépasse 10 % du prévu" in page
    assert "La part prévue de l’État, 1 010,00 €, n’est pas le montant notifié" in page


def test_a_total_that_leaves_an_amount_out_says_so_and_has_no_rate(client, demo, exercice):
    add_montants(exercice.actions.first(), etat=("1000", None), departement_nouveau=("1000", "900"))
    page = read_page(client, demo, "agent.22", "execution", "22", 2021)
    assert "<dt>Taux d’exécution</dt><dd>non calculable</dd>" in page
    assert '900,00 € <span class="mention">au moins</span>' in page
    assert "Total partiel : un montant au moins n’est pas renseigné." in page


def test_what_two_conventions_spent_together_is_told_beside_the_totals(client, demo, exercice):
    commun = RapportCommun.objects.create(
        collectivite=exercice.convention.collectivite,
        dispositif="CALPAE",
        annee=2021,
        depense_commune=D("6096409.53"),
    )
    Exercice.objects.filter(pk=exercice.pk).update(rapport_commun=commun)
    add_montants(exercice.actions.first(), etat=("1000", "900"))
    page = read_page(client, demo, "agent.22", "execution", "22", 2021)
    assert "6 096 409,53 € pour les conventions 22 réunies" in page
    assert "ne s’ajoute pas aux montants exécutés des actions" in page
    assert "<dt>Exécuté, toutes sources</dt><dd>900,00 €</dd>" in page


def test_the_page_of_an_execution_asks_as_much_for_forty_actions(client, demo, exercice):
    client.force_login(demo.get_compte("agent.22"))

    def count():
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(reverse("reporting:execution", args=["22", 2021])).status_code == 200
        return len(requetes)

    add_montants(exercice.actions.first(), etat=("100", "80"))
    peu = count()
    for rang in range(40):
        action = Action.objects.create(
            exercice=exercice, numero=f"Z{rang}", titre="t", axe="S4", nature="nouvelle"
        )
        add_montants(action, etat=("100", "80"), departement_nouveau=("100", "80"))
    assert count() == peu <= 20
