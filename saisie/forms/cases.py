"""Cells over what is stored, in one form: it writes what its author changed, and tells him what others did."""

import json

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from saisie.forms.conflits import CASE_MODIFIEE, SaisiePartagee
from saisie.signaux import SaisieDAutrui


def read_vus(texte):
    """{name of a field: text} that a page showed, from its hidden field; what cannot be read is left out, so that
    writing over something is then a conflict."""
    try:
        lus = json.loads(texte)
    except (ValueError, RecursionError):
        return {}
    return {nom: vu for nom, vu in lus.items() if isinstance(vu, str)} if isinstance(lus, dict) else {}


class CasesForm(SaisiePartagee, forms.Form):
    """A cell is one field, or several that go together (a figure, its divisor, its day).

    A cell that is not sent, or sent as it was seen, is not touched and shows what is stored now. A subclass adds its
    fields, then calls `set_cases`, and says in `read_case` what the fields of a cell mean.
    """

    vu = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_show_labels = False

    def read_case(self, cle, valeurs):
        """The cell `cle` as it is stored, None for nothing, from `valeurs` {name of a field: value}."""
        raise NotImplementedError

    def set_cases(self, cases, stockees):
        """`cases` is {cell: names of its fields}, `stockees` {name of a field: value stored, as it is shown}."""
        self.cases, self.stockees = cases, stockees
        self.initial = stockees | {"vu": self._make_vu()}
        self.vus, self.typees = {}, {}
        if self.is_bound:
            self._read(self.data)

    def _make_vu(self):
        ecrites = {
            nom: self._write(nom, self.stockees.get(nom)) for noms in self.cases.values() for nom in noms
        }
        return json.dumps({nom: texte for nom, texte in ecrites.items() if texte})

    def _read(self, brutes):
        textes = read_vus(brutes.get("vu", ""))
        data = {"vu": self._make_vu()}
        for cle, noms in self.cases.items():
            vues = {nom: self._clean(nom, textes.get(nom)) for nom in noms}
            self.vus[cle] = self.read_case(cle, vues)
            change = self._find_change(cle, brutes, vues)
            if change:
                self.typees[cle] = change[0]
            for nom in noms:
                stocke = vues[nom] if change else self.stockees.get(nom)
                data[nom] = brutes[nom] if change and nom in brutes else self._write(nom, stocke)
        self.data = data

    def _find_change(self, cle, brutes, vues):
        """(value typed,) of a cell that is not as it was seen, (None,) when it cannot be read; None for one that is."""
        envoyes = [nom for nom in self.cases[cle] if nom in brutes]
        try:
            valeurs = vues | {nom: self.fields[nom].clean(brutes[nom]) for nom in envoyes}
        except ValidationError:
            return (None,)
        typee = self.read_case(cle, valeurs)
        return None if not envoyes or typee == self.vus[cle] else (typee,)

    def _clean(self, nom, texte):
        try:
            return self.fields[nom].clean(texte)
        except ValidationError:
            return None

    def _write(self, nom, valeur):
        """A value as its field shows it, and sends it back."""
        ecrit = self.fields[nom].widget.format_value(self.fields[nom].prepare_value(valeur)) or ""
        # A list of choices writes what is chosen as a list of one.
        return ecrit[0] if isinstance(ecrit, list) else ecrit

    def _tell(self, nom, valeur):
        """A value as one reads it."""
        choix = getattr(self.fields[nom], "choices", ())
        return str(dict(choix).get(valeur) or self._write(nom, valeur))

    @property
    def saisies(self):
        """{cell: value | None} of the cells that are changed; the form is valid."""
        return {
            cle: self.read_case(cle, {nom: self.cleaned_data.get(nom) for nom in self.cases[cle]})
            for cle in self.typees
        }

    def repeat(self, refusee):
        """The same submission, read again over what is stored by now: it says why the form `refusee` was refused."""
        self.full_clean()
        for phrase in refusee.non_field_errors():
            self.add_error(None, phrase)
        return self

    def show_conflits(self, auteurs):
        """Say beside each changed cell what somebody else saved in it. `auteurs` is {cell: line of the journal}."""
        for cle, typee in self.typees.items():
            stockee = self.read_case(cle, {nom: self.stockees.get(nom) for nom in self.cases[cle]})
            if stockee in (self.vus[cle], typee):
                continue
            trace, noms = auteurs.get(cle), self.cases[cle]
            textes = [
                self._tell(nom, self.stockees[nom]) for nom in noms if self.stockees.get(nom) is not None
            ]
            dit = "\u202f; ".join(textes) if stockee is not None else ""
            self.add_conflit(noms[0], SaisieDAutrui.of_trace(trace, dit), CASE_MODIFIEE)
