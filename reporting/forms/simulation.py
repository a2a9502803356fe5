"""« Et si… »: what is supposed of an exercice, read from the address, stored nowhere."""

from urllib.parse import urlencode

from django import forms

from saisie.champs import EurosField

PREFIXE = "execute-"


class HypothesesForm(forms.Form):
    """Another executed total for some actions, another choice of extension. A wrong amount is said beside its field,
    the others still count."""

    prolongation = forms.ChoiceField(
        label="Prolongation de l’exécution",
        required=False,
        error_messages={"invalid_choice": "Choisissez avec ou sans prolongation."},
    )

    def __init__(self, *args, execution, **kwargs):
        super().__init__(*args, **kwargs)
        actuelle = "prolongée" if execution.simulation.is_prolonge else "non prolongée"
        self.fields["prolongation"].choices = [
            ("", f"Comme aujourd’hui ({actuelle})"),
            ("oui", "Avec prolongation"),
            ("non", "Sans prolongation"),
        ]
        for action in execution.actions:
            self.fields[f"{PREFIXE}{action.numero}"] = EurosField(
                label=f"Dépense exécutée supposée, action {action.numero}", min_value=0
            )

    @property
    def depenses(self):
        """{number of an action: supposed executed total}, those that read."""
        return {
            champ.removeprefix(PREFIXE): montant
            for champ, montant in self.cleaned_data.items()
            if champ.startswith(PREFIXE) and montant is not None
        }

    @property
    def adresse(self):
        """What to add to the address of the page to show the same hypotheses to somebody else."""
        remplis = {champ: self.data[champ] for champ in self.fields if self.data.get(champ, "").strip()}
        return f"?{urlencode(remplis)}" if remplis else ""

    def get_prolongation(self, actuelle):
        """Is the execution supposed to be extended? `actuelle`: is it today?"""
        return {"oui": True, "non": False}.get(self.cleaned_data.get("prolongation"), actuelle)

    def get_champ(self, numero):
        """The field of an action."""
        return self[f"{PREFIXE}{numero}"]
