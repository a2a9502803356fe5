from datetime import date
from tempfile import NamedTemporaryFile

from django.contrib import messages
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from conventions.operations import check
from conventions.policies import refusal_to_edit
from conventions.views import get_exercice
from indicateurs.forms import CiblesForm, ConfirmationForm, ParcoursForm, SaisieAxe
from indicateurs.models import MethodeEntree
from indicateurs.operations import (
    ConflitsDeSaisie,
    record_cibles,
    record_delais,
    record_valeurs,
)
from indicateurs.parcours import compute_fichier
from indicateurs.queries import get_definition, list_lignes

SAISIE = ["GET", "HEAD", "POST"]


def get_axe(exercice, code):
    """The axe of an address, or 404 when the référentiel has no indicator in it."""
    if not get_definition(exercice.referentiel).list_axe(code):
        raise Http404
    return exercice.referentiel.definition.get_axe(code)


def list_axes(exercice):
    """Axes that have indicators, for the side menu."""
    definition = get_definition(exercice.referentiel)
    return [axe for axe in exercice.referentiel.definition.axes if definition.list_axe(axe.code)]


@require_http_methods(SAISIE)
def saisie(request, code, annee, axe):
    exercice = get_exercice(request, code, annee)
    axe = get_axe(exercice, axe)
    refus = refusal_to_edit(request.user, exercice)
    lignes = list_lignes(exercice, axe.code)
    grille = SaisieAxe(exercice, get_definition(exercice.referentiel), lignes, request.POST or None)
    if request.method == "POST":
        check(refus)
        if grille.is_valid() and _record(request, exercice, grille):
            return redirect("indicateurs:saisie", code, annee, axe.code)
    contexte = {
        "exercice": exercice,
        "axe": axe,
        "axes": list_axes(exercice),
        "lignes": [(ligne, grille.forms.get(ligne.indicateur.code)) for ligne in lignes],
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


@require_http_methods(SAISIE)
def cibles(request, code, annee, axe):
    exercice = get_exercice(request, code, annee)
    axe = get_axe(exercice, axe)
    refus = refusal_to_edit(request.user, exercice)
    indicateurs = [i for i in get_definition(exercice.referentiel).list_axe(axe.code) if i.attend_une_cible]
    debut = exercice.convention.debut.year
    form = CiblesForm(
        request.POST or None,
        indicateurs=indicateurs,
        annees=range(debut, debut + 4),
        cibles={(c.code, c.annee): c.valeur for c in exercice.convention.cibles.all()},
    )
    if request.method == "POST":
        check(refus)
        if form.is_valid():
            record_cibles(by=request.user, at=timezone.now(), exercice=exercice, cibles=form.cibles)
            messages.success(request, "Les cibles sont enregistrées.")
            return redirect("indicateurs:cibles", code, annee, axe.code)
    contexte = {"exercice": exercice, "axe": axe, "axes": list_axes(exercice), "form": form, "refus": refus}
    return render(request, "indicateurs/cibles.html", contexte, status=422 if form.errors else 200)


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
    with NamedTemporaryFile(prefix="parcours-") as copie:  # the child process that reads it needs a path
        copie.writelines(fichier.chunks())
        copie.flush()
        resultat = compute_fichier(
            copie.name,
            fichier.name,
            definition.regles_delai,
            exercice.debut,
            exercice.fin,
            arrete_au,
            aujourdhui,
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
