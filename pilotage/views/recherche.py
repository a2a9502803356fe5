"""One field, and what it finds within the perimeter."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from pilotage.demande import list_ignores
from pilotage.mots import CHERCHE_MAX, explain_recherche, list_cherches
from pilotage.queries.recherche import TITRES, TOUT, search
from saisie.caracteres import clean_texte


@require_safe
def recherche(request):
    texte = clean_texte(request.GET.get("q", "")).strip()
    genre = request.GET.get("genre", "")
    genre = genre if genre in TITRES else ""
    faute = explain_recherche(texte) if texte else ""
    groupes = search(request.user, list_cherches(texte), genre) if texte and not faute else []
    contexte = {
        "cherche": texte[:CHERCHE_MAX],
        "ignores": list_ignores(dict(request.GET.lists()), {"genre": (genre,)}),
        "genre": TITRES.get(genre, ""),
        "faute": faute,
        "groupes": groupes,
        "nombre": sum(groupe.nombre for groupe in groupes),
        "tout": TOUT,
    }
    return render(request, "pilotage/recherche.html", contexte)
