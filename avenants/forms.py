"""What people type about an avenant, turned into our types."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Row
from django import forms

from avenants.calculations import NUMERO_MAX, NUMERO_MIN
from avenants.models import Avenant, NatureAvenant, Statut
from avenants.operations.avenants import name_champ_cible, name_montant
from avenants.operations.deliberations import name_deliberation
from avenants.queries import get_suite, list_approuvables, list_clauses, list_conventions_votantes
from comptes.queries import get_derniere_ecriture
from conventions.forms.conventions import SIGNATURE_A_VENIR
from conventions.models import Deliberation
from indicateurs.forms.cibles import convert_cible, make_champ_cible, read_cible, show_cible
from indicateurs.queries.cadre import list_annees_convenues
from saisie.champs import DateField, EurosField, TexteField, VersionField
from saisie.forms.conflits import FicheVersionnee, SaisiePartagee
from saisie.forms.gestes import GesteForm
from saisie.forms.presentation import make_helper

CHAMPS = ("numero", "regime", "objet", "montant_etat", "clauses")
CHAMPS_ANTERIEUR = ("numero", "date_signature", "objet")
CHAMPS_DELIBERATION = ("organe", "numero", "date_vote", "date_transmission")


class AvenantForm(FicheVersionnee, forms.ModelForm):
    """An avenant with its lines: a new amount by action and source, a new target by indicator and year. An empty cell
    leaves the convention as it is; one that is not sent leaves its line as it is. Whether it adds up is for the
    operation to say."""

    version = VersionField(required=False)
    montant_etat = EurosField(
        label="Montant de l’État", required=True, help_text="En euros. Exemple\u00a0: 1 162 693,62"
    )
    clauses = forms.MultipleChoiceField(label="Clauses", widget=forms.CheckboxSelectMultiple, required=False)

    class Meta:
        model = Avenant
        fields = CHAMPS

    def __init__(self, *args, exercice, actions, colonnes, cibles_en_vigueur, **kwargs):
        super().__init__(*args, **kwargs)
        self.exercice = exercice
        self.instance.exercice, self.instance.convention = exercice, exercice.convention
        existe = self.instance.pk is not None
        self.initial.setdefault("version", self.instance.version if existe else 0)
        if not existe:
            self.initial.setdefault("numero", get_suite(exercice.convention_id).suivant)
        proposees = list_clauses(exercice.referentiel)
        self.fields["clauses"].choices = [(code, clause.titre) for code, clause in proposees.items()]
        self.lignes_montant, self.lignes_cible = [], []
        self._add_montants(actions, colonnes, existe)
        self._add_cibles(cibles_en_vigueur, existe)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.form_show_labels = False

    def _add_montants(self, actions, colonnes, existe):
        saisis = (
            {(f.action_id, f.cle): f.montant for f in self.instance.lignes_financement.all()}
            if existe
            else {}
        )
        for action in actions:
            actuels = {f.cle: f.prevu for f in action.financements.all()}
            for colonne in colonnes:
                cle, libelle = colonne.cle, colonne.libelle
                nom = name_montant(action.pk, cle)
                self.fields[nom] = EurosField(
                    label=f"{action.numero}, {libelle}, nouveau montant",
                    initial=saisis.get((action.pk, cle)),
                )
                self.lignes_montant.append((action, cle, libelle, actuels.get(cle), nom))

    def _add_cibles(self, en_vigueur, existe):
        saisies = {(c.code, c.annee): c.valeur for c in self.instance.lignes_cible.all()} if existe else {}
        # A later year may be closed already: nothing of it moves.
        closes = {un.annee for un in self.exercice.convention.exercices.all() if not un.is_modifiable}
        annees = [annee for annee in list_annees_convenues(self.exercice) if annee not in closes]
        for indicateur in self.exercice.referentiel.definition.indicateurs.values():
            for annee in annees if indicateur.attend_une_cible else ():
                nom = name_champ_cible(indicateur.code, annee)
                cle = (indicateur.code, annee)
                self.fields[nom] = make_champ_cible(indicateur, f"{indicateur.code}, nouvelle cible {annee}")
                self.fields[nom].initial = show_cible(indicateur, saisies.get(cle))
                self.lignes_cible.append((indicateur, annee, en_vigueur.get(cle), nom))

    @property
    def grille_montants(self):
        return [(a, libelle, actuel, self[nom]) for a, _, libelle, actuel, nom in self.lignes_montant]

    @property
    def grille_cibles(self):
        return [(i, annee, actuelle, self[nom]) for i, annee, actuelle, nom in self.lignes_cible]

    @property
    def champs(self):
        return {champ: self.cleaned_data[champ] for champ in CHAMPS}

    @property
    def montants(self):
        return {
            (a, cle): self.cleaned_data[nom] for a, cle, _, _, nom in self.lignes_montant if nom in self.data
        }

    @property
    def cibles(self):
        return {
            (i.code, annee): read_cible(i, self.cleaned_data[nom])
            for i, annee, _, nom in self.lignes_cible
            if nom in self.data
        }

    def list_stockes(self, actuel):
        montants = {(f.action_id, f.cle): f.montant for f in actuel.lignes_financement.all()}
        cibles = {(c.code, c.annee): c.valeur for c in actuel.lignes_cible.all()}
        return (
            super().list_stockes(actuel)
            | {nom: montants.get((a.pk, cle)) for a, cle, _, _, nom in self.lignes_montant}
            # In the unit of its field.
            | {nom: convert_cible(i, cibles.get((i.code, annee))) for i, annee, _, nom in self.lignes_cible}
        )


VERSION_ILLISIBLE = "Cette page ne dit pas quel texte vous avez lu\u00a0: rechargez-la, puis signez."


class DateSignatureForm(forms.Form):
    """The date an avenant was signed."""

    date_signature = DateField(label="Date de signature")
    bouton = "Enregistrer la signature"

    def __init__(self, *args, aujourdhui, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date_signature"].limit(aujourdhui, SIGNATURE_A_VENIR)
        self.helper = make_helper(*self.fields, bouton=self.bouton)


class SignatureForm(SaisiePartagee, DateSignatureForm):
    """The signature of an avenant as it was read: at this version."""

    version = VersionField(error_messages={"required": VERSION_ILLISIBLE, "invalid": VERSION_ILLISIBLE})

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


class ProlongationForm(DateSignatureForm):
    """The avenant de report, as it was signed."""

    numero = forms.IntegerField(
        label="Numéro de l’avenant",
        min_value=NUMERO_MIN,
        max_value=NUMERO_MAX,
        help_text="Celui de l’avenant signé, à la suite des autres avenants de la convention.",
    )
    field_order = ("numero", "date_signature")
    bouton = "Enregistrer la prolongation"


class SecondArreteForm(GesteForm):
    """The word that opens the second round."""

    bouton = "Ouvrir le second arrêté"
    quoi = "L’exercice"


class AnnulationForm(GesteForm):
    """Why an extension is cancelled."""

    bouton = "Annuler la prolongation"
    quoi = "L’exercice"
    motif = TexteField(
        label="Motif de l’annulation",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi la prolongation est annulée."},
    )


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
        self.fields["organe"].choices = [("", "Choisissez un organe"), *self.fields["organe"].choices[1:]]
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
