"""The initial situations of one axe, as typed: counts, never a percentage, or why there is none."""

from datetime import timedelta
from decimal import Decimal

from django import forms

from indicateurs.forms.saisie import PLUS_GRAND, SANS_CHIFFRE, SANS_ETAT, tell_etat_sans_chiffre
from indicateurs.models import EtatValeur
from indicateurs.queries.cadre import CHAMPS_SITUATION
from saisie.champs import DateField, NombreField
from saisie.forms.cases import CasesForm

NOMBRES = ("numerateur", "denominateur", "moyenne_jours")


class SituationsForm(CasesForm):
    """One line per stored indicator: the day, its état, the figure, what it is divided by for a rate or a délai, and
    the mean of a délai, which may be alone. `situations` {code: SituationInitiale} are those stored, `d_avant` those of
    the convention before, that the empty lines are filled with to `reprendre` them: they are stored once it is sent."""

    def __init__(self, *args, exercice, indicateurs, situations, d_avant=None, reprendre=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.exercice, self.indicateurs = exercice, {i.code: i for i in indicateurs}
        vides = {"au": exercice.convention.debut - timedelta(days=1), "etat": EtatValeur.VIDE.value}
        cases, stockees = {}, {}
        for i in indicateurs:
            champs = _make_champs(i)
            cases[i.code] = [f"{i.code}-{nom}" for nom in champs]
            situation = situations.get(i.code)
            for nom, champ in champs.items():
                self.fields[f"{i.code}-{nom}"] = champ
                stockees[f"{i.code}-{nom}"] = getattr(situation, nom) if situation else vides.get(nom)
        self.set_cases(cases, stockees)
        self.a_reprendre = [
            un for code, un in (d_avant or {}).items() if code in cases.keys() - situations.keys()
        ]
        for un in self.a_reprendre if reprendre else ():
            self.initial |= {nom: getattr(un, nom.removeprefix(f"{un.code}-")) for nom in cases[un.code]}

    def read_case(self, cle, valeurs):
        """A line with neither figure nor état is none. A number without état is « renseigné », a typed 0 « néant
        confirmé », as in the grid of a year; of a délai, 0 in time among the cases there were is a figure."""
        champs = {champ: valeurs.get(f"{cle}-{champ}") for champ in CHAMPS_SITUATION}
        etat, nombres = champs["etat"] or EtatValeur.VIDE.value, [champs[nom] for nom in NOMBRES]
        ecrits = [nombre for nombre in nombres if nombre is not None]
        if etat in SANS_ETAT and not ecrits:
            return None
        if etat == EtatValeur.NEANT and champs["numerateur"] is None:
            champs["numerateur"] = Decimal(0)
        if etat in (*SANS_ETAT, EtatValeur.RENSEIGNE) and ecrits:
            is_zero = champs["numerateur"] == 0 and not (self.indicateurs[cle].regle and any(ecrits))
            etat = (EtatValeur.NEANT if is_zero else EtatValeur.RENSEIGNE).value
        return champs | {"etat": etat}

    @property
    def avec_delais(self):
        """Is there a délai, whose mean may be typed?"""
        return any(i.regle for i in self.indicateurs.values())

    @property
    def lignes(self):
        """(indicator, {name: bound field}), in order."""
        return [
            (i, {nom: self[champ] for nom in CHAMPS_SITUATION if (champ := f"{i.code}-{nom}") in self.fields})
            for i in self.indicateurs.values()
        ]

    def clean(self):
        donnees = super().clean()
        for i in self.indicateurs.values():
            valeurs = {nom: donnees.get(f"{i.code}-{nom}") for nom in CHAMPS_SITUATION}
            if any(f"{i.code}-{nom}" in self.errors for nom in ("etat", *NOMBRES)):
                continue
            champ, refus = self._find_refus(i, **valeurs)
            if refus and f"{i.code}-{champ}" not in self.errors:
                self.add_error(f"{i.code}-{champ}", refus)
        return donnees

    def _find_refus(self, i, au, etat, numerateur, denominateur, moyenne_jours):
        """(name of a field, why the line cannot be), or two empty texts."""
        nombres = {"numerateur": numerateur, "denominateur": denominateur, "moyenne_jours": moyenne_jours}
        ecrits = [nom for nom, nombre in nombres.items() if nombre is not None]
        seule = ecrits == ["moyenne_jours"]
        if etat in SANS_ETAT and not ecrits:
            return "", ""
        if etat in SANS_CHIFFRE and ecrits:
            return ecrits[0], tell_etat_sans_chiffre(etat)
        if etat == EtatValeur.NEANT and (numerateur or seule):
            return ecrits[
                0
            ], "«\u00a0Néant confirmé\u00a0» est un vrai zéro\u00a0: ce chiffre dit autre chose."
        if etat in (*SANS_ETAT, EtatValeur.RENSEIGNE, EtatValeur.PROVISOIRE) and not seule:
            if numerateur is None:
                return "numerateur", (
                    "Écrivez aussi le chiffre."
                    if ecrits
                    else "Écrivez le chiffre, ou choisissez un autre état."
                )
            if i.is_proportion and not denominateur:
                return "denominateur", "Écrivez sur combien, au moins 1."
        if None not in (numerateur, denominateur) and numerateur > denominateur:
            return "numerateur", f"Le chiffre ne peut pas dépasser {denominateur}."
        if au is None or au > self.exercice.fin:
            return "au", "Écrivez un jour, au plus tard la fin de l’exercice."
        return "", ""


def _make_champs(i):
    """{name: field} of the line of an indicator; what is wrong, or changed meanwhile, is said beside the first."""
    champs = {
        "numerateur": NombreField(label=f"{i.code}, chiffre", decimal_places=i.decimales),
        "au": DateField(label=f"{i.code}, constatée au", required=False),
        "etat": forms.ChoiceField(label=f"{i.code}, état", choices=EtatValeur.choices, required=False),
    }
    if i.is_proportion:
        champs["denominateur"] = NombreField(label=f"{i.code}, sur", decimal_places=i.decimales)
    if i.regle:
        champs["moyenne_jours"] = NombreField(
            label=f"{i.code}, moyenne (jours)", decimal_places=1, max_value=PLUS_GRAND["moyenne_jours"]
        )
    return champs
