"""The name of a partner as it is corrected."""

from django import forms

from conventions.models import Partenaire
from conventions.queries.partenaires import get_renommage
from saisie.champs import LigneField
from saisie.forms.conflits import SaisiePartagee
from saisie.signaux import SaisieDAutrui


class PartenaireForm(SaisiePartagee, forms.Form):
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

    def show_conflit(self, conflit):
        """Say beside the field the name that somebody else gave (`conflit`, a ModifieEntreTemps)."""
        actuel = conflit.objet
        self.set_vu("vu", actuel.nom)
        autre = SaisieDAutrui.of_trace(get_renommage(actuel), actuel.nom)
        self.add_conflit("nom", autre, "Ce partenaire a été renommé entre-temps.")
