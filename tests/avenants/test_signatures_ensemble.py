"""An avenant changed, or signed, by two people at the same instant: on PostgreSQL only (tests/concurrence.py)."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from avenants.models import Avenant
from avenants.operations.avenants import draft_avenant, record_avenant, sign_avenant
from avenants.operations.deliberations import record_deliberation
from comptes.acces import Refus
from comptes.operations import ModifieEntreTemps
from conventions.models import Exercice
from reporting.operations.documents import conclude_avenant, produce_avenant
from tests.avenants.champs import CHAMPS
from tests.concurrence import AT, get_exercice, get_gens, run_together

JOUR = date(2021, 5, 14)


@pytest.fixture
def exercice(ensemble):
    return get_exercice()


@pytest.fixture
def gens(ensemble):
    return get_gens(ensemble)


@pytest.fixture
def avenant(exercice):
    return read_avenant()


def read_avenant():
    return Avenant.objects.select_related("exercice__convention").get(convention__code="29", numero=3)


def get_champs(avenant, **autres):
    return {champ: getattr(avenant, champ) for champ in CHAMPS} | autres


def edit(par, avenant, objet):
    champs = get_champs(avenant, objet=objet)
    vide = {"montants": {}, "cibles": {}}
    return partial(
        record_avenant, by=par, at=AT, avenant=avenant, version=avenant.version, champs=champs, **vide
    )


def test_an_avenant_is_signed_as_it_was_read_or_not_at_all(gens, avenant):
    agent, valideur = gens
    geste = edit(agent, read_avenant(), "Écrit pendant la signature")
    signe, ecrit = run_together(
        partial(
            sign_avenant,
            by=valideur,
            at=AT,
            avenant=read_avenant(),
            version=avenant.version,
            date_signature=JOUR,
        ),
        geste,
    )
    avenant.refresh_from_db()
    if isinstance(signe, Avenant):
        assert isinstance(ecrit, Refus)
        assert "est signé" in str(ecrit)
        assert (avenant.is_signe, avenant.version) == (True, 1)
    else:
        assert isinstance(signe, ModifieEntreTemps)
        assert (avenant.is_signe, avenant.objet) == (False, "Écrit pendant la signature")


def test_a_vote_recorded_while_one_signs_is_not_later_than_the_signature(gens, avenant):
    voter = partial(
        record_deliberation,
        by=gens[0],
        at=AT,
        convention=avenant.convention,
        deliberation=None,
        approuve=[f"avenant-{avenant.pk}-deliberation"],
        champs={"organe": "commission_permanente", "numero": "X", "date_vote": date(2021, 5, 15)},
    )
    signer = partial(
        sign_avenant, by=gens[1], at=AT, avenant=read_avenant(), version=avenant.version, date_signature=JOUR
    )
    reponses = run_together(voter, signer)
    refusees = [une for une in reponses if isinstance(une, ValidationError)]
    assert len(refusees) == 1, reponses
    assert "ne peut pas être postérieure à la signature" in refusees[0].messages[0]
    avenant.refresh_from_db()
    assert avenant.is_signe != (avenant.deliberation is not None)


def test_two_signatures_at_once_are_one(gens, avenant, dessiner):
    produce_avenant(by=gens[0], at=AT, avenant=avenant)
    dessiner()
    signer = partial(conclude_avenant, by=gens[1], at=AT, version=avenant.version, date_signature=JOUR)
    reponses = run_together(*(partial(signer, avenant=read_avenant()) for _ in range(2)))
    assert sorted(type(une).__name__ for une in reponses) == ["Document", "Refus"], reponses
    assert avenant.documents.filter(projet=False).count() == 1


def test_one_number_taken_at_once_from_two_exercices_is_one_avenant_and_a_sentence(gens, avenant):
    Exercice.objects.filter(convention__code="29", annee=2020).update(etat="brouillon")
    annees = Exercice.objects.select_related("convention").filter(
        convention__code="29", annee__in=(2020, 2021)
    )
    ouverts = [
        partial(
            draft_avenant,
            by=par,
            at=AT,
            exercice=un,
            champs=get_champs(avenant, numero=4, clauses=[], montant_etat=0)
            | {"montant_etat": un.montant_notifie},
        )
        for par, un in zip(gens, annees, strict=True)
    ]
    reponses = run_together(*ouverts)
    assert {type(une) for une in reponses} == {Avenant, ValidationError}, reponses
    refus = next(une for une in reponses if isinstance(une, ValidationError))
    assert "porte déjà ce numéro" in str(refus)
