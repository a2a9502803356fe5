"""Accounts: who has one in the perimeter, who is invited, changed, closed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes import horloge
from comptes.acces import check
from comptes.invitations import (
    change_compte,
    invite_again,
    invite_compte,
    reopen_compte,
)
from comptes.pages import find_page
from comptes.policies import (
    refusal_to_act_for,
    refusal_to_change_compte,
    refusal_to_invite,
    refusal_to_read_comptes,
    refusal_to_read_courriels,
)
from comptes.queries import list_utilisateurs
from comptes.suppleances import start_suppleance
from comptes.suppleants import SUPPLEANCE
from conventions.forms.comptes import CompteForm, FermetureForm, InvitationForm, SuppleanceForm
from conventions.operations.brouillons import close_compte_as_seen
from conventions.policies import refusal_to_edit
from conventions.queries.saisie import list_laisses
from conventions.recapitulations import recapitulate_fermeture
from saisie.views.recapitulation import GESTE, do_geste, read_geste, show_recapitulation
from saisie.views.refus import say_refus


@require_safe
def comptes(request):
    check(refusal_to_read_comptes(request.user))
    contexte = {
        "comptes": list_utilisateurs(request.user),
        "peut_inviter": refusal_to_invite(request.user) is None,
        "peut_lire_courriels": refusal_to_read_courriels(request.user) is None,
    }
    return render(request, "conventions/comptes.html", contexte)


@require_http_methods(GESTE)
def inviter(request):
    check(refusal_to_invite(request.user))
    form = InvitationForm(request.POST or None, par=request.user)
    if request.method == "POST" and form.is_valid():
        with say_refus(form):
            compte = invite_compte(by=request.user, at=horloge.now(), le=timezone.now(), champs=form.champs)
            dit = "son lien sert une fois, pendant trois jours."
            messages.success(request, f"L’invitation part à {compte.email}\u00a0: {dit}")
            return redirect("conventions:comptes")
    contexte = {"form": form, "titre": "Inviter quelqu’un"}
    return render(request, "conventions/compte.html", contexte, status=422 if form.errors else 200)


def _get_compte(request, pk):
    check(refusal_to_read_comptes(request.user))
    return get_object_or_404(list_utilisateurs(request.user), pk=pk)


@require_http_methods(GESTE)
def compte(request, compte):
    compte = _get_compte(request, compte)
    refus = refusal_to_change_compte(request.user, compte)
    if request.method == "POST":
        check(refus)
    form = CompteForm(request.POST or None, instance=_get_compte(request, compte.pk), par=request.user)
    if request.method == "POST" and form.is_valid():
        ecriture = {"compte": compte, "version": form.cleaned_data["version"], "champs": form.champs}
        with say_refus(form):
            change_compte(by=request.user, at=horloge.now(), **ecriture)
            messages.success(request, f"Le compte de {form.instance.nom} est enregistré.")
            return redirect("conventions:comptes")
    contexte = {
        "form": form,
        "compte": compte,
        "refus": refus,
        "titre": f"Compte de {compte.nom}",
        "peut_agir": refusal_to_act_for(request.user, compte) is None,
    }
    return render(request, "conventions/compte.html", contexte, status=422 if form.errors else 200)


@require_http_methods(GESTE)
def agir(request, compte):
    """Begin to act for the holder of an account."""
    compte = _get_compte(request, compte)
    check(refusal_to_act_for(request.user, compte))
    form = SuppleanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with say_refus(form):
            qui = {"by": request.user, "at": horloge.now(), "le": timezone.now()}
            suppleance = start_suppleance(**qui, compte=compte, motif=form.cleaned_data["motif"])
            request.session[SUPPLEANCE] = suppleance.pk
            return redirect(find_page("accueil"))
    contexte = {"form": form, "compte": compte}
    return render(request, "conventions/agir.html", contexte, status=422 if form.errors else 200)


@require_http_methods(GESTE)
def fermer_compte(request, compte):
    compte = _get_compte(request, compte)
    check(refusal_to_change_compte(request.user, compte))
    laisses = list_laisses(compte)
    form = read_geste(
        request,
        FermetureForm,
        bouton="Fermer le compte",
        lire=lambda: tell_fermeture(compte).version,
        reprend=any(refusal_to_edit(request.user, un.exercice) is None for un in laisses),
    )
    if do_geste(request, form, close_compte_as_seen, compte=compte, tell=tell_fermeture):
        messages.success(request, f"Le compte de {compte.nom} est fermé.")
        return redirect("conventions:comptes")
    if not compte.is_active:
        messages.info(request, f"Le compte de {compte.nom} est déjà fermé.")
        return redirect("conventions:comptes")
    return show_recapitulation(request, recapitulate_fermeture(compte, laisses), form)


def tell_fermeture(compte):
    """What the page says of an account, as it is now."""
    return recapitulate_fermeture(compte, list_laisses(compte))


@require_POST
def rouvrir_compte(request, compte):
    compte = _get_compte(request, compte)
    reopen_compte(by=request.user, at=horloge.now(), compte=compte)
    messages.success(
        request, f"Le compte de {compte.nom} est rouvert\u00a0: son mot de passe est celui d’avant."
    )
    return redirect("conventions:comptes")


@require_POST
def renvoyer_invitation(request, compte):
    compte = _get_compte(request, compte)
    if invite_again(by=request.user, at=horloge.now(), le=timezone.now(), compte=compte):
        messages.success(request, f"Une nouvelle invitation part à {compte.email}.")
    else:
        messages.info(
            request, f"Le compte de {compte.nom} n’attend plus d’invitation\u00a0: il a été ouvert ou fermé."
        )
    return redirect("conventions:comptes")
