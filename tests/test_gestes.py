"""Acts that are not undone: each says what it does before it is done, and is done on what was seen; the others say why
one click is enough."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse

from comptes.models import Trace, Utilisateur
from conventions.models import (
    BrouillonSaisie,
    DepotClasseur,
    Etat,
    Exercice,
)
from conventions.operations.brouillons import DEJA_UN
from indicateurs.models import EtatImport
from reporting.operations.transmission import transmit
from tests.actes import AT, CLE, GESTES, RETRAITS, make_action_nue, prepare_transmission
from tests.gestes import read
from tests.lecture import read_html
from tests.routes import LECTURE, POST_SEUL

# What the page of an act says is the same on any database.
pytestmark = pytest.mark.une_base


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def type_a_draft(demo, qui="agent.22"):
    return BrouillonSaisie.objects.create(
        exercice=demo.transmis,
        page="financement:prevu",
        par=demo.get_compte(qui),
        champs={"x": "1"},
        le=AT,
    )


@pytest.fixture(params=sorted(GESTES))
def geste(request, client, demo):
    """An act that may be done now: (its address, what one types, what changes it meanwhile)."""
    qui, cle, preparer, saisi, changer = GESTES[request.param]
    if preparer:
        preparer(demo)
    client.force_login(demo.get_compte(qui))
    return reverse(request.param, args=cle), saisi, lambda: changer(demo)


def test_an_act_is_done_on_what_was_seen(client, geste):
    """Its page says what follows and writes nothing; nothing is done without what it showed, nor once that changed."""
    adresse, saisi, change = geste
    traces = Trace.objects.count()
    lue = client.get(adresse)
    page = read(lue)
    assert lue.status_code == 200
    assert "data-recapitulation" in read_html(lue)
    assert {"Ce qui suit", "Ce qui ne changera plus"} <= page.titres
    assert page.champs["vu"]
    champs = page.champs | saisi
    check_refusal(client.post(adresse, {}), page, {})
    jamais_vue = client.post(adresse, {nom: un for nom, un in champs.items() if nom != "vu"})
    check_refusal(jamais_vue, page, saisi, "relisez")
    assert Trace.objects.count() == traces
    with undone():
        assert client.post(adresse, champs).status_code == 302
        assert Trace.objects.count() > traces
    with undone():
        # Knowing it, one does it.
        assert client.post(adresse, read(jamais_vue).champs | saisi).status_code == 302
    change()
    traces = Trace.objects.count()
    changee = client.post(adresse, champs)
    check_refusal(changee, None, saisi, "relisez")
    assert Trace.objects.count() == traces
    assert client.post(adresse, read(changee).champs | saisi).status_code == 302


def check_refusal(reponse, page, saisi, dit=""):
    """A refused act shows its page again, that of before if it did not change, with what was typed."""
    assert reponse.status_code == 422
    texte, refusee = read_html(reponse), read(reponse)
    assert all(un in texte for un in (dit, *saisi.values()))
    if page:
        assert (page.titres - refusee.titres, page.liens - refusee.liens) == (set(), set())


# --- What removes something ----------------------------------------------------------------------------------------


# What a click does by itself, and why no page comes before it.
UN_CLIC = {
    "comptes:deconnexion": "writes nothing of anybody’s work",
    "comptes:cesser": "begins again as easily",
    "reporting:demander_export": "has a file made for oneself, which goes after a day",
    "reporting:fichier_export": "gives a file back, which stays where it is",
    **dict.fromkeys(
        (f"comptes:{quoi}" for quoi in ("lire_notifications", "lire_notification", "ouvrir_notification")),
        "says of a line of one’s own that it was read, which stays where it is",
    ),
    **dict.fromkeys(
        (
            *("reporting:produire_rapport", "avenants:produire_avenant"),
            *("reporting:produire_rapport_commun", "reporting:reunir_exercices"),
            *("reporting:produire_fiche", "reporting:produire_lettre", "reporting:produire_arrete"),
            "reporting:produire_recepisse",
        ),
        "adds a paper, or a tie that is undone",
    ),
    **dict.fromkeys(
        ("reporting:verser", "conventions:joindre_piece_action", "conventions:renommer_partenaire"),
        "a form of its page, filled by hand, that is corrected",
    ),
    "indicateurs:joindre_piece": "a form of its page, that is corrected",
    **dict.fromkeys(
        ("conventions:brouillon_financement", "indicateurs:brouillon", "indicateurs:reprendre"),
        "keeps what is typed, saves nothing",
    ),
    "referentiels:deplacer": "moves a line of a draft, and back as easily",
    "reporting:marquer_vu": "a bookmark of its reader, taken off as easily",
    "conventions:rouvrir_compte": "closes again as easily",
    "conventions:renvoyer_invitation": "writes a mail to somebody who waits for one",
    "indicateurs:reprendre_brouillon": "changes the author of a draft, loses nothing of it",
    **dict.fromkeys(
        ("conventions:ajouter_cofinanceur", "conventions:retirer_cofinanceur"),
        "a column of the grid with nothing in it, any year, which is typed back in a word",
    ),
    **dict.fromkeys(
        (
            *("conventions:confirmer_classeur", "indicateurs:confirmer_classeur"),
            *("indicateurs:confirmer_parcours", "indicateurs:colonnes_parcours"),
            "indicateurs:valeurs_parcours",
        ),
        "its page is the preview of what it does",
    ),
    "indicateurs:releve_parcours": "gives what it erases, and its page says so",
}


def count_rows():
    """What a removal changes: a row less, or a line of journal more."""
    return {modele._meta.label: modele.objects.count() for modele in apps.get_models()}


@pytest.fixture(params=sorted(RETRAITS))
def retrait(request, client, demo):
    """The address where something may be removed now."""
    qui, preparer = RETRAITS[request.param]
    adresse = reverse(request.param, args=preparer(demo))
    client.force_login(demo.get_compte(qui))
    return adresse


def test_every_act_has_its_page_or_says_why_one_click_is_enough():
    assert {nom for nom, attendu in LECTURE.items() if attendu == POST_SEUL} == set(UN_CLIC)
    assert not {*RETRAITS, *GESTES} & set(UN_CLIC)


def test_a_removal_says_what_goes_and_what_remains_and_is_done_once_seen(client, retrait):
    avant = count_rows()
    reponse = client.get(retrait)
    page = read(reponse)
    assert reponse.status_code == 200
    assert {"Ce qui disparaît", "Ce qui reste"} <= page.titres
    assert page.champs["vu"]
    # Not seen, not removed: the page comes back, and says it.
    for envoi in ({}, {"vu": "autre chose"}):
        refusee = client.post(retrait, envoi)
        assert refusee.status_code == 422
        assert "relisez" in read_html(refusee)
        assert read(refusee).titres == page.titres
    assert count_rows() == avant
    assert client.post(retrait, page.champs).status_code == 302
    assert count_rows() != avant


@pytest.mark.parametrize(
    ("route", "module", "lecture"),
    [
        ("conventions:abandonner_classeur", "conventions.views.classeur", "get_depot"),
        ("indicateurs:abandonner_brouillon", "conventions.views.brouillons", "get_brouillon"),
    ],
)
def test_what_goes_while_its_lock_is_waited_for_is_no_error(
    client, demo, route, module, lecture, monkeypatch
):
    """Two tabs at the same instant: the second finds nothing under the lock."""
    adresse = reverse(route, args=RETRAITS[route][1](demo))
    client.force_login(demo.get_compte("agent.29"))
    champs = read(client.get(adresse)).champs

    def lock(exercice):
        monkeypatch.setattr(f"{module}.{lecture}", lambda *arguments: None)

    monkeypatch.setattr(f"{module}.lock_exercice", lock)
    reponse = client.post(adresse, champs, follow=True)
    assert reponse.status_code == 200
    assert "Il n’y a plus rien à retirer." in read_html(reponse)


def test_an_action_that_changed_since_its_removal_was_read_is_read_again(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    adresse = reverse("conventions:supprimer_action", args=make_action_nue(demo))
    champs = read(client.get(adresse)).champs
    demo.brouillon.actions.filter(numero="X-1").update(bilan="Écrit depuis.", version=2)
    assert client.post(adresse, champs).status_code == 422
    assert demo.brouillon.actions.filter(numero="X-1").exists()


# --- Work that is not saved ----------------------------------------------------------------------------------------


def test_work_that_is_not_saved_is_named_with_its_author_and_left_out_by_choice_only(client, demo):
    prepare_transmission(demo)
    type_a_draft(demo)
    DepotClasseur.objects.create(
        exercice=demo.transmis,
        sujet="indicateurs",
        par=demo.get_compte("agent.22"),
        nom_fichier="chiffres.xlsx",
        octets=b"x",
        le=AT,
    )
    exercice = demo.transmis
    exercice.imports.filter(etat=EtatImport.CONFIRME).update(etat=EtatImport.CALCULE)
    client.force_login(demo.get_compte("valideur.22"))
    for route in ("exercice", "transmettre"):
        page = read_html(client.get(reverse(f"reporting:{route}", args=CLE)))
        for texte in ("Grille des montants prévus", "chiffres.xlsx", "calculé et non confirmé", "par Agent"):
            assert texte in page, (route, texte)
        assert "Rien ne manque" not in page
    adresse = reverse("reporting:transmettre", args=CLE)
    champs = read(client.get(adresse)).champs
    champs.pop("sans_brouillons")
    reponse = client.post(adresse, champs)
    assert reponse.status_code == 422
    assert "Cochez cette case pour transmettre sans elles" in read_html(reponse)
    assert client.post(adresse, champs | {"sans_brouillons": "on"}).status_code == 302


def test_a_draft_typed_meanwhile_is_told(client, demo):
    prepare_transmission(demo)
    client.force_login(demo.get_compte("valideur.22"))
    adresse = reverse("reporting:transmettre", args=CLE)
    champs = read(client.get(adresse)).champs
    type_a_draft(demo)
    assert client.post(adresse, champs).status_code == 422
    assert client.post(adresse, champs | {"sans_brouillons": "on"}).status_code == 422
    assert Exercice.objects.get(pk=demo.transmis.pk).etat == Etat.A_COMPLETER


def test_the_operation_asks_too(demo):
    prepare_transmission(demo)
    type_a_draft(demo)
    with pytest.raises(Exception, match="ne sont pas enregistrées"):
        transmit(by=demo.get_compte("valideur.22"), at=AT, exercice=demo.transmis, certifie=True)


def test_a_colleague_takes_over_what_somebody_who_left_typed(client, demo):
    prepare_transmission(demo)
    brouillon = type_a_draft(demo)
    Utilisateur.objects.filter(pk=brouillon.par_id).update(is_active=False)
    client.force_login(demo.get_compte("valideur.22"))
    assert "(compte fermé)" in read_html(client.get(reverse("reporting:exercice", args=CLE)))
    adresse = reverse("indicateurs:reprendre_brouillon", args=[*CLE, "saisie", brouillon.pk])
    reponse = client.post(adresse)
    assert reponse.url == reverse("conventions:financement", args=[*CLE, "prevu"])
    assert BrouillonSaisie.objects.get(pk=brouillon.pk).par == demo.get_compte("valideur.22")
    assert Trace.objects.latest("pk").par == demo.get_compte("valideur.22")


def test_one_never_loses_ones_own_draft_by_taking_over_another(client, demo):
    prepare_transmission(demo)
    lui, le_mien = type_a_draft(demo), type_a_draft(demo, "valideur.22")
    client.force_login(demo.get_compte("valideur.22"))
    adresse = reverse("indicateurs:reprendre_brouillon", args=[*CLE, "saisie", lui.pk])
    assert DEJA_UN in read_html(client.post(adresse, follow=True))
    assert set(BrouillonSaisie.objects.values_list("pk", flat=True)) >= {lui.pk, le_mien.pk}


def test_a_draft_of_another_exercice_is_not_taken_over(client, demo):
    brouillon = type_a_draft(demo)
    client.force_login(demo.get_compte("valideur.29"))
    adresse = reverse("indicateurs:reprendre_brouillon", args=["29", 2021, "saisie", brouillon.pk])
    assert client.post(adresse).status_code == 404


# --- Sent back -----------------------------------------------------------------------------------------------------

PAGES = (
    ("reporting:exercice", CLE),
    ("indicateurs:saisie", [*CLE, "S1"]),
    ("conventions:financement", [*CLE, "execute"]),
    ("conventions:actions", CLE),
    ("conventions:action", [*CLE, "S1-1"]),
    ("indicateurs:methode", CLE),
    ("reporting:rapport", CLE),
    ("reporting:transmettre", CLE),
)


def test_what_the_state_asks_for_is_at_the_top_until_handed_over_again(client, demo):
    prepare_transmission(demo)
    valideur = demo.get_compte("valideur.22")
    client.force_login(valideur)
    for route, cle in PAGES:
        page = read_html(client.get(reverse(route, args=cle)))
        dit = page.index("Renvoyé pour complément</strong> le 01/06/2022 à 11:00 par Préfecture")
        assert dit < page.index("<h1>"), route
        assert "Revoyez S1-1." in page[dit : page.index("<h1>")], route
    assert "Rien ne manque" not in read_html(client.get(reverse("reporting:exercice", args=CLE)))
    transmit(by=valideur, at=AT + timedelta(hours=1), exercice=demo.transmis, certifie=True)
    assert "Renvoyé pour complément</strong>" not in read_html(
        client.get(reverse("reporting:exercice", args=CLE))
    )
