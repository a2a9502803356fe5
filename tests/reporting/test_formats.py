"""How values read in French: exact, rounded once, half away from zero."""

import html
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template.loader import render_to_string

from conventions.calculations import name_source
from conventions.models import EtatAction, NatureAction, Regime, Source
from financement.controles import ALERTE, BLOQUANT, INFORMATION
from indicateurs.models import EtatValeur, Fiabilite, SourceValeur
from referentiels.definitions import NATURES_AXE
from reporting.contents import ContenuIndicateur, ContenuMesure
from reporting.explications import TERMES
from reporting.libelles import LIBELLES
from reporting.templatetags import affichage

NARROW, NBSP = "\u202f", "\u00a0"


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
    assert affichage.libelle("realisee") == "Réalisée"
    with pytest.raises(KeyError):
        affichage.libelle("inconnu")


def test_every_code_that_a_page_or_a_paper_reads_has_one_reading():
    lus = (
        EtatValeur, SourceValeur, Fiabilite, EtatAction, NatureAction, Regime,
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
    # A source is called after the party of its convention.
    assert all(name_source(source, "Métropole") for source in Source.values)


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
