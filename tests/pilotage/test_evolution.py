"""Several years of several conventions: as handed over, and à champ constant, counted a second way from the rows."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conventions.models import ETATS_TRANSMIS, Convention, Exercice, Memoire
from indicateurs.models import Cible, DeclarationMethode, Valeur
from pilotage.queries.evolution import load_evolutions
from referentiels.definitions import SeuilsEnsemble
from referentiels.models import Referentiel
from tests.reporting.exercices import clone_annee, clone_convention

# Its figures are written over, once handed over.
pytestmark = [pytest.mark.usefixtures("sans_verrous"), pytest.mark.une_base]

ANNEES = (2019, 2020, 2021)
REQUETES = 8


def load(codes=None, exercices=None, annees=ANNEES, **qui):
    exercices = Exercice.objects.all() if exercices is None else exercices
    lues = load_evolutions(exercices, "CALPAE", annees, codes, **qui)
    return {un.indicateur.code: un for un in lues}


@pytest.fixture
def france(demo):
    """The 22 over three years; the 35 the same, the 56 without 2020, the 67 that counts otherwise in 2021."""
    annees = list(Exercice.objects.filter(convention__code="22").order_by("annee"))
    for code, sauf in (("35", ()), ("56", (2020,)), ("67", ())):
        convention = clone_convention(demo.transmis, code)
        for un in annees:
            if un.annee not in sauf:
                autre = {"date_entree": "flux_cnaf"} if (code, un.annee) == ("67", 2021) else {}
                clone_annee(un, convention, **autre)
    return {un.annee: un for un in annees}


def count_a_second_way(code, terme):
    """(as handed over, à champ constant) by year, of the rows alone: a count, or what one count is to another."""
    chiffres = defaultdict(dict)
    for v in Valeur.objects.filter(
        exercice__etat__in=ETATS_TRANSMIS,
        code__in=[code, terme],
        etat__in=["renseigne", "provisoire", "neant"],
    ).select_related("exercice__convention"):
        chiffres[v.exercice.convention.code, v.exercice.annee][v.code] = Fraction(v.numerateur)
    complets = {cle for cle, un in chiffres.items() if {code, terme} <= un.keys() and un[terme]}
    fideles = {c for c, _ in complets if all((c, an) in complets for an in ANNEES)}

    def divide(cles):
        haut, bas = (sum(chiffres[cle][un] for cle in cles) for un in (code, terme))
        return haut / bas if bas else None

    return {
        annee: (
            divide([(c, an) for c, an in complets if an == annee]),
            divide([(c, an) for c, an in complets if an == annee and c in fideles]),
            len(fideles),
        )
        for annee in ANNEES
    }


def test_what_all_say_is_the_sum_of_the_rows_as_handed_over_and_of_the_same_ones(france):
    moindre = Exercice.objects.get(convention__code="56", annee=2019)
    Valeur.objects.filter(exercice=moindre).update(numerateur=7)
    lues = load()
    definition = france[2021].referentiel.definition
    taux = [
        un
        for un in definition.indicateurs.values()
        if un.nature == "taux"
        and un.code not in definition.codes_calcules
        and lues[un.code].periode == ANNEES
    ]
    assert len(taux) > 2
    differents = 0
    for un in taux:
        attendus = count_a_second_way(un.code, un.denominateur)
        for annee in lues[un.code].annees:
            transmis, constant, combien = attendus[annee.annee]
            assert (annee.transmis.valeur, annee.constant.valeur) == (transmis, constant), un.code
            assert annee.constant.comparables == combien == 3
            differents += transmis != constant
    assert differents  # the 56 counts in one and not in the other


def test_a_count_is_summed_over_those_that_have_every_year(france):
    Valeur.objects.filter(exercice__convention__code="35", exercice__annee=2020, code="F1").update(
        etat="non_disponible", numerateur=None
    )
    lue = load(["F1"])["F1"]
    fideles = ("22", "29", "67")
    # The draft of the 29 says nothing of 2021: it is in the list, not in the sum.
    assert lue.constantes == ("22", "67")
    for annee in lue.annees:
        rows = Valeur.objects.filter(
            code="F1", exercice__annee=annee.annee, exercice__convention__code__in=fideles
        )
        assert annee.constant.couverture == "2 conventions sur 5"
        assert annee.constant.valeur == sum(
            v.numerateur for v in rows.exclude(exercice__convention__code="29")
        )
    assert [annee.transmis.couverture for annee in lue.annees] == [
        "5 conventions sur 5",
        "3 conventions sur 4",
        "4 conventions sur 5",
    ]


def test_a_délai_counted_otherwise_breaks_its_own_line_and_leaves_the_constant_list(france):
    lue = load(["R3", "R4"])["R4"]
    series = {une.convention: une for une in lue.series}
    assert [bool(etape.motifs) for etape in series["22"].etapes] == [False, False, False]
    assert "autre date d’entrée" in series["67"].etapes[2].motifs[0]
    assert series["67"].comparables == {2019, 2020}
    assert lue.constantes == ("22", "35")
    assert lue.annees[2].constant.valeur == lue.annees[2].transmis.valeur  # the same two say 2021


def test_another_limit_begins_another_period(france):
    """R2: one month until 2020, thirty days since."""
    lue = load(["R2"])["R2"]
    assert lue.periode == (2021,)
    assert not lue.is_comparee
    assert "autre limite" in lue.annees[2].motifs[0]
    assert [annee.constant is None for annee in lue.annees] == [True, True, False]
    assert all("autre limite" in une.etapes[2].motifs[0] for une in lue.series if une.etapes[2].resultat)
    assert [marque.annee for marque in lue.trajectoire_transmise.etapes] == list(ANNEES)


def test_a_rupture_de_série_of_everybody_leaves_nobody_constant_and_no_sum(france):
    DeclarationMethode.objects.update(rupture="Nouveau logiciel", rupture_le=date(2021, 7, 1))
    lue = load(["R2"])["R2"]
    assert (lue.periode, lue.constantes, lue.is_comparee) == ((), (), False)
    assert all(annee.transmis.valeur is None and annee.constant is None for annee in lue.annees)


def test_who_may_read_a_draft_reads_its_figure_and_no_sum_counts_it(demo, france):
    brouillon = demo.brouillon
    agent = demo.get_compte("agent.29")
    champs = {"etat": "renseigne", "numerateur": 12, "par": agent, "le": demo.document.le}
    Valeur.objects.update_or_create(exercice=brouillon, code="F1", defaults=champs)
    siens = Exercice.objects.visible_to(agent)
    sienne = load(["F1"], siens, lecteur=agent)["F1"]
    assert sienne.series[0].get_resultat(2021).numerateur == 12
    assert sienne.annees[2].transmis.comparables == 0
    publique = load(["F1"], siens)["F1"]
    assert publique.series[0].get_resultat(2021) is None


def test_the_target_of_a_year_is_the_one_its_closed_exercice_knows(france):
    Cible.objects.filter(convention__code="22", code="F1").update(valeur=1)
    Memoire.objects.create(exercice=france[2020], sujet="cible", cle="F1.2020", valeur="83")
    serie = load(["F1"])["F1"].series[0]
    assert [etape.cible for etape in serie.etapes] == [1, 83, 1]


def test_a_convention_goes_on_with_the_one_it_takes_over_from(france):
    ancienne = Convention.objects.get(code="35")
    suite = clone_convention(france[2021], "68")
    Convention.objects.filter(pk=suite.pk).update(
        code="56-B", precedente=ancienne, departement=ancienne.departement
    )
    Exercice.objects.filter(convention=ancienne, annee=2021).update(convention=suite)
    lue = load(["F1"])["F1"]
    assert [une.convention for une in lue.series] == ["22", "29", "56", "56-B", "67"]
    serie = lue.series[3]
    assert all(etape.valeur for etape in serie.etapes)


def test_nothing_to_read_is_nothing_said(demo):
    assert load(exercices=Exercice.objects.none()) == {}
    assert load_evolutions(Exercice.objects.all(), "INCONNU", ANNEES) == ()
    seule = load(["F1"], annees=(2018, 2019))["F1"]
    assert seule.periode == (2019,)
    assert seule.annees[0].transmis.couverture == "0 convention sur 0"


def test_the_queries_grow_neither_with_the_conventions_nor_with_the_years(demo):
    def count(annees, codes=None):
        with CaptureQueriesContext(connection) as questions:
            load(codes, annees=annees)
        return len(questions)

    peu = count((2021,), ["F1"])
    annees = list(Exercice.objects.filter(convention__code="22"))
    for code in ("35", "56", "67", "68", "75", "13"):
        convention = clone_convention(demo.transmis, code)
        for un in annees:
            clone_annee(un, convention)
    assert peu == count(ANNEES) <= REQUETES


def test_a_référentiel_nobody_of_the_list_follows_is_what_it_is_compared_with(demo, france):
    """The list is one département, that follows last year's text: the others count thirty days."""
    Exercice.objects.filter(convention__code="22", annee=2021).update(
        referentiel=Referentiel.objects.get(code="2020-02-12")
    )
    lue = load(["R2", "F1"], Exercice.objects.filter(convention__code="22"))
    assert lue["R2"].series[0].comparables == {2019, 2020}
    assert lue["F1"].series[0].comparables == {2019, 2020, 2021}
    assert lue["R2"].annees[2].transmis.valeur is None


def test_the_constant_list_says_when_it_is_too_small(france):
    constant = load(["F1"])["F1"].annees[0].constant
    assert constant.seuils == SeuilsEnsemble(Decimal("0.5"), 30)
    assert constant.manque == ""
