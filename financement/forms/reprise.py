"""What becomes of last year's actions, as it is chosen."""

from django import forms

from conventions.models import ChoixReprise
from financement.operations.reprise import SortSaisi
from saisie.champs import TexteField


class SortForm(forms.Form):
    """One action of the year before: nothing is chosen beforehand."""

    choix = forms.ChoiceField(choices=ChoixReprise.choices, required=False, widget=forms.RadioSelect)
    motif = TexteField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    axe = forms.ChoiceField(required=False)

    def __init__(self, *args, ligne, axes, **kwargs):
        super().__init__(*args, prefix=f"action-{ligne.precedente.pk}", **kwargs)
        self.ligne = ligne
        numero = ligne.precedente.numero
        self.fields["choix"].label = f"Action {numero}, ce qu’elle devient"
        self.fields["motif"].label = f"Action {numero}, motif de l’arrêt ou ce qui change"
        if ligne.is_axe_perdu:
            self.fields["axe"].label = f"Action {numero}, nouvel axe"
            self.fields["axe"].choices = [
                ("", "Choisissez un axe"), *((axe.code, f"{axe.code} – {axe.libelle}") for axe in axes),
            ]  # fmt: skip
        else:
            del self.fields["axe"]

    def clean(self):
        lu = self.cleaned_data
        choix, motif = lu.get("choix"), lu.get("motif")
        if choix == ChoixReprise.ARRETEE and not motif:
            self.add_error("motif", "Dites pourquoi cette action s’arrête.")
        if motif and not choix and not self.errors:
            self.add_error("choix", "Choisissez ce que devient cette action.")
        if (
            choix in (ChoixReprise.GARDEE, ChoixReprise.CHANGEE)
            and "axe" in self.fields
            and not lu.get("axe")
        ):
            self.add_error(
                "axe",
                f"L’axe {self.ligne.precedente.axe} n’est plus dans le référentiel\u00a0: choisissez le nouvel axe.",
            )
        return lu


class RepriseForm(forms.Form):
    """The actions not decided yet, each with its `SortForm` (`lignes`)."""

    avec_montants = forms.BooleanField(
        label="Reprendre aussi les montants prévus par la collectivité et les autres financeurs",
        help_text="Jamais ceux de l’État, qu’il notifie pour l’année, ni les reports, ni ce qui a été exécuté.",
        required=False,
    )

    def __init__(self, data=None, *, bilan, exercice, choix="", **kwargs):
        """`choix`: what an unbound row shows where none was typed."""
        super().__init__(data, **kwargs)
        self.bilan, self.choix, axes = bilan, choix, exercice.referentiel.definition.axes
        self.lignes = [
            SortForm(data, ligne=ligne, axes=axes, initial=self._get_initial(ligne))
            for ligne in bilan.a_decider
        ]

    def _get_initial(self, ligne):
        """What an unbound form shows of a row: `initial` may hold what was typed (`keep_all`)."""
        prefixe = f"action-{ligne.precedente.pk}-"
        tapes = {champ: self.initial.get(f"{prefixe}{champ}", "") for champ in ("choix", "motif", "axe")}
        return tapes | {"choix": tapes["choix"] or self.choix}

    @classmethod
    def keep_all(cls, data, **kwargs):
        """An unbound form with what was typed, where each row without a choice is kept. Nothing is checked yet."""
        return cls(initial={cle: data[cle] for cle in data}, choix=ChoixReprise.GARDEE, **kwargs)

    def clean(self):
        """What was typed for an action somebody else decided of meanwhile is told, not dropped."""
        for ligne in self.bilan.decidees:
            choisi, motif = (
                self.data.get(f"action-{ligne.precedente.pk}-{champ}", "") for champ in ("choix", "motif")
            )
            if choisi and (choisi, motif) != (ligne.reprise.choix, ligne.reprise.motif):
                dit = ligne.reprise.get_choix_display().lower()
                numero = ligne.precedente.numero
                phrase = (
                    f"Action {numero}\u00a0: quelqu’un vient de décider qu’elle est {dit}, voyez plus bas."
                )
                self.add_error(
                    None, f"{phrase} Vous aviez écrit\u00a0: «\u00a0{motif}\u00a0»." if motif else phrase
                )
        return self.cleaned_data

    def is_valid(self):
        valides = [ligne.is_valid() for ligne in self.lignes]
        if all([super().is_valid(), *valides]) and not self.sorts:
            self.add_error(None, "Choisissez ce que devient au moins une action.")
        return all([super().is_valid(), *valides])

    @property
    def parties(self):
        """Every form of the page, for the summary of errors."""
        return [self, *self.lignes]

    @property
    def sorts(self):
        """{pk of last year's action: SortSaisi} of the rows where something was chosen."""
        return {
            ligne.ligne.precedente.pk: SortSaisi(**ligne.cleaned_data)
            for ligne in self.lignes
            if ligne.cleaned_data["choix"]
        }

    def add_error(self, field, error):
        """What the operation answers of an action, by its pk, is said beside its row."""
        if not hasattr(error, "error_dict"):
            super().add_error(field, error)
            return
        for ligne in self.lignes:
            if messages := error.message_dict.get(str(ligne.ligne.precedente.pk)):
                ligne.add_error("choix", messages)
