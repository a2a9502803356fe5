"""The site, served as always, that says in a header of each answer how many SQL queries it took.

Gunicorn imports it from the root of the site: of it, only the entry point the Makefile serves is named."""

from demo import EN_TETE
from django.db import connection

from config.wsgi import application as site


def application(environ, start_response):
    nombre = 0

    def count(execute, *args):
        nonlocal nombre
        nombre += 1
        return execute(*args)

    def start(statut, en_tetes, *args):
        return start_response(statut, [*en_tetes, (EN_TETE, str(nombre))], *args)

    with connection.execute_wrapper(count):
        return site(environ, start)
