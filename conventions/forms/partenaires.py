"""The name of a partner as it is corrected."""

from django import forms

from conventions.models import Partenaire
from saisie.champs import LigneField
from saisie.signaux import SaisieDAutrui


class PartenaireForm(forms.Form):
    """One partner of the list, renamed; each has its own form, told apart by `prefix`, that says the name it showed."""

    nom = LigneField(
        max_length=Partenaire._meta.get_field("nom").max_length,
        error_messages={"required": "Un partenaire a un nom."},
    )

    vu = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, partenaire, **kwargs):
        initial = {"nom": partenaire.nom, "vu": partenaire.nom}
        super().__init__(*args, prefix=f"partenaire-{partenaire.pk}", initial=initial, **kwargs)
        self.partenaire = partenaire
        self.fields["nom"].label = f"Nom du partenaire {partenaire.nom}"

    def show_conflit(self, actuel, trace):
        """Say beside the field the name that somebody else gave (`trace`, of the journal, or None); what was typed
        stays, and the next submission wins knowingly."""
        self.data = self.data.copy()
        self.data[self.add_prefix("vu")] = actuel.nom
        self.fields["nom"].conflit = SaisieDAutrui.of_trace(trace, actuel.nom)
        self.add_error("nom", "Ce partenaire a été renommé entre-temps.")
