"""What is typed to sign an avenant, and to open what follows from one of report."""

from django import forms

from comptes.queries import get_derniere_ecriture
from conventions.forms.conventions import SIGNATURE_A_VENIR
from saisie.champs import DateField, VersionField
from saisie.forms.conflits import SaisiePartagee
from saisie.forms.gestes import GesteForm

VERSION_ILLISIBLE = "Cette page ne dit pas quel texte vous avez lu\u00a0: rechargez-la, puis signez."


class SignatureForm(SaisiePartagee, forms.Form):
    """The date an avenant was signed, as it was read: at this version."""

    version = VersionField(error_messages={"required": VERSION_ILLISIBLE, "invalid": VERSION_ILLISIBLE})
    date_signature = DateField(label="Date de signature")
    bouton = "Enregistrer la signature"

    def __init__(self, *args, aujourdhui, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date_signature"].limit(aujourdhui, SIGNATURE_A_VENIR)

    def show_conflit(self, conflit):
        """Say who changed the avenant (`conflit`, a ModifieEntreTemps): nothing is signed that was not read."""
        trace = get_derniere_ecriture(conflit.objet)
        qui = f" par {trace.par}" if trace and trace.par else ""
        self.set_vu("version", conflit.objet.version)
        self.add_error(
            None,
            f"L’avenant a été modifié{qui} depuis que vous avez ouvert cette page\u00a0: rien n’est signé. "
            "Relisez-le, tel qu’il est maintenant, puis signez.",
        )


class SecondArreteForm(GesteForm):
    """The word that opens the second round."""

    bouton = "Ouvrir le second arrêté"
    quoi = "L’exercice"
