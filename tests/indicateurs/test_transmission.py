"""Handing over an exercice: what is missing is said, what is sent back is edited again."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from comptes.acces import Refus
from conventions.models import Etat
from indicateurs.operations.transmission import ExerciceIncomplet, transmit_exercice
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from tests.cloture import decide

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)


def test_an_incomplete_exercice_is_not_transmitted_and_says_all_that_is_missing(demo):
    with pytest.raises(ExerciceIncomplet) as refus:
        transmit_exercice(by=demo.get_compte("agent.29"), at=AT, exercice=demo.brouillon)
    libelles = [manque.libelle for manque in refus.value.manques]
    assert "Action S5-1\u00a0: bilan de l’année" in libelles
    assert any(libelle.startswith("R2 –") for libelle in libelles)
    demo.brouillon.refresh_from_db()
    assert demo.brouillon.etat == Etat.BROUILLON


def test_sending_back_says_what_to_complete_then_the_département_edits_again(demo):
    commissaire, agent = demo.get_compte("commissaire.53"), demo.get_compte("agent.22")
    valideur, prefecture = demo.get_compte("valideur.22"), demo.get_compte("prefecture.22")
    vue = demo.transmis.valeurs.get(code="F1").version
    saisie = {"F1": SaisieValeur(vue, "renseigne", Decimal(50), commentaire="Recompté.")}
    with pytest.raises(Refus, match="ne se modifie plus"):
        record_valeurs(by=agent, at=AT, exercice=demo.transmis, saisies=saisie)
    with pytest.raises(ValidationError, match="compléter"), transaction.atomic():
        decide(by=commissaire, at=AT, exercice=demo.transmis, vers="a_completer", motif="")
    decide(by=commissaire, at=AT, exercice=demo.transmis, vers="a_completer", motif="Précisez F1.")
    assert record_valeurs(by=agent, at=AT, exercice=demo.transmis, saisies=saisie) == 1
    with pytest.raises(Refus, match="revient au valideur"):
        transmit_exercice(by=agent, at=AT, exercice=demo.transmis)
    transmit_exercice(by=valideur, at=AT, exercice=demo.transmis)
    with pytest.raises(Refus, match="revient à la préfecture"):
        decide(by=commissaire, at=AT, exercice=demo.transmis, vers="valide", motif="")
    decide(by=prefecture, at=AT, exercice=demo.transmis, vers="valide", motif="")
    with pytest.raises(Refus, match="«\u00a0Rouvrir l’exercice\u00a0» revient à l’administration centrale"):
        decide(by=commissaire, at=AT, exercice=demo.transmis, vers="a_completer", motif="Trop tard")
