"""A document asked for, drawn or not, and read again."""

from datetime import UTC, datetime

from reporting import dessin
from reporting.models import Document
from reporting.operations.documents import produce_rapport

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)


def produce(demo, at=AT, **options):
    return produce_rapport(by=demo.get_compte("agent.29"), at=at, exercice=demo.brouillon, **options)


def reread(document):
    return Document.objects.get(pk=document.pk)


def fail(*arguments, **options):
    raise dessin.DessinImpossible
