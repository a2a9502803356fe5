"""Races between writes that nothing but the database tells apart: one is done, the other is told in a sentence.

On PostgreSQL only (tests/concurrence.py).
"""

from copy import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from avenants.models import Avenant
from avenants.operations.anterieurs import record_anterieur
from avenants.operations.deliberations import delete_deliberation, record_deliberation
from comptes.acces import Refus
from comptes.invitations import change_compte, close_compte
from comptes.models import Notification, Region, Trace, Utilisateur
from comptes.operations import Disparu, ModifieEntreTemps, create_compte
from conventions.models import (
    Campagne,
    Convention,
    DelaiAccorde,
    Deliberation,
    Exercice,
    NaturePieceConvention,
    PieceConvention,
)
from conventions.operations.actions import delete_action, record_action
from conventions.operations.campagnes import grant_delai, open_campagne, record_campagne
from conventions.operations.conventions import (
    record_piece_convention,
    withdraw_piece_convention,
)
from conventions.operations.ouverture import open_exercice
from conventions.queries.campagnes import list_exercices_prevus
from conventions.recapitulations import recapitulate_ouverture
from referentiels.models import Referentiel
from referentiels.operations import (
    ReferentielPublie,
    discard_referentiel,
    draft_referentiel,
    publish_brouillon,
    record_texte,
)
from reporting.operations.rappels import write_rappels
from tests.concurrence import AT, get_exercice, make_convention, run_together
from tests.demo import BROUILLON_DE_REFERENTIEL

FOIS = 5
# What whoever comes second may be told: never an error of the database.
DITS = (ValidationError, ModifieEntreTemps, Refus, ReferentielPublie)


def get_brouillon():
    return Referentiel.objects.get(code=BROUILLON_DE_REFERENTIEL)


def make_exercice(gens):
    ouvrir, _ = make_convention(gens)
    modele = get_exercice()
    champs = {
        "convention": ouvrir(),
        "annee": 2021,
        "regime": modele.regime,
        "debut": date(2021, 1, 1),
        "fin": date(2021, 12, 31),
        "referentiel": modele.referentiel,
        "montant_notifie": Decimal(1000),
    }
    return partial(open_exercice, by=gens["centrale"], at=AT, **champs), Exercice


def make_copie(gens):
    fichier = {"nom_fichier": "copie.pdf", "type_contenu": "application/pdf", "octets": b"%PDF-1.7 copie"}
    return partial(
        record_piece_convention,
        by=gens["agent.29"],
        at=AT,
        convention=Convention.objects.get(code="29"),
        nature=NaturePieceConvention.values[0],
        **fichier,
    ), PieceConvention


def make_campagne(gens):
    champs = {
        "dispositif": "CALPAE",
        "annee": 2022,
        "referentiel": Referentiel.objects.get(code="2022-01-19"),
        "ouverture": date(2021, 10, 1),
        "rapport_le": date(2023, 3, 31),
        "correction_au": date(2023, 5, 31),
        "instruction_au": date(2023, 6, 30),
    }
    return partial(record_campagne, by=gens["centrale"], at=AT, champs=champs), Campagne


def make_delai(gens):
    dit = {"jusqu_au": date(2022, 5, 13), "motif": "Un logiciel."}
    return partial(grant_delai, by=gens["centrale"], at=AT, exercice=get_exercice(), **dit), DelaiAccorde


def make_annee_de_campagne(gens):
    """One that creates the year 2022 of the 29."""
    prepare, _ = make_campagne(gens)
    campagne = prepare()
    Convention.objects.filter(code="29").update(prolongee_au=date(2022, 12, 31))
    vu = recapitulate_ouverture(campagne, list_exercices_prevus(campagne)).version
    return partial(open_campagne, by=gens["centrale"], at=AT, campagne=campagne, vu=vu), Exercice


def make_deliberation(gens):
    convention = Convention.objects.get(code="29")
    exercice = convention.exercices.get(annee=2021)
    champs = {
        "organe": convention.deliberation.organe,
        "numero": "2021-999",
        "date_vote": date(2021, 10, 1),
        "date_transmission": None,
    }
    return partial(
        record_deliberation,
        by=gens["agent.29"],
        at=AT,
        convention=convention,
        deliberation=None,
        champs=champs,
        approuve=[f"exercice-{exercice.pk}-deliberation"],
    ), Deliberation


def make_anterieur(gens):
    convention = Convention.objects.get(code="29")
    champs = {"numero": 8, "date_signature": date(2019, 12, 12), "objet": "Report de l’exécution 2018"}
    return partial(
        record_anterieur, by=gens["agent.29"], at=AT, convention=convention, avenant=None, champs=champs
    ), Avenant


def make_referentiel(gens):
    source = get_brouillon().source.replace("2022-03-14", "2022-02-02")
    return partial(draft_referentiel, by=gens["centrale"], at=AT, source=source), Referentiel


def make_publication(gens):
    """Two drafts of one code, published together."""
    source = get_brouillon().source + "\n# l’autre\n"
    autre = draft_referentiel(by=gens["centrale"], at=AT, source=source)
    brouillons = iter([get_brouillon(), autre] * FOIS)

    def publish():
        un = next(brouillons)
        return publish_brouillon(by=gens["centrale"], at=AT, brouillon=un, version=un.version)

    return publish, Referentiel.objects.published().model


@pytest.mark.parametrize(
    "make",
    [
        *(make_convention, make_exercice, make_copie, make_deliberation, make_anterieur, make_referentiel),
        *(make_campagne, make_delai),
    ],
)
def test_what_is_sent_five_times_at_once_is_made_once(ensemble, make):
    geste, modele = make(ensemble)
    avant = modele.objects.count()
    reponses = run_together(*[geste] * FOIS)
    dits = [une for une in reponses if isinstance(une, Exception)]
    assert len(dits) == FOIS - 1, reponses
    assert all(isinstance(un, ValidationError) and un.messages for un in dits), dits
    assert modele.objects.count() == avant + 1


def test_a_campaign_opened_five_times_at_once_creates_each_year_once(ensemble):
    ouvrir, _ = make_annee_de_campagne(ensemble)
    reponses = run_together(*[ouvrir] * FOIS)
    dits = [une for une in reponses if isinstance(une, Exception)]
    assert len(dits) == FOIS - 1 and all(isinstance(un, ModifieEntreTemps) for un in dits), reponses
    assert Exercice.objects.filter(annee=2022).count() == 1


def test_reminders_written_by_four_machines_at_once_are_written_once(ensemble):
    le = datetime(2022, 3, 30, 12, tzinfo=UTC)
    Notification.objects.all().delete()
    nombres = run_together(*[partial(write_rappels, at=le)] * 4)
    dites = Notification.objects.filter(nature="echeance").values_list("a", "sujet", "cle")
    assert sum(nombres) == len(dites) == len(set(dites)) >= 2


def test_two_drafts_of_one_code_published_together_are_one_publication(ensemble):
    publish, _ = make_publication(ensemble)
    reponses = run_together(*[publish] * 4)
    dits = [une for une in reponses if isinstance(une, Exception)]
    assert len(dits) == 3
    assert all(isinstance(un, DITS) for un in dits), dits
    assert Referentiel.objects.published().filter(code="2022-03-14").count() == 1


def edit_and_delete_action(gens):
    exercice = get_exercice()
    action = exercice.actions.create(numero="X-1", axe="S4", titre="Une action")
    champs = {"numero": "X-1", "axe": "S4", "titre": "Une autre"}
    edit = partial(
        record_action,
        by=gens["agent.29"],
        at=AT,
        exercice=exercice,
        action=copy(action),
        version=action.version,
        champs=champs,
    )
    return edit, lambda: delete_action(by=gens["valideur.29"], at=AT, action=copy(action))


def edit_and_delete_deliberation(gens):
    creer, _ = make_deliberation(gens)
    vote = creer()
    convention = Convention.objects.get(code="29")
    edit = partial(creer, deliberation=vote, version=convention.version)
    return edit, lambda: delete_deliberation(
        by=gens["valideur.29"], at=AT, convention=convention, deliberation=copy(vote)
    )


def edit_and_delete_referentiel(gens):
    creer, _ = make_referentiel(gens)
    un = creer()
    version, source = un.version, un.source + "\n# plus\n"

    def edit():
        return record_texte(by=gens["centrale"], at=AT, brouillon=copy(un), version=version, source=source)

    return edit, lambda: discard_referentiel(by=gens["centrale"], at=AT, brouillon=copy(un))


@pytest.mark.parametrize(
    "make", [edit_and_delete_action, edit_and_delete_deliberation, edit_and_delete_referentiel]
)
def test_editing_and_deleting_together_is_told_to_whoever_comes_second(ensemble, make):
    for _ in range(FOIS):
        edit, delete = make(ensemble)
        traces = Trace.objects.filter(geste__startswith="supprimer").count()
        reponses = run_together(delete, edit, delete, edit)
        dits = [une for une in reponses if isinstance(une, Exception)]
        assert all(isinstance(un, DITS) for un in dits), dits
        assert sum(isinstance(une, Exception) for une in (reponses[0], reponses[2])) == 1, reponses
        assert Trace.objects.filter(geste__startswith="supprimer").count() <= traces + 1


def demote(**qui):
    return change_compte(
        **qui, version=1, champs={"role": "commissaire", "region": Region.objects.get(code="53")}
    )


@pytest.mark.parametrize("chasse", [close_compte, demote], ids=["closed", "demoted"])
def test_of_two_of_the_centrale_who_send_one_another_away_one_stays(ensemble, chasse):
    elle, lui = ensemble["centrale"], add_centrale()
    for _ in range(FOIS):
        reponses = run_together(
            partial(chasse, by=elle, at=AT, compte=copy(lui)),
            partial(chasse, by=lui, at=AT, compte=copy(elle)),
        )
        dits = [une for une in reponses if isinstance(une, Exception)]
        assert len(dits) == 1 and isinstance(dits[0], ValidationError), reponses
        assert Utilisateur.objects.filter(role="centrale", is_active=True).count() == 1
        Utilisateur.objects.filter(pk__in=[elle.pk, lui.pk]).update(
            role="centrale", region=None, is_active=True, version=1
        )


def add_centrale():
    qui = {"email": "autre@calpae.example", "nom": "Une autre", "role": "centrale", "password": "x"}
    return create_compte(by=None, at=AT, **qui)


def test_deleting_twice_is_told_once(ensemble):
    creer, _ = make_copie(ensemble)
    piece = creer()
    delete = partial(withdraw_piece_convention, by=ensemble["agent.29"], at=AT)
    reponses = run_together(*[lambda: delete(piece=copy(piece))] * 3)
    assert [type(une) for une in reponses if une is not None] == [Disparu] * 2
