"""The tokens one made for tools, and those one may withdraw."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from api.forms.jetons import JetonForm
from api.recapitulations import recapitulate_jeton
from comptes import horloge
from comptes.acces import check
from comptes.jetons import create_jeton, list_jetons, withdraw_jeton
from comptes.policies import refusal_to_make_jeton
from saisie.views.recapitulation import GESTE, show_retrait
from saisie.views.refus import say_refus


@require_safe
def jetons(request):
    le = timezone.now()
    contexte = {
        "jetons": [(jeton, jeton.tell_statut(le)) for jeton in list_jetons(request.user)],
        "refus": refusal_to_make_jeton(request.user),
    }
    return render(request, "api/jetons.html", contexte)


@require_http_methods(GESTE)
def nouveau_jeton(request):
    """Its text is on the page that answers, and on no other: it is stored nowhere."""
    check(refusal_to_make_jeton(request.user))
    form = JetonForm(request.POST or None, par=request.user)
    if request.method == "POST" and form.is_valid():
        with say_refus(form):
            qui = {"by": request.user, "at": horloge.now(), "le": timezone.now()}
            jeton, texte = create_jeton(**qui, **form.cleaned_data)
            reponse = render(request, "api/jeton.html", {"jeton": jeton, "texte": texte})
            reponse["Cache-Control"] = "no-store"
            return reponse
    return render(request, "api/nouveau_jeton.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(GESTE)
def retirer_jeton(request, jeton):
    lus = list_jetons(request.user).filter(pk=jeton)
    get_object_or_404(lus)
    return show_retrait(
        request,
        lock=lambda: None,
        read=lus.first,
        tell=recapitulate_jeton,
        remove=lambda un, **qui: withdraw_jeton(jeton=un, le=timezone.now(), **qui),
        bouton="Retirer ce jeton",
        succes="Le jeton est retiré\u00a0: l’outil n’est plus servi.",
        suite=("api:jetons",),
    )
