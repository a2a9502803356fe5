"""The targets of one axe, as typed: a percentage for a proportion."""

from crispy_forms.helper import FormHelper
from django import forms

from conventions.champs import NombreField, PourcentageField


class CiblesForm(forms.Form):
    """Targets of one axe: a number per indicator and year, a percentage for a proportion."""

    def __init__(self, *args, indicateurs, annees, cibles, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicateurs, self.annees = indicateurs, annees
        for indicateur in indicateurs:
            for annee in annees:
                valeur = cibles.get((indicateur.code, annee))
                champ = make_champ_cible(indicateur, f"{indicateur.code}, cible {annee}")
                champ.initial = show_cible(indicateur, valeur)
                self.fields[f"{indicateur.code}-{annee}"] = champ
        self.helper = FormHelper()
        self.helper.form_show_labels = False

    @property
    def lignes(self):
        return [(i, [self[f"{i.code}-{annee}"] for annee in self.annees]) for i in self.indicateurs]

    @property
    def cibles(self):
        """{(code, annee): Decimal | None}, proportions as proportions."""
        return {
            (i.code, annee): read_cible(i, self.cleaned_data[f"{i.code}-{annee}"])
            for i in self.indicateurs
            for annee in self.annees
        }


def make_champ_cible(indicateur, label):
    """Field of a target: a percentage up to 100 for a proportion, else a number."""
    if indicateur.is_proportion:
        return PourcentageField(label=f"{label} (%)", decimal_places=2)
    return NombreField(label=label, decimal_places=indicateur.decimales)


def read_cible(indicateur, saisi):
    """Stored value of a typed target: 80 (%) is the proportion 0.8."""
    return saisi / 100 if saisi is not None and indicateur.is_proportion else saisi


def convert_cible(indicateur, valeur):
    """A stored target in the unit it is typed in: the proportion 0.8 is 80 (%)."""
    return valeur * 100 if valeur is not None and indicateur.is_proportion else valeur


def show_cible(indicateur, valeur):
    """Typed form of a stored target."""
    return NombreField().prepare_value(convert_cible(indicateur, valeur))
