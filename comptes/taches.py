"""The queue of the work that outlives a request, and the frame it is done in, whatever the work."""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic

from django.db import OperationalError
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

# How often a work is taken up again after its worker died.
TENTATIVES_MAX = 3
GARDE = timedelta(days=1)
# Seconds between two signs of life: no more often than the page that shows how far a work is asks.
PAS = 0.5

logger = logging.getLogger(__name__)


def is_enqueued(**objet: int) -> bool:
    """Does a task wait for an object, named as the task takes it: `import_pk=3`?"""
    voulus = {f"args_kwargs__kwargs__{nom}": pk for nom, pk in objet.items()}
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY, **voulus).exists()


def delete_taches_finies(*, at: datetime) -> None:
    """Forget the tasks that were begun over a day before `at`: what they did is on the rows they were for."""
    DBTaskResult.objects.exclude(status=TaskResultStatus.READY).filter(started_at__lt=at - GARDE).delete()


@contextmanager
def hold_travail(
    travail: str, *, repris: type[Exception], fail: Callable[[], object], release: Callable[[], object]
) -> Iterator[None]:
    """Around a work that was taken up: another attempt may take it over (`repris` says so), an error of ours ends it
    (`fail`), a worker told to stop gives it back (`release`), and leaves its loop after it.

    No exception leaves with words of anybody, since the queue would store them; nor are they logged beside `travail`,
    which names it.
    """
    try:
        yield
    except repris:
        logger.info("%s: given up, or taken up by another worker.", travail)
    except Exception as erreur:
        ou = "".join(traceback.format_tb(erreur.__traceback__))
        logger.error("%s: %s\n%s", travail, type(erreur).__name__, ou)
        fail()
    except SystemExit:
        release()


class SignesDeVie:
    """Says how far a work is, by `record`, once in PAS; what `record` raises but for a database that is busy ends the
    work."""

    def __init__(self, travail: str, record: Callable[..., object]) -> None:
        self.travail, self.record, self.prochain = travail, record, 0.0

    def __call__(self, *dits: float) -> None:
        if monotonic() < self.prochain:
            return
        try:
            self.record(*dits)
        except OperationalError:
            # A locked SQLite database for instance: the next sign of life will do.
            logger.warning("%s: a sign of life was not recorded.", self.travail)
        self.prochain = monotonic() + PAS
