"""The simulation: term by term on known cases, and against an oracle written apart."""

from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from conventions.calculations import SOURCES, SOURCES_ETAT
from financement.parts import MontantPrevu, list_parts, list_parts_non_tenues
from financement.refaction import COLONNES, CreditsAction, compute_refaction, suppose_depense
from nombres.exacts import sum_known
from referentiels.definitions import Bareme
from referentiels.parts import ReglePart
from tests.ampleur import count_cas
from tests.financement.oracle_refaction import simuler

MOITIE = Bareme(Decimal("0.50"), "non_consomme", "")


def euros(texte):
    return None if texte is None else Decimal(texte)


def credits(numero="1", *, notifie="100", report=None, depense="200", depense_etat="100", incomplete=False):
    return CreditsAction(numero, *map(euros, (notifie, report, depense, depense_etat)), incomplete)


def compute(action, *, bareme=MOITIE, is_prolonge=False):
    return compute_refaction([action], bareme, is_prolonge).lignes[0]


@pytest.mark.parametrize(
    ("action", "is_prolonge", "attendu"),
    [
        pytest.param(
            credits(),
            False,
            ("100.00", "100", "0", "0", "0", "0"),
            id="half of what was spent justifies it all",
        ),
        pytest.param(
            credits(depense="150", depense_etat="75"),
            False,
            ("75.00", "75.00", "25.00", "25", "0", "25.00"),
            id="what was not spent is not justified",
        ),
        pytest.param(
            credits(depense="150", depense_etat="75"),
            True,
            ("75.00", "75.00", "25.00", "25", "25.00", "0.00"),
            id="the extension gives time to spend it",
        ),
        pytest.param(
            credits(depense="150", depense_etat="100"),
            True,
            ("75.00", "75.00", "25.00", "0", "0", "25.00"),
            id="the extension excuses no State money spent without the département's half",
        ),
        pytest.param(
            credits(depense="150", depense_etat="90"),
            True,
            ("75.00", "75.00", "25.00", "10", "10", "15.00"),
            id="a part of it may be carried over, the rest not",
        ),
        pytest.param(
            credits(notifie="100", report="40.01", depense="280.01", depense_etat="140"),
            False,
            ("140.01", "140.00", "0.01", "0.01", "0", "0.01"),
            id="half a cent is rounded up, and no more is justified than was spent",
        ),
        pytest.param(
            credits(depense="280", depense_etat="90"),
            False,
            ("140.00", "90", "10", "10", "0", "10"),
            id="what was not spent of the credits is not justified, whatever the others spent",
        ),
        pytest.param(
            credits(notifie=None, report="40", depense="0", depense_etat="0"),
            True,
            ("0.00", "0.00", "40.00", "40", "40.00", "0.00"),
            id="a carry-over alone is a credit too",
        ),
        pytest.param(
            credits(depense="300", depense_etat="120"),
            False,
            ("150.00", "100", "0", "0", "0", "0"),
            id="more than was available was spent: nothing is negative",
        ),
    ],
)
def test_each_term_of_the_simulation(action, is_prolonge, attendu):
    ligne = compute(action, is_prolonge=is_prolonge)
    termes = ("plafond", "justifie", "non_justifie", "non_consomme", "reporte", "refaction")
    assert tuple(getattr(ligne, terme) for terme in termes) == tuple(map(Decimal, attendu))
    assert ligne.motif == ""


def test_an_action_without_state_credit_has_nothing_to_justify():
    refaction = compute_refaction([credits(notifie=None), credits("2", depense="150")], MOITIE, False)
    assert [getattr(refaction.lignes[0], nom) for nom in COLONNES] == [None] * len(COLONNES)
    assert refaction.lignes[0].motif == "sans_credit"
    assert refaction.is_complete
    assert refaction.total.refaction == 25


@pytest.mark.parametrize(
    "manque", [{"depense": None, "depense_etat": None}, {"incomplete": True}, {"depense_etat": None}]
)
def test_a_missing_amount_is_never_a_debt_and_the_total_says_it_is_partial(manque):
    refaction = compute_refaction([credits(**manque), credits("2", depense="150")], MOITIE, False)
    ligne = refaction.lignes[0]
    assert (ligne.motif, ligne.disponible) == ("execute_manquant", 100)
    assert [getattr(ligne, nom) for nom in COLONNES[5:]] == [None] * 6
    assert not refaction.is_complete
    assert (refaction.total.disponible, refaction.total.refaction) == (100, 25)


def test_a_real_zero_is_not_a_missing_amount():
    refaction = compute_refaction([credits(depense="0", depense_etat="0")], MOITIE, False)
    assert refaction.is_complete
    assert refaction.total.refaction == 100


def test_nothing_is_an_empty_simulation():
    refaction = compute_refaction([], MOITIE, True)
    assert (refaction.lignes, refaction.total.refaction, refaction.is_complete) == ((), None, True)


def test_the_barème_is_what_the_référentiel_says():
    action = credits(depense="150", depense_etat="95")
    assert compute(action, bareme=replace(MOITIE, part_etat_max=Decimal("0.6"))).justifie == 90
    aucun = replace(MOITIE, report_prolongation="aucun")
    assert compute(action, bareme=aucun, is_prolonge=True).refaction == 25


def make_montant(hasard):
    """Cents: nothing, zero, a few, or up to what a column holds."""
    if hasard.random() < 0.08:
        return None
    return hasard.choice([0, hasard.randrange(100), hasard.randrange(10**7), hasard.randrange(10**14)])


def make_action(hasard):
    sources = [source for source in SOURCES if hasard.random() < 0.8] + ["autres"] * hasard.randrange(3)
    return [(source, make_montant(hasard), make_montant(hasard)) for source in sources]


def to_euros(centimes):
    return None if centimes is None else Decimal(f"{centimes}E-2")


def to_credits(cle, lignes, axe=""):
    """What the queries will make of the stored lines, on their own account."""
    prevus = {source: to_euros(prevu) for source, prevu, _ in lignes}
    executes = [(source, to_euros(execute)) for source, _, execute in lignes]
    return CreditsAction(
        cle,
        prevus.get("etat"),
        prevus.get("report"),
        sum_known(execute for _, execute in executes),
        sum_known(execute for source, execute in executes if source in SOURCES_ETAT),
        any(prevu is not None and execute is None for _, prevu, execute in lignes),
        axe,
    )


# Whose scope the simulation has: CALPAE, a France Travail plan with a volet of the State alone, a contrat local.
REGLES = [("ensemble", ()), ("axe", ("S2",)), ("action", ()), ("ensemble", ("S2",)), ("action", ("S1", "S2"))]


@pytest.mark.parametrize("precision", [28, 6])
def test_the_oracle_agrees_on_every_column_of_thousands_of_exercices_whatever_the_share_rule(precision):
    hasard = Random(304)
    vus = set()
    for cas in range(count_cas(2_000)):
        sur, sauf = REGLES[cas % len(REGLES)]
        actions = [make_action(hasard) for _ in range(hasard.randrange(6))]
        axes = [hasard.choice(("S1", "S2", "S3")) for _ in actions]
        part = hasard.choice([0, 333_333, 400_000, 500_000, 600_000, 1_000_000, hasard.randrange(1_000_001)])
        prolonge = hasard.random() < 0.5
        report = hasard.choice(["non_consomme", "aucun"])
        with localcontext(prec=precision):
            refaction = compute_refaction(
                [to_credits(n, *un) for n, un in enumerate(zip(actions, axes, strict=True))],
                Bareme(Decimal(f"{part}E-6"), report, "", sur, sauf),
                prolonge,
            )
        lignes, unites, total, complet = simuler(
            actions, part, prolonge, report, sur=sur, axes=axes, sauf=sauf
        )
        jugees = {un.numero: un for un in refaction.unites if not un.motif}
        assert list(jugees) == list(unites)
        assert [ligne.motif for ligne in refaction.lignes] == [ligne["motif"] for ligne in lignes]
        for calculee, attendue in zip(
            (*refaction.lignes, *jugees.values(), refaction.total),
            (*lignes, *unites.values(), total),
            strict=True,
        ):
            assert {nom: getattr(calculee, nom) for nom in COLONNES} == {
                nom: to_euros(attendue[nom]) for nom in COLONNES
            }
        assert refaction.is_complete is complet
        vus |= {(sur, ligne["motif"]) for ligne in lignes}
    assert vus == set(product(("ensemble", "axe", "action"), ("", "sans_credit", "execute_manquant")))


def make_plan_a_la_moitie(hasard, sur, axes):
    """Planned cents by action, where the collectivité brings exactly half of what `sur` says, others something."""
    plan = [
        {source: hasard.randrange(10**6) for source in ("etat", "report", "autres", "departement_nouveau")}
        for _ in axes
    ]
    for cle in dict.fromkeys({"ensemble": "", "axe": axe, "action": n}[sur] for n, axe in enumerate(axes)):
        siens = [
            lignes
            for n, (lignes, axe) in enumerate(zip(plan, axes, strict=True))
            if {"ensemble": "", "axe": axe, "action": n}[sur] == cle
        ]
        etat = sum(lignes["etat"] + lignes["report"] + lignes["autres"] for lignes in siens)
        propre = sum(lignes["departement_nouveau"] for lignes in siens[:-1])
        # The last one brings what is missing; where too much is there already, the others bring the rest.
        siens[-1]["departement_nouveau"] = max(0, etat - propre)
        siens[-1]["autres"] += max(0, propre - etat)
    return plan


@pytest.mark.parametrize("sur", ["ensemble", "axe", "action"])
def test_a_plan_at_exactly_half_executed_to_the_cent_has_nothing_to_simulate(sur):
    """Judged on one footing: what the rule of the plan accepts, the simulation does not take back."""
    hasard, regle = Random(2019), ReglePart("collectivite", Decimal("0.5"), sur=sur)
    for _ in range(count_cas(200)):
        axes = [hasard.choice(("S1", "S2")) for _ in range(hasard.randrange(1, 5))]
        plan = make_plan_a_la_moitie(hasard, sur, axes)
        montants = [
            MontantPrevu(str(n), axe, source, to_euros(cents))
            for n, (lignes, axe) in enumerate(zip(plan, axes, strict=True))
            for source, cents in lignes.items()
        ]
        assert {part.part for part in list_parts(regle, montants)} == {Fraction(1, 2)}
        assert list_parts_non_tenues([regle], montants) == []
        credits = [
            to_credits(str(n), [(source, cents, cents) for source, cents in lignes.items()], axe)
            for n, (lignes, axe) in enumerate(zip(plan, axes, strict=True))
        ]
        total = compute_refaction(credits, replace(MOITIE, portee=sur), False).total
        assert total.refaction == 0, plan


def test_the_plan_of_the_issue_at_half_of_the_whole_is_taken_nothing_back():
    """90,000 € were simulated of it, action by action."""
    deux = [
        credits("1", notifie="190000", depense="200000", depense_etat="190000"),
        credits("2", notifie="10000", depense="200000", depense_etat="10000"),
    ]
    assert compute_refaction(deux, MOITIE, False).total.refaction == 90_000
    ensemble = compute_refaction(deux, replace(MOITIE, portee="ensemble"), False)
    assert ensemble.total.refaction == 0
    assert [ligne.refaction for ligne in ensemble.lignes] == [None, None]
    assert [ligne.numero for ligne in ensemble.unites] == [""]


@pytest.mark.parametrize(
    ("action", "prevu", "attendu"),
    [
        pytest.param(credits(depense="200", depense_etat="50"), "400", "30.00", id="as today"),
        pytest.param(
            credits(depense=None, depense_etat=None), "400", "30.00", id="as planned: nothing is spent yet"
        ),
        pytest.param(credits(incomplete=True), "400", "30.00", id="as planned: an amount is missing"),
        pytest.param(
            credits(depense="0", depense_etat="0"), "400", "30.00", id="as planned: nothing was spent"
        ),
        pytest.param(credits(report="100"), None, "60.00", id="as today, without a plan"),
        pytest.param(credits(depense=None, depense_etat=None), None, "0.00", id="nothing to go by"),
        pytest.param(credits(depense="3", depense_etat="1"), None, "40.00", id="a third of it, to the cent"),
    ],
)
def test_the_state_s_part_of_a_supposed_spending(action, prevu, attendu):
    supposee = suppose_depense(action, Decimal("120"), euros(prevu))
    assert (supposee.depense, supposee.depense_etat, supposee.incomplete) == (120, Decimal(attendu), False)
    assert (supposee.notifie, supposee.report) == (action.notifie, action.report)
