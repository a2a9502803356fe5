"""The queue of the work that outlives a request, whatever the work."""

from datetime import datetime, timedelta

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

# How often a work is taken up again after its worker died.
TENTATIVES_MAX = 3
GARDE = timedelta(days=1)


def is_enqueued(**objet: int) -> bool:
    """Does a task wait for an object, named as the task takes it: `import_pk=3`?"""
    voulus = {f"args_kwargs__kwargs__{nom}": pk for nom, pk in objet.items()}
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY, **voulus).exists()


def delete_taches_finies(*, at: datetime) -> None:
    """Forget the tasks that were begun over a day before `at`: what they did is on the rows they were for."""
    DBTaskResult.objects.exclude(status=TaskResultStatus.READY).filter(started_at__lt=at - GARDE).delete()
