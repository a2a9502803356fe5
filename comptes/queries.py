"""Reads on the journal."""

from comptes.models import Trace


def get_derniere_trace(objet):
    """The last line of the journal about this very row; None when there is none."""
    return Trace.objects.about(objet).select_related("par").first()
