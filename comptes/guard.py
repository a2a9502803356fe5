"""A GET never writes: the database itself is asked to refuse, whatever the view does."""

from django.db import connection

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
