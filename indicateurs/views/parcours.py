from datetime import date

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from conventions.operations import check
from conventions.policies import refusal_to_edit
from conventions.views import get_exercice
from indicateurs.forms.parcours import ConfirmationForm, ParcoursForm
from indicateurs.models import MethodeEntree
from indicateurs.operations.parcours import record_delais
from indicateurs.parcours import compute_fichier
from indicateurs.queries.lignes import get_definition
from indicateurs.views.exercice import SAISIE


def make_sel(request, exercice):
    """Salt that ties a signed preview to one exercice and one user."""
    return f"parcours-{exercice.pk}-{request.user.pk}"


@require_http_methods(SAISIE)
def parcours(request, code, annee):
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_edit(request.user, exercice)
    aujourdhui = timezone.localdate()
    form = ParcoursForm(request.POST or None, request.FILES or None, exercice=exercice, aujourdhui=aujourdhui)
    contexte = {"exercice": exercice, "form": form, "refus": refus}
    if request.method == "POST":
        check(refus)
        if form.is_valid():
            contexte |= _preview(request, exercice, form.cleaned_data, aujourdhui)
    return render(request, "indicateurs/parcours.html", contexte, status=422 if form.errors else 200)


def _preview(request, exercice, donnees, aujourdhui):
    """Compute the file and sign its counts; the lines end with this function."""
    fichier, arrete_au = donnees["fichier"], donnees["arrete_au"]
    definition = get_definition(exercice.referentiel)
    resultat = compute_fichier(
        fichier, fichier.name, definition.regles_delai, exercice.debut, exercice.fin, arrete_au, aujourdhui
    )
    contexte = {"resultat": resultat, "reste": resultat.nb_erreurs - len(resultat.erreurs)}
    if resultat.resultats is None:
        return contexte
    figures = resultat.get_resultats_json()
    apercu = {
        "nom_fichier": fichier.name,
        "empreinte": resultat.empreinte,
        "lignes": resultat.lignes,
        "arrete_au": arrete_au.isoformat(),
        "methode": donnees["methode"],
        "resultats": figures,
    }
    contexte["apercu"] = signing.dumps(apercu, salt=make_sel(request, exercice))
    contexte["methode"] = MethodeEntree(donnees["methode"]).label
    contexte["arrete_au"] = arrete_au
    contexte["figures"] = [
        (definition.indicateurs[code], figure, definition.indicateurs[code].regle)
        for code, figure in figures.items()
    ]
    return contexte


@require_POST
def confirmer_parcours(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    form = ConfirmationForm(request.POST, sel=make_sel(request, exercice))
    if not form.is_valid():
        messages.error(request, " ".join(form.errors.get("apercu", [])))
        return redirect("indicateurs:parcours", code, annee)
    apercu = form.cleaned_data["apercu"]
    apercu["arrete_au"] = date.fromisoformat(apercu["arrete_au"])
    record_delais(by=request.user, at=timezone.now(), exercice=exercice, **apercu)
    messages.success(request, "Les délais calculés depuis le fichier sont enregistrés.")
    axe = next(i.axe for i in get_definition(exercice.referentiel).indicateurs.values() if i.regle)
    return redirect("indicateurs:saisie", code, annee, axe)
