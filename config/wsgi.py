"""WSGI entry point."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class Requete(WSGIRequest):
    """A request whose Content-Type cannot break the site before any middleware is there to answer.

    Django decodes the address in the charset it names: most of Python's codecs fail, and the server itself answers.
    What it names is left to `comptes.guard.RequeteLisibleMiddleware`.
    """

    def _set_content_type_params(self, meta):
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except (ValueError, LookupError):
            self.content_type, self.content_params = "", {"charset": ""}


class Serveur(WSGIHandler):
    request_class = Requete


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)
application = Serveur()
