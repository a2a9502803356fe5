"""An avenant signed outside the site, and a vote, as typed."""

from crispy_forms.layout import Column, Row
from django import forms

from avenants.models import Avenant, NatureAvenant, Statut
from avenants.operations.deliberations import name_deliberation
from avenants.queries import list_approuvables, list_conventions_votantes
from conventions.forms.conventions import SIGNATURE_A_VENIR
from conventions.models import ORGANES, Deliberation
from saisie.champs import VersionField
from saisie.forms.conflits import FicheVersionnee
from saisie.forms.presentation import make_helper

CHAMPS_ANTERIEUR = ("numero", "date_signature", "objet")
CHAMPS_DELIBERATION = ("organe", "numero", "date_vote", "date_transmission")


class AnterieurForm(FicheVersionnee, forms.ModelForm):
    """An avenant signed outside the site, which those that follow cite."""

    version = VersionField(required=False)

    class Meta:
        model = Avenant
        fields = CHAMPS_ANTERIEUR
        help_texts = {
            "objet": "Tel qu’il se cite\u00a0: «\u00a0report de l’exécution 2019\u00a0», par exemple."
        }

    def __init__(self, *args, convention, aujourdhui, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.convention = convention
            self.instance.nature, self.instance.statut = NatureAvenant.ANTERIEUR, Statut.SIGNE
        for champ in ("date_signature", "objet"):
            self.fields[champ].required = True
        self.fields["date_signature"].limit(aujourdhui, SIGNATURE_A_VENIR)
        self.initial.setdefault("version", self.instance.version if self.instance.pk else 0)
        self.helper = make_helper(
            "version",
            Row(Column("numero"), Column("date_signature")),
            "objet",
            bouton="Enregistrer l’avenant antérieur",
        )

    @property
    def champs(self):
        return {champ: self.cleaned_data[champ] for champ in CHAMPS_ANTERIEUR}


class DeliberationForm(FicheVersionnee, forms.ModelForm):
    """One vote of the collectivité, and what it approves among what has no vote yet."""

    version = VersionField()
    approuve = forms.MultipleChoiceField(
        label="Ce qu’elle approuve",
        widget=forms.CheckboxSelectMultiple,
        help_text="Ce qui a déjà son vote n’est pas proposé.",
        error_messages={
            "required": "Dites ce qu’elle approuve.",
            "invalid_choice": "Un de ces choix n’existe pas, ou a reçu son vote entre-temps\u00a0: relisez la liste.",
        },
    )

    class Meta:
        model = Deliberation
        fields = CHAMPS_DELIBERATION

    def __init__(self, *args, convention, aujourdhui, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date_vote"].limit(aujourdhui, "Le vote ne peut pas être postérieur à aujourd’hui.")
        self.fields["date_transmission"].limit(
            aujourdhui, "La transmission ne peut pas être postérieure à aujourd’hui."
        )
        organes = ORGANES[convention.collectivite.nature]
        self.fields["organe"].choices = [("", "Choisissez un organe"), *((un, un.label) for un in organes)]
        self.proposes = list_approuvables(list_conventions_votantes(convention))
        plusieurs = len({un.convention.pk for un in self.proposes}) > 1
        self.fields["approuve"].choices = [
            (un.cle, un.libelle_long if plusieurs else un.libelle_majuscule)
            for un in self.proposes
            if un.deliberation_id in (None, self.instance.pk)
        ]
        self.initial.setdefault("approuve", self._list_approuves())
        self.initial.setdefault("version", convention.version)
        self.helper = make_helper(
            "version",
            "approuve",
            Row(Column("organe"), Column("numero")),
            Row(Column("date_vote"), Column("date_transmission")),
            bouton="Enregistrer la délibération",
        )

    def _list_approuves(self):
        pk = self.instance.pk
        return [un.cle for un in self.proposes if pk and un.deliberation_id == pk]

    @property
    def champs(self):
        return {champ: self.cleaned_data[champ] for champ in CHAMPS_DELIBERATION}

    def list_stockes(self, actuel):
        # The version and the journal are the convention's; what somebody else saved is of the vote.
        vote = Deliberation.objects.get(pk=self.instance.pk)
        return super().list_stockes(vote) | {"approuve": self._list_approuves()}

    def name_ecrit(self, nom):
        return f"{name_deliberation(self.instance)}{nom}"
