"""What no request may do, whatever the view: write on a GET, name what no database can look for, be unreadable."""

import codecs
import re

from django.core.exceptions import BadRequest
from django.db import connection
from django.http import Http404, UnreadablePostError

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
# Django ends a session on whatever request finds that its password changed, and prolongs one that is in use: that is
# no work of anybody's. A call to the API is counted, whatever it asks. No other table lives so.
ECRITURE_DE_SESSION = re.compile(
    r'((INSERT INTO|UPDATE|DELETE FROM) "django_session"|UPDATE "comptes_appelsdejeton")(?=[\s(]|$)',
    re.IGNORECASE,
)
# Pages are in UTF-8, and a browser answers in the charset of the page.
CHARSETS = frozenset({"utf-8", "ascii"})


class EcritureInterdite(RuntimeError):
    """A safe request tried to write. A bug of ours, never the user's."""


def refuse_writes(execute, sql, params, many, context):
    """Database wrapper that lets reads, the life of sessions and the count of calls through; raises `EcritureInterdite`
    on the rest."""
    ordre = sql.lstrip()
    if not ordre.upper().startswith(ORDRES_DE_LECTURE) and not ECRITURE_DE_SESSION.match(ordre):
        raise EcritureInterdite(f"Une requête de lecture a tenté d’écrire\u00a0: {sql[:120]}")
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


class RequeteLisibleMiddleware:
    """What is posted is read once, here: a charset no page of ours has, or a body that cannot be read, is a 400.

    Left to the first who needs a field, each such request is an error of the site.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not is_charset_lu(request.content_params.get("charset", "utf-8")):
            # Whoever answers reads the address, in the charset of the request too.
            request.encoding = "utf-8"
            raise BadRequest("Unknown charset")
        try:
            request.POST  # noqa: B018
        except (UnreadablePostError, ValueError, LookupError) as erreur:
            raise BadRequest("Unreadable body") from erreur
        return self.get_response(request)


def is_charset_lu(nom):
    """Whether Python's codec of that name is one a browser answers our pages in; an unknown name is not."""
    try:
        return codecs.lookup(nom).name in CHARSETS
    except (LookupError, ValueError):
        return False
