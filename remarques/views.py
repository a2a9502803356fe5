"""The remarks of an exercice: their list, a new one, the thread of one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from comptes.acces import check
from comptes.pages import find_page
from conventions.operations.acces import lock_exercice
from conventions.views.exercice import get_exercice
from remarques.forms import FiltreRemarquesForm, MessageForm, RemarqueForm
from remarques.models import EtatRemarque
from remarques.operations import (
    answer_remarque,
    pursue_remarque,
    resolve_remarque,
    withdraw_remarque,
    write_remarque,
)
from remarques.policies import (
    refusal_to_answer_remarque,
    refusal_to_pursue,
    refusal_to_remark,
    refusal_to_resolve,
    refusal_to_withdraw,
)
from remarques.queries.fils import (
    get_version_du_lieu,
    list_remarques_ecrites,
    list_remarques_lues,
    make_remarques,
    read_remarques,
)
from remarques.queries.lieux import find_adresse, list_lieux
from remarques.recapitulations import recapitulate_retrait_de_remarque
from saisie.views.recapitulation import GESTE, do_geste, read_geste, show_retrait


@require_safe
def liste(request, code, annee):
    exercice = get_exercice(request, code, annee)
    remarques = read_remarques(request.user, exercice)
    filtre = FiltreRemarquesForm(request.GET, is_de_l_etat=not request.user.is_departemental)
    filtre.is_valid()
    contexte = {
        "exercice": exercice,
        "remarques": remarques,
        "filtre": filtre,
        "fils": filtre.filter(remarques.fils),
    }
    return render(request, "remarques/liste.html", contexte)


@require_http_methods(GESTE)
def ecrire(request, code, annee, ancre, cle):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_remark(request.user, exercice))
    lieux = list_lieux(exercice, ancre, cle)
    if not lieux:
        raise Http404
    form = read_geste(
        request,
        RemarqueForm,
        lieux=lieux,
        lieu=f"{ancre}/{cle}",
        lire=lambda: get_version_du_lieu(request.user, exercice, ancre, cle),
    )
    retour = _find_retour(request, exercice, ancre, cle) or find_adresse(exercice, ancre, cle)
    if do_geste(request, form, write_remarque, exercice=exercice):
        messages.success(request, "La remarque est écrite.")
        return redirect(retour)
    remarques = read_remarques(request.user, exercice)
    codes = {un.code for un in lieux}
    contexte = {
        "exercice": exercice,
        "form": form,
        "lieu": next(un for un in lieux if un.code == f"{ancre}/{cle}"),
        "fils": [fil for fil in remarques.fils if f"{fil.remarque.ancre}/{fil.remarque.cle}" in codes],
        "retour": retour,
    }
    return render(request, "remarques/ecrire.html", contexte, status=422 if form.errors else 200)


def _find_retour(request, exercice, ancre, cle):
    """Where one was reading: the point, of the reading point by point; the open remarks, of the reading in depth. None
    of whoever comes from the place itself."""
    lieu, depuis = (exercice.convention.code, exercice.annee), request.GET.get("depuis")
    if depuis == "position":
        return f"{find_page('position', *lieu)}#remarques"
    if depuis != "lecture":
        return None
    vue = request.GET.get("vue")
    suite = f"?{urlencode({'vue': vue})}" if vue else ""
    return f"{find_page('lecture', *lieu)}{suite}#{ancre}-{cle}"


def _get_remarque(request, exercice, pk, list_remarques=list_remarques_lues):
    """The remark of an address, or 404 when the user may not read it."""
    remarque = get_object_or_404(list_remarques(request.user, exercice), pk=pk)
    remarque.exercice = exercice
    return remarque


@require_http_methods(GESTE)
def remarque(request, code, annee, remarque):
    """The thread of one remark, where one answers."""
    exercice = get_exercice(request, code, annee)
    une, user = _get_remarque(request, exercice, remarque, list_remarques_ecrites), request.user
    if une.etat == EtatRemarque.RETIREE:
        # A notification leads here, or a page that was open: what one was about to answer is given back.
        contexte = {"exercice": exercice, "texte": request.POST.get("texte", "")}
        return render(request, "remarques/retiree.html", contexte, status=410)
    politique = refusal_to_answer_remarque if user.is_departemental else refusal_to_pursue
    refus = politique(user, une)
    if request.method == "POST":
        check(politique(user, une))
    form = read_geste(request, MessageForm, lire=lambda: _get_remarque(request, exercice, remarque).version)
    operation = resolve_remarque if form.is_resolution else pursue_remarque
    if do_geste(request, form, answer_remarque if user.is_departemental else operation, remarque=une):
        messages.success(
            request, "La remarque est résolue." if form.is_resolution else "Votre réponse est envoyée."
        )
        liste = f"{reverse('remarques:liste', args=[code, annee])}#remarque-{une.pk}"
        return redirect(_find_retour(request, exercice, une.ancre, une.cle) or liste)
    une = _get_remarque(request, exercice, remarque) if form.is_bound else une
    (fil,) = make_remarques(user, exercice, [une]).fils
    contexte = {
        "exercice": exercice,
        "fil": fil,
        "form": form,
        "refus": refus,
        "peut_resoudre": refusal_to_resolve(user, une) is None,
        "peut_retirer": refusal_to_withdraw(user, une) is None,
    }
    return render(request, "remarques/remarque.html", contexte, status=422 if form.errors else 200)


@require_http_methods(GESTE)
def retirer(request, code, annee, remarque):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_remark(request.user, exercice))
    return show_retrait(
        request,
        lock=lambda: lock_exercice(exercice),
        read=lambda: _get_remarque(request, exercice, remarque),
        tell=lambda une: recapitulate_retrait_de_remarque(une, refusal_to_withdraw(request.user, une)),
        remove=lambda une, **qui: withdraw_remarque(remarque=une, **qui),
        bouton="Retirer la remarque",
        succes="La remarque est retirée.",
        suite=("remarques:liste", code, annee),
        exercice=exercice,
    )
