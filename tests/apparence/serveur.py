"""The site, served as always, its clock stopped, and two things more: a header of each answer says how many SQL queries
it took, and what is written to answer a request that carries another header is undone.

Gunicorn imports it from the root of the site: of it, only the entry point the Makefile serves is named."""

from contextlib import nullcontext

from demo import EN_TETE, EN_TETE_ESSAI
from django.core.signals import request_started
from django.db import close_old_connections, connection, transaction
from gel import stop_horloge

stop_horloge()

from config.wsgi import application as site  # noqa: E402 — the clock is stopped first

# At the start of a request, Django drops a connection that is in a transaction; at its end, it still closes each.
request_started.disconnect(close_old_connections)


def application(environ, start_response):
    nombre = 0

    def count(execute, *args):
        nonlocal nombre
        nombre += 1
        return execute(*args)

    def start(statut, en_tetes, *args):
        return start_response(statut, [*en_tetes, (EN_TETE, str(nombre))], *args)

    is_essai = f"HTTP_{EN_TETE_ESSAI.upper().replace('-', '_')}" in environ
    with transaction.atomic() if is_essai else nullcontext(), connection.execute_wrapper(count):
        reponse = site(environ, start)
        if is_essai:
            transaction.set_rollback(True)
        return reponse
