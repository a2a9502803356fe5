"""The centrale prepares campaigns, opens them, grants delays."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from comptes import horloge
from comptes.acces import check
from conventions.forms.campagnes import CampagneForm, DelaiForm, OuvertureCampagneForm
from conventions.models import Campagne, DelaiAccorde, Exercice
from conventions.operations.acces import lock_exercice
from conventions.operations.campagnes import grant_delai, open_campagne, record_campagne, withdraw_delai
from conventions.policies import (
    refusal_to_grant_delai,
    refusal_to_open_campagne,
    refusal_to_run_campagnes,
)
from conventions.queries.campagnes import (
    get_calendrier,
    list_campagnes,
    list_exercices_prevus,
    read_campagnes,
)
from conventions.recapitulations import recapitulate_delai, recapitulate_ouverture
from nombres.formats import compter
from saisie.views.recapitulation import GESTE, do_geste, read_geste, show_recapitulation, show_retrait
from saisie.views.refus import say_refus


@require_safe
def campagnes(request):
    check(refusal_to_run_campagnes(request.user))
    return render(request, "conventions/campagnes.html", {"campagnes": list_campagnes()})


@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_campagne(request):
    return _write(request, None, "Préparer une campagne")


@require_http_methods(["GET", "HEAD", "POST"])
def modifier_campagne(request, dispositif, annee):
    campagne = get_campagne(request, dispositif, annee)
    return _write(request, campagne, f"Changer la campagne {dispositif} {annee}")


def get_campagne(request, dispositif, annee):
    """The campaign of an address, or 404; refused to whoever does not run them."""
    check(refusal_to_run_campagnes(request.user))
    connues = Campagne.objects.select_related("referentiel")
    return get_object_or_404(connues, dispositif=dispositif, annee=annee)


def _write(request, campagne, titre):
    check(refusal_to_run_campagnes(request.user))
    form = CampagneForm(request.POST or None, instance=campagne)
    if request.method == "POST" and form.is_valid():
        # What was typed is on the row of the form: the one that is written is read again.
        ecrite = Campagne.objects.get(pk=campagne.pk) if campagne else None
        with say_refus(form, champ=None):
            faite = record_campagne(by=request.user, at=horloge.now(), campagne=ecrite, **form.ecriture)
            messages.success(request, f"{faite}\u00a0: c’est enregistré.")
            return redirect(faite)
    contexte = {"form": form, "titre": titre, "campagne": campagne}
    return render(request, "conventions/campagne_form.html", contexte, status=422 if form.errors else 200)


@require_http_methods(GESTE)
def ouvrir_campagne(request, dispositif, annee):
    campagne = get_campagne(request, dispositif, annee)
    prevus = list_exercices_prevus(campagne)
    refus = refusal_to_open_campagne(request.user, campagne, horloge.today())

    def recapitulate():
        return recapitulate_ouverture(campagne, list_exercices_prevus(campagne), refus)

    form = read_geste(request, OuvertureCampagneForm, lire=lambda: recapitulate().version)
    if do_geste(request, form, open_campagne, campagne=campagne):
        _say_ouverture(request, campagne, prevus)
        return redirect(campagne)
    return show_recapitulation(request, recapitulate(), form)


def _say_ouverture(request, campagne, prevus):
    """What was done, which is what the page showed: how many exercices, which not and why."""
    crees = sum(not un.refus for un in prevus)
    dits = compter(crees, "exercice créé", "exercices créés")
    messages.success(request, f"{campagne}\u00a0: elle est ouverte, {dits}.")
    if laisses := [f"{un.convention}\u00a0: {un.refus}" for un in prevus if un.refus]:
        messages.warning(request, f"Sans exercice. {' '.join(laisses)}")


def _get_exercice(request, code, annee):
    """The exercice of an address, or 404: its deadline is the centrale's to move, whoever reads what it holds."""
    connus = Exercice.objects.visible_to(request.user).select_related(
        "convention__departement", "convention__collectivite", "referentiel"
    )
    return get_object_or_404(read_campagnes(connus), convention__code=code, annee=annee)


@require_http_methods(["GET", "HEAD", "POST"])
def accorder_delai(request, code, annee):
    exercice = _get_exercice(request, code, annee)
    check(refusal_to_grant_delai(request.user, exercice))
    form = DelaiForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with say_refus(form):
            delai = grant_delai(by=request.user, at=horloge.now(), exercice=exercice, **form.cleaned_data)
            messages.success(request, f"{delai}. C’est enregistré.")
            return redirect(exercice.convention)
    contexte = {"form": form, "exercice": exercice, "calendrier": get_calendrier(exercice)}
    return render(request, "conventions/delai.html", contexte, status=422 if form.errors else 200)


@require_http_methods(GESTE)
def retirer_delai(request, code, annee):
    exercice = _get_exercice(request, code, annee)
    check(refusal_to_grant_delai(request.user, exercice))
    siens = DelaiAccorde.objects.filter(exercice=exercice).select_related(
        "exercice__convention__departement", "exercice__convention__collectivite", "par"
    )
    return show_retrait(
        request,
        lock=lambda: lock_exercice(exercice),
        read=lambda: siens.filter(retire_le=None).first(),
        tell=recapitulate_delai,
        remove=lambda un, **qui: withdraw_delai(delai=un, **qui),
        bouton="Retirer le délai",
        succes="Le délai est retiré.",
        suite=(exercice.convention,),
    )
