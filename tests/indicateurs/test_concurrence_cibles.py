"""Two people at the same instant on targets, initial situations, the name of a partner: one writes, the other is told.

On PostgreSQL only (tests/concurrence.py).
"""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from comptes.operations import ModifieEntreTemps
from conventions.models import Exercice, Memoire, Partenaire
from conventions.operations.partenaires import rename_partenaire
from indicateurs.models import Cible, SituationInitiale
from indicateurs.operations.cibles import record_cibles
from indicateurs.operations.situation import record_situations
from indicateurs.queries.cadre import CHAMPS_SITUATION
from saisie.comparaison import CasesModifiees
from tests.concurrence import AT, get_exercice, get_gens, run_together

FOIS = 10


@pytest.fixture
def exercice(ensemble):
    return get_exercice()


@pytest.fixture
def gens(ensemble):
    return get_gens(ensemble)


@pytest.fixture
def ouverts(exercice):
    """Two exercices of the convention, both open."""
    Exercice.objects.filter(convention=exercice.convention, annee=2020).update(etat="brouillon")
    return [exercice, get_exercice(2020)]


def write_cible(par, ouvert, rang, vu):
    return partial(
        record_cibles,
        by=par,
        at=AT,
        exercice=ouvert,
        vus={("R4", 2022): vu},
        saisis={("R4", 2022): Decimal(rang) / 1000},
    )


def write_situation(par, ouvert, rang, vu):
    champs = {"au": date(2018, 12, 31), "numerateur": Decimal(rang), "denominateur": Decimal(1000)}
    champs |= {"etat": "renseigne", "moyenne_jours": None}
    return partial(record_situations, by=par, at=AT, exercice=ouvert, vus={"R4": vu}, saisis={"R4": champs})


def write_nom(par, ouvert, rang, vu):
    partenaire = Partenaire.objects.filter(convention=ouvert.convention).order_by("pk").first()
    return partial(
        rename_partenaire, by=par, at=AT, exercice=ouvert, partenaire=partenaire, vu=vu, nom=f"Nom {rang}"
    )


def read_cible(convention):
    return Cible.objects.filter(convention=convention, code="R4", annee=2022).first().valeur


def read_situation(convention):
    lue = SituationInitiale.objects.filter(convention=convention, code="R4").values(*CHAMPS_SITUATION)
    return lue.first()


def read_nom(convention):
    return Partenaire.objects.filter(convention=convention).order_by("pk").first().nom


@pytest.mark.parametrize(
    ("write", "lire", "conflit"),
    [
        (write_cible, read_cible, CasesModifiees),
        (write_situation, read_situation, CasesModifiees),
        (write_nom, read_nom, ModifieEntreTemps),
    ],
    ids=["a target", "an initial situation", "the name of a partner"],
)
@pytest.mark.parametrize("annees", [(0, 0), (0, 1)], ids=["from one exercice", "from two"])
def test_of_two_editors_at_once_one_writes_and_the_other_is_told(gens, ouverts, write, lire, conflit, annees):
    for essai in range(FOIS):
        vu = lire(ouverts[0].convention)
        gestes = [
            write(par, ouverts[annee], 10 * essai + rang + 1, vu)
            for rang, (par, annee) in enumerate(zip(gens, annees, strict=True))
        ]
        reponses = run_together(*gestes)
        dits = [une for une in reponses if isinstance(une, Exception)]
        assert [type(un) for un in dits] == [conflit], reponses
        assert lire(ouverts[0].convention) != vu


def test_a_target_made_at_once_from_two_exercices_is_one_target(gens, ouverts):
    Cible.objects.filter(convention=ouverts[0].convention, code="R4", annee=2022, convenue_le=None).delete()
    reponses = run_together(
        *(write_cible(par, un, rang, None) for rang, (par, un) in enumerate(zip(gens, ouverts, strict=True)))
    )
    assert {type(une) for une in reponses} == {int, CasesModifiees}, reponses
    assert Cible.objects.filter(convention=ouverts[0].convention, code="R4", annee=2022).count() == 1


def test_a_closed_exercice_remembers_the_first_word_whatever_the_order(gens, exercice):
    vu = read_nom(exercice.convention)
    run_together(*(write_nom(par, exercice, rang, vu) for rang, par in enumerate(gens)))
    memoires = Memoire.objects.filter(exercice__annee=2020, exercice__convention=exercice.convention)
    assert [un.valeur for un in memoires] == [vu]
