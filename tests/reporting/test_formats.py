"""How values read in French: exact, rounded once, half away from zero."""

import html
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template.loader import render_to_string

from conventions.models import EtatAction, NatureAction, Regime, Source
from financement.controles import ALERTE, BLOQUANT, INFORMATION
from indicateurs.models import EtatValeur, Fiabilite, SourceValeur
from nombres.formats import date_courte, points, pourcent, pourcent_utile
from referentiels.definitions import NATURES_AXE
from reporting import formats
from reporting.contents import ContenuIndicateur, ContenuMesure
from reporting.explications import TERMES
from reporting.libelles import LIBELLES
from reporting.templatetags import affichage

NARROW, NBSP = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(9698, 11845), f"81,9{NBSP}%"),
        (Fraction(1), f"100,0{NBSP}%"),
        (Decimal("0.0005"), f"0,1{NBSP}%"),
        (Decimal("0.00049"), f"0,0{NBSP}%"),
        (Decimal("-0.12345"), f"−12,3{NBSP}%"),
        (0, f"0,0{NBSP}%"),
        (None, "—"),
    ],
)
def test_pourcent(value, expected):
    assert pourcent(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("0.032"), f"+3,2{NBSP}points"),
        (Decimal("-0.164"), f"−16,4{NBSP}points"),
        (Decimal("0.0195"), f"+2,0{NBSP}points"),
        (Decimal("0.0194"), f"+1,9{NBSP}point"),
        (Decimal("-0.01"), f"−1,0{NBSP}point"),
        (Decimal("0.0001"), f"0,0{NBSP}point"),
        (Fraction(0), f"0,0{NBSP}point"),
        (None, "—"),
    ],
)
def test_points(value, expected):
    assert points(value) == expected


def test_dates():
    assert date_courte(date(2021, 12, 1)) == "01/12/2021"
    assert date_courte(None) == "—"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'accueil d'un jeune", "l’accueil d’un jeune"),
        ("deux mesures : une ; deux !", f"deux mesures{NBSP}: une{NARROW}; deux{NARROW}!"),
        ("dit « le Département »", f"dit «{NBSP}le Département{NBSP}»"),
        ("909 028 habitants", f"909{NARROW}028 habitants"),
        ("en 2021 100 personnes", "en 2021 100 personnes"),
        ("50 % le 4 février", f"50{NBSP}% le 4{NBSP}février"),
        ("n° 3", f"n°{NBSP}3"),
        ("02 98 76 20 20", "02 98 76 20 20"),
        ("https://exemple.fr/a:b", "https://exemple.fr/a:b"),
        (None, ""),
    ],
)
def test_typographie(typed, printed):
    assert formats.typographie(typed) == printed


def line(nature="effectif", **mesure):
    return ContenuIndicateur(
        code="X",
        libelle="x",
        unite="u",
        nature=nature,
        resultat=ContenuMesure(**{"statut": "renseigne"} | mesure),
    )


@pytest.mark.parametrize(
    ("ligne", "expected"),
    [
        (line(numerateur=Decimal(1288)), f"1{NARROW}288"),
        (line("taux", numerateur=Decimal(1), denominateur=Decimal(3)), f"33,3{NBSP}%"),
        (line("moyenne", numerateur=Decimal(1288), denominateur=Decimal("22.5")), "57,2"),
        (line("taux", numerateur=Decimal(0), denominateur=Decimal(0)), "Non calculable"),
        (line("taux", numerateur=Decimal(1)), "Non calculable"),
        (line(statut="neant"), "0"),
        (line("taux", statut="neant"), "Néant confirmé"),
        (line(statut="vide"), "Non renseigné"),
        (line(statut="non_disponible", numerateur=Decimal(4)), "Non disponible"),
        (line(statut="non_concerne"), "Non concerné"),
    ],
)
def test_a_figure_reads_as_its_value_or_as_the_reason_why_there_is_none(ligne, expected):
    assert affichage.mesure(ligne.resultat, ligne) == expected


def test_no_figure_at_all_is_a_dash():
    assert affichage.mesure(None, line()) == "—"


def test_a_code_without_words_is_a_bug():
    assert affichage.libelle("etat") == "État"
    with pytest.raises(KeyError):
        affichage.libelle("inconnu")


def test_every_code_that_a_page_or_a_paper_reads_has_one_reading():
    lus = (
        EtatValeur, SourceValeur, Fiabilite, Source, EtatAction, NatureAction, Regime,
    )  # fmt: skip
    codes = [
        *(code for choix in lus for code in choix.values),
        *NATURES_AXE,
        *TERMES,
        BLOQUANT,
        ALERTE,
        INFORMATION,
    ]
    assert len(codes) == len(set(codes))
    assert {*codes, "calcul"} == set(LIBELLES)


@pytest.mark.parametrize(
    ("value", "au_plus", "expected"),
    [
        (Fraction(3, 10), 1, f"30{NBSP}%"),
        (Fraction(-5238, 10000), 1, f"−52,4{NBSP}%"),
        (Decimal("12.34567"), 1, f"1{NARROW}234,6{NBSP}%"),
        (Decimal("0.3325"), 2, f"33,25{NBSP}%"),
        (1, 2, f"100{NBSP}%"),
        (None, 2, "—"),
    ],
)
def test_a_percentage_has_the_decimals_it_needs(value, au_plus, expected):
    assert pourcent_utile(value, au_plus) == expected


def test_an_ordinal_ends_with_an_exponent_in_the_text_of_a_page_and_nowhere_else():
    page = '<p title="le 1er">le 1er mars, la 1re, les 1ers, le 2e et le 12e ; 9f3e, 21er, 100e</p><title>1er</title>'
    brut = '<textarea name="a">le 1er</textarea><option value="1er">1er</option><pre>1er</pre><input value="1er">'
    assert (
        formats.marque_ordinaux(page + brut)
        == (
            '<p title="le 1er">le 1<sup>er</sup> mars, la 1<sup>re</sup>, les 1<sup>ers</sup>, le 2<sup>e</sup> et le '
            "12<sup>e</sup> ; 9f3e, 21er, 100e</p><title>1er</title>"
        )
        + brut
    )


def test_the_first_of_a_month_that_django_wrote_gets_its_exponent():
    page = "<p>le 1 mars 2021, le 11 mars, le 1 avril</p><option>1 mars</option>"
    assert formats.marque_ordinaux(page) == (
        "<p>le 1<sup>er</sup> mars 2021, le 11 mars, le 1<sup>er</sup> avril</p><option>1 mars</option>"
    )


def test_data_have_the_french_typography_in_the_text_of_a_page_and_are_as_typed_in_a_field():
    page = (
        "<title>Côtes-d&#x27;Armor</title><p title=\"l'an\">l'an, l&#x27;« an », 5' et 'x' : n° 1 ; 5 % ?</p>"
    )
    page += "<option>d'or</option>"
    brut = "<textarea>l&#x27;an : « ici »</textarea><pre>l'an</pre><blockquote>l&#x27;an</blockquote>"
    brut += '<input value="l\'an">'
    assert formats.write_typographie(page + brut) == (
        "<title>Côtes-d’Armor</title><p title=\"l'an\">l’an, l’«\u00a0an\u00a0», 5' et 'x'\u00a0: n°\u00a01\u202f; "
        "5\u00a0%\u202f?</p><option>d’or</option>" + brut
    )


@pytest.mark.parametrize(
    ("valeur", "cible", "nature", "decimales", "lu"),
    [
        (Fraction(2999, 3000), Fraction(1), "taux", 0, ("99,97 %", "100,00 %", "−0,03 point")),
        (Fraction(9995, 10000), Fraction(1), "delai", 0, ("99,95 %", "100,00 %", "−0,05 point")),
        (Fraction(9999999, 10000000), Fraction(1), "taux", 0, ("< 100,0 %", "100,0 %", "< 0,01 point")),
        (
            Fraction(849499999, 10**9),
            Fraction(8495, 10**4),
            "delai",
            0,
            ("< 85,0 %", "85,0 %", "< 0,01 point"),
        ),
        (Fraction(1, 2), Fraction(17, 20), "taux", 0, ("50,0 %", "85,0 %", "−35,0 points")),
        (Fraction(300001, 100000), Fraction(3), "moyenne", 2, ("> 3,00", "3,00", "< 0,01")),
        (Fraction(299, 100), Fraction(3), "moyenne", 0, ("2,99", "3,00", "−0,01")),
        (Fraction(499, 5), Fraction(100), "effectif", 0, ("99,8", "100,0", "−0,2")),
        (Fraction(99), Fraction(100), "effectif", 0, ("99", "100", "−1")),
    ],
)
def test_a_missed_target_never_reads_as_reached(valeur, cible, nature, decimales, lu):
    dite = formats.read_face_a_la_cible(valeur, cible, nature, decimales, is_manquee=True)
    assert tuple(dit.replace(NBSP, " ") for dit in (dite.resultat, dite.cible, dite.ecart)) == lu


@pytest.mark.parametrize("nature", ["taux", "delai", "moyenne", "effectif"])
@pytest.mark.parametrize("decimales", [0, 1, 2, 3])
def test_however_near_its_target_a_miss_is_told_in_two_decimals(nature, decimales):
    """Never « 100,0 % · 0,0 point · cible non atteinte », never a figure too long for its column."""
    cibles = (Fraction(1), Fraction(17, 20), Fraction(8495, 10000), Fraction(1, 3), Fraction(0))
    for cible in cibles:
        for rang in range(1, 15):
            for ecart in (Fraction(-1, 10**rang), Fraction(5, 10**rang), Fraction(1, 3 * 10**rang)):
                dite = formats.read_face_a_la_cible(cible + ecart, cible, nature, decimales, is_manquee=True)
                assert dite.resultat != dite.cible
                assert re.search("[1-9]", dite.ecart), dite
                suites = re.findall(r",(\d+)", f"{dite.resultat} {dite.cible} {dite.ecart}")
                assert max(map(len, suites), default=0) <= max(decimales, 2), dite


def test_a_target_reached_is_told_in_its_usual_decimals():
    dite = formats.read_face_a_la_cible(Fraction(10**9 + 1, 10**9), Fraction(1), "taux", 0, is_manquee=False)
    assert dite == formats.ResultatEnMots(f"100,0{NBSP}%", f"100,0{NBSP}%", f"0,0{NBSP}point")


def test_a_document_shows_by_how_little_a_target_is_missed_and_nothing_more_of_the_other_years():
    ligne = ContenuIndicateur(
        code="R2",
        libelle="Orientés",
        unite="personnes",
        nature="taux",
        sens="hausse",
        resultat=ContenuMesure(statut="renseigne", numerateur=Decimal(2999), denominateur=Decimal(3000)),
        initiale=ContenuMesure(statut="renseigne", numerateur=Decimal(1), denominateur=Decimal(3)),
        cible=Fraction(1),
        cible_suivante=Fraction(1),
    )
    page = render_to_string("documents/_partials/ligne_indicateur.html", {"ligne": ligne})
    dits = re.findall(r"−?[\d,]+\xa0(?:%|point)", html.unescape(page))
    assert dits == ["33,3\xa0%", "99,97\xa0%", "100,00\xa0%", "−0,03\xa0point", "100,0\xa0%"]
