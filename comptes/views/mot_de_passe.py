"""One's own password: forgotten, chosen behind a link, changed."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from comptes import horloge
from comptes.acces import check
from comptes.forms import ChangementForm, ChoixForm, OubliForm
from comptes.invitations import (
    LIEN_PERIME,
    ask_mot_de_passe,
    change_mot_de_passe,
    choose_mot_de_passe,
    find_compte,
)
from comptes.pages import find_page

METHODES = ["GET", "HEAD", "POST"]


@login_not_required
@require_http_methods(METHODES)
def oublie(request):
    """Ask for a link. The answer is the same whether the address has an account or not."""
    form = OubliForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_mot_de_passe(le=timezone.now(), email=form.cleaned_data["email"])
        messages.success(
            request,
            "Si cette adresse a un compte ouvert, un message vient de lui être écrit\u00a0: suivez son lien, dans les "
            "trois jours. Rien n’arrive\u202f? Regardez les indésirables, puis recommencez dans cinq minutes.",
        )
        return redirect("comptes:connexion")
    return _show(request, "Mot de passe oublié", form)


@login_not_required
@require_http_methods(METHODES)
def choisir(request, uid, jeton):
    """Choose a password behind the link of a mail."""
    compte = find_compte(uid, jeton)
    form = ChoixForm(compte, request.POST or None)
    if compte and request.method == "POST" and form.is_valid():
        choisi = form.cleaned_data["new_password1"]
        compte = choose_mot_de_passe(at=horloge.now(), uid=uid, jeton=jeton, mot_de_passe=choisi)
        if compte:
            messages.success(request, "Votre mot de passe est choisi\u00a0: connectez-vous.")
            return redirect("comptes:connexion")
    if compte is None:
        return render(request, "comptes/lien_perime.html", {"dit": LIEN_PERIME}, status=404)
    return _show(request, "Choisir votre mot de passe", form, compte=compte)


@require_http_methods(METHODES)
def changer(request):
    check(request.user.refus_personnel)
    form = ChangementForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        compte = change_mot_de_passe(
            by=request.user, at=horloge.now(), mot_de_passe=form.cleaned_data["new_password1"]
        )
        update_session_auth_hash(request, compte)
        messages.success(request, "Votre mot de passe est changé. Vos autres sessions sont fermées.")
        return redirect(find_page("accueil"))
    return _show(request, "Changer votre mot de passe", form)


def _show(request, titre, form, **contexte):
    contexte |= {"titre": titre, "form": form}
    return render(request, "comptes/mot_de_passe.html", contexte, status=422 if form.errors else 200)
