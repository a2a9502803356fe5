"""The targets of one axe, as typed: a percentage for a proportion."""

from dataclasses import dataclass

from indicateurs.models import Cible
from indicateurs.policies.cibles import refusal_to_set_cible
from saisie.champs import NombreField, PourcentageField
from saisie.forms.cases import CasesForm


@dataclass(frozen=True)
class CaseCible:
    """One target as it is shown: its field, or its value with why it is only read and what it was agreed by."""

    annee: int
    champ: object = None
    valeur: object = None
    refus: str = ""
    texte: str = ""
    proposee: object = None  # what the text itself sets, as long as nothing is stored


class CiblesForm(CasesForm):
    """Targets of one axe: a number per indicator and year, a percentage for a proportion. `cibles` are the rows stored;
    one that does not move by typing has no field, none has one when the page itself is only read (`refus`)."""

    def __init__(self, *args, user, refus, convention, indicateurs, annees, cibles, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicateurs = {indicateur.code: indicateur for indicateur in indicateurs}
        self.annees, self.rangees = annees, {}
        for indicateur in indicateurs:
            self.rangees[indicateur.code] = [
                cibles.get((indicateur.code, annee))
                or Cible(convention=convention, code=indicateur.code, annee=annee)
                for annee in annees
            ]
        self.refus = {
            (cible.code, cible.annee): refus or refusal_to_set_cible(user, cible)
            for cible in self._list_rangees()
        }
        libres = [cible for cible in self._list_rangees() if not self.refus[cible.code, cible.annee]]
        for cible in libres:
            label = f"{cible.code}, cible {cible.annee}"
            self.fields[_name(cible)] = make_champ_cible(self.indicateurs[cible.code], label)
        self.set_cases(
            {(cible.code, cible.annee): [_name(cible)] for cible in libres},
            {_name(cible): convert_cible(self.indicateurs[cible.code], cible.valeur) for cible in libres},
        )

    def _list_rangees(self):
        return [cible for rangee in self.rangees.values() for cible in rangee]

    @property
    def is_convenue(self):
        """Does any target of the page only move by an avenant, or not at all?"""
        return any(self.refus.values())

    def read_case(self, cle, valeurs):
        (valeur,) = valeurs.values()
        return read_cible(self.indicateurs[cle[0]], valeur)

    @property
    def lignes(self):
        """(indicator, its CaseCible by year), in order."""
        return [
            (self.indicateurs[code], [self._make_case(cible) for cible in rangee])
            for code, rangee in self.rangees.items()
        ]

    def _make_case(self, cible):
        refus = self.refus[cible.code, cible.annee]
        if not refus:
            indicateur = self.indicateurs[cible.code]
            proposee = indicateur.cibles.get(cible.annee) if cible.valeur is None else None
            return CaseCible(cible.annee, champ=self[_name(cible)], proposee=proposee)
        return CaseCible(cible.annee, valeur=cible.valeur, refus=refus, texte=cible.texte)


def _name(cible):
    return f"{cible.code}-{cible.annee}"


def make_champ_cible(indicateur, label):
    """Field of a target: a percentage up to 100 for a proportion, else a number."""
    if indicateur.is_proportion:
        return PourcentageField(label=f"{label} (%)", decimal_places=2)
    return NombreField(label=label, decimal_places=indicateur.decimales)


def read_cible(indicateur, saisi):
    """Stored value of a typed target: 80 (%) is the proportion 0.8."""
    return saisi / 100 if saisi is not None and indicateur.is_proportion else saisi


def convert_cible(indicateur, valeur):
    """A stored target in the unit it is typed in: the proportion 0.8 is 80 (%)."""
    return valeur * 100 if valeur is not None and indicateur.is_proportion else valeur


def show_cible(indicateur, valeur):
    """Typed form of a stored target."""
    return NombreField().prepare_value(convert_cible(indicateur, valeur))
