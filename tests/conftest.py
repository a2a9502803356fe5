"""What every test runs under. Data and cast fixtures follow."""

import gc
import os
import pickle
import subprocess
import sys
from urllib.parse import quote

import pytest

from tests.demo import DEMO, LUE, compose_here, draw_blank, draw_waiting, fill_demo, open_sessions, read_demo
from tests.reseau import check_reseau, close_reseau
from tests.sauvegarde import Sauvegarde
from tests.sources import RACINE

# Playwright's synchronous interface runs an event loop in the thread where Django's ORM is called.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_addoption(parser):
    parser.addoption(
        "--une-fois",
        action="store_true",
        help="each test on one of the two databases of `make test`: those of the database of this run",
    )


# The longest tests, then those that drive a browser or have transactions of their own: begun last, one of them would
# keep a worker at it while the other has nothing left to take.
LONGS = (
    "test_tous_formulaires.py",
    "test_parcours_complet.py",
    "test_documents_demo.py",
    "test_donnees_demo.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Of the two runs of `make test`, each test is in one, whatever its marks, and `deux_bases` in both. The longest
    come first."""
    from django.db import connection

    items.sort(key=rank_duree)
    if config.getoption("--une-fois"):
        is_postgresql = connection.vendor == "postgresql"
        gardes = [un for un in items if is_postgresql == is_de_postgresql(un) or is_des_deux(un)]
        config.hook.pytest_deselected(items=[un for un in items if un not in set(gardes)])
        items[:] = gardes


def rank_duree(item):
    if item.path.name in LONGS:
        return LONGS.index(item.path.name)
    return len(LONGS) + ("transactional_db" not in item.fixturenames)


def is_des_deux(item):
    """SQLite, which `make demo` runs on, may answer otherwise than PostgreSQL: triggers, order, locks."""
    return item.get_closest_marker("deux_bases") is not None


def is_de_postgresql(item):
    """What needs PostgreSQL, which production runs on, or several processes on one base, and what uses one without
    saying that any would do."""
    if {"sur_postgresql", "lancer_travailleur"} & set(item.fixturenames):
        return True
    uses_base = {"db", "transactional_db"} & set(item.fixturenames) or item.get_closest_marker("django_db")
    return bool(uses_base) and not item.get_closest_marker("une_base")


def pytest_configure():
    """Settings made for speed: passwords hashed cheaply, static files served from where they lie."""
    from django.conf import settings

    # Four times as long between two looks for cycles as the child that draws: documents are drawn in this process too.
    gc.set_threshold(200_000)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = None
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }

    _put_the_demo_back()
    _tell_pages_only()
    close_reseau()


@pytest.fixture(autouse=True)
def sans_reseau():
    yield check_reseau
    check_reseau()


def _put_the_demo_back():
    """A test with transactions of its own finds the demo, and leaves it, where Django would empty the database."""
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = lambda test: DEMO[0].restore()


def _tell_pages_only():
    """`response.context` and `.templates` are of the page alone: copying what each of its hundred includes is given
    takes a tenth of the time of a page."""
    from django.test import utils
    from django.test.signals import template_rendered

    def render(template, context):
        if context.template is template:
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    utils.instrumented_test_render = render


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        fill_demo()
        open_sessions()
        DEMO.append(Sauvegarde())
        LUE.append(pickle.dumps(read_demo()))
    # What is loaded and what was made of the demo stays: no cycle is looked for there any more.
    gc.collect()
    gc.freeze()
    yield
    with django_db_blocker.unblock():
        end_connections()


def end_connections():
    """What other threads still hold open of the base of the tests, on a slow machine, does not keep it from going."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def sur_postgresql():
    """For tests of what SQLite has not: several connections, limits of the columns."""
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")


@pytest.fixture
def ensemble(sur_postgresql, transactional_db):
    """For tests of several people at once, each in a transaction of their own: everybody, by the start of an e-mail."""
    from comptes.models import Utilisateur

    return {un.email.removesuffix("@calpae.example"): un for un in Utilisateur.objects.all()}


@pytest.fixture
def demo(db):
    """What tests name of the demo, in objects of this test's own: every test finds the rows that were read once."""
    return pickle.loads(LUE[0])


@pytest.fixture
def sans_verrous(db):
    """What the database holds may be written beneath the site, for a test of what is then read. Undone with it."""
    from django.apps import apps
    from django.db import connection

    from comptes.verrous import drop_verrous

    for app in apps.get_app_configs():
        drop_verrous(getattr(app, "verrous", ()), connection)


@pytest.fixture
def dessiner(monkeypatch):
    """Draws the documents that wait, on blank pages: for tests of what becomes of a document."""
    monkeypatch.setattr("reporting.taches.draw", draw_blank)
    return draw_waiting


@pytest.fixture
def imprimer(monkeypatch):
    """Composes the documents that wait: for tests that read the words of the paper (`read_papier`)."""
    monkeypatch.setattr("reporting.taches.draw", compose_here)
    return draw_waiting


@pytest.fixture
def sas(settings, tmp_path):
    """The directory of the waiting files, empty and of this test alone."""
    settings.DEPOTS_DIR = tmp_path / "depots"
    return settings.DEPOTS_DIR


@pytest.fixture
def travailler(django_capture_on_commit_callbacks, monkeypatch):
    """One round of the worker, in this process and in the transaction of the test, which it must not close."""
    from django.core.management import call_command
    from django_tasks_db.management.commands import db_worker

    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)

    def travailler():
        with django_capture_on_commit_callbacks(execute=True):
            call_command("travailler", une_fois=True)

    return travailler


@pytest.fixture
def base_partagee(transactional_db, tmp_path):
    """DATABASE_URL of the database of the test, for another process; an SQLite in memory becomes a file for the time
    of the test, in every thread."""
    from django.db import connection, connections

    reglages = connection.settings_dict
    if connection.vendor == "sqlite":
        fichier = tmp_path / "base.sqlite3"
        connection.ensure_connection()
        connection.cursor().execute("VACUUM INTO %s", [str(fichier)])
        en_memoire, nom = connections["default"], reglages["NAME"]
        connections.settings["default"]["NAME"] = str(fichier)
        connections["default"] = connections.create_connection("default")
        yield f"sqlite:///{fichier}"
        connections["default"].close()
        connections.settings["default"]["NAME"] = nom
        connections["default"] = en_memoire
    else:
        hote = reglages["HOST"] or reglages["OPTIONS"].get("host", "")
        qui = quote(reglages["USER"]) + (f":{quote(reglages['PASSWORD'])}" if reglages["PASSWORD"] else "")
        port = f":{reglages['PORT']}" if reglages["PORT"] else ""
        yield f"postgres://{qui}@{port}/{reglages['NAME']}?host={quote(hote, safe='')}"


@pytest.fixture
def lancer_travailleur(base_partagee, sas):
    """Starts a real worker on the database of the test, in a process of its own; all are stopped at the end. After
    `silence` seconds it takes another one for dead: on a slow machine, a living one may be slow."""
    lances = []

    def lancer(*options, silence=60):
        environnement = os.environ | {
            "DATABASE_URL": base_partagee,
            "DEPOTS_DIR": str(sas),
            "SILENCE_MAX": str(silence),
        }
        # What `check` says is tried by itself (tests/test_migrations.py), and takes a second of each start.
        commande = [sys.executable, str(RACINE / "manage.py"), "travailler", "--skip-checks", *options]
        lances.append(subprocess.Popen(commande, env=environnement, cwd=RACINE))
        return lances[-1]

    yield lancer
    for travailleur in lances:
        if travailleur.poll() is None:
            travailleur.terminate()
            travailleur.wait(60)
