"""A file too long to be given at once: made behind the requests, of who may still read it, kept a day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comptes.models import Utilisateur
from conventions.models import Exercice
from pilotage.models import EtatExport, Export
from pilotage.operations import exports as operations
from pilotage.views import exports as vues
from tests.annonces import list_told
from tests.lecture import read
from tests.pilotage.fichiers_lus import list_attendues, make_france, read_lignes, take

pytestmark = [pytest.mark.usefixtures("sans_verrous", "sas"), pytest.mark.une_base]


@pytest.fixture
def france(demo):
    return make_france(demo)


@pytest.fixture
def longue(monkeypatch):
    """Every file is too long to be given at once."""
    monkeypatch.setattr(vues, "LIMITE", 0)


def ask(client, demo, qui="centrale", **demande):
    client.force_login(demo.get_compte(qui))
    reponse = client.post(reverse("reporting:demander_export"), {"annee": 2021} | demande)
    assert reponse.status_code == 302
    return Export.objects.latest("pk")


def fetch(client, export):
    """Its file: the response, and its bytes."""
    reponse = look(client, export, "fichier_export")
    octets = reponse.getvalue()
    reponse.close()
    return reponse, octets


def look(client, export, page="export"):
    send = client.post if page == "fichier_export" else client.get
    return send(reverse(f"reporting:{page}", args=[export.pk]))


def list_dites(**filtre):
    return list_told(nature="export", **filtre)


def test_a_long_file_is_made_behind_and_fetched(client, france, longue, travailler):
    page = read(take(client, france, table="actions", format="ods", region="53"))
    assert "Préparer un fichier de" in page
    assert Export.objects.count() == 0
    export = ask(client, france, table="actions", format="ods", region="53")
    assert "attend son tour" in read(look(client, export))
    assert look(client, export, "avancement_export").json()["fini"] is False
    assert look(client, export, "fichier_export").status_code == 403
    assert ask(client, france, table="actions", format="ods", region="53") == export
    assert list_dites() == {}
    travailler()
    assert "Le fichier est prêt" in read(look(client, export))
    dite = "Le fichier que vous avez demandé, « Actions (ODS) », est prêt : il est gardé une journée."
    assert list_dites(is_action=True, lue_le=None) == {"centrale": [dite]}
    reponse, octets = fetch(client, export)
    # Who has it is told no more: no mail will be.
    assert list_dites(lue_le=None) == list_dites(reglee_le=None) == {}
    assert reponse["Content-Disposition"] == 'attachment; filename="actions-2021.ods"'
    lues = read_lignes(octets, "ods", "actions")
    attendues = list_attendues(france.get_compte("centrale"), "actions", region=["53"])
    assert [un["numero"] for un in lues] == [un["numero"] for un in attendues]
    assert {un["region"] for un in lues} == {"Bretagne"}
    # Of nobody else, not even of who may read as much.
    client.force_login(france.get_compte("commissaire.53"))
    assert {
        look(client, export, un).status_code for un in ("export", "avancement_export", "fichier_export")
    } == {404}


def withdraw_compte(demo):
    Utilisateur.objects.filter(pk=demo.get_compte("centrale").pk).update(is_active=False)


def withdraw_perimetre(demo):
    """France becomes one région."""
    Utilisateur.objects.filter(pk=demo.get_compte("centrale").pk).update(role="commissaire", region_id="53")


def withdraw_exercice(demo):
    """What was handed over is recalled: it is a draft again."""
    Exercice.objects.filter(convention__code="35", annee=2021).update(etat="a_completer")


RETRAITS = [withdraw_compte, withdraw_perimetre, withdraw_exercice]


@pytest.mark.parametrize("withdraw", RETRAITS)
def test_a_right_withdrawn_before_the_file_is_made_makes_none(client, france, travailler, sas, withdraw):
    export = ask(client, france)
    withdraw(france)
    travailler()
    export.refresh_from_db()
    assert (export.etat, export.depot) == (EtatExport.REFUSE, "")
    dite = "Le fichier que vous avez demandé, « Chiffres (XLSX) », ne vous est pas remis."
    assert list_dites() == {"centrale": [dite]}
    assert list_dites(is_action=True) == {}
    assert not list((sas / "exports").iterdir()) if (sas / "exports").exists() else True
    if withdraw is not withdraw_compte:
        assert "plus le droit de lire tout ce que" in read(look(client, export))


@pytest.mark.parametrize("withdraw", RETRAITS)
def test_a_right_withdrawn_before_the_file_is_fetched_gives_it_to_nobody(
    client, france, travailler, withdraw
):
    export = ask(client, france)
    travailler()
    assert fetch(client, export)[0].status_code == 200
    withdraw(france)
    reponse = look(client, export, "fichier_export")
    if withdraw is withdraw_compte:
        assert reponse.status_code == 302  # to log in
        return
    assert reponse.status_code == 403
    assert "plus le droit de lire tout ce que" in read(reponse)
    page = read(look(client, export))
    assert "plus le droit de lire tout ce que" in page
    assert "Demander ce fichier de nouveau" in page
    # Asked for again, it holds what one still reads.
    autre = ask(client, france)
    travailler()
    assert fetch(client, autre)[0].status_code == 200


def test_a_file_waits_a_day_and_half_of_one_no_longer(client, france, travailler, sas):
    export = ask(client, france)
    travailler()
    assert list(list_dites(lue_le=None)) == ["centrale"]
    (garde,) = (sas / "exports").iterdir()
    assert garde.stat().st_mode & 0o777 == 0o600
    reste = sas / "exports" / "half"
    reste.write_bytes(b"")
    Export.objects.update(battement=timezone.now() - timedelta(days=2))
    assert operations.delete_exports_expires(at=timezone.now()) == 1
    assert list_dites(lue_le=None) == {}  # no mail leads to what is gone
    assert operations.delete_exports_orphelins(at=timezone.now() + timedelta(days=2)) == 1
    assert list((sas / "exports").iterdir()) == []
    assert "n’est plus gardé" in read(look(client, export))
    assert look(client, export, "fichier_export").status_code == 403
    Export.objects.update(le=timezone.now() - timedelta(days=31))
    operations.delete_exports_expires(at=timezone.now())
    assert look(client, export).status_code == 404


def test_a_dead_worker_s_file_is_taken_up_three_times_at_most(client, france):
    export = ask(client, france)
    for tentative in (1, 2, 3):
        pris = operations.claim_export(at=timezone.now(), pk=export.pk)
        assert pris.tentatives == tentative
        assert operations.claim_export(at=timezone.now(), pk=export.pk) is None
        Export.objects.update(battement=timezone.now() - timedelta(minutes=5))
        remis = operations.requeue_exports(at=timezone.now(), enqueue=lambda export_pk: None)
        assert remis == (tentative < 3)
        # The one that was taken for dead comes back: it writes nothing.
        with pytest.raises(operations.ExportRepris):
            operations.record_export(at=timezone.now(), export=pris, depot="x" * 32, nom="x")
    assert "n’a pas pu être fait" in read(look(client, export))


def test_an_error_ends_the_file_and_leaves_nothing(client, france, travailler, sas, monkeypatch):
    def fail(*args):
        raise ValueError("a word of somebody")

    monkeypatch.setattr("pilotage.taches.build_extrait", fail)
    export = ask(client, france)
    travailler()
    (dites,) = list_dites(is_action=False).values()
    assert [un.endswith("n’a pas pu être fait.") for un in dites] == [True]
    assert "n’a pas pu être fait" in read(look(client, export))
    assert not [*(sas / "exports").iterdir()] if (sas / "exports").exists() else True


def test_no_more_than_three_files_are_made_for_one_person_at_once(client, france):
    for region in ("53", "44", "93"):
        ask(client, france, region=region)
    reponse = client.post(reverse("reporting:demander_export"), {"annee": 2021})
    assert reponse.status_code == 403
    assert "déjà en préparation" in read(reponse)
    assert Export.objects.count() == 3


def test_the_list_is_ones_own(client, france):
    assert (
        "Aucun fichier demandé" in read(client.get(reverse("reporting:exports")))
        if ask(client, france) is None
        else 1
    )
    assert "en attente" in read(client.get(reverse("reporting:exports")))
    client.force_login(france.get_compte("agent.29"))
    assert "Aucun fichier demandé" in read(client.get(reverse("reporting:exports")))
