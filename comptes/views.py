from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from comptes.adresses import get_adresse
from comptes.forms import ConnexionForm
from comptes.operations import open_essai, record_connexion, record_echec_de_connexion


class Connexion(LoginView):
    template_name = "comptes/connexion.html"
    form_class = ConnexionForm
    redirect_authenticated_user = True

    @property
    def essai(self):
        """Whose password is tried and from where, as the operations take it."""
        email = self.request.POST.get("username", "").strip().lower()
        return {"at": timezone.now(), "email": email, "adresse": get_adresse(self.request)}

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
        return super().form_valid(form)

    def form_invalid(self, form):
        motif = next((erreur.code for erreur in form.non_field_errors().as_data()), None)
        if motif:
            record_echec_de_connexion(**self.essai, motif=motif)
        return super().form_invalid(form)


class Deconnexion(LogoutView):
    http_method_names = ["post", "options"]


@login_not_required
@require_safe
def accessibilite(request):
    return render(request, "comptes/accessibilite.html")
