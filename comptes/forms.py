from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from comptes.models import NatureNotification, Rythme


class ConnexionForm(AuthenticationForm):
    """E-mail and password; the e-mail may be typed in any case. `attente`, a duration, refuses without looking."""

    error_messages = {
        "invalid_login": _(
            "Adresse électronique ou mot de passe incorrect. Vérifiez les deux, puis recommencez."
        ),
        "inactive": _("Ce compte est fermé. Demandez sa réouverture à l’administration centrale."),
    }

    # What was typed before the session ended (`comptes.envois`).
    envoi = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, attente=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.attente = attente
        self.fields["username"].label = "Adresse électronique"
        self.fields["username"].help_text = "Exemple\u00a0: prenom.nom@departement.fr"
        self.fields["password"].label = "Mot de passe"
        self.helper = FormHelper()
        self.helper.add_input(Submit("connexion", "Se connecter"))

    def clean_username(self):
        return self.cleaned_data["username"].strip().lower()

    def clean(self):
        if self.attente:
            raise forms.ValidationError(say_attente(self.attente), code="attente")
        return super().clean()


def say_attente(attente):
    """The sentence of a lock: how long it still holds, in whole minutes."""
    minutes = -(-int(attente.total_seconds()) // 60) or 1
    duree = f"{minutes} minutes" if minutes > 1 else "une minute"
    return (
        "Trop d’essais sans succès, pour cette adresse électronique ou depuis votre réseau\u00a0: la connexion est "
        f"verrouillée. Attendez {duree}, puis recommencez."
    )


class OubliForm(forms.Form):
    """Whose password is forgotten."""

    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Écrivez l’adresse électronique de votre compte."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _make_helper("Recevoir un lien")


class ChoixForm(SetPasswordForm):
    """A password chosen behind a link."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _make_helper("Choisir ce mot de passe")


class ChangementForm(PasswordChangeForm):
    """A password changed by its holder, who proves who it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _make_helper("Changer le mot de passe")


def _make_helper(bouton):
    helper = FormHelper()
    helper.add_input(Submit("envoyer", bouton))
    return helper


class PreferencesForm(forms.Form):
    """What one is written: how often, and of which natures. What is not ticked is told by the site alone."""

    rythme = forms.ChoiceField(label="Résumé par courriel", choices=Rythme.choices, widget=forms.RadioSelect)
    natures = forms.MultipleChoiceField(
        label="Ce qui vous est écrit",
        help_text="Ce qui n’est pas coché vous est dit sur le site seulement.",
        required=False,
        choices=NatureNotification.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _make_helper("Enregistrer")

    @property
    def muettes(self):
        """Codes of the natures that were not ticked."""
        return set(NatureNotification.values) - set(self.cleaned_data["natures"])
