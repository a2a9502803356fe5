"""Alsace 2020 as it was: one collectivité, two conventions, one report, and a spending nobody split.

Figures: 2 231 197,47 € (convention 67) and 1 162 693,62 € (convention 68) engaged, 6 096 409,53 € spent in common, one
report voted on 31 May 2021 by the commission permanente.
"""

from decimal import Decimal
from itertools import product

import pytest
from django.urls import reverse

from conventions.models import Exercice, RapportCommun
from financement.operations.montants import record_montants
from financement.queries.rapport_commun import get_depense_commune
from indicateurs.queries.manques import list_manques
from nombres.formats import nombre
from pilotage.queries.financement import build_consolidation
from reporting.queries.documents import build_rapport_commun
from tests.lecture import ESPACES, read
from tests.reporting.alsace import AT, DEPENSE, ENGAGEMENTS, get_exercice

pytestmark = pytest.mark.une_base


def test_every_page_tells_the_spending_in_common_and_splits_nothing(alsace):
    for nom, code in product(
        ("reporting:exercice", "reporting:rapport", "reporting:rapport_commun", "conventions:actions"),
        ENGAGEMENTS,
    ):
        page = read(alsace.get(reverse(nom, args=[code, 2020])))
        assert (
            "Dépense exécutée déclarée en commun : "
            f"<strong>{DEPENSE} € pour les conventions 67 et 68 réunies</strong>" in page
        ), (nom, code)
        assert "Elle n’est pas répartie entre les conventions et ne s’ajoute pas" in page, (nom, code)
        assert page.count(DEPENSE) == 1, (nom, code)
        assert "9 490 300" not in page, (nom, code)  # 3 393 891,09 + 6 096 409,53: it would mean nothing


def test_the_execution_tells_the_spending_in_common_beside_the_totals(alsace):
    for code in ENGAGEMENTS:
        page = read(alsace.get(reverse("reporting:execution", args=[code, 2020])))
        assert f"<strong>{DEPENSE} € pour les conventions 67 et 68 réunies</strong>" in page, code
        assert "<dt>Exécuté, toutes sources</dt><dd>non renseigné</dd>" in page, code
        assert page.count(DEPENSE) == 1, code
        assert "0,00 €" not in page, code


def test_the_simulation_says_why_a_spending_in_common_is_not_computed_by_action(alsace):
    for code in ENGAGEMENTS:
        page = read(alsace.get(reverse("reporting:simulation", args=[code, 2020])))
        assert f"déclarée en commun, {DEPENSE} € pour les conventions 67 et 68 réunies" in page, code
        assert "la simulation ne peut pas se calculer par action" in page, code
        assert "Réfaction simulée, partielle</dt><dd>non calculable" in page, code
        assert "0,00 €" not in page, code


@pytest.mark.parametrize("qui", ["agent", "centrale"])
def test_the_money_of_the_year_counts_the_spending_in_common_once_and_apart(alsace, gens, qui):
    Exercice.objects.filter(convention__code__in=ENGAGEMENTS, annee=2020).update(etat="transmis")
    consolidation = build_consolidation(gens[qui], 2020, "CALPAE")
    alsaciennes = [
        ligne
        for region in consolidation.regions
        for ligne in region.lignes
        if ligne.exercice.convention.code in ENGAGEMENTS
    ]
    dits = {ligne.exercice.convention.code: (ligne.notifie, ligne.montants.execute) for ligne in alsaciennes}
    assert dits == {code: (montant, None) for code, montant in ENGAGEMENTS.items()}
    assert consolidation.total.depense_commune == Decimal("6096409.53")
    alsace.force_login(gens[qui])
    page = read(alsace.get(reverse("reporting:financement"), {"annee": 2020, "dispositif": "CALPAE"}))
    assert f"{DEPENSE} € dépensés pour l’ensemble de ses conventions" in page
    assert "2 231 197,47 €" in page
    assert "1 162 693,62 €" in page
    # The spending in common was added to nothing: neither to what the two planned, nor to what they were notified.
    assert "9 490 300" not in page
    assert "12 884 191" not in page


def test_the_grid_keeps_each_convention_to_the_cent_and_does_not_ask_what_is_told_in_common(alsace):
    for code, montant in ENGAGEMENTS.items():
        page = read(alsace.get(reverse("conventions:financement", args=[code, 2020, "prevu"])))
        assert f'value="{nombre(montant, 2).translate(ESPACES)}"' in page
        assert "n’est pas le montant notifié" not in page
    page = read(alsace.get(reverse("conventions:financement", args=["67", 2020, "execute"])))
    assert "La dépense de l’année est déclarée en commun avec une autre convention" in page
    assert "Le montant exécuté manque" not in page


def test_each_convention_keeps_its_own_engagement(alsace):
    pages = {code: read(alsace.get(reverse("reporting:exercice", args=[code, 2020]))) for code in ENGAGEMENTS}
    assert "2 231 197,47 €" in pages["67"]
    assert "1 162 693,62 €" in pages["68"]
    assert "1 162 693,62" not in pages["67"]


def test_the_page_of_actions_shows_no_executed_amount_rather_than_zero(alsace):
    page = read(alsace.get(reverse("conventions:actions", args=["67", 2020])))
    assert "4 462 394,94 €" in page  # planned: the State's and the département's
    assert "0,00 €" not in page


def test_the_page_of_a_convention_names_the_other_one_and_the_vote_on_both(alsace):
    page = read(alsace.get(reverse("reporting:convention", args=["68"])))
    assert "Autres conventions du même territoire" in page
    assert "Bas-Rhin (67)" in page
    assert f"{DEPENSE} € pour les conventions 67 et 68 réunies" in page
    assert "N° CP-2021-5-1</a>, commission permanente" in page
    assert "31 mai 2021" in page
    assert "Le rapport d’exécution 2020</div>" in page
    assert "Le rapport d’exécution 2020 – Bas-Rhin (67)</div>" in page


def test_what_is_spent_in_common_need_not_be_said_action_by_action(alsace):
    manques = [manque.libelle for manque in list_manques(get_exercice("67"), AT.date())]
    assert not any("montant exécuté" in manque for manque in manques)
    RapportCommun.objects.update(depense_commune=None)
    manques = [manque.libelle for manque in list_manques(get_exercice("67"), AT.date())]
    assert any("montant exécuté" in manque for manque in manques)


@pytest.mark.parametrize(
    ("execute_67", "execute_68", "mots"),
    [
        (None, None, ""),
        ("4000000.00", None, "leur somme ne se compare pas"),
        ("4000000.00", "2096409.53", "donnent la même somme au centime"),
        ("4000000.00", "2096409.52", "soit 0,01 € de moins que la dépense commune"),
        ("4000000.00", "2096409.54", "soit 0,01 € de plus que la dépense commune"),
    ],
)
def test_the_amounts_of_the_actions_are_held_against_the_common_spending(
    alsace, gens, execute_67, execute_68, mots
):
    for code, montant in (("67", execute_67), ("68", execute_68)):
        exercice = get_exercice(code)
        action = exercice.actions.get()
        if montant is None:
            continue
        saisis = {
            (action.pk, "etat.execute"): Decimal(montant),
            (action.pk, "departement_nouveau.execute"): Decimal(0),
        }
        record_montants(by=gens["agent"], at=AT, exercice=exercice, vus={}, saisis=saisis)
    constat = get_depense_commune(get_exercice("67")).constat.translate(ESPACES)
    assert mots in constat if mots else constat == ""
    adresse = reverse("reporting:exercice", args=["67", 2020])
    assert not constat or constat in read(alsace.get(adresse))
    # The State reads what is said in common, not what the actions of the other convention say.
    alsace.force_login(gens["67"])
    page = read(alsace.get(adresse))
    assert DEPENSE in page
    assert not constat or constat not in page


def test_a_vote_on_one_of_the_two_is_not_that_of_their_common_report(alsace):
    def read_votes():
        exercices = [get_exercice(code) for code in ("67", "68")]
        commun = build_rapport_commun(exercices, AT.date())
        return [
            vote and vote.numero for vote in (commun.deliberation, *(r.deliberation for r in commun.rapports))
        ]

    assert read_votes() == ["CP-2021-5-1"] * 3
    Exercice.objects.filter(convention__code="68").update(deliberation=None)
    assert read_votes() == [None, "CP-2021-5-1", None]
