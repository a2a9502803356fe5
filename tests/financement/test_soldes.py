"""The unspent State credits of last year, carried over."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.calculations import Montants
from conventions.models import Exercice, Financement, Reprise
from conventions.queries.exercices import get_precedent
from financement.queries.soldes import CELLULE, list_soldes
from financement.soldes import compute_solde
from tests.cloture import reopen_closed
from tests.lecture import read

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
RIEN = (None, None)


@pytest.mark.parametrize(
    ("etat", "report", "solde"),
    [
        (("100", "60.01"), RIEN, "39.99"),
        (("100", "60"), ("20", "15"), "45"),
        (("100", "100"), ("20", "0"), "20"),
        (("100", "100.01"), RIEN, "0"),
        (("100", "120"), ("20", "0"), "0"),
        (("100", None), RIEN, None),
        (("100", "60"), ("20", None), None),
        (RIEN, ("20", "5"), "15"),
        (RIEN, RIEN, "0"),
    ],
    ids=[
        "to the cent", "with what was carried over", "credits of the year spent first", "more spent than given",
        "one source makes up for the other", "executed missing", "executed of the carry-over missing",
        "only a carry-over", "no credits",
    ],
)  # fmt: skip
def test_the_balance_of_an_action(etat, report, solde):
    lignes = [Montants(*(None if m is None else Decimal(m) for m in un)) for un in (etat, report)]
    assert compute_solde(*lignes) == (None if solde is None else Decimal(solde))


def list_lignes(demo):
    exercice = Exercice.objects.select_related("convention", "referentiel").get(pk=demo.brouillon.pk)
    return {s.precedente.numero: s for s in list_soldes(exercice, get_precedent(exercice))}


def make_post(soldes, *numeros):
    champs = {}
    for solde in soldes.values():
        if solde.is_proposable:
            pk = solde.action.pk
            champs |= {
                f"solde-{pk}": str(solde.montant),
                f"vu-{pk}": "" if solde.deja is None else str(solde.deja),
            }
            if solde.precedente.numero in numeros:
                champs[f"reporter-{pk}"] = "on"
    return champs


@pytest.fixture
def page(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    return reverse("conventions:soldes", args=["29", 2021])


def read_report(demo, numero):
    return Financement.objects.filter(
        action__exercice=demo.brouillon, action__numero=numero, source="report"
    ).values_list("prevu", flat=True).first()  # fmt: skip


def test_the_balance_is_shown_then_carried_over_where_one_ticks(client, demo, page):
    soldes = list_lignes(demo)
    choisi, laisse = [numero for numero, s in soldes.items() if s.is_proposable][:2]
    assert "Rien ne s’écrit avant" in read(client.get(page))
    assert read_report(demo, choisi) is None
    assert client.post(page, make_post(soldes, choisi)).status_code == 302
    assert read_report(demo, choisi) == soldes[choisi].montant
    assert read_report(demo, laisse) is None
    assert f"Déjà reporté sur {choisi}" in read(client.get(page))
    # Nothing left to tick: nothing is written.
    assert "Cochez au moins un solde" in read(client.post(page, make_post(list_lignes(demo))))


def test_an_amount_already_there_is_replaced_only_if_one_ticks(client, demo, page):
    numero, solde = next((n, s) for n, s in list_lignes(demo).items() if s.is_proposable)
    Financement.objects.create(action=solde.action, source="report", prevu=Decimal("1.23"))
    html = read(client.get(page))
    assert "porte déjà un report de 1,23 € : il n’est remplacé que si vous cochez" in html
    assert f'name="reporter-{solde.action.pk}" aria-describedby' not in html
    soldes = list_lignes(demo)
    assert soldes[numero].is_a_remplacer
    client.post(page, make_post(soldes))
    assert read_report(demo, numero) == Decimal("1.23")
    client.post(page, make_post(soldes, numero))
    assert read_report(demo, numero) == solde.montant


def test_what_somebody_typed_meanwhile_is_not_overwritten(client, demo, page):
    soldes = list_lignes(demo)
    numero, solde = next((n, s) for n, s in soldes.items() if s.is_proposable)
    envoi = make_post(soldes, numero)
    Financement.objects.create(action=solde.action, source="report", prevu=Decimal("500"))
    reponse = client.post(page, envoi)
    assert reponse.status_code == 422
    assert "saisi entre-temps" in read(reponse)
    assert read_report(demo, numero) == Decimal("500")


def test_a_balance_that_changed_meanwhile_is_read_again_before_it_is_written(client, demo, page):
    soldes = list_lignes(demo)
    numero, solde = next((n, s) for n, s in soldes.items() if s.is_proposable)
    envoi = make_post(soldes, numero)
    with reopen_closed():
        Financement.objects.filter(action=solde.precedente, source="etat").update(
            execute=solde.etat.execute - 1
        )
    reponse = client.post(page, envoi)
    assert reponse.status_code == 422
    assert "a changé pendant votre lecture" in read(reponse)
    assert read_report(demo, numero) is None


def test_each_balance_without_a_place_says_why(demo):
    # As before anybody says what becomes of the actions: they are followed by their number.
    demo.brouillon.reprises.all().delete()
    soldes = list_lignes(demo)
    premier, second, troisieme = [s for s in soldes.values() if s.is_proposable][:3]
    Reprise.objects.create(
        exercice=demo.brouillon, precedente=premier.precedente, choix="arretee", motif="Fin du projet."
    )
    with reopen_closed():
        Financement.objects.filter(action=second.precedente, source="etat").update(execute=None)
    troisieme.action.financements.all().delete()
    troisieme.action.numero = "Z-9"
    troisieme.action.save()
    soldes = list_lignes(demo)
    assert "arrêtée" in soldes[premier.precedente.numero].obstacle
    assert "Montant exécuté manquant" in soldes[second.precedente.numero].obstacle
    assert soldes[second.precedente.numero].montant is None
    assert "reprenez-la d’abord" in soldes[troisieme.precedente.numero].obstacle
    # A Reprise says where it goes on, whatever the number.
    Reprise.objects.create(
        exercice=demo.brouillon, precedente=troisieme.precedente, choix="gardee", action=troisieme.action
    )
    assert list_lignes(demo)[troisieme.precedente.numero].action.numero == "Z-9"


def test_who_may_not_read_last_year_does_not_see_its_balances(client, demo):
    client.force_login(demo.get_compte("commissaire.53"))
    adresse = reverse("conventions:soldes", args=["22", 2021])
    assert client.get(adresse).status_code == 200
    Exercice.objects.filter(convention__code="22", annee=2020).update(etat="a_completer")
    assert client.get(adresse).status_code == 404


def test_the_first_year_has_no_balance_to_carry_over(client, demo, page):
    assert client.get(reverse("conventions:soldes", args=["29", 2019])).status_code == 404


def test_the_state_sees_the_balances_and_ticks_nothing(client, demo, page):
    client.force_login(demo.get_compte("prefecture.29"))
    html = read(client.get(page))
    assert "À reporter sur" in html
    assert 'type="checkbox"' not in html
    assert CELLULE == "report.prevu"


def test_the_page_of_balances_asks_few_questions(client, demo, page):
    with CaptureQueriesContext(connection) as questions:
        client.get(page)
    assert len(questions) <= 14, len(questions)
