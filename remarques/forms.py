"""What is typed in a remark, in its thread, and in the filter of their list."""

from django import forms

from remarques.formules import FORMULES
from remarques.models import TEXTE_MAX, Audience, EtatRemarque
from saisie.champs import TexteField
from saisie.forms.gestes import GesteForm

INCONNU = {"invalid_choice": "Ce choix n’existe pas\u00a0: il ne compte pas."}
RIEN_D_ECRIT = "Écrivez votre remarque, ou choisissez une formule."
# What a remark blocks, said where one chooses it.
BLOQUE = (
    "Un renvoi pour complément en porte au moins une. Bloquante ou non, une remarque pour la collectivité attend sa "
    "réponse avant une nouvelle transmission."
)


class RemarqueForm(GesteForm):
    """A new remark: on what, for whom, in which words."""

    bouton = "Écrire la remarque"
    lieu = forms.ChoiceField(label="Sur quoi")
    formule = forms.ChoiceField(
        label="Formule toute prête",
        required=False,
        choices=[("", "Aucune"), *((str(rang), une) for rang, une in enumerate(FORMULES, start=1))],
        help_text="Elle s’écrit avant votre texte.",
    )
    texte = TexteField(
        label="Votre remarque",
        max_length=TEXTE_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    audience = forms.ChoiceField(
        label="Pour qui",
        choices=Audience.choices,
        initial=Audience.COLLECTIVITE,
        widget=forms.RadioSelect,
        help_text="Entre services de l’État, la collectivité n’en sait rien\u00a0: ni le texte, ni le nombre.",
    )
    is_bloquante = forms.BooleanField(label="Bloquante", required=False, help_text=BLOQUE)

    def __init__(self, *args, lieux, lieu, **kwargs):
        super().__init__(*args, **kwargs)
        self._lieux = {un.code: un for un in lieux}
        self.fields["lieu"] = forms.ChoiceField(
            label="Sur quoi",
            choices=[(code, un.libelle) for code, un in self._lieux.items()],
            initial=lieu,
            widget=forms.Select if len(self._lieux) > 1 else forms.HiddenInput,
        )

    def clean(self):
        saisi = super().clean()
        if lieu := self._lieux.get(saisi.pop("lieu", None)):
            saisi |= {"ancre": lieu.ancre, "cle": lieu.cle}
        formule = saisi.pop("formule", "")
        textes = [FORMULES[int(formule) - 1] if formule else "", saisi.get("texte") or ""]
        saisi["texte"] = "\n".join(filter(None, textes))
        if not saisi["texte"] and "texte" not in self.errors:
            self.add_error("texte", RIEN_D_ECRIT)
        return saisi

    def name_conflit(self, conflit):
        return "Quelqu’un vient d’écrire une remarque à cette place\u00a0: relisez-la, puis envoyez la vôtre à nouveau."


class MessageForm(GesteForm):
    """What one answers in a thread, or the word that resolves it (`resoudre`)."""

    bouton = "Envoyer"
    texte = TexteField(
        label="Votre réponse",
        max_length=TEXTE_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_resolution = "resoudre" in self.data

    def clean(self):
        saisi = super().clean()
        if not (self.is_resolution or saisi.get("texte")) and "texte" not in self.errors:
            self.add_error("texte", "Écrivez votre réponse.")
        return saisi

    def name_conflit(self, conflit):
        return "Quelqu’un vient d’écrire dans ce fil\u00a0: relisez-le, puis envoyez votre texte à nouveau."


PORTEES = (("attendues", "Celles qui m’attendent"), ("bloquantes", "Bloquantes"))


class FiltreRemarquesForm(forms.Form):
    """Which remarks of the list; what cannot be read is said beside its field, the rest counts."""

    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "Tous"),
            *(un for un in EtatRemarque.choices if un[0] != EtatRemarque.RETIREE),
        ],
        error_messages=INCONNU,
    )
    portee = forms.ChoiceField(
        label="Portée",
        required=False,
        choices=[("", "Toutes"), *PORTEES],
        error_messages=INCONNU,
    )
    audience = forms.ChoiceField(
        label="Destinataire",
        required=False,
        choices=[("", "Tous"), *Audience.choices],
        error_messages=INCONNU,
    )

    def __init__(self, *args, is_de_l_etat, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_de_l_etat:
            del self.fields["audience"]

    def filter(self, fils):
        """Those of `fils` that answer to all that is asked."""
        demande = self.cleaned_data
        return [
            fil
            for fil in fils
            if demande.get("etat") in (None, "", fil.remarque.etat)
            and demande.get("audience") in (None, "", fil.remarque.audience)
            and (demande.get("portee") != "attendues" or fil.is_attendu)
            and (demande.get("portee") != "bloquantes" or fil.remarque.is_bloquante)
        ]

    @property
    def is_demande(self):
        """Was anything asked?"""
        return any(self.cleaned_data.values()) or bool(self.errors)
