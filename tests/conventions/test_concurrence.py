"""An exercice that somebody changes is nobody else’s. On PostgreSQL only (tests/concurrence.py)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from conventions.models import Exercice
from conventions.operations.acces import lock_exercice, lock_exercices
from tests.concurrence import get_exercice


@pytest.fixture
def exercice(ensemble):
    return get_exercice()


@pytest.mark.parametrize("verrouiller", [lock_exercice, lock_exercices], ids=lambda un: un.__name__)
def test_a_locked_exercice_is_nobody_elses_until_the_end_of_the_transaction(exercice, verrouiller):
    """Asked of the database while the lock is held, by another connection: no chance in it."""

    def find_free():
        with transaction.atomic():
            libres = Exercice.objects.select_for_update(skip_locked=True, of=("self",))
            return exercice.pk in {un.pk for un in libres}

    with ThreadPoolExecutor(1) as fil:
        with transaction.atomic():
            verrouiller(exercice)
            assert fil.submit(find_free).result(10) is False
        assert fil.submit(find_free).result(10) is True
        fil.submit(connections.close_all).result(10)
