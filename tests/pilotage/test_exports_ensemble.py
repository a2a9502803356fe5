"""A file made behind the requests where several make it, ask for it or clean up at once: on PostgreSQL, each in a
transaction that ends."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from comptes.models import Notification
from comptes.refus import Refus
from conventions.models import Exercice
from pilotage.models import EtatExport, Export
from pilotage.operations import exports as operations
from pilotage.taches import ecrire_export
from tests.concurrence import run_together
from tests.pilotage.fichiers_lus import list_attendues, read_lignes

pytestmark = pytest.mark.usefixtures("sas")


def ask(gens, enqueue, **demande):
    """Ask for the figures of 2021, as the view does."""
    demande = {"annee": ["2021"]} | {cle: [dit] for cle, dit in demande.items()}
    exercices = Exercice.objects.readable_by(gens["centrale"]).filter(annee=2021)
    return operations.request_export(
        by=gens["centrale"],
        at=timezone.now(),
        table="chiffres",
        format="csv",
        demande=demande,
        exercices=list(exercices.values_list("pk", flat=True)),
        lignes=1,
        enqueue=enqueue,
    )


def fetch(client, gens, export):
    client.force_login(gens["centrale"])
    return client.post(reverse("reporting:fichier_export", args=[export.pk]))


def list_dites(**filtre):
    return list(Notification.objects.filter(nature="export", **filtre).values_list("a__email", flat=True))


def test_a_file_goes_from_the_queue_to_whoever_still_may_read_it(ensemble, client, sas):
    """Asked for, queued, taken up by a worker, written, told, fetched: each on a connection that is closed after."""
    attendues = list_attendues(ensemble["centrale"], "chiffres")
    export = ask(ensemble, ecrire_export.enqueue)
    call_command("travailler", une_fois=True)
    export.refresh_from_db()
    assert (export.etat, export.tentatives, list_dites(lue_le=None)) == (
        "pret",
        1,
        [ensemble["centrale"].email],
    )
    reponse = fetch(client, ensemble, export)
    # What is read of it is read after the view is over.
    lues = read_lignes(b"".join(reponse.streaming_content), "csv", "chiffres")
    reponse.close()
    assert [(un["convention"], un["indicateur"]) for un in lues] == [
        (un["convention"], un["indicateur"]) for un in attendues
    ]
    assert len(lues) > 3 and list_dites(lue_le=None) == []
    type(ensemble["centrale"]).objects.filter(pk=ensemble["centrale"].pk).update(
        role="commissaire", region_id="44"
    )
    assert fetch(client, ensemble, export).status_code == 403
    assert len(list((sas / "exports").iterdir())) == 1


def test_whoever_comes_together_one_makes_the_file(ensemble, sas):
    """Two workers of one task; two that clean up; five requests of one person, two of them the same."""
    export = ask(ensemble, lambda export_pk: None)
    assert run_together(*[partial(ecrire_export.call, export_pk=export.pk)] * 2) == [None, None]
    export.refresh_from_db()
    assert (export.etat, export.tentatives, len(list_dites())) == (EtatExport.PRET, 1, 1)
    assert [un.name for un in (sas / "exports").iterdir()] == [export.depot]
    # Its worker is taken for dead: of two that clean up one puts it back, and the ghost writes and tells nothing.
    Export.objects.update(etat="en_cours", depot="", battement=timezone.now() - timedelta(minutes=5))
    fantome = Export.objects.get()
    remis = []
    requeue = partial(
        operations.requeue_exports, at=timezone.now(), enqueue=lambda export_pk: remis.append(export_pk)
    )
    assert sorted(run_together(requeue, requeue)) == [0, 1]
    assert remis == [export.pk]
    prendre = partial(operations.claim_export, at=timezone.now(), pk=export.pk)
    assert sorted(un is None for un in run_together(prendre, prendre)) == [False, True]
    with pytest.raises(operations.ExportRepris):
        operations.record_export(at=timezone.now(), export=fantome, depot="x", nom="x")
    assert len(list_dites()) == 1
    # Three at most are in preparation.
    demandes = [partial(ask, ensemble, lambda export_pk: None, region=un) for un in ("53", "44", "93", "76")]
    rendus = run_together(*demandes, demandes[0])
    assert Export.objects.filter(etat__in=("en_attente", "en_cours")).count() == 3
    assert {type(un) for un in rendus} == {Export, Refus}
