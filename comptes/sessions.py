"""The life of a session in requests: it slides while one works, and what is typed outlives it."""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from comptes.envois import dump_envoi, read_compte, read_envoi
from comptes.forms import ConnexionForm

VUE = "vue"
AUTRE_COMPTE = "Cette page a été ouverte par un autre compte que celui qui est connecté maintenant."


class SessionGlissanteMiddleware:
    """A session that is in use is prolonged, at most once every twelfth of its length: a page read writes nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        reponse = self.get_response(request)
        session = request.session
        if session.accessed and SESSION_KEY in session:
            maintenant = int(time.time())
            if maintenant - session.get(VUE, 0) > settings.SESSION_COOKIE_AGE / 12:
                session[VUE] = maintenant
        return reponse


def start_session(sender, request, user, **kwargs):
    """A session that begins was seen."""
    request.session[VUE] = int(time.time())


user_logged_in.connect(start_session)


class ConnexionRequiseMiddleware(LoginRequiredMiddleware):
    """A form sent after the session ended is asked to log in with what was typed; one from the page of another
    account, left open in the same browser, is refused."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if request.method == "POST" and request.user.is_authenticated:
            compte = read_compte(request)
            if compte and compte != str(request.user.pk):
                raise PermissionDenied(AUTRE_COMPTE)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        envoi = read_envoi(request)
        # Where one is sent back by a GET, an address that is only posted to is no page.
        return ask_connexion(request, envoi) if envoi and envoi.champs else redirect(settings.LOGIN_URL)


def ask_connexion(request, envoi):
    """The login page, that carries what was sent."""
    form = ConnexionForm(request, initial={"envoi": dump_envoi(envoi)})
    # The page answers at the address of the form that was refused.
    form.helper.form_action = settings.LOGIN_URL
    return render(request, "comptes/connexion.html", {"form": form, "envoi": envoi}, status=403)
