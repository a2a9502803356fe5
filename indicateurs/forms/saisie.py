"""The figure of one indicator, as typed."""

from decimal import Decimal

from django import forms

from indicateurs.calculations import compute_echus, compute_hors_delai
from indicateurs.classeur.colonnes import DUREES
from indicateurs.models import EtatValeur, Fiabilite
from indicateurs.operations.valeurs import SaisieValeur
from referentiels.mesures import CHIFFRES, VIDE
from saisie.champs import PLUS_GRAND_ENTIER, DateField, NombreField, TexteField, VersionField
from saisie.forms.conflits import SaisiePartagee
from saisie.signaux import SaisieDAutrui

SANS_CHIFFRE = (EtatValeur.NON_DISPONIBLE, EtatValeur.NON_CONCERNE)
SANS_ETAT = ("", EtatValeur.VIDE)
# Numbers of a délai, in the order of entry: what stands above each, and the largest that its column holds.
MOTS_DELAI = {
    "numerateur": "dans le délai",
    "hors_delai": "hors délai",
    "en_cours": "en cours",
    "mediane_jours": "médiane (jours)",
    "moyenne_jours": "moyenne (jours)",
}
PLUS_GRAND = {"en_cours": PLUS_GRAND_ENTIER, **dict.fromkeys(DUREES, 99_999)}
PLUS_GRAND_EFFECTIF = 99_999_999_999
PRECISIONS = ("fiabilite", "arrete_au", "commentaire")

MOYENNE_SANS_CAS = (
    "Une moyenne se dit avec ses cas\u00a0: écrivez ceux dans le délai et ceux hors délai. Seule, elle n’est admise "
    "que d’une situation initiale, dont on ne connaît plus que ce qui a été publié."
)


class ChiffreField(NombreField):
    """A number of a row; `mot` is what it is called where its indicator is in sight."""

    def __init__(self, *, mot, **options):
        self.mot = mot
        super().__init__(**options)


class LigneForm(SaisiePartagee, forms.Form):
    """The figure of one indicator: its état, its numbers (of a délai: within, past, pending, median, mean), how sure it
    is.

    `reprise` marks a figure copied from last year (`precedente`, a Mesure); it waits for `confirme`, for another
    état or for another number.
    """

    version = VersionField()
    etat = forms.ChoiceField(choices=EtatValeur.choices, required=False)
    fiabilite = forms.ChoiceField(choices=[("", "Non précisée"), *Fiabilite.choices], required=False)
    arrete_au = DateField(required=False)
    commentaire = TexteField(widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000)
    reprise = forms.BooleanField(widget=forms.HiddenInput, required=False)
    confirme = forms.BooleanField(required=False)

    def __init__(
        self, data=None, *, indicateur, exercice=None, valeur=None, precedente=VIDE, aujourdhui=None
    ):
        self.indicateur, self.exercice, self.aujourdhui = indicateur, exercice, aujourdhui
        self.valeur, self.precedente = valeur, precedente
        super().__init__(data, prefix=indicateur.code, initial=_make_initial(valeur))
        self._add_chiffres()
        self._add_words()

    def _add_chiffres(self):
        mots = MOTS_DELAI if self.indicateur.regle else {"numerateur": self.indicateur.libelle}
        for champ, mot in mots.items():
            decimales = 1 if champ in DUREES else self.indicateur.decimales
            self.fields[champ] = ChiffreField(
                mot=mot, decimal_places=decimales, max_value=PLUS_GRAND.get(champ, PLUS_GRAND_EFFECTIF)
            )
        self.chiffres = list(mots)

    def _add_words(self):
        code = self.indicateur.code
        self.mots = {champ: self.fields[champ].mot for champ in self.chiffres} | {
            "etat": "état",
            "fiabilite": "fiabilité",
            "arrete_au": "date d’arrêté",
            "commentaire": "explication",
            "confirme": "confirmer le chiffre repris",
        }
        for champ, mot in self.mots.items():
            self.fields[champ].label = f"{code}, {mot}"
            # What the row has to say is read with each of its fields; Escape puts the stored text back.
            self.fields[champ].widget.attrs |= {
                "aria-describedby": f"signaux-{code} conflit-{code}",
                "data-initiale": make_texte(self.fields[champ], self.initial.get(champ)),
            }

    def get_mot(self, champ):
        """What a message has to name: nothing when the row has one number and it is of that number."""
        if champ == "numerateur" and not self.indicateur.regle:
            return ""
        return self.mots.get(champ, "").capitalize()

    def full_clean(self):
        """Then the figure is read, once: an error that a rule or a conflict adds later does not unmake it."""
        super().full_clean()
        self._mesure = VIDE if self.errors or not self.is_bound else self.saisie.mesure

    @property
    def mesure(self):
        """What is typed; VIDE where it cannot be read."""
        if self._errors is None:
            self.full_clean()
        return self._mesure

    @property
    def champs_chiffres(self):
        """The number fields, in the order of entry."""
        return [self[champ] for champ in self.chiffres]

    @property
    def is_touchee(self):
        """Does what is typed differ from what is stored?"""
        return self.is_bound and any(champ != "version" for champ in self.changed_data)

    @property
    def champs_bruts(self):
        """{name of the field: text as typed}, for a draft. PostgreSQL stores no NUL."""
        noms = (self.add_prefix(champ) for champ in self.fields)
        return {nom: self.data[nom].replace("\x00", "") for nom in noms if nom in self.data}

    def show_actuelle(self, actuelle):
        """Say beside the number what somebody else saved (a Valeur); results and rules stay those of what is typed."""
        self.set_vu("version", str(actuelle.version))
        autre = SaisieDAutrui(actuelle.par.nom, actuelle.le, self._tell(actuelle))
        self.add_conflit("numerateur", autre, "Ce chiffre a été modifié entre-temps.")

    def _tell(self, valeur):
        """A stored figure in words: its état, then its numbers."""
        nombres = make_nombres(valeur.mesure)
        morceaux = [
            f"{make_texte(self.fields[champ], nombres[champ])}"
            f"{f' {MOTS_DELAI[champ]}' if self.indicateur.regle else ''}"
            for champ in self.chiffres
            if nombres[champ] is not None
        ]
        return " ".join([valeur.get_etat_display(), ", ".join(morceaux)]).strip()

    @property
    def is_reprise(self):
        """Was the figure copied from last year?"""
        return self["reprise"].value() in (True, "True", "on")

    @property
    def is_a_confirmer(self):
        """Is it still as it was copied, and not confirmed?"""
        if not self.is_bound:
            return self.initial["reprise"]
        return self.is_valid() and self.saisie.a_confirmer

    @property
    def is_reprenable(self):
        """Is it empty, with a number of last year to copy?"""
        vide = self["etat"].value() in ("", "vide", None) and not any(
            champ.value() not in ("", None) for champ in self.champs_chiffres
        )
        return vide and self.precedente.etat in CHIFFRES

    @property
    def has_precisions(self):
        """Is there more in « Précisions » than how sure the figure is, which its title says, or anything wrong with it?
        A date that came with a file is said elsewhere."""
        calcule = self.valeur and self.valeur.import_parcours_id
        dites_ailleurs = {"fiabilite", "arrete_au"} if calcule else {"fiabilite"}
        return any(
            self.errors.get(champ) or (champ not in dites_ailleurs and self[champ].value())
            for champ in PRECISIONS
        )

    def clean_arrete_au(self):
        """Not before the exercice, not in the future (where these are given); empty is the last day of the exercice."""
        jour = self.cleaned_data["arrete_au"]
        if jour and self.exercice and jour < self.exercice.debut:
            raise forms.ValidationError("Cette date est avant le début de l’exercice.")
        if jour and self.aujourdhui and jour > self.aujourdhui:
            raise forms.ValidationError("Cette date est dans l’avenir.")
        return jour

    def clean(self):
        """A number without état is « renseigné », a typed 0 « néant confirmé »; a word and a number contradict."""
        donnees = super().clean()
        if self.errors:
            return donnees
        etat, nombre, hors = donnees.get("etat"), donnees.get("numerateur"), donnees.get("hors_delai")
        remplis = [champ for champ in self.chiffres if donnees.get(champ) is not None]
        if etat in SANS_CHIFFRE and remplis:
            self.add_error(remplis[0], tell_etat_sans_chiffre(etat))
        elif etat == EtatValeur.NEANT and (nombre or hors):
            self.add_error(
                "numerateur",
                "«\u00a0Néant confirmé\u00a0» est un vrai zéro\u00a0: ce chiffre dit autre chose.",
            )
        elif etat in (EtatValeur.RENSEIGNE, EtatValeur.PROVISOIRE) and nombre is None:
            self.add_error("numerateur", "Écrivez le chiffre, ou choisissez un autre état.")
        elif donnees.get("moyenne_jours") is not None and None in (nombre, hors):
            self.add_error("numerateur" if nombre is None else "hors_delai", MOYENNE_SANS_CAS)
        elif remplis and nombre is None:
            self.add_error("numerateur", "Écrivez aussi le nombre dans le délai.")
        else:
            self._settle(donnees, etat, nombre, hors)
        return donnees

    def _settle(self, donnees, etat, nombre, hors):
        if etat == EtatValeur.NEANT:
            donnees["numerateur"] = Decimal(0)
        donnees["a_confirmer"] = (
            donnees["reprise"]
            and not donnees["confirme"]
            and etat in (*SANS_ETAT, EtatValeur.PROVISOIRE)
            and self._make_saisie(donnees).chiffre == self.precedente.chiffre
        )
        if donnees["a_confirmer"]:
            # As long as nobody looked at it, no page and no document may show it as a sure figure.
            donnees["etat"] = EtatValeur.PROVISOIRE
            return
        if donnees["reprise"] and donnees["confirme"] and etat == EtatValeur.PROVISOIRE:
            etat = EtatValeur.RENSEIGNE
        if nombre is not None and etat in (*SANS_ETAT, EtatValeur.RENSEIGNE):
            donnees["etat"] = EtatValeur.RENSEIGNE if nombre or hors else EtatValeur.NEANT

    def _make_saisie(self, d):
        en_cours = d.get("en_cours")
        return SaisieValeur(
            version=d["version"],
            etat=str(d["etat"] or EtatValeur.VIDE),
            numerateur=d["numerateur"],
            denominateur=compute_echus(d["numerateur"], d.get("hors_delai")),
            en_cours=None if en_cours is None else int(en_cours),
            mediane_jours=d.get("mediane_jours"),
            moyenne_jours=d.get("moyenne_jours"),
            commentaire=d["commentaire"],
            fiabilite=d["fiabilite"],
            arrete_au=d["arrete_au"],
            a_confirmer=d.get("a_confirmer", False),
        )

    @property
    def saisie(self):
        """The cleaned line as `record_valeurs` takes it."""
        return self._make_saisie(self.cleaned_data)

    def make_champs_repris(self):
        """The fields of this row with last year's numbers in them, as a page would send them."""
        mesure = self.precedente
        textes = {
            "version": str(self.valeur.version if self.valeur else 0),
            "etat": EtatValeur.PROVISOIRE.value,
            "reprise": "on",
        }
        for champ, nombre in make_nombres(mesure).items():
            if champ in self.fields:
                textes[champ] = make_texte(self.fields[champ], nombre)
        for champ in PRECISIONS:
            textes[champ] = self[champ].value() or ""
        return {self.add_prefix(champ): str(texte) for champ, texte in textes.items()}


def tell_etat_sans_chiffre(etat):
    """The sentence about a number beside an état that has none."""
    return f"L’état «\u00a0{EtatValeur(etat).label.lower()}\u00a0» n’a pas de chiffre\u00a0: videz ce champ."


def make_nombres(mesure):
    """The number fields of a Mesure: those past the limit are typed, and stored within the denominator."""
    return {
        "numerateur": mesure.numerateur,
        "hors_delai": compute_hors_delai(mesure),
        "en_cours": mesure.en_cours,
        "mediane_jours": mesure.mediane_jours,
        "moyenne_jours": mesure.moyenne_jours,
    }


def _make_initial(valeur):
    return make_nombres(valeur.mesure if valeur else VIDE) | {
        "version": valeur.version if valeur else 0,
        "etat": valeur.etat if valeur else EtatValeur.VIDE.value,
        "fiabilite": valeur.fiabilite if valeur else "",
        "arrete_au": valeur.arrete_au if valeur else None,
        "commentaire": valeur.commentaire if valeur else "",
        "reprise": valeur.a_confirmer if valeur else False,
    }


def make_texte(champ, valeur):
    """A value as its field shows it."""
    return champ.widget.format_value(champ.prepare_value(valeur)) or "" if valeur not in (None, "") else ""
