"""What one looks for among the mails that were written, read from the address, stored nowhere."""

from django import forms
from django.db.models import Q

from comptes.models import EtatCourriel, NatureCourriel
from reporting.forms.filtre import INCONNU
from saisie.champs import DateField, LigneField


class CourrielsForm(forms.Form):
    """Which mails. What cannot be read is said beside its field, the rest counts."""

    texte = LigneField(
        label="Nom ou adresse",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    nature = forms.ChoiceField(
        label="Nature",
        required=False,
        choices=[("", "Toutes"), *NatureCourriel.choices],
        error_messages=INCONNU,
    )
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *EtatCourriel.choices], error_messages=INCONNU
    )
    du = DateField(label="À partir du", required=False)
    au = DateField(label="Jusqu’au", required=False)

    def clean(self):
        lu = super().clean()
        if lu.get("du") and lu.get("au") and lu["du"] > lu["au"]:
            self.add_error("au", "La période finit avant d’avoir commencé.")
        return lu

    def filter(self, courriels):
        """Those of `courriels` that answer to all that is asked."""
        lu = self.cleaned_data
        if texte := lu.get("texte"):
            courriels = courriels.filter(Q(a__nom__icontains=texte) | Q(adresse__icontains=texte))
        egales = {nom: lu.get(nom) for nom in ("nature", "etat")}
        egales |= {"le__date__gte": lu.get("du"), "le__date__lte": lu.get("au")}
        return courriels.filter(**{nom: valeur for nom, valeur in egales.items() if valeur})

    @property
    def is_demande(self):
        """Was anything asked?"""
        return any(self.cleaned_data.values()) or bool(self.errors)
