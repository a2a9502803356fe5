"""Reads on the journal."""

from comptes.models import Trace


def get_derniere_trace(objet):
    """The last line of the journal about an object, by the words it is known by; None when there is none."""
    return Trace.objects.filter(objet=str(objet)).select_related("par").first()
