"""What is told in several places is computed in one: a fact reads the same for everybody, on screen and on paper."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from comptes.models import Role, Utilisateur
from conventions.models import ETATS_TRANSMIS, Etat, Exercice
from conventions.policies import refusal_to_edit
from conventions.transitions import list_reouvertures
from indicateurs.calculations import compute_ecart, compute_resultat, is_cible_atteinte
from indicateurs.queries.lignes import LigneIndicateur
from referentiels.mesures import Mesure
from reporting.contents.cibles import count_cibles
from reporting.models import Document
from reporting.queries.documents import build_rapport
from reporting.queries.execution import build_execution
from reporting.queries.vie import list_echeances_dues
from tests.cloture import decide
from tests.sources import list_sources

RACINE = Path(__file__).parents[2]
JOUR = date(2022, 6, 1)
MIDI = datetime(2022, 6, 1, 12, tzinfo=UTC)


def read(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("etat", Etat.values)
def test_whoever_sees_an_exercice_reads_the_same_of_its_deadline(demo, etat):
    """The State knows the day it was handed over, even when it may not read what is rewritten of it."""
    decide(
        by=demo.get_compte("prefecture.22"),
        at=datetime(2022, 5, 2, 9, tzinfo=UTC),
        exercice=demo.transmis,
        vers="a_completer",
        motif="Précisez F1.",
    )
    Exercice.objects.filter(pk=demo.transmis.pk).update(etat=etat)
    exercice = Exercice.objects.get(pk=demo.transmis.pk)
    lus = {
        qui: list_echeances_dues(demo.get_compte(qui), [exercice], MIDI)[exercice.pk].rapport
        for qui in ("agent.22", "prefecture.22", "commissaire.53", "centrale")
    }
    assert len(set(lus.values())) == 1, lus
    assert lus["agent.22"].is_fait
    assert not lus["agent.22"].is_en_retard


def test_a_report_that_nobody_produced_is_not_said_to_be_done(demo):
    rapport = list_echeances_dues(demo.get_compte("agent.22"), [demo.transmis], MIDI)[
        demo.transmis.pk
    ].rapport
    assert rapport.mots.startswith("exercice transmis le ")


@pytest.mark.parametrize("code", ["22", "29"])
def test_the_paper_counts_the_targets_as_the_page_does(demo, code):
    for exercice in Exercice.objects.filter(convention__code=code):
        page, papier = build_execution(exercice), build_rapport(exercice, JOUR)
        assert papier.cibles == page.cibles
        de_la_page = {axe.code: axe.cibles for axe in page.axes}
        for axe in papier.axes:
            assert axe.cibles == de_la_page.get(axe.code, count_cibles(())), axe.code
        assert page.cibles.evaluees


@pytest.mark.parametrize(
    ("numerateur", "denominateur", "cible"),
    [(9999, 10000, "1"), (99996, 100000, "1"), (7999, 10000, "0.8"), (1, 3, "0.3334"), (0, 9, "0.0001")],
)
def test_a_missed_target_never_reads_as_reached_on_the_screen(demo, numerateur, denominateur, cible):
    indicateur = demo.brouillon.referentiel.definition.indicateurs["R2"]
    mesures = {"R2": Mesure("renseigne", Decimal(numerateur), Decimal(denominateur))}
    resultat, cible = compute_resultat(indicateur, mesures), Decimal(cible)
    ligne = LigneIndicateur(
        indicateur,
        None,
        resultat,
        cible,
        None,
        compute_ecart(resultat.valeur, cible),
        is_cible_atteinte(indicateur.sens, resultat.valeur, cible),
        None,
    )
    lu = read(render_to_string("indicateurs/_resultat.html", {"ligne": ligne}))
    assert "cible non atteinte" in lu
    ecart = re.search(r"([−+]?[\d,]+) points?", lu)[1]
    assert ecart.strip("−+0,") != "", lu


def test_an_exercice_says_that_it_can_be_sent_back_when_it_can(demo):
    agent = demo.get_compte("agent.22")
    for etat in ETATS_TRANSMIS:
        demo.transmis.etat = etat
        dit = "renvoyer pour complément" in refusal_to_edit(agent, demo.transmis)
        assert dit is (etat in (Etat.INSTRUCTION, Etat.AVIS, Etat.DIALOGUE)), etat
        assert bool(list_reouvertures(etat)) is (etat not in (Etat.NOTIFIE, Etat.CLOS))


@pytest.mark.parametrize("etat", Etat.values)
@pytest.mark.parametrize("role", Role.values)
def test_who_reads_a_draft_is_said_once(demo, role, etat):
    Exercice.objects.filter(pk=demo.transmis.pk).update(etat=etat)
    exercice = Exercice.objects.get(pk=demo.transmis.pk)
    for user in Utilisateur.objects.filter(role=role):
        if not Exercice.objects.visible_to(user).filter(pk=exercice.pk).exists():
            continue
        lisible = Exercice.objects.readable_by(user).filter(pk=exercice.pk).exists()
        assert exercice.is_readable_by(user) is lisible
        documents = Document.objects.filter(exercice=exercice)
        assert Document.objects.readable_by(user).filter(exercice=exercice).count() == (
            documents.count() if lisible else 0
        )


def test_cases_past_the_limit_are_subtracted_in_one_place():
    soustractions = [
        str(fichier.relative_to(RACINE))
        for fichier in list_sources()
        if re.search(r"denominateur( or 0\))? - ", fichier.read_text(encoding="utf-8"))
    ]
    assert soustractions == ["indicateurs/calculations.py"]


def test_who_reads_a_draft_is_written_in_one_place():
    ecrits = [
        str(fichier.relative_to(RACINE))
        for fichier in list_sources()
        if re.search(r"\(Role\.COMMISSAIRE, Role\.CENTRALE\)", fichier.read_text(encoding="utf-8"))
    ]
    assert ecrits == ["conventions/models/exercices.py"]
