"""What one asks of the list of exercices, read from the address, stored nowhere."""

from django import forms

from conventions.models import Etat
from reporting.queries.liste import TRIS, filter_lignes
from saisie.champs import LigneField

INCONNU = {"invalid_choice": "Ce choix n’existe pas\u00a0: il ne compte pas."}


class FiltreForm(forms.Form):
    """Which exercices of the list, in which order. What cannot be read is said beside its field, the rest counts."""

    texte = LigneField(
        label="Rechercher",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *Etat.choices], error_messages=INCONNU
    )
    dispositif = forms.ChoiceField(label="Dispositif", required=False, error_messages=INCONNU)
    referentiel = forms.ChoiceField(label="Référentiel", required=False, error_messages=INCONNU)
    tri = forms.ChoiceField(
        label="Trier",
        required=False,
        choices=[(code, libelle) for code, (libelle, _) in TRIS.items()],
        error_messages=INCONNU,
    )

    def __init__(self, *args, lignes, **kwargs):
        super().__init__(*args, **kwargs)
        self._lignes = lignes
        exercices = [ligne.exercice for ligne in lignes]
        self._offer("dispositif", {un.convention.dispositif: un.convention.dispositif for un in exercices})
        self._offer("referentiel", {un.referentiel.code: str(un.referentiel) for un in exercices})

    def _offer(self, nom, choix):
        """One asks for what there is; of one thing only, one does not ask."""
        if len(choix) < 2:
            del self.fields[nom]
        else:
            self.fields[nom].choices = [("", "Tous"), *sorted(choix.items())]

    @property
    def lignes(self):
        """Those that were asked for."""
        return filter_lignes(self._lignes, **self.cleaned_data)

    @property
    def is_demande(self):
        """Was anything asked?"""
        return any(self.cleaned_data.values()) or bool(self.errors)
