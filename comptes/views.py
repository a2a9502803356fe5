from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes.forms import ConnexionForm


class Connexion(LoginView):
    template_name = "comptes/connexion.html"
    form_class = ConnexionForm
    redirect_authenticated_user = True


class Deconnexion(LogoutView):
    http_method_names = ["post", "options"]


@login_not_required
@require_safe
def accessibilite(request):
    return render(request, "comptes/accessibilite.html")
