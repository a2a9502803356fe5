"""What is typed to hand an exercice over."""

from django import forms

from conventions.forms.exercices import EnsembleForm
from reporting.contents import CERTIFICATION
from saisie.champs import LigneField


class TransmissionForm(EnsembleForm):
    """What is certified, and the word that hands an exercice over."""

    bouton = "Transmettre à l’État"
    certifie = forms.BooleanField(
        label="Je certifie cette remise",
        help_text=CERTIFICATION,
        error_messages={"required": "Cochez cette case\u00a0: rien n’est transmis sans être certifié."},
    )

    def show_conflit(self, conflit):
        """What was certified is no longer what would be handed over: it is certified again."""
        super().show_conflit(conflit)
        self.data.pop("certifie", None)


class EmpreinteForm(forms.Form):
    """A fingerprint to compare with that of a round (`remise`) and that of the file of its receipt (`fichier`, if
    drawn): spaces and capitals do not count."""

    empreinte = LigneField(
        label="Empreinte à comparer",
        max_length=200,
        error_messages={"required": "Écrivez l’empreinte à comparer."},
    )

    def __init__(self, *args, remise, fichier, **kwargs):
        super().__init__(*args, **kwargs)
        self.remise, self.fichier = remise, fichier

    @property
    def verdict(self):
        """Is it the same? In a sentence; "" as long as nothing is asked."""
        if not self.is_valid():
            return ""
        saisie = "".join(self.cleaned_data["empreinte"].split()).lower()
        if saisie == self.remise:
            return "C’est bien l’empreinte de cette remise."
        if saisie == self.fichier:
            return "C’est bien l’empreinte du fichier PDF de ce récépissé."
        return "Ce n’est pas l’empreinte de cette remise\u00a0: ce n’est pas elle, ou elle a été recopiée autrement."
