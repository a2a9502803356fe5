"""What people type about indicators, turned into our types."""

from decimal import Decimal

from crispy_forms.helper import FormHelper
from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator

from conventions.champs import DateField, NombreField
from conventions.forms import make_helper
from indicateurs.calculations import VIDE, Mesure
from indicateurs.models import EtatValeur, MethodeEntree
from indicateurs.operations import SaisieValeur
from indicateurs.queries import get_mesures, list_fautes

SANS_CHIFFRE = (EtatValeur.NON_DISPONIBLE, EtatValeur.NON_CONCERNE)
# Numbers of a délai, in the order of entry, and what stands above each.
MOTS_DELAI = {
    "numerateur": "dans le délai",
    "hors_delai": "hors délai",
    "en_cours": "en cours",
    "mediane_jours": "médiane (jours)",
}
# A previewed parcours can be confirmed for one hour.
VALIDITE_APERCU = 3600


class LigneForm(forms.Form):
    """The figure of one indicator: its état and its numbers. For a délai: within, past, pending, median."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    etat = forms.ChoiceField(choices=[("", "Vide"), *EtatValeur.choices], required=False)
    commentaire = forms.CharField(widget=forms.Textarea(attrs={"rows": 1}), required=False, max_length=2000)

    def __init__(self, *args, indicateur, valeur=None, **kwargs):
        self.indicateur = indicateur
        mesure = valeur.mesure if valeur else VIDE
        initial = {
            "version": valeur.version if valeur else 0,
            "etat": valeur.etat if valeur else "",
            "numerateur": mesure.numerateur,
            "commentaire": valeur.commentaire if valeur else "",
            "en_cours": mesure.en_cours,
            "mediane_jours": mesure.mediane_jours,
        }
        if mesure.denominateur is not None:
            initial["hors_delai"] = mesure.denominateur - mesure.numerateur
        super().__init__(*args, prefix=indicateur.code, initial=initial, **kwargs)
        code = indicateur.code
        self.fields["etat"].label = f"{code}, état"
        self.fields["commentaire"].label = f"{code}, explication"
        if indicateur.regle:
            mots = MOTS_DELAI
            self.fields["mediane_jours"] = NombreField(decimal_places=1, min_value=None)
        else:
            mots = {"numerateur": indicateur.libelle}
        for champ, mot in mots.items():
            self.fields.setdefault(champ, NombreField(decimal_places=indicateur.decimales))
            self.fields[champ].label, self.fields[champ].mot = f"{code}, {mot}", mot
        self.chiffres = list(mots)
        self.helper = FormHelper()
        self.helper.form_show_labels = False

    @property
    def champs_chiffres(self):
        """The number fields, in the order of entry."""
        return [self[champ] for champ in self.chiffres]

    def clean(self):
        """A number without état is « renseigné », a typed 0 « néant confirmé »; a word and a number contradict."""
        donnees = super().clean()
        if self.errors:
            return donnees
        etat, nombre, hors = donnees.get("etat"), donnees.get("numerateur"), donnees.get("hors_delai")
        remplis = [champ for champ in self.chiffres if donnees.get(champ) is not None]
        if etat in SANS_CHIFFRE and remplis:
            self.add_error(
                remplis[0],
                f"L’état « {EtatValeur(etat).label.lower()} » n’a pas de chiffre : videz ce champ.",
            )
        elif etat == EtatValeur.NEANT and (nombre or hors):
            self.add_error("numerateur", "« Néant confirmé » est un vrai zéro : ce chiffre dit autre chose.")
        elif etat in (EtatValeur.RENSEIGNE, EtatValeur.PROVISOIRE) and nombre is None:
            self.add_error("numerateur", "Écrivez le chiffre, ou choisissez un autre état.")
        elif remplis and nombre is None:
            self.add_error("numerateur", "Écrivez aussi le nombre dans le délai.")
        elif not self.errors:
            self._settle(donnees, etat, nombre, hors)
        return donnees

    def _settle(self, donnees, etat, nombre, hors):
        if etat == EtatValeur.NEANT:
            donnees["numerateur"] = Decimal(0)
        elif nombre is not None and etat in ("", EtatValeur.RENSEIGNE):
            donnees["etat"] = EtatValeur.RENSEIGNE if nombre or hors else EtatValeur.NEANT

    @property
    def saisie(self):
        """The cleaned line as `record_valeurs` takes it."""
        d = self.cleaned_data
        hors = d.get("hors_delai")
        en_cours = d.get("en_cours")
        return SaisieValeur(
            version=d["version"],
            etat=str(d["etat"]),
            numerateur=d["numerateur"],
            denominateur=None if hors is None else d["numerateur"] + hors,
            en_cours=None if en_cours is None else int(en_cours),
            mediane_jours=d.get("mediane_jours"),
            commentaire=d["commentaire"],
        )


class SaisieAxe:
    """The entry grid of one axe: one `LigneForm` per stored indicator, and the rules between them."""

    def __init__(self, exercice, definition, lignes, data=None):
        self.exercice, self.definition = exercice, definition
        self.forms = {
            ligne.indicateur.code: LigneForm(data, indicateur=ligne.indicateur, valeur=ligne.valeur)
            for ligne in lignes
            if ligne.indicateur.is_saisi
        }

    def is_valid(self):
        """Each line, then the blocking rules over typed and stored figures, each said beside its field."""
        valides = [form.is_valid() for form in self.forms.values()]  # each one says its errors
        if not all(valides):
            return False
        mesures = get_mesures(self.exercice)
        for code, saisie in self.saisies.items():
            mesures[code] = Mesure(
                saisie.etat or "vide",
                saisie.numerateur,
                saisie.denominateur,
                saisie.en_cours,
                saisie.mediane_jours,
            )
        for code, message in list_fautes(self.definition, mesures):
            if code in self.forms:
                self.forms[code].add_error("numerateur", message)
        return all(form.is_valid() for form in self.forms.values())

    @property
    def saisies(self):
        return {code: form.saisie for code, form in self.forms.items()}

    def show_conflits(self, actuelles):
        """Say beside each field what somebody else saved; the next submission wins knowingly, nothing typed is lost."""
        for code, actuelle in actuelles.items():
            form = self.forms[code]
            form.data = form.data | {form.add_prefix("version"): actuelle.version}
            form.fields["numerateur"].conflit = {
                "qui": actuelle.par.nom,
                "quand": actuelle.le,
                "valeur": f"{actuelle.get_etat_display()} {NombreField().prepare_value(actuelle.numerateur) or ''}",
            }
            form.add_error("numerateur", "Ce chiffre a été modifié entre-temps.")


class CiblesForm(forms.Form):
    """Targets of one axe: a number per indicator and year, a percentage for a proportion."""

    def __init__(self, *args, indicateurs, annees, cibles, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicateurs, self.annees = indicateurs, annees
        for indicateur in indicateurs:
            for annee in annees:
                valeur = cibles.get((indicateur.code, annee))
                champ = make_champ_cible(indicateur, f"{indicateur.code}, cible {annee}")
                champ.initial = show_cible(indicateur, valeur)
                self.fields[f"{indicateur.code}-{annee}"] = champ
        self.helper = FormHelper()
        self.helper.form_show_labels = False

    @property
    def lignes(self):
        return [(i, [self[f"{i.code}-{annee}"] for annee in self.annees]) for i in self.indicateurs]

    @property
    def cibles(self):
        """{(code, annee): Decimal | None}, proportions as proportions."""
        return {
            (i.code, annee): read_cible(i, self.cleaned_data[f"{i.code}-{annee}"])
            for i in self.indicateurs
            for annee in self.annees
        }


def make_champ_cible(indicateur, label):
    """Field of a target: a percentage up to 100 for a proportion, else a number."""
    if indicateur.is_proportion:
        champ = NombreField(label=f"{label} (%)", decimal_places=2)
        champ.validators.append(MaxValueValidator(100, "Une cible en pourcentage ne dépasse pas 100."))
        return champ
    return NombreField(label=label, decimal_places=indicateur.decimales)


def read_cible(indicateur, saisi):
    """Stored value of a typed target: 80 (%) is the proportion 0.8."""
    return saisi / 100 if saisi is not None and indicateur.is_proportion else saisi


def show_cible(indicateur, valeur):
    """Typed form of a stored target."""
    if valeur is None:
        return None
    return NombreField().prepare_value(valeur * 100 if indicateur.is_proportion else valeur)


class ParcoursForm(forms.Form):
    """A parcours file, the date its figures are as of, and the method behind its entry dates."""

    fichier = forms.FileField(
        label="Fichier de parcours",
        help_text="CSV ou XLSX, sans nom, NIR, matricule ni date de naissance.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Le fichier est vide."},
    )
    arrete_au = DateField(label="Date d’arrêté", help_text="Ce qui s’est passé après n’est pas compté.")
    methode = forms.ChoiceField(
        label="Date d’entrée retenue",
        choices=[("", "Choisissez une méthode"), *MethodeEntree.choices],
        help_text="Elle est imprimée à côté du chiffre : elle dit avec qui il se compare.",
    )

    def __init__(self, *args, exercice, aujourdhui, **kwargs):
        kwargs.setdefault("initial", {"arrete_au": min(exercice.fin, aujourdhui)})
        super().__init__(*args, **kwargs)
        self.exercice, self.aujourdhui = exercice, aujourdhui
        self.helper = make_helper("fichier", "arrete_au", "methode", bouton="Vérifier le fichier")

    def clean_arrete_au(self):
        arrete_au = self.cleaned_data["arrete_au"]
        if not self.exercice.debut <= arrete_au <= self.aujourdhui:
            raise ValidationError("La date d’arrêté se place entre le début de l’exercice et aujourd’hui.")
        return arrete_au


class ConfirmationForm(forms.Form):
    """The preview sent back to be confirmed: counts only, signed, for this exercice and this user."""

    apercu = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, sel, **kwargs):
        super().__init__(*args, **kwargs)
        self.sel = sel

    def clean_apercu(self):
        try:
            return signing.loads(self.cleaned_data["apercu"], salt=self.sel, max_age=VALIDITE_APERCU)
        except signing.BadSignature as erreur:
            raise ValidationError(
                "Cet aperçu n’est plus valable : déposez de nouveau le fichier."
            ) from erreur
