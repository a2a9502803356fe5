"""Trajectories: gaps stay gaps, a projection is what its sentence says, a drawing stays in its frame."""

import itertools
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicateurs.calculations import Resultat
from indicateurs.trajectoire import (
    AnneeDeTrajectoire,
    Initiale,
    build_trajectoire,
    compute_initiale,
    compute_projection,
    draw_trajectoire,
)
from referentiels.mesures import Mesure

COMPARABLE, AUTRE = (), ("autre limite",)
VEILLE = date(2018, 12, 31)


def etapes(*valeurs, cibles=None, debut=2019):
    """Years from `debut`: a value, None, or (value, reasons)."""
    lues = []
    for rang, valeur in enumerate(valeurs):
        valeur, motifs = valeur if isinstance(valeur, tuple) else (valeur, ())
        resultat = None if valeur is None else Resultat("renseigne", None, None, Fraction(valeur))
        cible = cibles[rang] if cibles else None
        lues.append(
            AnneeDeTrajectoire(debut + rang, None if cible is None else Fraction(cible), resultat, motifs)
        )
    return lues


@pytest.mark.parametrize(
    ("valeurs", "proportion", "projetee"),
    [
        pytest.param(("1/2", "6/10", "7/10", None), True, "8/10", id="a steady rise goes on"),
        pytest.param(("1/2", "9/10", "6/10", None), True, "65/100", id="the mean of a rise and a fall"),
        pytest.param(("1/2", "7/10", "9/10", None), True, "1", id="a rate never passes 1"),
        pytest.param(("5/10", "2/10", "1/10", None), True, "0", id="a rate never falls below 0"),
        pytest.param((100, 150, 220, None), False, "280", id="a count has no ceiling"),
        pytest.param((100, 60, 20, None), False, "0", id="a count never falls below 0"),
        pytest.param((None, None, "1/2", None), True, None, id="one point is not enough"),
        pytest.param((None, None, None, None), True, None, id="no point is not enough"),
        pytest.param(
            ("1/2", None, "7/10", None), True, "8/10", id="a missing year between is passed over, not 0"
        ),
        pytest.param(("1/2", "6/10", None, None), True, "8/10", id="two years on from the last result"),
        pytest.param(
            ("1/10", ("5/10", AUTRE), "6/10", None), True, "7/10", id="what does not compare is left out"
        ),
        pytest.param(
            ("1/10", "5/10", ("6/10", AUTRE), None), True, None, id="a break just before leaves one point"
        ),
        pytest.param(
            ("1/2", "6/10", "7/10", "8/10"), True, None, id="a last year with its result is not projected"
        ),
    ],
)
def test_projection(valeurs, proportion, projetee):
    attendue = None if projetee is None else Fraction(projetee)
    assert compute_projection(etapes(*valeurs), proportion) == attendue


@given(
    st.lists(st.tuples(st.none() | st.fractions(0, 1000), st.booleans()), min_size=1, max_size=7),
    st.booleans(),
)
def test_projection_is_the_mean_yearly_change_carried_on(annees, proportion):
    lues = etapes(*((v, AUTRE if coupe else COMPARABLE) if v is not None else None for v, coupe in annees))
    # Another way to say it: the changes, year by year, spread over the years that each of them takes.
    serie = []
    for etape in lues:
        if etape.valeur is not None:
            serie = ([] if etape.motifs else serie) + [(etape.annee, etape.valeur)]
    changements = [
        (b - a) / (fin - debut)
        for (debut, a), (fin, b) in itertools.pairwise(serie)
        for _ in range(debut, fin)
    ]
    attendue = None
    if changements and serie[-1][0] < lues[-1].annee:
        moyenne = sum(changements) / len(changements)
        attendue = max(Fraction(0), serie[-1][1] + moyenne * (lues[-1].annee - serie[-1][0]))
        attendue = min(Fraction(1), attendue) if proportion else attendue
    assert compute_projection(lues, proportion) == attendue


TAUX = SimpleNamespace(code="R1", nature="taux", decimales=0, sens="hausse")


def draw(lues, depart=None):
    return draw_trajectoire(build_trajectoire(lues, True, depart), TAUX)


def test_the_line_joins_only_what_compares_and_follows():
    dessin = draw(etapes("1/10", "2/10", ("5/10", AUTRE), None, "6/10"))
    assert [(m.texte, m.is_comparable) for m in dessin.marques] == [
        ("10,0\u00a0%", True), ("20,0\u00a0%", True), ("≠ 50,0\u00a0%", False), ("60,0\u00a0%", True),
    ]  # fmt: skip
    # 2019-2020 only: 2021 does not compare, and nothing stands in 2022.
    assert [(s.x1, s.x2) for s in dessin.segments] == [(dessin.marques[0].x, dessin.marques[1].x)]


def test_what_started_it_and_where_it_leads_are_on_the_drawing():
    initiale = Fraction(1, 5)
    depart = Initiale(Resultat("renseigne", initiale, None, initiale), VEILLE)
    dessin = draw(etapes("3/10", "5/10", None, None, cibles=(None, None, "6/10", "1/2")), depart)
    assert dessin.annees == ("initiale", 2019, 2020, 2021, 2022)
    assert [mot for _, mot in dessin.legende] == ["Résultat", "Projection", "Situation initiale", "Cible"]
    assert dessin.description == (
        "Résultat\u00a0: 30,0\u00a0% en 2019\u202f; 50,0\u00a0% en 2020\u202f; "
        "pas de chiffre en 2021\u202f; pas de chiffre en 2022. Projection\u00a0: 90,0\u00a0% en 2022. "
        "Situation initiale\u00a0: 20,0\u00a0%. Cible\u00a0: pas de chiffre en 2019\u202f; "
        "pas de chiffre en 2020\u202f; 60,0\u00a0% en 2021\u202f; 50,0\u00a0% en 2022."
    )
    projetee = next(m for m in dessin.marques if m.texte.endswith(" projeté"))
    derniere = next(m for m in dessin.marques if m.texte.startswith("50,0") and m.aspect.is_pleine)
    # From the last result, across the year that has none, above its target.
    assert (derniere.x, derniere.y, projetee.x, projetee.y) in {
        (s.x1, s.y1, s.x2, s.y2) for s in dessin.segments
    }
    assert projetee.y_texte < projetee.y


def test_what_misses_its_target_is_not_read_as_it():
    dessin = draw(etapes("9996/10000", "9999999/10000000", "1", cibles=("1", "1", "1")))
    manques = (
        "Résultat\u00a0: 99,96\u00a0% en 2019\u202f; <\u00a0100,0\u00a0% en 2020\u202f; 100,0\u00a0% en 2021"
    )
    assert manques in dessin.description


def test_the_gap_is_exact_and_missing_without_a_target():
    avec, sans = etapes("2/3", "2/3", cibles=("1/3", None))
    assert avec.ecart == Fraction(1, 3)
    assert sans.ecart is None


def situation(haut, bas=None):
    mesure = Mesure("renseigne", Decimal(haut), None if bas is None else Decimal(bas))
    return SimpleNamespace(mesure=mesure, au=VEILLE)


def sans_chiffre(etat, moyenne_jours=None):
    return SimpleNamespace(mesure=Mesure(etat, moyenne_jours=moyenne_jours), au=VEILLE)


@pytest.mark.parametrize(
    ("nature", "situations", "valeur"),
    [
        pytest.param("effectif", {"X": situation(12)}, Fraction(12), id="a count is its number"),
        pytest.param("taux", {"X": situation(1, 3)}, Fraction(1, 3), id="a rate divides its own two numbers"),
        pytest.param("delai", {"X": situation(0, 4)}, Fraction(0), id="nobody in time is 0, not missing"),
        pytest.param(
            "moyenne", {"N": situation(9), "D": situation(2)}, Fraction(9, 2), id="a mean of two others"
        ),
        pytest.param(
            "moyenne", {"N": situation(9), "D": situation(0)}, None, id="dividing by 0 gives nothing"
        ),
        pytest.param("moyenne", {"N": situation(9)}, None, id="a mean lacks one of its two"),
        pytest.param("effectif", {}, None, id="nothing typed is nothing"),
        pytest.param(
            "effectif", {"X": sans_chiffre("non_disponible")}, None, id="what nobody knows is not 0"
        ),
        pytest.param(
            "delai", {"X": sans_chiffre("renseigne", Decimal(157))}, None, id="a mean of days is no rate"
        ),
        pytest.param(
            "moyenne", {"N": situation(9), "D": sans_chiffre("non_disponible")}, None, id="nor is one of two"
        ),
    ],
)
def test_initial_situation(nature, situations, valeur):
    indicateur = SimpleNamespace(code="X", nature=nature, numerateur="N", denominateur="D")
    initiale = compute_initiale(indicateur, situations)
    assert (initiale and initiale.resultat.valeur) == valeur
    dits = [un.mesure.etat for un in situations.values()]
    assert initiale is None or initiale.resultat.etat in dits
    if "non_disponible" in dits:
        assert initiale.resultat.etat == "non_disponible"
