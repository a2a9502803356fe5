"""What the commissaire types: an opinion, a dialogue de performance that was held."""

from django import forms

from reporting.forms.decision import EcritForm
from reporting.models import Dialogue, Modalite, SensAvis
from saisie.champs import DateField, LigneField, TexteField


class AvisForm(EcritForm):
    """What the commissaire thinks of the figures handed over."""

    geste = "avis"
    titre = "Rendre un avis"
    bouton = "Rendre l’avis"

    sens = forms.ChoiceField(
        label="Sens de l’avis",
        choices=SensAvis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites le sens de l’avis."},
    )
    reserves = TexteField(
        label="Réserves",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une par ligne, si l’avis est favorable avec réserves.",
    )
    motif = TexteField(
        label="Motifs",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Nécessaires si l’avis n’est pas favorable sans réserve. La collectivité les lit tels quels.",
    )

    def clean(self):
        lu = super().clean()
        sens, reserves, motif = (lu.get(champ) for champ in ("sens", "reserves", "motif"))
        if sens and sens != SensAvis.FAVORABLE and motif == "":
            self.add_error("motif", "Dites pourquoi l’avis n’est pas favorable sans réserve.")
        if sens == SensAvis.RESERVES and reserves == "":
            self.add_error("reserves", "Dites les réserves, une par ligne.")
        if sens and sens != SensAvis.RESERVES and reserves:
            self.add_error("reserves", "Seul un avis favorable avec réserves en dit.")
        return lu


class DialogueForm(EcritForm):
    """A dialogue de performance, once it was held."""

    geste = "dialogue"
    titre = "Enregistrer un dialogue de performance"
    bouton = "Enregistrer le dialogue"

    tenu_le = DateField(label="Tenu le")
    modalite = forms.ChoiceField(
        label="Comment",
        choices=Modalite.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites comment le dialogue a été tenu."},
    )
    lieu = LigneField(
        label="Lieu",
        max_length=Dialogue._meta.get_field("lieu").max_length,
        required=False,
        help_text="Nécessaire s’il a été tenu en présence.",
    )
    participants = TexteField(
        label="Participants",
        max_length=Dialogue._meta.get_field("participants").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Un par ligne, avec sa fonction.",
        error_messages={"required": "Dites qui y participait."},
    )
    conclusions = TexteField(
        label="Conclusions",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="La collectivité et la préfecture les lisent telles quelles.",
        error_messages={"required": "Dites ce qui en est conclu."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tenu_le"].error_messages["required"] = "Dites le jour du dialogue."

    def clean(self):
        lu = super().clean()
        if lu.get("modalite") == Modalite.PRESENCE and lu.get("lieu") == "":
            self.add_error("lieu", "Dites où le dialogue a été tenu.")
        return lu
