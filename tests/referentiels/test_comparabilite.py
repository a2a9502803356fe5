"""May two figures be compared? Tables of cases, and what the pages make of them."""

from dataclasses import replace
from datetime import date

import pytest

from referentiels.comparabilite import (
    Methode,
    Repere,
    compare_definitions,
    compare_methodes,
    compare_redactions,
    compare_reperes,
    find_methode_commune,
    list_codes_rompus,
)
from referentiels.definitions import Indicateur
from referentiels.delais import Limite, RegleDelai

FLUX = Methode(
    "Jour de réception du flux de la CNAF", "Écartés des entrants", "Jour où le rendez-vous se tient"
)
DEMANDE = replace(FLUX, date_entree="Jour de la demande")
REGLE = RegleDelai("R2", "entree", "orientation", Limite(jours=30), frozenset(), "R1", None)
R2 = Indicateur(
    "R2", "S4", "delai", "hausse", "personnes", "Orientés à temps", "Entrée → orientation", True, 0, "", "", REGLE, None
)  # fmt: skip
A2 = replace(R2, code="A2", nature="taux", denominateur="A1", regle=None)


@pytest.mark.parametrize(
    ("declaration", "reference", "motifs"),
    [
        pytest.param(FLUX, FLUX, (), id="the same method compares"),
        pytest.param(
            None, FLUX, ("méthode non déclarée",), id="a method nobody declared compares with nothing"
        ),
        pytest.param(FLUX, None, (), id="without reference, a declared method has nothing against it"),
        pytest.param(
            DEMANDE,
            FLUX,
            ("autre date d’entrée (jour de la demande, et non jour de réception du flux de la CNAF)",),
            id="another entry date is said with both dates",
        ),
        pytest.param(
            replace(FLUX, droits_suspendus="Comptés parmi les entrants"),
            FLUX,
            ("droits suspendus comptés autrement (comptés parmi les entrants, et non écartés des entrants)",),
            id="suspended rights counted otherwise do not compare",
        ),
        pytest.param(
            replace(FLUX, rupture="Nouveau logiciel.", rupture_le=date(2021, 7, 1)),
            FLUX,
            ("rupture de série le 01/07/2021 (Nouveau logiciel)",),
            id="a rupture does not compare, even with the same method",
        ),
        pytest.param(
            replace(FLUX, rupture="Nouveau logiciel"),
            None,
            ("rupture de série (Nouveau logiciel)",),
            id="a rupture without a date needs no reference either",
        ),
        pytest.param(
            replace(FLUX, rupture="Autre"),
            replace(FLUX, rupture="Autre"),
            ("rupture de série (Autre)",),
            id="last year's rupture is no excuse for this year's",
        ),
        pytest.param(FLUX, replace(FLUX, rupture="Autre"), (), id="a rupture of last year ended last year"),
    ],
)
def test_methods(declaration, reference, motifs):
    assert compare_methodes(declaration, reference) == motifs


@pytest.mark.parametrize(
    ("indicateur", "reference", "motifs"),
    [
        pytest.param(R2, R2, (), id="the same definition compares"),
        pytest.param(
            R2,
            replace(R2, libelle="Orientés", definition="Autrement dit"),
            (),
            id="other words count the same",
        ),
        pytest.param(
            R2,
            replace(R2, regle=replace(REGLE, limite=Limite(mois=1))),
            ("autre limite (30 jours, et non 1 mois)",),
            id="thirty days are not a month",
        ),
        pytest.param(
            R2,
            replace(R2, regle=replace(REGLE, de="notification_droits")),
            ("autre départ (la date d’entrée, et non la notification d’ouverture des droits)",),
            id="another start does not compare",
        ),
        pytest.param(
            R2,
            replace(R2, regle=replace(REGLE, sauf_organismes=frozenset({"pole_emploi"}))),
            ("autres personnes écartées (aucune, et non orientées vers Pôle emploi)",),
            id="other persons left out do not compare",
        ),
        pytest.param(
            A2, replace(A2, denominateur="A0"), ("autre dénominateur (A1, et non A0)",), id="another divisor"
        ),
        pytest.param(
            A2,
            replace(A2, unite="familles"),
            (f"autre unité ({A2.unite}, et non familles)",),
            id="another unit",
        ),
        pytest.param(
            A2, R2, ("autre nature d’indicateur (taux, et non delai)",), id="another nature, and nothing more"
        ),
        pytest.param(R2, None, ("indicateur nouveau dans ce référentiel",), id="a new code has no past"),
    ],
)
def test_definitions(indicateur, reference, motifs):
    assert compare_definitions(indicateur, reference) == motifs


def test_other_words_are_said_though_they_count_the_same():
    avant = replace(R2, libelle="Orientés", definition="")
    assert compare_redactions(R2, avant) == (
        "libellé\u00a0: auparavant «\u00a0Orientés\u00a0»",
        "définition\u00a0: auparavant «\u00a0aucune\u00a0»",
    )
    assert compare_redactions(R2, R2) == ()


def repere(nom, methode, calcules=("R2",), **indicateurs):
    return Repere(nom, {"R2": R2, "A2": A2} | indicateurs, calcules, methode)


def test_the_method_counts_for_what_a_parcours_file_fills_and_for_nothing_else():
    ici, avant = repere("2021", DEMANDE), repere("2020", FLUX)
    assert not compare_reperes("R2", ici, avant).is_comparable
    assert compare_reperes("A2", ici, avant).is_comparable
    assert compare_reperes("A2", ici, avant).avec == "2020"


def test_last_year_must_have_declared_too():
    assert compare_reperes("R2", repere("2021", FLUX), repere("2020", None)).motifs == (
        "méthode non déclarée pour 2020",
    )
    assert compare_reperes("R2", repere("2021", None), repere("2020", None)).motifs == (
        "méthode non déclarée",
    )
    assert compare_reperes("R2", repere("2019", FLUX)).is_comparable


def test_the_common_method_is_the_most_declared_and_never_depends_on_the_order():
    assert find_methode_commune([DEMANDE, FLUX, None, FLUX]).choix == FLUX.choix
    assert find_methode_commune([FLUX, DEMANDE]) == find_methode_commune([DEMANDE, FLUX])
    assert find_methode_commune([None, None]) is None
    assert find_methode_commune([replace(DEMANDE, rupture="x")] * 2 + [FLUX]).choix == FLUX.choix


def test_a_first_exercice_breaks_no_series_and_what_is_new_is_not_broken():
    repere = Repere("2021", {"R2": R2, "A2": A2}, ("R2",), FLUX)
    assert list_codes_rompus(repere, None) == frozenset()
    avant = replace(repere, nom="2020", indicateurs={"R2": R2})
    assert list_codes_rompus(repere, avant) == frozenset()
    assert list_codes_rompus(repere, replace(avant, methode=DEMANDE)) == {"R2"}
    ailleurs = replace(repere, indicateurs={"A2": replace(A2, denominateur="P0")})
    assert list_codes_rompus(repere, ailleurs) == {"A2"}
