"""The simulation: term by term on known cases, and against an oracle written apart."""

from dataclasses import replace
from decimal import Decimal, localcontext
from random import Random

import pytest

from conventions.calculations import SOURCES, SOURCES_ETAT
from financement.refaction import COLONNES, CreditsAction, compute_refaction, suppose_depense
from nombres.exacts import sum_known
from referentiels.definitions import Bareme
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
            ("140.01", "140.01", "0.00", "0.01", "0", "0.00"),
            id="half a cent is rounded up, for the département",
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
    assert [getattr(refaction.lignes[0], nom) for nom in COLONNES] == [None] * 10
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
    assert [getattr(ligne, nom) for nom in COLONNES[4:]] == [None] * 6
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
    action = credits(depense="150", depense_etat="75")
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


def to_credits(cle, lignes):
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
    )


@pytest.mark.parametrize("precision", [28, 6])
def test_the_oracle_agrees_on_every_column_of_thousands_of_exercices(precision):
    hasard = Random(304)
    motifs = set()
    for _ in range(count_cas(2_000)):
        actions = [make_action(hasard) for _ in range(hasard.randrange(6))]
        part = hasard.choice([0, 333_333, 400_000, 500_000, 600_000, 1_000_000, hasard.randrange(1_000_001)])
        prolonge = hasard.random() < 0.5
        report = hasard.choice(["non_consomme", "aucun"])
        with localcontext(prec=precision):
            refaction = compute_refaction(
                [to_credits(n, lignes) for n, lignes in enumerate(actions)],
                Bareme(Decimal(f"{part}E-6"), report, ""),
                prolonge,
            )
        lignes, total, complet = simuler(actions, part, prolonge, report)
        assert [ligne.motif for ligne in refaction.lignes] == [ligne["motif"] for ligne in lignes]
        for calculee, attendue in zip((*refaction.lignes, refaction.total), (*lignes, total), strict=True):
            assert {nom: getattr(calculee, nom) for nom in COLONNES} == {
                nom: to_euros(attendue[nom]) for nom in COLONNES
            }
        assert refaction.is_complete is complet
        motifs |= {ligne["motif"] for ligne in lignes}
    assert motifs == {"", "sans_credit", "execute_manquant"}


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
