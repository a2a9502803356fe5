"""Where the marks of a chart stand, whatever they are given: within their frame, and in proportion."""

import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dessins.barres import Barres, Jauge, LigneDeBarres
from dessins.cadres import PETIT
from dessins.courbes import Courbes, RuptureDeSerie, Serie, Seuil
from dessins.distribution import HAUTEUR, LARGEUR, Distribution
from dessins.encres import ASPECTS, CIBLE
from dessins.multiples import Multiples
from dessins.nuage import HAUT, MARGE, SOL, NuageDePoints, Observation
from dessins.places import list_graduations, list_segments, place_part, round_up
from nombres.formats import MISSING, nombre, nombre_utile, pourcent
from nombres.quartiles import compute_quartiles
from tests.ampleur import count_cas
from tests.dessins.vitrine import ANNEES

VALEURS = st.fractions(-(10**12), 10**12) | st.fractions(-1, 1) | st.just(Fraction(0))
HOSTILE = settings(max_examples=count_cas(100), deadline=None)


# --- Curves --------------------------------------------------------------------------------------------------


@HOSTILE
@given(
    st.lists(st.lists(st.none() | VALEURS, min_size=4, max_size=4), max_size=4),
    st.lists(VALEURS, max_size=2),
    st.none() | st.fractions(0, 10),
    st.sampled_from(["normal", "petit"]),
)
def test_curves_stay_in_their_frame_and_higher_values_stand_higher(series, seuils, plafond, taille):
    courbes = Courbes(
        cle="c",
        titre="T",
        annees=ANNEES,
        series=tuple(Serie(f"S{n}", tuple(valeurs)) for n, valeurs in enumerate(series)),
        ecrire=nombre_utile,
        seuils=tuple(Seuil(f"L{n}", valeur) for n, valeur in enumerate(seuils)),
        plafond=plafond,
    )
    if taille == "petit":
        (courbes,) = Multiples(cle="m", titre="T", courbes=(courbes,)).panneaux
        assert courbes.cadre is PETIT
    cadre = courbes.cadre
    hauteurs = [m.y for m in courbes.marques] + [*courbes.lignes] + [g.place for g in courbes.graduations]
    assert all(type(y) is int and cadre.haut <= y <= cadre.sol for y in hauteurs)
    assert all(cadre.gauche <= m.x <= cadre.fin and 0 < m.y_texte < cadre.hauteur for m in courbes.marques)
    valeurs = [v for serie in reversed(courbes.series) for v in serie.valeurs if v is not None]
    places = sorted(zip(valeurs, (m.y for m in courbes.marques), strict=True))
    assert [y for _, y in places] == sorted((y for _, y in places), reverse=True)
    assert MISSING in str(courbes.build_releve()) or None not in sum((s.valeurs for s in courbes.series), ())


def draw(*valeurs, **autres):
    serie = Serie("S", tuple(None if v is None else Fraction(v) for v in valeurs), **autres)
    return Courbes(cle="c", titre="T", annees=ANNEES, series=(serie,), ecrire=nombre)


def test_a_line_joins_only_what_follows_and_compares():
    assert [(s.x1, s.x2) for s in draw(1, 2, 3, 4).segments] == [(92, 253), (253, 415), (415, 576)]
    assert [(s.x1, s.x2) for s in draw(1, 2, None, 4).segments] == [(92, 253)]
    assert [(s.x1, s.x2) for s in draw(1, 2, 3, 4, incomparables=frozenset({2})).segments] == [
        (92, 253),
        (415, 576),
    ]
    rompue = Courbes(
        cle="c", titre="T", annees=ANNEES, ecrire=nombre, ruptures=(RuptureDeSerie(2020, "autre limite"),),
        series=(Serie("A", (Fraction(1),) * 4), Serie("B", (Fraction(2),) * 4)),
    )  # fmt: skip
    assert len(rompue.segments) == 4 and rompue.coupures == (172,)
    assert "Rupture de série avant 2020\u00a0: autre limite." in rompue.description


def test_what_is_written_beside_two_values_of_a_year_is_on_the_side_of_each():
    haute, basse = Serie("A", (Fraction(2),)), Serie("B", (Fraction(1),), CIBLE)
    for series in ((haute, basse), (basse, haute)):
        marques = Courbes(cle="c", titre="T", annees=(2022,), series=series, ecrire=nombre).marques
        assert {m.texte: m.y_texte - m.y for m in marques} == {"2": -12, "1": 22}


def test_a_gap_is_said_and_never_zero():
    assert draw(1, None, 0, None).description == (
        "S\u00a0: 1 en 2019\u202f; pas de chiffre en 2020\u202f; 0 en 2021\u202f; pas de chiffre en 2022."
    )


@pytest.mark.parametrize(
    "faute",
    [
        {"series": (Serie("S", (Fraction(1),)),)},
        {"series": tuple(Serie(str(n), (None,) * 4) for n in range(len(ASPECTS) + 1))},
        {"series": (), "ruptures": (RuptureDeSerie(1999),)},
    ],
    ids=["a value is missing", "too many", "a break of no year"],
)
def test_what_cannot_be_drawn_is_refused(faute):
    with pytest.raises(ValueError, match=r"^c: "):
        Courbes(cle="c", titre="T", annees=ANNEES, ecrire=nombre, **faute)


# --- Dots ----------------------------------------------------------------------------------------------------


@HOSTILE
@given(
    st.lists(st.tuples(VALEURS, st.booleans()), max_size=60)
    | st.lists(st.just((Fraction(1), False)), max_size=150)
)
def test_dots_stay_in_their_frame_in_order_and_the_box_is_that_of_the_quartiles(valeurs):
    nuage = NuageDePoints(
        cle="n", titre="T", ecrire=nombre_utile, unite="départements",
        observations=tuple(Observation(valeur, is_sienne=sienne) for valeur, sienne in valeurs),
    )  # fmt: skip
    assert len(nuage.points) == len(valeurs)
    for point in nuage.points:
        assert type(point.x) is type(point.y) is int
        assert MARGE <= point.x <= nuage.fin and HAUT < point.y < SOL
    assert sorted(p.x for p in nuage.points) == sorted(nuage._axe.place(v) for v, _ in valeurs)
    if nuage.boite:
        debut, longueur, milieu = nuage.boite
        assert (
            min(p.x for p in nuage.points)
            <= debut
            <= milieu
            <= debut + longueur
            <= max(p.x for p in nuage.points)
        )
    assert nuage.description and len(nuage.build_releve().lignes) >= bool(valeurs)


@HOSTILE
@given(st.lists(VALEURS, min_size=1, max_size=20))
def test_quartiles_part_values_in_quarters(valeurs):
    bas, milieu, haut = compute_quartiles(valeurs)
    for part, seuil in ((Fraction(1, 4), bas), (Fraction(1, 2), milieu), (Fraction(3, 4), haut)):
        rang = part * (len(valeurs) - 1)
        assert sum(v < seuil for v in valeurs) <= ceil(rang)
        assert sum(v <= seuil for v in valeurs) >= floor(rang) + 1


def test_quartiles_are_those_of_a_spreadsheet():
    assert compute_quartiles([1, 2, 4, 7, Decimal("8.5")]) == (2, 4, 7)
    assert compute_quartiles([6, 1, 2, 4]) == (Fraction(7, 4), 3, Fraction(9, 2))
    assert compute_quartiles([5]) == (5, 5, 5) and compute_quartiles([]) is None


# --- Lengths -------------------------------------------------------------------------------------------------


def read_part(texte):
    assert re.fullmatch(r"\d+\.\d{4}%", texte)
    return Decimal(texte[:-1])


@HOSTILE
@given(st.lists(st.tuples(*[st.none() | VALEURS] * 3), max_size=5), st.booleans())
def test_bars_stay_in_their_cell_and_are_as_long_as_their_numbers(lignes, en_parts):
    barres = Barres(
        cle="b", titre="T", natures=("A", "B", "C"), is_en_parts=en_parts,
        lignes=tuple(LigneDeBarres(f"L{n}", nombres) for n, nombres in enumerate(lignes)),
    )  # fmt: skip
    for barre, nombres in zip(barres.barres, lignes, strict=True):
        positifs = [un for un in nombres if un is not None and un > 0]
        fins = [read_part(longueur.fin) for longueur in barre.bande.longueurs]
        assert len(fins) == len(positifs) and all(0 <= fin <= 100 for fin in fins) and fins == sorted(fins)
        if positifs and en_parts:
            assert fins[-1] == 100
        elif positifs:
            assert abs(Fraction(fins[-1]) / 100 - sum(positifs) / barres.plus_longue) < Fraction(1, 10**6)
        assert [dit for _, dit in barre.nombres] == [
            MISSING if un is None else nombre_utile(un) for un in nombres
        ]


def test_what_has_more_natures_than_looks_is_refused():
    with pytest.raises(ValueError, match="put some together"):
        Barres(cle="b", titre="T", natures=tuple("ABCDEFG"), lignes=())
    with pytest.raises(ValueError, match="a row has one number a nature"):
        Barres(cle="b", titre="T", natures=("A", "B"), lignes=(LigneDeBarres("L", (1,)),))


def test_a_gauge_without_a_value_or_a_target_draws_neither():
    assert Jauge(None, None, None).longueur is None and Jauge(None, None, None).repere == ""
    assert Jauge(Fraction(3, 2), Fraction(1, 3), False).longueur.largeur == "100.0000%"
    assert Jauge(Fraction(0), Decimal("0.333333"), True).repere == "33.3333%"


@HOSTILE
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=9))
def test_segments_follow_one_another_from_one_end_of_the_bar_to_the_other(parts):
    segments = list_segments(parts)
    if not any(parts):
        assert segments == ()
        return
    fin = Fraction(0)
    for (debut, longueur), part in zip(segments, parts, strict=True):
        assert debut == fin
        assert longueur * sum(parts) == part
        fin = debut + longueur
    assert fin == 1


# --- Distributions -------------------------------------------------------------------------------------------


@HOSTILE
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=20), st.integers(1, 150))
def test_bars_of_a_distribution_stand_in_their_frame_and_the_line_of_the_limit_parts_them(nombres, borne):
    tranches = [(7 * rang, 7 * rang + 6, combien) for rang, combien in enumerate(nombres)]
    dessin = Distribution(cle="d", titre="T", tranches=tranches, borne=borne, limite="30 jours")
    for barre, combien in zip(dessin.barres, nombres, strict=True):
        assert 0 <= barre.x < barre.x + barre.largeur <= LARGEUR
        assert 0 <= barre.y <= barre.y + barre.hauteur == HAUTEUR
        assert (barre.hauteur == 0) == (combien == 0)  # one case shows
        assert barre.is_dedans == (barre.a <= borne) == (barre.milieu < dessin.x_limite)
    assert not any(nombres) or max(barre.hauteur for barre in dessin.barres) == HAUTEUR


def test_nothing_to_draw_has_no_line():
    vide = Distribution(cle="d", titre="T", tranches=(), borne=30, limite="30 jours")
    assert vide.is_vide and vide.barres == () and "Personnes\u00a0: 0" in vide.description


# --- Scales --------------------------------------------------------------------------------------------------


@HOSTILE
@given(st.lists(VALEURS, min_size=1, max_size=5))
def test_graduations_are_round_evenly_apart_and_around_the_values(valeurs):
    rondes = list_graduations(valeurs)
    assert rondes[0] <= min(valeurs) and rondes[-1] >= max(valeurs) and 2 <= len(rondes) <= 7
    pas = rondes[1] - rondes[0]
    assert all(apres - avant == pas for avant, apres in pairwise(rondes))
    assert str((pas.numerator * 10**60) // pas.denominator).rstrip("0") in ("1", "2", "5")


def test_round_up():
    assert [round_up(Fraction(n)) for n in ("0", "1/3", "1", "3/2", "3", "7", "10", "11", "501")] == [
        1, 1, 1, 2, 5, 10, 10, 20, 1000,
    ]  # fmt: skip
    assert place_part(Fraction(2, 3)) == "66.6667%" and place_part(None) == "0.0000%" == place_part(
        Fraction(-1, 2)
    )


@pytest.mark.parametrize("valeur", [Fraction(0), Fraction(1, 2), Fraction(1)])
def test_a_part_alone_stands_in_the_whole_and_is_told_as_one(valeur):
    nuage = NuageDePoints(
        cle="n",
        titre="T",
        ecrire=pourcent,
        unite="départements",
        observations=(Observation(valeur),),
        plafond=Fraction(1),
    )
    dits = [dit for _, dit in nuage.graduations]
    assert (dits[0], dits[-1]) == ("0,0\u00a0%", "100,0\u00a0%")
    assert nuage.tell_valeurs() == f"Une seule valeur\u00a0: {pourcent(valeur)}."
