from copy import copy
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.decorators import method_decorator
from django.views.defaults import permission_denied

from comptes.adresses import get_adresse
from comptes.envois import HORS_TEXTE, list_textes, load_envoi, read_envoi
from comptes.forms import ConnexionForm
from comptes.guard import refuse_writes
from comptes.operations import open_essai, record_connexion, record_echec_de_connexion
from comptes.remplissage import fill_page
from comptes.sessions import AUTRE_COMPTE, ask_connexion


@method_decorator(login_not_required, name="dispatch")
class Connexion(LoginView):
    template_name = "comptes/connexion.html"
    form_class = ConnexionForm
    redirect_authenticated_user = True

    @property
    def essai(self):
        """Whose password is tried and from where, as the operations take it."""
        email = self.request.POST.get("username", "").strip().lower()
        return {"at": timezone.now(), "email": email, "adresse": get_adresse(self.request)}

    def dispatch(self, request, *args, **kwargs):
        if request.method == "POST" and request.user.is_authenticated:
            return resume(request)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if not (request.POST.get("username") and request.POST.get("password")):
            return super().post(request, *args, **kwargs)
        attente = open_essai(**self.essai)
        if attente:
            form = self.get_form_class()(**self.get_form_kwargs(), attente=attente)
            reponse = self.render_to_response(self.get_context_data(form=form), status=429)
            reponse.headers["Retry-After"] = str(int(attente.total_seconds()) + 1)
            return reponse
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        record_connexion(by=form.get_user(), **self.essai)
        suite = super().form_valid(form)
        return resume(self.request, suite) if form.cleaned_data["envoi"] else suite

    def form_invalid(self, form):
        motif = next((erreur.code for erreur in form.non_field_errors().as_data()), None)
        if motif:
            record_echec_de_connexion(**self.essai, motif=motif)
        return super().form_invalid(form)


def resume(request, suite=None):
    """What was typed before the login, ready to be sent again, if it is of the account that is logged in now; else
    `suite`, by default the home page."""
    envoi = load_envoi(request.POST.get("envoi", ""))
    if envoi and envoi.compte == str(request.user.pk):
        return give_back(request, envoi)
    if envoi:
        messages.warning(request, f"{AUTRE_COMPTE} Ce qui y était écrit n’est pas montré.")
    return suite or redirect(settings.LOGIN_REDIRECT_URL)


def give_back(request, envoi, status=200):
    """What was typed, in the form it was typed in, as its page is now for this account; where that cannot be shown,
    on a page of its own, to be sent again."""
    for page in dict.fromkeys((envoi.adresse, envoi.page)):
        html = page and read_page(request, page)
        rendu = html and fill_page(
            html,
            page=page,
            adresse=envoi.adresse,
            champs=envoi.champs,
            gardes=HORS_TEXTE,
            make_avis=lambda restes, page=page: render_to_string(
                "comptes/_envoi.html", {"envoi": envoi, "page": page, "textes": list_textes(restes)}
            ),
        )
        if rendu:
            return HttpResponse(rendu, status=status)
    return render(request, "comptes/envoi.html", {"envoi": envoi}, status=status)


def read_page(request, page):
    """The HTML of a page of the site as the account of `request` is shown it, None for anything else. Read as any
    page is: its view decides who sees what, and nothing is written."""
    adresse = urlsplit(page)
    lecture = copy(request)
    lecture.method, lecture.path, lecture.path_info = "GET", adresse.path, adresse.path
    lecture.GET, lecture.POST, lecture._files = QueryDict(adresse.query), QueryDict(), MultiValueDict()
    try:
        lecture.resolver_match = resolve(adresse.path)
        with connection.execute_wrapper(refuse_writes):
            vue, args, kwargs = lecture.resolver_match
            reponse = vue(lecture, *args, **kwargs)
    except (Http404, PermissionDenied):
        return None
    is_page = reponse.status_code == HTTPStatus.OK and reponse["Content-Type"].startswith("text/html")
    return reponse.content.decode() if is_page and not reponse.streaming else None


def refuse_jeton(request, reason=""):
    """A form whose token turned (one logged in again meanwhile) comes back filled, to be sent again."""
    if request.path == reverse(settings.LOGIN_URL):
        if request.user.is_authenticated:
            return resume(request)
        saisie = {nom: request.POST.get(nom, "") for nom in ("username", "envoi")}
        form = ConnexionForm(request, initial=saisie)
        return render(request, "comptes/connexion.html", {"form": form, "perimee": True}, status=403)
    envoi = read_envoi(request)
    if envoi is None:
        return render(request, "403_csrf.html", status=403)
    if not request.user.is_authenticated:
        return ask_connexion(request, envoi)
    if envoi.compte != str(request.user.pk):
        return permission_denied(request, PermissionDenied(AUTRE_COMPTE))
    return give_back(request, envoi, status=403)


class Deconnexion(LogoutView):
    http_method_names = ["post", "options"]
