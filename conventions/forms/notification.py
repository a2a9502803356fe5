"""What the State notified for an exercice, typed with the envelopes it is made of."""

from django import forms

from conventions.models import name_enveloppe
from saisie.champs import EurosField, VersionField
from saisie.forms.conflits import FicheVersionnee
from saisie.forms.presentation import make_helper


class MontantNotifieForm(FicheVersionnee, forms.Form):
    """One amount, and one for each envelope of the référentiel; whether they sum to it is for the operation to say.
    `convenu` is why the total does not change, None when it may."""

    version = VersionField()
    montant_notifie = EurosField(
        label="Montant notifié par l’État", help_text="En euros, au centime. Exemple\u00a0: 1 400 000,00"
    )

    def __init__(self, *args, enveloppes, convenu, **kwargs):
        super().__init__(*args, **kwargs)
        self.codes = [enveloppe.code for enveloppe in enveloppes]
        if convenu:
            self.fields["montant_notifie"].disabled = True
            self.fields["montant_notifie"].help_text = convenu
        for enveloppe in enveloppes:
            self.fields[name_enveloppe(enveloppe.code)] = EurosField(
                label=f"Dont\u00a0: {enveloppe.libelle}", help_text=enveloppe.phrase
            )
        self.helper = make_helper(*self.fields, bouton="Enregistrer le montant notifié")

    @property
    def champs(self):
        """What `record_notification` takes."""
        enveloppes = {code: self.cleaned_data[name_enveloppe(code)] for code in self.codes}
        return {"montant": self.cleaned_data["montant_notifie"], "enveloppes": enveloppes}

    def list_stockes(self, actuel):
        return super().list_stockes(actuel) | read_notification(self.codes, actuel)


def read_notification(codes, exercice):
    """{name of a field: what is stored of it}."""
    stockees = dict(exercice.enveloppes.values_list("enveloppe", "montant"))
    montants = {name_enveloppe(code): stockees.get(code) for code in codes}
    return {"montant_notifie": exercice.montant_notifie, **montants}
