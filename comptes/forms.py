from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class ConnexionForm(AuthenticationForm):
    """E-mail and password; the e-mail may be typed in any case."""

    error_messages = {
        "invalid_login": _(
            "Adresse électronique ou mot de passe incorrect. Vérifiez les deux, puis recommencez."
        ),
        "inactive": _("Ce compte est fermé. Demandez sa réouverture à l’administration centrale."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Adresse électronique"
        self.fields["username"].help_text = "Exemple : prenom.nom@departement.fr"
        self.fields["password"].label = "Mot de passe"
        self.helper = FormHelper()
        self.helper.add_input(Submit("connexion", "Se connecter"))

    def clean_username(self):
        return self.cleaned_data["username"].strip().lower()
