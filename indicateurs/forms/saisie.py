"""The figures of one axe, as typed."""

from decimal import Decimal

from crispy_forms.helper import FormHelper
from django import forms

from conventions.champs import NombreField
from indicateurs.calculations import VIDE, Mesure
from indicateurs.models import EtatValeur
from indicateurs.operations.valeurs import SaisieValeur
from indicateurs.queries.fautes import list_fautes, list_fautes_retenues
from indicateurs.queries.lignes import get_mesures_de_deux_annees

SANS_CHIFFRE = (EtatValeur.NON_DISPONIBLE, EtatValeur.NON_CONCERNE)
# Numbers of a délai, in the order of entry, and what stands above each.
MOTS_DELAI = {
    "numerateur": "dans le délai",
    "hors_delai": "hors délai",
    "en_cours": "en cours",
    "mediane_jours": "médiane (jours)",
}


class LigneForm(forms.Form):
    """The figure of one indicator: its état and its numbers. For a délai: within, past, pending, median."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    etat = forms.ChoiceField(choices=EtatValeur.choices, required=False)
    commentaire = forms.CharField(widget=forms.Textarea(attrs={"rows": 1}), required=False, max_length=2000)

    def __init__(self, *args, indicateur, valeur=None, **kwargs):
        self.indicateur = indicateur
        mesure = valeur.mesure if valeur else VIDE
        initial = {
            "version": valeur.version if valeur else 0,
            "etat": valeur.etat if valeur else EtatValeur.VIDE,
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
        elif nombre is not None and etat in ("", EtatValeur.VIDE, EtatValeur.RENSEIGNE):
            donnees["etat"] = EtatValeur.RENSEIGNE if nombre or hors else EtatValeur.NEANT

    @property
    def saisie(self):
        """The cleaned line as `record_valeurs` takes it."""
        d = self.cleaned_data
        hors = d.get("hors_delai")
        en_cours = d.get("en_cours")
        return SaisieValeur(
            version=d["version"],
            etat=str(d["etat"] or EtatValeur.VIDE),
            numerateur=d["numerateur"],
            denominateur=None if hors is None else d["numerateur"] + hors,
            en_cours=None if en_cours is None else int(en_cours),
            mediane_jours=d.get("mediane_jours"),
            commentaire=d["commentaire"],
        )


class SaisieAxe:
    """The entry grid of one axe: one `LigneForm` per stored indicator, and the rules between them."""

    def __init__(self, exercice, definition, lignes, jour, data=None):
        self.exercice, self.definition, self.jour = exercice, definition, jour
        self.forms = {
            ligne.indicateur.code: LigneForm(data, indicateur=ligne.indicateur, valeur=ligne.valeur)
            for ligne in lignes
            if ligne.indicateur.is_saisi
        }

    def is_valid(self):
        """Each line, then the blocking rules over typed and stored figures, each said beside its field.

        A rule the préfecture waives on `jour` does not block."""
        valides = [form.is_valid() for form in self.forms.values()]  # each one says its errors
        if not all(valides):
            return False
        mesures, precedentes = get_mesures_de_deux_annees(self.exercice)
        for code, saisie in self.saisies.items():
            mesures[code] = Mesure(
                saisie.etat,
                saisie.numerateur,
                saisie.denominateur,
                saisie.en_cours,
                saisie.mediane_jours,
            )
        fautes = list_fautes(self.definition, mesures, precedentes)
        for faute in list_fautes_retenues(self.exercice, fautes, self.jour):
            if faute.is_bloquante and faute.code in self.forms:
                self.forms[faute.code].add_error("numerateur", faute.message)
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
