"""What is typed on the recapitulation of an act."""

from django import forms

from saisie.forms.conflits import SaisiePartagee

CHANGE = "{} a changé depuis l’ouverture de cette page\u00a0: relisez ce qui suit, puis confirmez à nouveau."


class GesteForm(SaisiePartagee, forms.Form):
    """The word that does an act. `vu` is the version of what its page showed; `lire` is a callable that reads the
    version as it is now: the act is done on what was seen, or its author is told."""

    vu = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    bouton = "Confirmer"
    quoi = "Ce dossier"

    def __init__(self, *args, lire, **kwargs):
        super().__init__(*args, **kwargs)
        self.lire = lire
        if not self.is_bound:
            self.initial["vu"] = lire()

    def show_conflit(self, conflit):
        """Say that it changed, and by whom where `conflit` (ModifieEntreTemps) knows."""
        self.set_vu("vu", self.lire())
        self.add_error(None, self.name_conflit(conflit))

    def name_conflit(self, conflit):
        return CHANGE.format(self.quoi)


class RetraitForm(GesteForm):
    """The word that removes something."""

    quoi = "Ce que vous retirez"

    def __init__(self, *args, bouton, **kwargs):
        super().__init__(*args, **kwargs)
        self.bouton = bouton
