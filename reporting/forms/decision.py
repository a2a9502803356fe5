"""The steps of the decision on the money of an exercice, as they are typed."""

from django import forms

from saisie.champs import DateField, EurosField, LigneField, TexteField
from saisie.forms.gestes import GesteForm


class EcritForm(GesteForm):
    """One thing written in the dossier of a decision, from the version of the dossier one has seen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id=f"{self.geste}-%s", **kwargs)

    def name_conflit(self, conflit):
        """Who wrote what is new in the dossier."""
        ecrit = conflit.objet
        quoi = (
            f"{ecrit.par} a écrit dans ce dossier le {ecrit.le:%d/%m/%Y}" if ecrit else "Ce dossier a changé"
        )
        return f"{quoi}, après l’ouverture de votre page\u00a0: relisez-le, puis enregistrez."


class EtapeForm(EcritForm):
    """An amount and what is written of it."""

    montant = EurosField(label="Montant", required=True)
    motif = TexteField(label="Motif", widget=forms.Textarea(attrs={"rows": 5}))


class PropositionForm(EtapeForm):
    """What the préfecture proposes to keep back."""

    geste = "proposer"
    titre = "Proposer une réfaction"
    bouton = "Enregistrer la proposition"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        montant, motif = self.fields["montant"], self.fields["motif"]
        montant.label = "Réfaction proposée, en euros"
        montant.help_text = "De 0 au montant simulé."
        montant.error_messages["required"] = "Dites le montant proposé, 0 pour ne rien retenir."
        motif.label = "Motif de la proposition"
        motif.help_text = "La collectivité le lit tel quel et y répond."
        motif.error_messages["required"] = "Une proposition est motivée par écrit."


class ReponseForm(EtapeForm):
    """What the département answers."""

    geste = "repondre"
    titre = "Répondre à la proposition"
    bouton = "Enregistrer la réponse"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        montant, motif = self.fields["montant"], self.fields["motif"]
        montant.required = False
        montant.label = "Réfaction que la collectivité accepte, en euros"
        montant.help_text = "De 0 au montant proposé."
        motif.label = "Réponse de la collectivité"
        motif.help_text = "La préfecture la lit telle quelle avant de notifier sa décision."
        motif.error_messages["required"] = "La réponse de la collectivité est écrite."


class NotificationForm(EtapeForm):
    """What the préfecture decides."""

    geste = "notifier"
    titre = "Notifier la décision"
    bouton = "Notifier la décision"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        montant, motif = self.fields["montant"], self.fields["motif"]
        montant.label = "Réfaction notifiée, en euros"
        montant.help_text = "Le montant proposé, moins, ou 0. Pour retenir davantage, proposez à nouveau."
        montant.error_messages["required"] = "Dites le montant notifié, 0 pour ne rien retenir."
        motif.label = "Motif de la décision"
        motif.help_text = "La décision est définitive\u00a0: elle ne change plus une fois notifiée."
        motif.error_messages["required"] = "Une décision est motivée par écrit."


class VersementForm(EcritForm):
    """A payment of the State."""

    geste = "verser"
    titre = "Enregistrer un versement"
    bouton = "Enregistrer le versement"

    verse_le = DateField(label="Versé le")
    montant = EurosField(label="Montant versé, en euros", required=True, min_value=None)
    imputation = LigneField(
        label="Imputation budgétaire",
        max_length=120,
        help_text="Programme, action, compte\u00a0: par exemple BOP 304, action 19.",
        error_messages={"required": "Dites l’imputation budgétaire du versement."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verse_le"].error_messages["required"] = "Dites la date du versement."
        self.fields["montant"].error_messages["required"] = "Dites le montant versé."

    def clean_montant(self):
        montant = self.cleaned_data["montant"]
        if montant <= 0:
            raise forms.ValidationError("Un versement est positif.")
        return montant
