"""Credits to move from one axe to others, as typed."""

from django import forms

from fichiers.forms.pieces import PieceForm
from financement.operations.redeploiement import list_refus_mouvements
from nombres.formats import NBSP
from saisie.champs import EurosField, TexteField
from saisie.forms.conflits import SaisiePartagee


class RedeploiementForm(SaisiePartagee, PieceForm):
    """An amount per action (positive: its axe says whether it leaves or comes), the targets reached, the proof."""

    vue = forms.CharField(widget=forms.HiddenInput, required=False)
    cibles_atteintes = forms.BooleanField(required=False)
    constat = TexteField(
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Écrivez ce qui montre que les cibles sont atteintes."},
    )
    field_order = ["vue", "cibles_atteintes", "constat", "fichier"]

    def __init__(self, *args, credits, **kwargs):
        super().__init__(*args, **kwargs)
        self.credits, de = credits, credits.regle.de
        self.initial["vue"] = credits.empreinte
        self.fields["cibles_atteintes"].label = f"Les cibles de l’axe {de} sont atteintes"
        self.fields["constat"].label = f"Ce qui montre que les cibles de l’axe {de} sont atteintes"
        self.fields["constat"].help_text = "Les résultats, face aux cibles, et leur date."
        self.fields["fichier"].label = "Preuve"
        self.fields["fichier"].error_messages["required"] = (
            f"Joignez la preuve que les cibles de l’axe {de} sont atteintes."
        )
        for un in credits.actions:
            geste = "à retirer" if un in credits.de else "à ajouter"
            self.fields[_name(un)] = EurosField(label=f"Action {un.action.numero}, montant {geste} (euros)")

    @property
    def lignes_de(self):
        return [(un, self[_name(un)]) for un in self.credits.de]

    @property
    def lignes_vers(self):
        return [(un, self[_name(un)]) for un in self.credits.vers]

    @property
    def mouvements(self):
        """{action pk: signed amount} of what was typed and can be read."""
        signes = [(un, -1) for un in self.credits.de] + [(un, 1) for un in self.credits.vers]
        montants = {un.action.pk: (self.cleaned_data.get(_name(un)), signe) for un, signe in signes}
        return {pk: montant * signe for pk, (montant, signe) in montants.items() if montant}

    def clean(self):
        """Every rule at once, each beside its place; the file is no longer there when the form comes back."""
        illisible = any(_name(un) in self.errors for un in self.credits.actions)
        refus = list_refus_mouvements(
            self.credits,
            self.mouvements,
            cibles_atteintes=self.cleaned_data.get("cibles_atteintes", False),
            # What is wrong with the file itself is said already.
            has_preuve="fichier" in self.cleaned_data or "fichier" in self.errors,
        )
        champs = {un.action.numero: _name(un) for un in self.credits.actions}
        for constat in refus:
            if constat.code == "equilibre" and illisible:
                continue
            places = {
                "mouvement": champs.get(constat.numero),
                "cibles": "cibles_atteintes",
                "preuve": "fichier",
            }
            self.add_error(places.get(constat.code), constat.message)
        if self.errors and "fichier" in self.cleaned_data:
            nom = f"«{NBSP}{self.cleaned_data['nom_fichier']}{NBSP}»"
            self.add_error("fichier", f"Choisissez de nouveau {nom}{NBSP}: un envoi refusé n’en garde rien.")
        return self.cleaned_data

    def set_credits(self, credits):
        """Show the amounts as they are now: sending again is then done knowingly."""
        self.set_vu("vue", credits.empreinte)
        self.credits = credits

    @property
    def saisie(self):
        """What `record_redeploiement` takes besides who, when and where."""
        lu = self.cleaned_data
        cles = ("constat", "cibles_atteintes", "vue")
        return {"mouvements": self.mouvements, **{cle: lu[cle] for cle in cles}, **self.piece}


def _name(dotee):
    return f"montant-{dotee.action.pk}"
