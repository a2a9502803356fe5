"""What no request may do, whatever the view: write on a GET, or name what no database can look for."""

from django.db import connection
from django.http import Http404

METHODES_SURES = frozenset({"GET", "HEAD", "OPTIONS"})
ORDRES_DE_LECTURE = (
    "SELECT",
    "SAVEPOINT",
    "RELEASE",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "PRAGMA",
    "EXPLAIN",
    "SET",
    "(",
)


class EcritureInterdite(RuntimeError):
    """A safe request tried to write. A bug of ours, never the user's."""


def refuse_writes(execute, sql, params, many, context):
    """Database wrapper that lets reads through and raises `EcritureInterdite` on anything else."""
    if not sql.lstrip().upper().startswith(ORDRES_DE_LECTURE):
        raise EcritureInterdite(f"Une requête de lecture a tenté d'écrire : {sql[:120]}")
    return execute(sql, params, many, context)


class ReadOnlyGetMiddleware:
    """Hold every GET, HEAD and OPTIONS to reads."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODES_SURES:
            return self.get_response(request)
        with connection.execute_wrapper(refuse_writes):
            return self.get_response(request)


class NoNulMiddleware:
    """An address with a NUL in it is no page: PostgreSQL cannot even be asked for one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path_info:
            raise Http404
        return self.get_response(request)
