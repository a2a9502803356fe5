"""Reads on the journal."""

from comptes.models import Trace


def get_derniere_trace(objet):
    """The last line of the journal about this very row; None when there is none."""
    return Trace.objects.about(objet).select_related("par").first()


def list_auteurs(objet, geste, noms):
    """{name of a cell: the last line of the journal about `objet` that wrote it}, of those of `noms` that such a line
    (`geste`) speaks of; one query."""
    if not noms:
        return {}
    traces = Trace.objects.about(objet).filter(geste=geste, details__apres__has_any_keys=list(noms))
    auteurs = {}
    for trace in traces.select_related("par"):
        for nom in trace.details["apres"]:
            if nom in noms:
                auteurs.setdefault(nom, trace)
    return auteurs
