from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conventions.operations import check
from conventions.policies import refusal_to_edit
from conventions.views import get_exercice
from indicateurs.forms.saisie import SaisieAxe
from indicateurs.operations.valeurs import ConflitsDeSaisie, record_valeurs
from indicateurs.queries.fautes import build_fautes
from indicateurs.queries.lignes import get_definition, list_lignes
from indicateurs.views.exercice import SAISIE, get_axe, list_axes


@require_http_methods(SAISIE)
def saisie(request, code, annee, axe):
    exercice = get_exercice(request, code, annee)
    axe = get_axe(exercice, axe)
    refus = refusal_to_edit(request.user, exercice)
    lignes = list_lignes(exercice, axe.code)
    definition, jour = get_definition(exercice.referentiel), timezone.localdate()
    grille = SaisieAxe(exercice, definition, lignes, jour, request.POST or None)
    if request.method == "POST":
        check(refus)
        if grille.is_valid() and _record(request, exercice, grille):
            return redirect("indicateurs:saisie", code, annee, axe.code)
    fautes = build_fautes(exercice, definition, jour)
    contexte = {
        "exercice": exercice,
        "axe": axe,
        "axes": list_axes(exercice),
        "lignes": [(i, grille.forms.get(i.indicateur.code), fautes.get(i.indicateur.code)) for i in lignes],
        "formulaires": list(grille.forms.values()),
        "refus": refus,
    }
    en_erreur = any(form.errors for form in grille.forms.values())
    return render(request, "indicateurs/saisie.html", contexte, status=422 if en_erreur else 200)


def _record(request, exercice, grille):
    """Store the grid; False, with what the other person wrote beside each field, when somebody came first."""
    try:
        nombre = record_valeurs(by=request.user, at=timezone.now(), exercice=exercice, saisies=grille.saisies)
    except ConflitsDeSaisie as conflits:
        grille.show_conflits(conflits.actuelles)
        return False
    messages.success(request, f"{nombre} indicateur(s) enregistré(s)." if nombre else "Rien n’avait changé.")
    return True
