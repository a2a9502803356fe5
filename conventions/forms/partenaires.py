"""The name of a partner as it is corrected."""

from django import forms

from conventions.champs import LigneField
from conventions.models import Partenaire


class PartenaireForm(forms.Form):
    """One partner of the list, renamed; each has its own form, told apart by `prefix`."""

    nom = LigneField(
        max_length=Partenaire._meta.get_field("nom").max_length,
        error_messages={"required": "Un partenaire a un nom."},
    )

    def __init__(self, *args, partenaire, **kwargs):
        super().__init__(
            *args, prefix=f"partenaire-{partenaire.pk}", initial={"nom": partenaire.nom}, **kwargs
        )
        self.partenaire = partenaire
        self.fields["nom"].label = f"Nom du partenaire {partenaire.nom}"
