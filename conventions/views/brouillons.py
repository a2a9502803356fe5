"""The page where one gives up what one typed and did not save."""

from django.contrib import messages
from django.shortcuts import redirect

from conventions.operations.acces import lock_exercice
from conventions.operations.brouillons import delete_brouillon
from conventions.queries.saisie import get_brouillon
from saisie.views.recapitulation import show_retrait


def show_abandon(request, page, *, tell, succes, suite):
    """The page where one gives up what one typed on `page` ({by, exercice, page}) and did not save."""
    exercice = page["exercice"]

    def read():
        return get_brouillon(exercice, page["page"], request.user)

    if read() is None:
        messages.info(request, "Aucun brouillon n’est en attente sur cette page.")
        return redirect(*suite)
    return show_retrait(
        request,
        lock=lambda: lock_exercice(exercice),
        read=read,
        tell=tell,
        remove=lambda brouillon, by, at: delete_brouillon(**page),
        bouton="Abandonner le brouillon",
        succes=succes,
        suite=suite,
        exercice=exercice,
    )
