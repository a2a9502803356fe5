from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes.operations import ModifieEntreTemps
from comptes.queries import get_derniere_trace
from conventions.forms import ActionForm, OuvertureConventionForm, OuvertureExerciceForm
from conventions.operations import check, delete_action, open_convention, open_exercice, record_action
from conventions.policies import refusal_to_edit, refusal_to_open
from conventions.queries import build_tableau_financier, list_exercices_lisibles


def get_exercice(request, code, annee):
    """The exercice of an address, or 404 when the user may not read it."""
    return get_object_or_404(list_exercices_lisibles(request.user), convention__code=code, annee=annee)


def show_conflit(form, conflit, montants=()):
    """Say beside each field what somebody else saved, and let the next submission win knowingly.

    The typed text stays. `montants` are the financements of an action, shown beside their fields too.
    """
    actuel = conflit.objet
    # A copy of the same class: `|` would turn what was typed into lists.
    form.data = form.data.copy()
    form.data["version"] = actuel.version
    form.add_error(
        None, "Cette fiche a été modifiée entre-temps : relisez les champs signalés, puis enregistrez."
    )
    valeurs = {champ: getattr(actuel, champ, None) for champ in form.fields}
    for ligne in montants:
        valeurs |= {f"{ligne.source}_prevu": ligne.prevu, f"{ligne.source}_execute": ligne.execute}
    trace = get_derniere_trace(actuel)
    for champ in form.fields:
        if champ != "version" and champ in form.changed_data and valeurs[champ] is not None:
            valeur = form.fields[champ].prepare_value(valeurs[champ])
            libelles = dict(getattr(form.fields[champ], "choices", ()))
            form.fields[champ].conflit = {
                "qui": trace.par if trace else "une autre personne",
                "quand": trace.le if trace else None,
                "valeur": libelles.get(valeur, valeur) if isinstance(valeur, str) else valeur,
            }


@require_safe
def actions(request, code, annee):
    exercice = get_exercice(request, code, annee)
    contexte = {
        "exercice": exercice,
        "tableau": build_tableau_financier(exercice),
        "refus": refusal_to_edit(request.user, exercice),
    }
    return render(request, "conventions/actions.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def action(request, code, annee, numero=None):
    exercice = get_exercice(request, code, annee)
    existante = get_object_or_404(exercice.actions, numero=numero) if numero else None
    refus = refusal_to_edit(request.user, exercice)
    form = ActionForm(request.POST or None, exercice=exercice, instance=existante)
    if request.method == "POST":
        check(refus)
        if form.is_valid() and _record(request, exercice, existante, form):
            messages.success(request, "L’action est enregistrée.")
            return redirect("conventions:actions", code, annee)
    contexte = {"exercice": exercice, "action": existante, "form": form, "refus": refus}
    return render(request, "conventions/action.html", contexte, status=422 if form.errors else 200)


def _record(request, exercice, existante, form):
    """Store the form; False, with the reason written in it, when that cannot be."""
    try:
        record_action(
            by=request.user,
            at=timezone.now(),
            exercice=exercice,
            # The form's own instance already carries what was typed: the operation gets the row as stored.
            action=exercice.actions.get(pk=existante.pk) if existante else None,
            version=form.cleaned_data["version"],
            champs=form.champs,
            montants=form.montants,
        )
    except ModifieEntreTemps as conflit:
        show_conflit(form, conflit, conflit.objet.financements.all())
        return False
    except ValidationError as erreur:
        form.add_error(None, erreur.messages)
        return False
    return True


@require_POST
def supprimer_action(request, code, annee, numero):
    exercice = get_exercice(request, code, annee)
    delete_action(
        by=request.user, at=timezone.now(), action=get_object_or_404(exercice.actions, numero=numero)
    )
    messages.success(request, f"L’action {numero} est supprimée.")
    return redirect("conventions:actions", code, annee)


@require_http_methods(["GET", "HEAD", "POST"])
def ouvrir_convention(request):
    return _ouvrir(request, OuvertureConventionForm, open_convention, "Ouvrir une convention")


@require_http_methods(["GET", "HEAD", "POST"])
def ouvrir_exercice(request):
    return _ouvrir(request, OuvertureExerciceForm, open_exercice, "Ouvrir un exercice")


def _ouvrir(request, form_class, operation, titre):
    """The centrale's two forms: a new row, from fields of the model."""
    check(refusal_to_open(request.user))
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ligne = operation(by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{ligne} : c’est ouvert.")
        return redirect("reporting:accueil")
    contexte = {"form": form, "titre": titre}
    return render(request, "conventions/ouvrir.html", contexte, status=422 if form.errors else 200)
