"""An import that is cancelled, whose worker dies or comes back; real workers, in processes of their own."""

import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from fichiers.sas import store_fichier
from indicateurs import taches
from indicateurs.models import (
    EtatImport,
    ImportParcours,
)
from indicateurs.operations.calculs import (
    claim_import,
    record_avancement,
    record_calcul,
    record_echec,
    requeue_imports,
)
from indicateurs.operations.parcours import cancel_import, start_import
from indicateurs.parcours.appel import CalculAnnule, compute_fichier
from tests.indicateurs.depots import (
    ATTENDU,
    FICHIER,
    deposit,
    get_dernier,
    go,
    list_files,
    look,
)
from tests.sources import RACINE

pytestmark = [pytest.mark.usefixtures("sas"), pytest.mark.une_base]


@pytest.fixture
def agent(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    return client


def test_a_waiting_calculation_is_cancelled_with_its_file(
    agent, travailler, sas, django_capture_on_commit_callbacks
):
    deposit(agent)
    with django_capture_on_commit_callbacks(execute=True):
        assert go(agent, "annuler_parcours").status_code == 302
    assert list_files(sas) == []
    travailler()
    imp = get_dernier()
    assert (imp.etat, imp.tentatives) == (EtatImport.ANNULE, 0)
    assert "abandonné" in look(agent)


def test_cancelling_stops_a_calculation_at_its_next_sign_of_life(agent, travailler, demo, monkeypatch, sas):
    lus = []

    def compute(*args, suivi, **kwargs):
        for lignes in range(1000):
            lus.append(lignes)
            if lignes == 3:
                cancel_import(by=demo.get_compte("agent.29"), at=timezone.now(), imp=get_dernier())
            suivi(lignes, lignes / 1000)
        raise AssertionError("never told to stop")

    monkeypatch.setattr(taches, "compute_fichier", compute)
    monkeypatch.setattr("comptes.taches.PAS", 0)
    deposit(agent)
    travailler()
    assert len(lus) == 4
    assert get_dernier().etat == EtatImport.ANNULE
    assert list_files(sas) == []


def test_the_same_task_twice_calculates_once(agent, travailler):
    deposit(agent)
    taches.calculer_parcours.enqueue(import_pk=get_dernier().pk)
    travailler()
    imp = get_dernier()
    assert (imp.etat, imp.tentatives) == (EtatImport.CALCULE, 1)
    taches.calculer_parcours.enqueue(import_pk=imp.pk)
    travailler()
    assert get_dernier().tentatives == 1
    assert DBTaskResult.objects.successful().count() == 3


def be_silent(imp):
    ImportParcours.objects.filter(pk=imp.pk).update(battement=timezone.now() - timedelta(minutes=5))


def test_a_dead_worker_s_calculation_is_taken_up_three_times_at_most(agent, travailler, sas):
    deposit(agent)
    DBTaskResult.objects.all().delete()
    for tentative in (1, 2, 3):
        imp = claim_import(at=timezone.now(), pk=get_dernier().pk)
        assert imp.tentatives == tentative
        assert requeue_imports(at=timezone.now(), enqueue=taches.calculer_parcours.enqueue) == 0
        be_silent(imp)
        remis = requeue_imports(at=timezone.now(), enqueue=taches.calculer_parcours.enqueue)
        assert remis == (tentative < 3)
    travailler()
    imp = get_dernier()
    assert (imp.etat, imp.depot) == (EtatImport.ECHOUE, "")
    assert "interrompu 3 fois" in look(agent)


def test_a_calculation_whose_task_is_lost_is_put_back_and_only_then(agent, travailler):
    deposit(agent)
    be_silent(get_dernier())
    enqueue = taches.calculer_parcours.enqueue
    assert requeue_imports(at=timezone.now(), enqueue=enqueue) == 0  # its task still waits
    DBTaskResult.objects.all().delete()
    assert requeue_imports(at=timezone.now(), enqueue=enqueue) == 1
    travailler()
    assert get_dernier().etat == EtatImport.CALCULE


def test_a_worker_believed_dead_changes_nothing_when_it_comes_back(
    agent, demo, sas, django_capture_on_commit_callbacks
):
    deposit(agent)
    revenant = claim_import(at=timezone.now(), pk=get_dernier().pk)
    be_silent(revenant)
    requeue_imports(at=timezone.now(), enqueue=taches.calculer_parcours.enqueue)
    relais = claim_import(at=timezone.now(), pk=revenant.pk)
    resultat = compute(sas / revenant.depot, demo.brouillon)
    with pytest.raises(CalculAnnule):
        record_avancement(at=timezone.now(), imp=revenant, lignes=5, part=0.9)
    with pytest.raises(CalculAnnule):
        record_calcul(at=timezone.now(), imp=revenant, resultat=resultat)
    with django_capture_on_commit_callbacks(execute=True):
        record_echec(at=timezone.now(), imp=revenant, code="erreur_interne")
    assert len(list_files(sas)) == 1
    record_calcul(at=timezone.now(), imp=relais, resultat=resultat)
    assert get_dernier().resultats == ATTENDU


def test_a_lost_file_is_said(agent, travailler, sas):
    deposit(agent)
    for fichier in list_files(sas):
        fichier.unlink()
    travailler()
    assert "n’est plus là" in look(agent)


def compute(chemin, exercice):
    regles = exercice.referentiel.definition.regles_delai
    bornes = exercice.debut, exercice.fin, exercice.fin
    return compute_fichier(chemin, "p.csv", regles, *bornes, timezone.localdate())


@pytest.fixture(scope="session")
def gros(tmp_path_factory):
    """A file that takes a worker some seconds."""
    chemin = tmp_path_factory.mktemp("parcours") / "gros.csv"
    subprocess.run(
        [sys.executable, RACINE / "tests/bench/generer_parcours.py", "300000", str(chemin)], check=True
    )
    return chemin


@pytest.fixture
def exercice(base_partagee):
    """The draft of the demo, in a database that other processes read."""
    return apps.get_model("conventions.Exercice").objects.get(convention__code="29", annee=2021)


def wait_for(condition, secondes=120):
    fin = time.monotonic() + secondes
    while not condition():
        assert time.monotonic() < fin, f"not within {secondes} s"
        time.sleep(0.02)


def list_children(pid):
    """Processes born of one process, and theirs, as /proc tells them; the dead that wait for their parent apart."""
    parents = {}
    for dossier in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            etat, parent = (dossier / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            if etat != "Z":
                parents[int(dossier.name)] = int(parent)
    enfants = {enfant for enfant, parent in parents.items() if parent == pid}
    return enfants.union(*(list_children(enfant) for enfant in enfants))


def are_gone(pids):
    return not any(is_alive(pid) for pid in pids)


def is_alive(pid):
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def start(exercice, contenu):
    return start_import(
        by=apps.get_model("comptes.Utilisateur").objects.get(email="agent.29@calpae.example"),
        at=timezone.now(),
        exercice=exercice,
        depot=store_fichier(ContentFile(contenu)),
        nom_fichier="gros.csv",
        arrete_au=exercice.fin,
        methode="demande",
        correspondance={},
        enqueue=taches.calculer_parcours.enqueue,
    )


def is_begun(imp):
    imp.refresh_from_db()
    return imp.etat == EtatImport.EN_COURS and imp.lignes > 0


def is_calculated(imp):
    imp.refresh_from_db()
    assert imp.etat != EtatImport.ECHOUE
    return imp.etat == EtatImport.CALCULE


def test_neither_a_worker_killed_nor_one_told_to_stop_loses_anything(exercice, gros, lancer_travailleur, sas):
    imp = start(exercice, gros.read_bytes())
    premier = lancer_travailleur()
    wait_for(lambda: is_begun(imp))
    lecteurs = list_children(premier.pid)
    assert lecteurs
    premier.send_signal(signal.SIGKILL)
    premier.wait()
    wait_for(lambda: are_gone(lecteurs))
    imp.refresh_from_db()
    assert (imp.etat, imp.tentatives) == (EtatImport.EN_COURS, 1)
    assert len(list_files(sas)) == 1

    deuxieme = lancer_travailleur(silence=2)
    wait_for(lambda: is_begun(imp) and imp.tentatives == 2)
    deuxieme.terminate()
    assert deuxieme.wait(60) == 0
    imp.refresh_from_db()
    assert (imp.etat, imp.tentatives) == (EtatImport.EN_ATTENTE, 2)
    assert len(list_files(sas)) == 1

    lancer_travailleur()
    wait_for(lambda: is_calculated(imp))
    assert (imp.tentatives, imp.lignes) == (3, 300_000)
    assert imp.resultats == compute(gros, exercice).get_resultats_json()
    wait_for(lambda: list_files(sas) == [])


def test_cancelling_ends_the_reading_and_the_worker_goes_on(exercice, gros, lancer_travailleur, sas):
    imp = start(exercice, gros.read_bytes())
    travailleur = lancer_travailleur()
    wait_for(lambda: is_begun(imp))
    cancel_import(by=imp.par, at=timezone.now(), imp=imp)
    assert list_files(sas) == []
    wait_for(lambda: not list_children(travailleur.pid))
    imp.refresh_from_db()
    assert (imp.etat, imp.resultats) == (EtatImport.ANNULE, None)
    suivant = start(exercice, FICHIER)
    wait_for(lambda: is_calculated(suivant))


@pytest.mark.deux_bases
def test_two_workers_never_do_the_same_calculation(exercice, lancer_travailleur, sas):
    at, par = datetime(2022, 1, 5, tzinfo=UTC), apps.get_model("comptes.Utilisateur").objects.first()
    imports = [
        ImportParcours.objects.create(
            exercice=exercice,
            nom_fichier=f"{rang}.csv",
            depot=store_fichier(ContentFile(FICHIER)),
            arrete_au=exercice.fin,
            methode="demande",
            battement=timezone.now(),
            par=par,
            le=at,
        )
        for rang in range(8)
    ]
    for imp in [*imports, *imports, *imports]:
        taches.calculer_parcours.enqueue(import_pk=imp.pk)
    for travailleur in [lancer_travailleur("--une-fois") for _ in range(2)]:
        assert travailleur.wait(120) == 0
    for imp in imports:
        imp.refresh_from_db()
        assert (imp.etat, imp.tentatives, imp.resultats) == (EtatImport.CALCULE, 1, ATTENDU)
    assert len({t.worker_ids[0] for t in DBTaskResult.objects.all()}) <= 2
    assert list_files(sas) == []
