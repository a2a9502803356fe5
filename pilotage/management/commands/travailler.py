import logging
import signal
import time

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from comptes import horloge
from comptes.courriels import send_courriels
from comptes.resumes import write_immediats
from comptes.suppleances import end_suppleances_echues
from comptes.taches import delete_taches_finies
from indicateurs.taches import clean_up_calculs
from pilotage.taches import clean_up_exports
from reporting.taches import clean_up_dessins

logger = logging.getLogger(__name__)

SIGNAUX = (signal.SIGINT, signal.SIGTERM)
# Tasks done in a row before cleaning up; seconds between two looks at an empty queue.
SERIE, INTERVALLE = 20, 1


class Travailleur(Worker):
    """The worker of the queue, that does not wait for the end of its task when it is told to stop: a calculation or a
    drawing goes back to the queue by itself."""

    def shutdown(self, signum, frame):
        for signal_recu in SIGNAUX:
            signal.signal(signal_recu, signal.SIG_IGN)
        self.running = False
        raise SystemExit(0)

    def configure_signals(self):
        for signal_recu in SIGNAUX:
            signal.signal(signal_recu, self.shutdown)


class Command(BaseCommand):
    help = (
        "Calcule les fichiers de parcours déposés, dessine les documents produits, écrit les exports demandés\u202f; "
        "plusieurs peuvent tourner ensemble. Ctrl-C ou SIGTERM l’arrête."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--une-fois", action="store_true", help="fait ce qui attend, puis rend la main (cron, tests)"
        )

    def handle(self, *args, une_fois, **options):
        travailleur = Travailleur(
            queue_names=["default"],
            excluded_queue_names=[],
            backend_name="default",
            worker_id=get_random_string(32),
            interval=0,
            startup_delay=False,
            batch=True,
            max_tasks=None,
        )
        if une_fois:
            self.clean_up()
            travailleur.run()
            return
        travailleur.configure_signals()
        self.prochain_menage = 0
        while travailleur.running:
            self.work(travailleur)
            time.sleep(INTERVALLE)

    def clean_up(self):
        write_immediats(at=horloge.now(), le=timezone.now())
        send_courriels(at=timezone.now())
        end_suppleances_echues(at=horloge.now(), le=timezone.now())
        clean_up_calculs()
        clean_up_dessins()
        clean_up_exports()
        # Dated by the queue, not by the clock of the site.
        delete_taches_finies(at=timezone.now())

    def work(self, travailleur):
        """One round: clean up when it is time, then empty the queue. A database away for a while is not the end."""
        try:
            if time.monotonic() >= self.prochain_menage:
                self.clean_up()
                self.prochain_menage = time.monotonic() + settings.SILENCE_MAX / 4
            travailleur.max_tasks = travailleur._run_tasks + SERIE
            travailleur.run()
        except OperationalError:
            logger.exception("The database did not answer; trying again.")
            close_old_connections()
