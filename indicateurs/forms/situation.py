"""The initial situations of one axe, as typed: counts, never a percentage."""

from datetime import timedelta

from indicateurs.queries.cadre import CHAMPS_SITUATION
from saisie.champs import DateField, NombreField
from saisie.forms.cases import CasesForm


class SituationsForm(CasesForm):
    """One line per stored indicator: the day, the figure, and what it is divided by for a rate or a délai. `situations`
    {code: SituationInitiale} are those stored."""

    def __init__(self, *args, exercice, indicateurs, situations, **kwargs):
        super().__init__(*args, **kwargs)
        self.exercice, self.indicateurs = exercice, indicateurs
        veille = exercice.convention.debut - timedelta(days=1)
        cases, stockees = {}, {}
        for i in indicateurs:
            champs = {
                "numerateur": NombreField(label=f"{i.code}, chiffre", decimal_places=i.decimales),
                "au": DateField(label=f"{i.code}, constatée au", required=False),
            }
            if i.is_proportion:
                champs["denominateur"] = NombreField(label=f"{i.code}, sur", decimal_places=i.decimales)
            cases[i.code] = [f"{i.code}-{nom}" for nom in champs]
            situation = situations.get(i.code)
            for nom, champ in champs.items():
                self.fields[f"{i.code}-{nom}"] = champ
                stockees[f"{i.code}-{nom}"] = (
                    getattr(situation, nom) if situation else veille if nom == "au" else None
                )
        self.set_cases(cases, stockees)

    def read_case(self, cle, valeurs):
        """A line without figure is none."""
        champs = {champ: valeurs.get(f"{cle}-{champ}") for champ in CHAMPS_SITUATION}
        return None if champs["numerateur"] is None and champs["denominateur"] is None else champs

    @property
    def lignes(self):
        """(indicator, day, figure, divisor or None), as bound fields."""
        return [
            (
                i,
                self[f"{i.code}-au"],
                self[f"{i.code}-numerateur"],
                self[f"{i.code}-denominateur"] if i.is_proportion else None,
            )
            for i in self.indicateurs
        ]

    def clean(self):
        donnees = super().clean()
        for i in self.indicateurs:
            au, haut, bas = (donnees.get(f"{i.code}-{nom}") for nom in ("au", "numerateur", "denominateur"))
            champ = f"{i.code}-numerateur"
            if (
                (haut is None and bas is None)
                or champ in self.errors
                or f"{i.code}-denominateur" in self.errors
            ):
                continue
            if haut is None:
                self.add_error(champ, "Écrivez aussi le chiffre.")
            elif i.is_proportion and not bas:
                self.add_error(f"{i.code}-denominateur", "Écrivez sur combien, au moins 1.")
            elif i.is_proportion and haut > bas:
                self.add_error(champ, f"Le chiffre ne peut pas dépasser {bas}.")
            elif f"{i.code}-au" not in self.errors and (au is None or au > self.exercice.fin):
                self.add_error(f"{i.code}-au", "Écrivez un jour, au plus tard la fin de l’exercice.")
        return donnees
