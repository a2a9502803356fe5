"""The money of one action as it is typed: one row of the financing grid."""

import json
import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from conventions.models import SOURCES_SANS_NOM, Source
from financement.queries.montants import TEXTES_ECART
from nombres.formats import NBSP, format_euros, nombre
from nombres.lecture import quote
from saisie.champs import EurosField, LigneField, TexteField
from saisie.forms.cases import read_vus
from saisie.forms.conflits import CASE_MODIFIEE, SaisiePartagee
from saisie.signaux import SaisieDAutrui

MOTIF, JUSTIFICATION = TEXTES_ECART
# A cell as the page names it: the pk of its action, then its field.
CASE = re.compile(
    rf"(?P<pk>\d{{1,18}})-(?P<nom>{'|'.join((*SOURCES_SANS_NOM, *TEXTES_ECART))}|{Source.AUTRES}-\d+)",
    re.ASCII,
)
MONTANT_VU = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)


def read_montants_vus(texte):
    """{name of a field: text} that a page showed as stored, from its hidden field (`make_vu`), as `read_vus`."""
    lus = read_vus(texte).items()
    return {nom: vu for nom, vu in lus if nom in TEXTES_ECART or MONTANT_VU.fullmatch(vu)}


class MontantField(EurosField):
    """An amount of the grid, shown to the cent; an error quotes what was typed, since many may be wrong at once."""

    def prepare_value(self, value):
        return nombre(value, 2) if isinstance(value, Decimal) else value

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as erreur:
            lu = quote(str(value).strip())
            raise ValidationError(
                [m if m.startswith("«") else f"{lu}{NBSP}: {m}" for m in erreur.messages]
            ) from erreur


class LigneForm(SaisiePartagee, forms.Form):
    """One action in one column of amounts (« prevu » or « execute »), over what is stored.

    Fields are named by the `cle` of each column that may be typed, and « vu » is what the page showed (of `make_vu`).
    A cell sent as it was seen, or not sent, is not touched: it shows what is stored now, whoever wrote it. So a row
    only ever writes what its author changed, and a draft only ever holds that.
    """

    def __init__(self, data, *, action, colonnes, champ, stockes, motifs):
        self.action, self.champ, self.data_brute = action, champ, data
        super().__init__(prefix=str(action.pk))
        # What each field is called where its action is in sight.
        self.mots = {MOTIF: "Motif", JUSTIFICATION: "Justification"} | {c.cle: c.libelle for c in colonnes}
        for colonne in colonnes:
            self._add_montant(colonne)
        if champ == "execute":
            self._add_textes(motifs, stockes)
        self.stockes = {nom: stockes.get((action.pk, self.name_champ(nom))) for nom in self.fields}
        self.initial = self.stockes
        self.vus, self.illisibles = self._read_vus(), set()
        self.typed = self._read_typed()
        for nom, field in self.fields.items():
            # What the row has to say is read with each of its fields; Escape puts the stored text back.
            field.widget.attrs |= {
                "aria-describedby": f"signaux-{action.pk} conflit-{action.pk}",
                "data-initiale": self._write(nom, self.stockes[nom]),
            }
        if self.typed:
            self.is_bound = True
            self.data = self._make_data()

    def _add_montant(self, colonne):
        self.fields[colonne.cle] = MontantField(label=f"{self.action.numero}, {colonne.libelle}")
        self.fields[colonne.cle].widget.attrs["class"] = "fr-input"

    def _add_textes(self, motifs, stockes):
        stocke = stockes.get((self.action.pk, MOTIF))
        # One of another référentiel stays what it is.
        choix = dict.fromkeys([*motifs, *([stocke] if stocke else [])])
        self.fields[MOTIF] = forms.ChoiceField(
            label=f"{self.action.numero}, motif de l’écart",
            required=False,
            choices=[("", "Choisissez un motif"), *((motif, motif.capitalize()) for motif in choix)],
            widget=forms.Select(attrs={"class": "fr-select"}),
        )
        self.fields[JUSTIFICATION] = TexteField(
            label=f"{self.action.numero}, justification de l’écart",
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3, "class": "fr-input"}),
        )

    def get_mot(self, nom):
        """What a message calls a field."""
        return self.mots[nom]

    def name_champ(self, nom):
        """The cell of a field, as `record_montants` names it."""
        return nom if nom in TEXTES_ECART else f"{nom}.{self.champ}"

    @property
    def nom_vu(self):
        """Name of the hidden field that says what the page showed."""
        return self.add_prefix("vu")

    def make_vu(self):
        """What the page shows as stored, compact: the cells that hold something."""
        return json.dumps({nom: str(v) for nom, v in self.stockes.items() if v is not None})

    def _read_vus(self):
        vus = read_montants_vus(self.data_brute.get(self.nom_vu, ""))
        return {nom: vu if nom in TEXTES_ECART else Decimal(vu) for nom, vu in vus.items()}

    def _read_typed(self):
        """{name of a field: what it is changed to}; an amount that cannot be read is of `illisibles`, and counts as
        None."""
        typed = {}
        for nom, field in self.fields.items():
            brut = self.data_brute.get(self.add_prefix(nom))
            if brut is None:
                continue
            try:
                valeur = field.clean(brut)
            except ValidationError:
                typed[nom] = None
                self.illisibles.add(nom)
                continue
            valeur = None if valeur == "" else valeur
            if valeur != self.vus.get(nom):
                typed[nom] = valeur
        return typed

    def _make_data(self):
        return {
            self.add_prefix(nom): self.data_brute[self.add_prefix(nom)]
            if nom in self.typed
            else self._write(nom, self.stockes[nom])
            for nom in self.fields
        }

    def _write(self, nom, valeur):
        """A value as its field shows it."""
        return "" if valeur is None else str(self.fields[nom].prepare_value(valeur))

    @property
    def champs_bruts(self):
        """{name of the field: text as typed} of what is changed, for a draft. PostgreSQL stores no NUL."""
        if not self.typed:
            return {}
        noms = [self.nom_vu, *map(self.add_prefix, self.typed)]
        return {nom: self.data_brute.get(nom, "").replace("\x00", "") for nom in noms}

    def find_conflits(self):
        """{name of a field: stored value} of the cells changed here and, otherwise, by somebody else."""
        return {
            nom: self.stockes[nom]
            for nom, valeur in self.typed.items()
            if self.stockes[nom] not in (self.vus.get(nom), valeur)
        }

    def show_stockee(self, nom, stockee, trace):
        """Say beside the field `nom` what somebody else saved, as the line of the journal `trace` says who, or None."""
        dit = stockee if nom in TEXTES_ECART else format_euros(stockee)
        autre = SaisieDAutrui.of_trace(trace, f"{self.mots[nom]}{NBSP}: {dit or '(vide)'}")
        self.add_conflit(nom, autre, CASE_MODIFIEE)


def is_case_changee(nom, data):
    """Is it a cell of a grid that its author changed, of all that was sent (`data`)?"""
    case, texte = CASE.fullmatch(nom), data[nom]
    vu = read_montants_vus(data.get(f"{case['pk']}-vu", "")).get(case["nom"]) if case else None
    if not case or not texte.strip() or texte == vu:
        return False
    try:
        return MontantField().clean(texte) != (vu and Decimal(vu))
    except (ValidationError, ArithmeticError):
        return True


class CofinanceurForm(forms.Form):
    """A partner of the convention, or a new one, that pays for its actions."""

    cofinanceur = LigneField(label="Cofinanceur", max_length=120)
