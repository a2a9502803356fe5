"""The place of a table in its list, changed by one."""

from django import forms

from saisie.forms.conflits import SaisiePartagee

SENS = {"monter": 0, "descendre": 1}


class DeplacementForm(SaisiePartagee, forms.Form):
    """One of the two buttons of a row. `element` is the table as it is now, None when it is gone."""

    vu = forms.CharField(max_length=64, widget=forms.HiddenInput)
    sens = forms.ChoiceField(choices=[(sens, sens) for sens in SENS])

    def __init__(self, *args, element, **kwargs):
        super().__init__(*args, **kwargs)
        self.element = element

    def clean(self):
        donnees = super().clean()
        if not self.errors:
            self.vers = self.element.voisins[SENS[donnees["sens"]]]
            if self.element.empreinte != donnees["vu"] or self.vers is None:
                self.show_conflit(None)
        return donnees

    def show_conflit(self, conflit):
        """The page lists the tables as they are by now."""
        self.add_error(None, "Cette liste a changé entre-temps\u00a0: la voici, rien n’a été déplacé.")
