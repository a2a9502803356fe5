"""How a département counted, as typed."""

from crispy_forms.layout import Column, Row
from django import forms

from indicateurs.models import DateRendezVous, DroitsSuspendus, MethodeEntree
from indicateurs.operations.methode import CHAMPS_METHODE, CHAMPS_REFERENCE
from saisie.champs import DateField, LigneField, TexteField, VersionField
from saisie.forms.conflits import FicheVersionnee
from saisie.forms.presentation import make_helper

# The one the DREES counts from is told as one chooses; elsewhere, a method is named as it is declared.
CHOIX_ENTREE = [
    (code, f"{mot} (méthode de référence, celle de la DREES)" if code == MethodeEntree.DEMANDE else mot)
    for code, mot in MethodeEntree.choices
]


def _make_choix(label, choix, aide):
    return forms.ChoiceField(
        label=label,
        choices=choix,
        widget=forms.RadioSelect,
        help_text=aide,
        error_messages={"required": "Choisissez une réponse."},
    )


class MethodeReferenceForm(FicheVersionnee, forms.Form):
    """What the délais of a year are compared with; `fixee` fills it."""

    version = VersionField()
    date_entree = _make_choix(
        "Date d’entrée de référence",
        CHOIX_ENTREE,
        "Celle d’où partent les délais d’orientation auxquels les autres se comparent.",
    )
    droits_suspendus = _make_choix(
        "Personnes aux droits suspendus",
        DroitsSuspendus.choices,
        "Sont-elles parmi les nouveaux entrants\u202f?",
    )
    date_rdv = _make_choix(
        "Date de rendez-vous de référence",
        DateRendezVous.choices,
        "Celle qui dit l’entrée en accompagnement.",
    )

    def __init__(self, *args, fixee, **kwargs):
        initial = {champ: getattr(fixee, champ) for champ in CHAMPS_REFERENCE} if fixee else {}
        super().__init__(*args, initial=initial | {"version": fixee.version if fixee else 0}, **kwargs)
        self.helper = make_helper(*self.fields, bouton="Fixer la méthode de référence")

    @property
    def champs(self):
        """The choices as `set_methode_reference` takes them."""
        return {champ: self.cleaned_data[champ] for champ in CHAMPS_REFERENCE}


class MethodeForm(FicheVersionnee, forms.Form):
    """The declaration of one exercice; `declaration` fills it, be it this year's or last year's; the parcours file
    that was confirmed says the date d'entrée before last year does."""

    version = VersionField()
    date_entree = _make_choix(
        "Date d’entrée retenue",
        CHOIX_ENTREE,
        "Celle d’où partent vos délais d’orientation. Pour un même dossier, elle peut changer le délai d’un mois.",
    )
    droits_suspendus = _make_choix(
        "Personnes aux droits suspendus",
        DroitsSuspendus.choices,
        "Sont-elles parmi les nouveaux entrants\u202f?",
    )
    date_rdv = _make_choix(
        "Date de rendez-vous retenue",
        DateRendezVous.choices,
        "Celle qui dit l’entrée en accompagnement.",
    )
    logiciel = LigneField(
        label="Logiciel d’où viennent les données",
        max_length=120,
        error_messages={"required": "Dites d’où viennent les données."},
    )
    rupture = TexteField(
        label="Rupture de série",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui a changé dans l’année et empêche de comparer avec l’an dernier. Vide s’il n’y en a pas.",
    )
    rupture_le = DateField(label="Date de la rupture", required=False)

    def __init__(self, *args, exercice, version, declaration=None, fichier=None, **kwargs):
        initial = {champ: getattr(declaration, champ) for champ in CHAMPS_METHODE} if declaration else {}
        if declaration and version == 0:
            # A rupture is of one year: last year's is not this year's.
            initial |= {"rupture": "", "rupture_le": None}
        if fichier:
            initial["date_entree"] = fichier.methode
        super().__init__(*args, initial=initial | {"version": version}, **kwargs)
        self.exercice = exercice
        self.helper = make_helper(
            "version",
            "date_entree",
            "droits_suspendus",
            "date_rdv",
            "logiciel",
            Row(Column("rupture"), Column("rupture_le")),
            bouton="Enregistrer la déclaration",
        )

    def clean(self):
        donnees = super().clean()
        le = donnees.get("rupture_le")
        if le and not donnees.get("rupture"):
            self.add_error("rupture", "Dites ce qui a changé à cette date, ou videz la date.")
        if le and not self.exercice.debut <= le <= self.exercice.fin:
            self.add_error("rupture_le", "La rupture se place dans l’exercice.")
        return donnees

    @property
    def champs(self):
        """The declaration as `record_methode` takes it."""
        return {champ: self.cleaned_data[champ] for champ in CHAMPS_METHODE}
