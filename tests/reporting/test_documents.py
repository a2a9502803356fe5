"""The life of a document: frozen at once, drawn behind, stored once, served as it was stored."""

import hashlib
import os
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from avenants.models import Avenant
from comptes.acces import Refus
from conventions.models import Etat, Exercice, PieceAction, PieceConvention, Redeploiement
from conventions.operations.exercices import decide_exercice, open_second_arrete
from fichiers.integrite import is_intact
from fichiers.models import Piece
from fichiers.pieces import make_piece
from indicateurs.models import PieceJointe
from reporting import dessin
from reporting.echecs import TENTATIVES_MAX, explain_trop_lourd
from reporting.models import Document, EtapeDecision, EtatDocument, NatureEtape, Occasion
from reporting.operations.dessin import DessinRepris, claim_document, record_dessin, requeue_documents
from reporting.operations.documents import conclude_avenant, produce_avenant, produce_rapport
from reporting.operations.transmission import freeze_execution
from reporting.queries import documents as lectures
from reporting.taches import dessiner_document, draw_document
from tests.cloture import reopen_closed
from tests.lecture import read_html
from tests.routes import ROUTES

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
LIGNES = "a\n" * 10_000


def produce(demo, at=AT, **options):
    return produce_rapport(by=demo.get_compte("agent.29"), at=at, exercice=demo.brouillon, **options)


def reread(document):
    return Document.objects.get(pk=document.pk)


# --- Frozen at once, drawn behind -------------------------------------------------------------------------------------


def test_what_it_says_is_frozen_by_the_gesture_and_drawn_from_that_alone(demo, imprimer):
    document = produce(demo)
    assert (document.etat, document.octets, document.empreinte) == ("a_dessiner", None, "")
    Exercice.objects.filter(pk=demo.brouillon.pk).update(contexte="Écrit après la production.")
    imprimer()
    dessine = reread(document)
    assert is_intact(dessine)
    assert dessine.contenu["contexte"] != "Écrit après la production."
    assert dessine.contenu == document.contenu
    # The same content, the same bytes, in the child process too.
    assert dessin.draw(dessine.nature, dessine.contenu) == bytes(dessine.octets)


@pytest.mark.parametrize("route", ["produire_rapport", "produire_avenant", "signer_avenant"])
def test_nothing_is_drawn_in_the_request(route, client, demo, dessiner, monkeypatch):
    client.force_login(demo.get_compte("valideur.29"))
    donnees = {}
    parametres = ["29", 2021] if route == "produire_rapport" else ["29", 2021, 3]
    if route == "signer_avenant":
        produce_avenant(by=None, at=AT, avenant=Avenant.objects.get(convention__code="29", numero=3))
        dessiner()
        donnees = {"version": "1", "date_signature": "2021-05-14"}

    def refuse(*arguments, **options):
        raise AssertionError("drawn in the request")

    monkeypatch.setattr("reporting.taches.draw", refuse)
    assert client.post(reverse(f"reporting:{route}", args=parametres), donnees).status_code == 302
    attendu = Document.objects.get(etat=EtatDocument.A_DESSINER)
    assert attendu.projet == (route != "signer_avenant")
    assert [un.args_kwargs["kwargs"] for un in DBTaskResult.objects.all()] == [{"document_pk": attendu.pk}]


def test_its_page_says_how_far_it_is_then_is_the_document(client, demo, dessiner):
    client.force_login(demo.get_compte("agent.29"))
    client.post(reverse("reporting:produire_rapport", args=["29", 2021]))
    document = Document.objects.get(exercice=demo.brouillon, nature="rapport")
    adresse = reverse("reporting:document", args=[document.pk])
    avancement = reverse("reporting:avancement_document", args=[document.pk])
    liste = reverse("reporting:rapport", args=["29", 2021])
    for page in (adresse, liste):
        texte = read_html(client.get(page))
        assert "Ses pages se dessinent" in texte
        assert "Actualiser la page" in texte
        assert f'data-attendu="{avancement}"' in texte
    assert client.get(avancement).json() == {"fini": False}
    dessiner()
    assert client.get(avancement).json() == {"fini": True}
    assert client.get(adresse).content.startswith(b"%PDF")
    assert f'href="{adresse}"' in read_html(client.get(liste))


def test_a_real_worker_draws_what_waits(base_partagee, lancer_travailleur):
    exercice = Exercice.objects.select_related("convention").get(convention__code="29", annee=2021)
    document = produce_rapport(by=None, at=AT, exercice=exercice, enqueue=dessiner_document.enqueue)
    assert lancer_travailleur("--une-fois").wait(120) == 0
    dessine = reread(document)
    assert (dessine.etat, dessine.motif_echec) == ("dessine", "")
    assert bytes(dessine.octets).startswith(b"%PDF")
    assert is_intact(dessine)


# --- Limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.une_base
def test_texts_that_cannot_be_drawn_are_named_and_the_département_corrects_them(demo):
    """The longest each field takes, in all of them: no page could hold it."""
    demo.brouillon.actions.update(diagnostic=LIGNES[:-20], objectifs=LIGNES[:-20], bilan=LIGNES[:-20])
    Exercice.objects.filter(pk=demo.brouillon.pk).update(contexte=LIGNES)
    document = produce(demo)
    draw_document(document.pk)  # the real child, under its real limits
    echoue = reread(document)
    assert echoue.etat == EtatDocument.ECHEC
    assert "«\u00a0contexte et gouvernance\u00a0», convention 29\u00a0:" in echoue.motif_echec
    assert "sur 10\u202f001\u00a0lignes" in echoue.motif_echec
    demo.brouillon.actions.update(diagnostic="Plus court.", objectifs="", bilan="")
    Exercice.objects.filter(pk=demo.brouillon.pk).update(contexte="Plus court.")
    corrige = produce(demo)
    assert corrige.pk != echoue.pk
    draw_document(corrige.pk)
    assert reread(corrige).etat == EtatDocument.DESSINE


@pytest.mark.parametrize(
    ("champ", "texte", "attendu"),
    [
        (
            "diagnostic",
            "a\n" * 5_000,
            "«\u00a0diagnostic et situation initiale\u00a0», fiche action S3-1, convention 29",
        ),
        (
            "justification",
            "mot " * 20_000,
            "«\u00a0justification de l’écart\u00a0», fiche action S3-1, convention 29",
        ),
        (
            "bilan",
            "a" * 50_000,
            "50\u202f000\u00a0caractères sur 1\u00a0ligne, avec un mot de 50\u202f000\u00a0caractères sans espace",
        ),
    ],
)
def test_the_heaviest_text_is_named_by_its_field_and_its_fiche(demo, champ, texte, attendu):
    contenu = lectures.build_rapport(demo.brouillon, date(2022, 3, 1))
    axes = tuple(
        replace(
            axe,
            actions=tuple(replace(un, **{champ: texte}) if un.numero == "S3-1" else un for un in axe.actions),
        )
        for axe in contenu.axes
    )
    assert attendu in explain_trop_lourd(replace(contenu, axes=axes))


def test_the_time_it_may_take_ends_the_child(demo, monkeypatch):
    document = produce(demo)
    presse = "import reporting.dessinateur as d; d.SECONDES_CPU = 1; d.main()"
    monkeypatch.setattr(dessin, "PROGRAMME", dessin.PROGRAMME.split("from")[0] + presse)
    with pytest.raises(dessin.TropLourd):
        dessin.draw(document.nature, document.contenu | {"contexte": 10 * LIGNES})


def test_a_drawing_nobody_wants_any_more_leaves_no_process(demo):
    document = produce(demo)

    def give_up():
        raise SystemExit(0)

    with pytest.raises(SystemExit):
        dessin.draw(document.nature, document.contenu | {"contexte": 10 * LIGNES}, suivi=give_up)
    enfants = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    assert not [pid for pid in enfants if "dessinateur" in Path(f"/proc/{pid}/cmdline").read_text()]


def test_an_error_of_ours_is_logged_by_its_place_and_said_without_a_word_of_the_document(demo, caplog):
    document = produce(demo)
    secret = {"projet": "SECRET"}
    with pytest.raises(dessin.DessinImpossible):
        dessin.draw(document.nature, document.contenu | secret)
    assert "TypeError" in caplog.text
    assert "SECRET" not in caplog.text


def test_a_failed_drawing_is_asked_again_by_the_same_button(client, demo, monkeypatch, dessiner):
    client.force_login(demo.get_compte("agent.29"))
    adresse = reverse("reporting:produire_rapport", args=["29", 2021])
    client.post(adresse)
    document = Document.objects.get(exercice=demo.brouillon, nature="rapport")
    with monkeypatch.context() as patch:
        patch.setattr("reporting.taches.draw", fail)
        draw_document(document.pk)
    page = read_html(client.get(reverse("reporting:rapport", args=["29", 2021])))
    assert "c’est une erreur du site, qui est consignée" in page
    client.post(adresse)
    assert reread(document).etat == EtatDocument.A_DESSINER
    dessiner()
    assert reread(document).etat == EtatDocument.DESSINE
    assert Document.objects.filter(exercice=demo.brouillon, nature="rapport").count() == 1


def fail(*arguments, **options):
    raise dessin.DessinImpossible


# --- A worker that dies ----------------------------------------------------------------------------------------------


def test_the_drawing_of_a_dead_worker_is_taken_up_again_three_times_then_given_up(demo):
    document, remis = produce(demo), []
    maintenant = AT
    for _ in range(TENTATIVES_MAX):
        assert claim_document(at=maintenant, pk=document.pk)
        assert claim_document(at=maintenant, pk=document.pk) is None
        requeue_documents(at=maintenant + timedelta(seconds=59), enqueue=lambda **quoi: remis.append(quoi))
        assert reread(document).etat == EtatDocument.EN_COURS
        maintenant += timedelta(seconds=61)
        requeue_documents(at=maintenant, enqueue=lambda **quoi: remis.append(quoi))
    assert remis == [{"document_pk": document.pk}] * (TENTATIVES_MAX - 1)
    assert "interrompu 3 fois" in reread(document).motif_echec


def test_a_task_that_was_lost_is_put_back_and_one_that_waits_is_left(demo):
    perdu = produce(demo)
    remis = []
    requeue_documents(at=AT + timedelta(hours=1), enqueue=lambda **quoi: remis.append(quoi))
    assert remis == [{"document_pk": perdu.pk}]
    dessiner_document.enqueue(document_pk=perdu.pk)
    requeue_documents(at=AT + timedelta(hours=3), enqueue=lambda **quoi: remis.append(quoi))
    assert len(remis) == 1


def test_a_worker_believed_dead_that_comes_back_changes_nothing(demo):
    document = produce(demo)
    premier = claim_document(at=AT, pk=document.pk)
    requeue_documents(at=AT + timedelta(hours=1), enqueue=lambda **quoi: None)
    second = claim_document(at=AT + timedelta(hours=1), pk=document.pk)
    with pytest.raises(DessinRepris):
        record_dessin(at=AT, document=premier, octets=b"%PDF premier")
    record_dessin(at=AT, document=second, octets=b"%PDF second")
    assert bytes(reread(document).octets) == b"%PDF second"


# --- One final document ----------------------------------------------------------------------------------------------


def close(demo, at):
    Exercice.objects.filter(pk=demo.brouillon.pk).update(etat=Etat.TRANSMIS)
    decide_exercice(
        by=demo.get_compte("prefecture.29"), at=at, exercice=demo.brouillon, vers=Etat.VALIDE, motif=""
    )


def test_a_final_report_exists_once_per_closing_whatever_the_day(demo):
    projet = produce(demo)
    close(demo, AT + timedelta(hours=1))
    final = produce(demo, at=AT + timedelta(hours=2))
    assert (projet.projet, final.projet) == (True, False)
    # Another day, and something that moved beneath: what is served is what was said.
    with reopen_closed():
        Exercice.objects.filter(pk=demo.brouillon.pk).update(conclusion="Changée après la clôture.")
    for jours in (1, 40):
        assert produce(demo, at=AT + timedelta(days=jours)).pk == final.pk
    with (
        pytest.raises(IntegrityError, match=r"par_cloture|cloture_id"),
        transaction.atomic(),
    ):
        copy_document(final)


def test_the_decision_once_notified_has_its_own_final_report(demo):
    """The first one said a simulation, for there was no decision yet; it stays, and stays alone."""
    close(demo, AT)
    simule = produce(demo, at=AT)
    exercice = Exercice.objects.get(pk=demo.brouillon.pk)
    photographie = exercice.photographies.last() or freeze_execution(
        by=demo.get_compte("prefecture.29"), at=AT, exercice=exercice, occasion=Occasion.PROPOSITION
    )
    commun = {"exercice": exercice, "montant": 0, "motif": "Rien à retenir.", "photographie": photographie}
    for etape in NatureEtape.values:
        EtapeDecision.objects.create(etape=etape, par=demo.get_compte("prefecture.29"), le=AT, **commun)
    decide = produce(demo, at=AT + timedelta(days=1))
    assert decide.pk != simule.pk
    assert decide.decision.etape == NatureEtape.NOTIFIEE
    assert decide.contenu["decision"]
    assert not simule.contenu["decision"]
    assert produce(demo, at=AT + timedelta(days=9)).pk == decide.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_document(decide)


def test_a_second_round_is_another_closing(demo):
    exercice = Exercice.objects.get(pk=demo.brouillon.pk)
    close(demo, AT)
    premier = produce(demo, at=AT)
    Exercice.objects.filter(pk=exercice.pk).update(prolonge_au=date(2022, 6, 30))
    exercice.refresh_from_db()
    open_second_arrete(by=demo.get_compte("valideur.29"), at=AT + timedelta(days=1), exercice=exercice)
    close(demo, AT + timedelta(days=30))
    second = produce(demo, at=AT + timedelta(days=31))
    assert second.pk != premier.pk
    assert not second.projet
    assert second.cloture_id != premier.cloture_id


def copy_document(document, **autres):
    champs = {champ.attname: getattr(document, champ.attname) for champ in Document._meta.concrete_fields}
    return Document.objects.create(**champs | {"id": None, "empreinte_contenu": "0" * 64} | autres)


# --- A signature -----------------------------------------------------------------------------------------------------


@pytest.fixture
def avenant(demo):
    return Avenant.objects.select_related("exercice__convention").get(convention__code="29", numero=3)


def conclude(demo, avenant):
    return conclude_avenant(
        by=demo.get_compte("valideur.29"),
        at=AT,
        avenant=avenant,
        version=avenant.version,
        date_signature=date(2021, 5, 14),
    )


def test_one_signs_the_paper_that_was_drawn_and_still_says_the_same(
    client, demo, avenant, dessiner, monkeypatch
):
    client.force_login(demo.get_compte("valideur.29"))
    adresse = reverse("reporting:avenant", args=["29", 2021, 3])

    def refuse(mots):
        with pytest.raises(Refus, match=mots):
            conclude(demo, avenant)
        avenant.refresh_from_db()
        assert not avenant.is_signe
        return read_html(client.get(adresse))

    assert "Signer l’avenant" not in refuse("Produisez d’abord le projet")
    projet = produce_avenant(by=None, at=AT - timedelta(days=3), avenant=avenant)
    assert "Signer l’avenant" not in refuse("n’est pas encore dessiné")
    with monkeypatch.context() as patch:
        patch.setattr("reporting.taches.draw", fail)
        draw_document(projet.pk)
    assert "Signer l’avenant" not in refuse("il ne peut être signé")
    assert produce_avenant(by=None, at=AT - timedelta(days=3), avenant=avenant).pk == projet.pk
    dessiner()
    action = avenant.exercice.actions.first()
    type(action).objects.filter(pk=action.pk).update(objectifs="Autres objectifs.")
    assert "Signer l’avenant" in refuse("a changé depuis son dernier projet")
    # The refusal is on the page of the avenant, where the button is, and what was typed stays.
    reponse = client.post(
        reverse("reporting:signer_avenant", args=["29", 2021, 3]),
        {"version": avenant.version, "date_signature": "2021-05-14"},
    )
    assert reponse.status_code == 422
    assert "a changé depuis son dernier projet" in read_html(reponse)
    assert "2021-05-14" in read_html(reponse)
    produce_avenant(by=None, at=AT - timedelta(days=2), avenant=avenant)
    dessiner()
    assert not conclude(demo, avenant).projet


def test_a_signed_avenant_whose_drawing_failed_is_drawn_again_as_it_was_signed(
    client, demo, avenant, dessiner, monkeypatch
):
    produce_avenant(by=None, at=AT, avenant=avenant)
    dessiner()
    final = conclude(demo, avenant)
    with monkeypatch.context() as patch:
        patch.setattr("reporting.taches.draw", fail)
        draw_document(final.pk)
    client.force_login(demo.get_compte("agent.29"))
    page = read_html(client.get(reverse("reporting:avenant", args=["29", 2021, 3])))
    assert "Dessiner de nouveau l’avenant" in page
    client.post(reverse("reporting:produire_avenant", args=["29", 2021, 3]))
    dessiner()
    redessine = reread(final)
    assert (redessine.etat, redessine.contenu) == ("dessine", final.contenu)
    assert avenant.documents.filter(projet=False).count() == 1


def test_the_database_holds_one_final_document_an_avenant(demo):
    final = Document.objects.filter(nature="avenant", projet=False).first()
    with (
        pytest.raises(IntegrityError, match=r"par_avenant|avenant_id"),
        transaction.atomic(),
    ):
        copy_document(final)


# --- One instant -----------------------------------------------------------------------------------------------------


def test_a_save_in_between_cannot_freeze_a_mixture(base_partagee, monkeypatch):
    """A colleague changes an early and a late part of the report while it is read: both are new, or both are old."""
    exercice = Exercice.objects.select_related("convention").get(convention__code="29", annee=2021)
    lire, fils = lectures.list_fiches, []

    def change():
        with transaction.atomic():
            Exercice.objects.filter(pk=exercice.pk).update(contexte="NOUVEAU", conclusion="NOUVEAU")
            exercice.actions.update(bilan="NOUVEAU")
            exercice.convention.signataires.update(nom="NOUVEAU")
        connections.close_all()

    def read_overtaken(*arguments):
        if not fils:
            fils.append(threading.Thread(target=change))
            fils[0].start()
            # SQLite makes the colleague wait; PostgreSQL lets her through.
            fils[0].join(2)
        return lire(*arguments)

    monkeypatch.setattr(lectures, "list_fiches", read_overtaken)
    contenu = produce_rapport(by=None, at=AT, exercice=exercice).contenu
    fils[0].join()
    dits = [contenu["contexte"], contenu["conclusion"]]
    dits += [un["nom"] for un in contenu["convention"]["signataires"]]
    dits += [action["bilan"] for axe in contenu["axes"] for action in axe["actions"]]
    assert "NOUVEAU" not in dits
    exercice.refresh_from_db()
    assert exercice.contexte == "NOUVEAU"


# --- Served as it was stored -----------------------------------------------------------------------------------------


@contextmanager
def beneath_the_site(table):
    """The database as one who may do anything to it: without its triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered before its keys are checked
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute(
                f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'"
            )
            ordres = cursor.fetchall()
            for nom, _ in ordres:
                cursor.execute(f"DROP TRIGGER {nom}")
        yield cursor
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        else:
            for _, ordre in ordres:
                cursor.execute(ordre)


def falsify(rangee, champ, valeur):
    table = rangee._meta.db_table
    with beneath_the_site(table) as cursor:
        cursor.execute(f"UPDATE {table} SET {champ} = %s WHERE id = %s", [valeur, rangee.pk])


def list_sorties_fausses():
    sortie = StringIO()
    with pytest.raises(CommandError, match="ne correspondent plus"):
        call_command("verifier_documents", stdout=sortie)
    return sortie.getvalue()


def test_bytes_that_are_not_those_of_the_fingerprint_are_never_served(client, demo, caplog):
    document = demo.document
    adresse = reverse("reporting:document", args=[document.pk])
    client.force_login(demo.get_compte("agent.29"))
    assert client.get(adresse).status_code == 200
    call_command("verifier_documents", stdout=StringIO())
    falsify(document, "octets", bytes(document.octets).replace(b"%PDF", b"%PDG"))
    reponse = client.get(adresse)
    assert reponse.status_code == 403
    assert b"%PDG" not in reponse.content
    assert "ne correspond pas à son empreinte" in read_html(reponse)
    assert f"reporting.Document {document.pk}" in caplog.text
    assert f"Document {document.pk}" in list_sorties_fausses()


def test_figures_that_are_not_those_of_the_fingerprint_are_told_too(demo):
    falsify(demo.document, "contenu", '{"projet": false}')
    assert f"Document {demo.document.pk}" in list_sorties_fausses()


# Each kind of stored file: what it proves, and the route that gives it.
PIECES = {
    PieceAction: ("conventions:piece_action", lambda action: {"action": action}),
    Redeploiement: (
        "conventions:preuve_redeploiement",
        lambda a: {"exercice": a.exercice, "constat": "Oui."},
    ),
    PieceConvention: (
        "conventions:copie",
        lambda a: {"convention": a.exercice.convention, "nature": "autre"},
    ),
    PieceJointe: ("indicateurs:piece", lambda action: {"exercice": action.exercice, "code": "R2"}),
}


def test_every_kind_of_stored_file_is_tried():
    assert {un for un in apps.get_models() if issubclass(un, Piece)} == set(PIECES)


@pytest.mark.parametrize("modele", PIECES)
def test_no_stored_file_is_served_once_falsified(modele, client, demo):
    route, make_champs = PIECES[modele]
    agent, action = demo.get_compte("agent.29"), demo.brouillon.actions.get(numero="S4-1")
    fichier = {"nom_fichier": "note.csv", "type_contenu": "text/csv", "octets": b"a;b"}
    piece = make_piece(modele, **fichier, by=agent, at=AT, **make_champs(action))
    piece.save()
    valeurs = {"code": "29", "annee": 2021, "numero": "S4-1"}
    valeurs |= dict.fromkeys(("pk", "piece", "redeploiement"), piece.pk)
    adresse = reverse(route, kwargs={cle: valeurs[cle] for cle in ROUTES[route]})
    client.force_login(agent)
    assert client.get(adresse).content == b"a;b"
    falsify(piece, "octets", b"autre chose")
    reponse = client.get(adresse)
    assert reponse.status_code == 403
    assert b"autre chose" not in reponse.content
    assert f"{modele.__name__} {piece.pk}" in list_sorties_fausses()


def test_a_document_that_waits_may_only_get_its_pages_and_a_drawn_one_nothing(demo, dessiner):
    document = produce(demo)
    lui = Document.objects.filter(pk=document.pk)
    libres = {"etat", "octets", "empreinte", "motif_echec", "battement", "tentatives"}
    figes = {champ.name for champ in Document._meta.concrete_fields} - libres
    autre = Exercice.objects.exclude(pk=document.exercice_id).first()
    valeurs = {
        "id": 10_000, "exercice": autre, "avenant": Avenant.objects.first(), "nature": "commun", "projet": False,
        "cloture": autre.transitions.first() or document.exercice.transitions.first(), "contenu": {"faux": True},
        "empreinte_contenu": "0" * 64, "par": demo.get_compte("valideur.29"), "le": AT + timedelta(days=1),
        "decision": EtapeDecision.objects.first(),
    }  # fmt: skip
    assert set(valeurs) == figes
    assert valeurs["decision"]
    for champ in figes:
        with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
            lui.update(**{champ: valeurs[champ]})
    dessiner()
    octets = b"%PDF autre"
    for changement in (
        {"octets": octets, "empreinte": hashlib.sha256(octets).hexdigest()},
        {"etat": "a_dessiner", "octets": None, "empreinte": ""},
        {"tentatives": 9},
    ):
        with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
            lui.update(**changement)
    with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
        lui.delete()
