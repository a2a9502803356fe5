"""What is said of a token before it is made."""

from django import forms

from comptes.jetons import JOURS_MAX
from comptes.models import Portee
from comptes.policies import refusal_to_make_jeton
from saisie.champs import LigneField
from saisie.forms.presentation import make_helper

DUREES_DE_JETON = ((30, "Trente jours"), (90, "Trois mois"), (JOURS_MAX, "Un an"))


class JetonForm(forms.Form):
    """The tool, what it may do, and for how long."""

    outil = LigneField(
        label="Nom de l’outil",
        max_length=80,
        help_text="Le journal le garde. Exemple\u00a0: infocentre du Département",
        error_messages={"required": "Dites quel outil se servira de ce jeton."},
    )
    portee = forms.ChoiceField(label="Ce qu’il peut faire", choices=Portee.choices)
    jours = forms.TypedChoiceField(
        label="Durée",
        choices=DUREES_DE_JETON,
        coerce=int,
        help_text="Un jeton expire, au plus tard un an après sa création\u00a0: l’outil en reçoit alors un autre.",
    )

    def __init__(self, *args, par, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["portee"].choices = [
            choix for choix in Portee.choices if refusal_to_make_jeton(par, choix[0]) is None
        ]
        self.helper = make_helper(*self.fields, bouton="Créer le jeton")
