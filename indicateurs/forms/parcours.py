"""A parcours file and what it says of itself, as typed."""

import re

from crispy_forms.layout import Submit
from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist, ValidationError

from fichiers.personnes import IDENTIFIANT, normalize
from indicateurs.forms.methode import CHOIX_ENTREE
from indicateurs.operations.calculs import GARDE
from indicateurs.parcours.valeurs import list_choix
from indicateurs.queries.parcours import LIBELLES_COLONNES
from referentiels.comparabilite import ORGANISMES
from referentiels.delais import SOUMIS
from saisie.champs import DateField
from saisie.forms.presentation import make_helper

NOMS_DES_CODES = {code: f"{code}\u00a0: {nom}" for code, nom in ORGANISMES.items()}
VERSION = re.compile(r"[0-9]{1,9}")
AIDES_COLONNES = {
    IDENTIFIANT: "Un pseudonyme\u00a0: ni nom, ni NIR, ni matricule.",
    SOUMIS: "Oui ou non. Sans cette colonne, toutes les personnes sont comptées.",
}


class ParcoursForm(forms.Form):
    """A parcours file, the date its figures are as of, and the method behind its entry dates."""

    fichier = forms.FileField(
        label="Fichier de parcours",
        help_text="CSV ou XLSX, sans nom, NIR, matricule ni date de naissance. Il est supprimé dès qu’il est lu.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Le fichier est vide."},
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )
    arrete_au = DateField(label="Date d’arrêté", help_text="Ce qui s’est passé après n’est pas compté.")
    methode = forms.ChoiceField(
        label="Date d’entrée retenue",
        choices=[("", "Choisissez une méthode"), *CHOIX_ENTREE],
        help_text="Elle est imprimée à côté du chiffre\u00a0: elle dit avec qui il se compare.",
    )

    revoir = forms.BooleanField(
        label="Revoir les valeurs que le site a retenues de votre dernier fichier", required=False
    )

    def __init__(self, *args, exercice, aujourdhui, valeurs_connues, **kwargs):
        """`valeurs_connues` as `queries.parcours.get_valeurs_connues` gives them."""
        super().__init__(*args, **kwargs)
        self.exercice, self.aujourdhui = exercice, aujourdhui
        mots = [
            f"«\u00a0{mot.replace('_', ' ')}\u00a0» = {code}"
            for sens in valeurs_connues.values()
            for mot, code in sens.items()
        ]
        self.fields["revoir"].help_text = f"Il lit\u00a0: {', '.join(mots)}."
        if not mots:
            del self.fields["revoir"]
        self.initial = {
            "arrete_au": min(exercice.arrete_au, aujourdhui),
            "methode": get_methode_declaree(exercice),
        }
        self.helper = make_helper(*self.fields, bouton="Vérifier le fichier")

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier.size > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(f"Le fichier dépasse {settings.UPLOAD_MAX_BYTES // 1_000_000} Mo.")
        return fichier

    def clean_arrete_au(self):
        arrete_au = self.cleaned_data["arrete_au"]
        if not self.exercice.debut <= arrete_au <= self.aujourdhui:
            raise ValidationError("La date d’arrêté se place entre le début de l’exercice et aujourd’hui.")
        return arrete_au


def get_methode_declaree(exercice):
    """The entry date the département declared for the exercice, or ""."""
    try:
        return exercice.declaration_methode.date_entree
    except ObjectDoesNotExist:
        return ""


class _AttenteForm(forms.Form):
    """What is asked of a waiting file: one goes on, or gives it up. `jeton` carries the file from page to page, signed:
    nothing is stored before its columns and its words are known."""

    jeton = forms.CharField(widget=forms.HiddenInput)

    def set_helper(self, adresse):
        """The layout of the fields that there are by now."""
        self.helper = make_helper(*self.fields, bouton="Calculer les délais")
        self.helper.attrs = {"data-une-fois": True}
        self.helper.form_action = adresse
        self.helper.add_input(
            Submit("abandonner", "Abandonner", css_class="fr-btn--secondary", formnovalidate=True)
        )


class ColonnesForm(_AttenteForm):
    """Which header of a waiting file stands for each expected column."""

    def __init__(self, *args, entetes, colonnes, proposee, adresse, **kwargs):
        """`colonnes` are those of `list_colonnes_attendues`; `proposee` is {column: header or None}."""
        super().__init__(*args, **kwargs)
        choix = [(entete, entete) for entete in dict.fromkeys(entetes) if entete]
        self.colonnes = [colonne for colonne, _, _ in colonnes]
        for colonne, libelle, obligatoire in colonnes:
            self.fields[colonne] = forms.ChoiceField(
                label=libelle,
                help_text=AIDES_COLONNES.get(colonne, ""),
                required=obligatoire,
                choices=[("", "Choisissez une colonne" if obligatoire else "Aucune"), *choix],
                error_messages={"required": "Dites quelle colonne du fichier la donne."},
            )
            self.initial[colonne] = proposee.get(colonne) or ""
        self.set_helper(adresse)

    def clean(self):
        donnees = super().clean()
        prises = {}
        for colonne in self.colonnes:
            entete = donnees.get(colonne)
            if entete and entete in prises:
                deja = self.fields[prises[entete]].label
                self.add_error(colonne, f"Cette colonne est déjà donnée pour «\u00a0{deja}\u00a0».")
            elif entete:
                prises[entete] = colonne
        return donnees

    @property
    def correspondance(self):
        """{expected column: header of the file}."""
        return {c: self.cleaned_data[c] for c in self.colonnes if self.cleaned_data[c]}


class ValeursForm(_AttenteForm):
    """Which code each value of a closed list stands for, where a waiting file has words of its own."""

    def __init__(self, *args, inconnues, connues, format_parcours, adresse, **kwargs):
        """`inconnues` {column: [texts]}; `connues` {column: {normalised text: code}} is proposed."""
        super().__init__(*args, **kwargs)
        self._mots = {}
        for colonne, textes in inconnues.items():
            choix = [(code, NOMS_DES_CODES.get(code, code)) for code in list_choix(colonne, format_parcours)]
            for rang, texte in enumerate(textes):
                nom, mot = f"{colonne}-{rang}", normalize(texte)
                self._mots[nom] = colonne, mot
                self.fields[nom] = forms.ChoiceField(
                    label=f"«\u00a0{texte}\u00a0»",
                    help_text=f"Dans la colonne «\u00a0{LIBELLES_COLONNES.get(colonne, colonne)}\u00a0».",
                    choices=[("", "Choisissez une valeur"), *choix],
                    error_messages={"required": "Dites ce que cette valeur veut dire."},
                )
                self.initial[nom] = connues.get(colonne, {}).get(mot, "")
        self.set_helper(adresse)

    @property
    def valeurs(self):
        """{column: {normalised text: code}}."""
        valeurs = {}
        for nom, (colonne, mot) in self._mots.items():
            valeurs.setdefault(colonne, {})[mot] = self.cleaned_data[nom]
        return valeurs


def sign_attente(attente, sel):
    """A waiting file as the page of its columns carries it: `attente` is JSON-ready."""
    return signing.dumps(attente, salt=sel, compress=True)


def read_attente(jeton, sel, delai=GARDE):
    """The waiting file of a signed text, or None: another person's, another exercice's, or older than `delai` (None:
    whatever its age)."""
    try:
        return signing.loads(jeton, salt=sel, max_age=delai)
    except signing.BadSignature:
        return None


def read_versions(donnees):
    """{code: version} of the figures a page showed, from its fields « version-CODE »; what is no number is left out."""
    return {
        nom.removeprefix("version-"): int(texte)
        for nom, texte in donnees.items()
        if nom.startswith("version-") and VERSION.fullmatch(texte)
    }
