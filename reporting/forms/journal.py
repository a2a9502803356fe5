"""What one looks for in a journal, read from the address, stored nowhere."""

from django import forms

from reporting.forms.filtre import INCONNU
from reporting.queries.journal import Demande
from saisie.champs import DateField


class JournalForm(forms.Form):
    """Which lines of a journal. What cannot be read is said beside its field, the rest counts."""

    exercice = forms.ChoiceField(label="Exercice", required=False, error_messages=INCONNU)
    qui = forms.ChoiceField(label="Personne", required=False, error_messages=INCONNU)
    geste = forms.ChoiceField(label="Geste", required=False, error_messages=INCONNU)
    du = DateField(label="À partir du", required=False)
    au = DateField(label="Jusqu’au", required=False)
    objet = forms.RegexField(
        r"^[a-z]+\.[a-z]+\.[0-9A-Za-z_-]{1,40}$", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, exercices, gens, gestes, **kwargs):
        super().__init__(*args, **kwargs)
        self._exercices = {str(un.annee): un for un in exercices}
        for nom, choix in (
            ("exercice", {annee: annee for annee in self._exercices}),
            ("qui", gens),
            ("geste", gestes),
        ):
            self.fields[nom].choices = [("", "Tous" if nom != "qui" else "Toutes"), *choix.items()]
        if not self._exercices:
            del self.fields["exercice"]

    def clean(self):
        lu = super().clean()
        if lu.get("du") and lu.get("au") and lu["du"] > lu["au"]:
            self.add_error("au", "La période finit avant d’avoir commencé.")
        return lu

    @property
    def demande(self):
        lu = self.cleaned_data
        return Demande(**lu | {"exercice": self._exercices.get(lu.get("exercice", ""))})

    @property
    def is_demande(self):
        """Was anything asked?"""
        return any(self.cleaned_data.values()) or bool(self.errors)
