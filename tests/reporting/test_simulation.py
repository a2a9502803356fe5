"""The page of the simulation, how its amount is told, and « et si… »."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from django.urls import reverse

from comptes.models import Trace
from conventions.models import Financement, RapportCommun
from referentiels.definitions import Bareme
from reporting.contents import ContenuLigneBudget, compare_simulations, compute_simulation
from reporting.explications import explain_apports, explain_ligne, explain_simulation
from reporting.forms.simulation import HypothesesForm
from reporting.queries.documents import build_rapport
from reporting.queries.execution import build_execution
from tests.financement.oracle_refaction import simuler
from tests.lecture import read_html

# Its figures are written over, once handed over.
pytestmark = pytest.mark.usefixtures("sans_verrous")

D = Decimal
MOITIE = Bareme(D("0.50"), "non_consomme", "")


def get_page(client, qui, exercice, **parametres):
    client.force_login(qui)
    adresse = reverse("reporting:simulation", args=[exercice.convention.code, exercice.annee])
    return client.get(adresse, parametres)


def read_contenu(page):
    return re.search(r"<main.*</main>", read_html(page), re.DOTALL)[0]


class ActionSimulee:
    """The least a simulation needs of an action."""

    def __init__(self, numero, etat=(None, None), departement=(None, None), axe="S1"):
        self.numero, self.axe = numero, axe
        self.budget = tuple(
            ContenuLigneBudget(source=source, prevu=prevu and D(prevu), execute=execute and D(execute))
            for source, (prevu, execute) in (("etat", etat), ("departement_nouveau", departement))
        )


# --- What the page says --------------------------------------------------------------------------------------------


def test_the_département_and_the_préfecture_read_the_same_page_from_the_first_draft(client, demo):
    pages = [
        read_contenu(get_page(client, demo.get_compte(qui), demo.brouillon))
        for qui in ("agent.29", "prefecture.29")
    ]
    assert pages[0] == pages[1]
    assert "Simulation 2021" in pages[0]


def test_before_the_decision_the_amount_is_called_nothing_but_a_simulation(client, demo):
    page = read_contenu(get_page(client, demo.get_compte("agent.22"), demo.transmis))
    assert "30\u202f576,00\u00a0€" in page
    for mot in re.findall(r"[Rr]éfaction(?! simulée)[^.<]*", page):
        raise AssertionError(mot)


def test_what_cannot_be_computed_says_why_and_the_total_says_it_is_partial(client, demo):
    Financement.objects.filter(
        action__exercice=demo.transmis, action__numero__in=("S4-1", "S5-1"), source="etat"
    ).update(execute=None)
    page = read_contenu(get_page(client, demo.get_compte("agent.22"), demo.transmis))
    assert "Simulation partielle, montant exécuté manquant&nbsp;: S4-1, S5-1." in page
    assert "Réfaction simulée, partielle" in page
    assert "Total partiel" in page
    assert page.count("Non calculable&nbsp;: montant exécuté manquant") == 2


def test_a_common_report_that_is_not_split_says_why_nothing_is_computed_by_action(client, demo):
    exercice = demo.transmis
    exercice.rapport_commun = RapportCommun.objects.create(
        collectivite=exercice.convention.collectivite,
        dispositif="CALPAE",
        annee=2021,
        depense_commune=D("2540983.20"),
    )
    exercice.save()
    Financement.objects.filter(action__exercice=exercice).update(execute=None)
    page = read_contenu(get_page(client, demo.get_compte("agent.22"), exercice))
    assert "2\u202f540\u202f983,20\u00a0€" in page
    assert "pour les conventions 22 réunies" in page
    assert "la simulation ne peut pas se calculer par action" in page


def test_the_extension_carries_over_at_the_first_round_and_no_more_at_the_second(demo):
    exercice = demo.transmis
    exercice.prolonge_au = date(2022, 6, 30)
    premier = build_execution(exercice).simulation
    assert build_rapport(exercice, exercice.fin).simulation == premier
    exercice.is_second_arrete = True
    second = build_execution(exercice).simulation
    assert build_rapport(exercice, exercice.fin).simulation == second
    assert premier.total.reporte > 0
    assert premier.total.refaction == premier.total.non_justifie - premier.total.reporte
    assert (second.total.reporte, second.total.refaction) == (0, second.total.non_justifie)


# --- How the amount is obtained ------------------------------------------------------------------------------------


def test_the_total_is_told_term_by_term_with_its_numbers(demo):
    simulation = build_execution(demo.transmis).simulation
    termes = {terme.code: terme for terme in explain_simulation(simulation)}
    assert termes["disponible"].calcul == "1\u202f270\u202f080,00\u00a0€ notifiés"
    assert termes["plafond"].calcul.startswith("50\u00a0% × 2\u202f540\u202f983,20\u00a0€")
    assert termes["non_justifie"].calcul == "1\u202f270\u202f080,00\u00a0€ − 1\u202f239\u202f504,00\u00a0€"
    assert termes["refaction"].montant == simulation.total.refaction
    assert termes["depense_etat"].montant == D("1239504.00")
    assert termes["justifie"].phrase == (
        "Est justifié le plus petit de trois montants\u00a0: les crédits disponibles, le plafond, et ce qui a été "
        "dépensé sur ces crédits. La règle de part porte sur l’ensemble des actions\u00a0: le total s’y calcule en une "
        "fois, une action en compense une autre, et les lignes par action ne disent que ce qui fut disponible et "
        "dépensé."
    )
    assert termes["justifie"].calcul == (
        "le plus petit de 1\u202f270\u202f080,00\u00a0€, de 1\u202f270\u202f491,60\u00a0€ et de "
        "1\u202f239\u202f504,00\u00a0€"
    )
    assert explain_apports(simulation) == ""  # all is judged together


@pytest.mark.parametrize(
    ("portee", "sauf", "dites"),
    [
        (
            "action",
            (),
            [
                "une action n’en compense pas une autre",
                "somme action par action",
                "20,00 (1) + 10,00 (2) = 30,00 €",
            ],
        ),
        ("axe", (), ["un axe n’en compense pas un autre", "somme axe par axe", "30,00 (S1) = 30,00 €"]),
        (
            "ensemble",
            ("S2",),
            [
                "La règle ne dit rien de l’axe S2 : l’État peut y porter toute la dépense.",
                "30,00 (ensemble) = 30,00 €",
            ],
        ),
    ],
)
def test_what_is_judged_together_is_said_in_the_terms_and_in_the_sum(portee, sauf, dites):
    actions = [
        ActionSimulee("1", ("100", "80"), ("100", "100")),
        ActionSimulee("2", ("100", "90"), ("100", "100")),
        ActionSimulee("3", ("100", "100"), ("100", "100"), axe="S2"),
    ]
    simulation = compute_simulation(actions, replace(MOITIE, portee=portee, sauf=sauf), is_prolonge=False)
    termes = explain_simulation(simulation)
    texte = " ".join((*(f"{t.phrase} {t.calcul}" for t in termes), explain_apports(simulation)))
    assert all(dite in texte.replace("\u00a0", " ") for dite in dites), texte
    assert "None" not in texte


def test_an_action_is_told_as_one_formula_or_why_it_has_none():
    actions = [
        ActionSimulee("1", ("100", "80"), ("100", "60")),
        ActionSimulee("2", ("100", None), ("100", "60")),
        ActionSimulee("3", (None, None), ("100", "60")),
    ]
    simulation = compute_simulation(actions, MOITIE, is_prolonge=True)
    dites = [explain_ligne(ligne, MOITIE).replace("\u00a0", " ") for ligne in simulation.lignes]
    assert dites == [
        "Justifié : le plus petit de 100,00 €, de 70,00 € (50 % × 140,00 €) et de 80,00 € dépensés sur ces crédits. "
        "Réfaction simulée : 100,00 € − 70,00 € − 20,00 € reportés = 10,00 €.",
        "Non calculable : montant exécuté manquant.",
        "Sans crédit de l’État : rien à justifier.",
    ]


# --- « Et si… » ----------------------------------------------------------------------------------------------------


def test_what_is_supposed_is_shown_beside_what_is_and_stored_nowhere(client, demo):
    agent, avant = demo.get_compte("agent.22"), list(Financement.objects.order_by("pk").values())
    traces = Trace.objects.count()
    page = get_page(client, agent, demo.transmis, **{"execute-S1-1": "497 280", "prolongation": ""})
    contenu = read_contenu(page)
    totaux = {terme: montants for terme, *montants in page.context["comparaison"].totaux}
    assert totaux["refaction"] == [D("30576.00"), D("16749.19"), D("-13826.81")]
    assert totaux["depense"][1] - totaux["depense"][0] == D("497280") - D("468935.04")
    assert "Rien n’est enregistré" in contenu
    assert "?execute-S1-1=497+280#et-si" in contenu
    assert list(Financement.objects.order_by("pk").values()) == avant
    assert Trace.objects.count() == traces


def test_a_wrong_amount_is_said_beside_its_field_and_the_others_count(client, demo):
    parametres = {"execute-S1-1": "12,345", "execute-S4-1": "800000", "prolongation": "peut-être"}
    page = get_page(client, demo.get_compte("agent.22"), demo.transmis, **parametres)
    contenu = read_contenu(page)
    assert page.status_code == 200
    assert "se lit de deux façons" in contenu
    assert 'value="12,345"' in contenu
    assert "Choisissez avec ou sans prolongation." in contenu
    assert page.context["comparaison"].apres.par_action["S4-1"].depense == 800000
    assert page.context["comparaison"].apres.par_action["S1-1"].depense == D("468935.04")


def test_a_missing_amount_may_be_supposed_and_no_difference_is_made_with_a_partial_total(demo):
    Financement.objects.filter(action__exercice=demo.transmis, action__numero="S5-1").update(execute=None)
    execution = build_execution(demo.transmis)
    form = HypothesesForm({"execute-S5-1": "0"}, execution=execution)
    assert form.is_valid()
    assert form.depenses == {"S5-1": 0}
    comparaison = compare_simulations(execution, depenses=form.depenses, is_prolonge=False)
    apres = comparaison.apres.par_action["S5-1"]
    assert comparaison.apres.is_complete
    assert apres.non_consomme == apres.disponible
    assert {ecart for *_, ecart in comparaison.totaux} == {None}


def test_the_extension_may_be_supposed_on_or_off(client, demo):
    agent, refactions = demo.get_compte("agent.22"), {}
    for prolonge_au in (None, date(2022, 6, 30)):
        type(demo.transmis).objects.filter(pk=demo.transmis.pk).update(prolonge_au=prolonge_au)
        for choix in ("oui", "non"):
            page = get_page(client, agent, demo.transmis, prolongation=choix)
            refactions.setdefault(choix, set()).add(page.context["comparaison"].apres.total.refaction)
    assert refactions == {"oui": {D("0.00")}, "non": {D("30576.00")}}


@pytest.mark.parametrize(
    "parametres",
    [
        {"execute-": "1"},
        {"execute-S1-1": "9" * 4000},
        {"execute-S1-1": "\x00"},
        {"execute-S1-1": ["1", "2"]},
        {"execute-Z9": "1", "annee": "x"},
        {"prolongation": "x" * 3000},
        {"execute-S1-1": "٣", "execute-S4-1": "NaN", "execute-S5-1": "-1", "execute-S6-1": "1e9"},
    ],
)
def test_any_address_shows_the_page(client, demo, parametres):
    assert get_page(client, demo.get_compte("agent.22"), demo.transmis, **parametres).status_code == 200


def test_supposing_a_total_is_what_the_oracle_says_of_that_total():
    """The State's part of a supposed spending is that of today's; the terms then follow from §4."""
    hasard = Random(20210319)
    for _ in range(500):
        prevu, execute = (f"{hasard.randint(1, 10**7)}.{hasard.randint(0, 99):02}" for _ in range(2))
        action = ActionSimulee("1", (prevu, execute), (prevu, execute))
        suppose = D(hasard.randint(0, 10**10)) / 100
        ligne = compute_simulation([action], MOITIE, is_prolonge=True, depenses={"1": suppose}).lignes[0]
        # Half of today's spending is the State's; half a cent is rounded up.
        depense, disponible = int(suppose * 100), int(D(prevu) * 100)
        depense_etat = (depense + 1) // 2
        lignes = [("etat", disponible, depense_etat), ("departement_nouveau", 0, depense - depense_etat)]
        [attendue], *_ = simuler([lignes], 500_000, True, "non_consomme")
        assert ligne.refaction * 100 == attendue["refaction"]
