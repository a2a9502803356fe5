"""One rapport d'exécution for the conventions of one collectivité: what is said in common, then the report of each."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from conventions.calculations import Montants
from nombres.exacts import sum_known
from nombres.formats import enumere
from reporting.contents.avenant import ContenuAvenant
from reporting.contents.convention import ContenuConvention, ContenuDeliberation, ContenuExercice
from reporting.contents.financement import ContenuLigneBudget, compute_total
from reporting.contents.rapport import ContenuRapport


@dataclass(frozen=True, kw_only=True)
class ContenuRapportCommun:
    """A common report. `rapports` are whole, one a convention, in the order of their codes; what was spent in common is
    theirs (`ContenuRapport.depense_commune`), told once and never split."""

    etabli_le: date
    projet: bool
    rapports: tuple[ContenuRapport, ...]
    deliberation: ContenuDeliberation | None = None

    @property
    def convention(self) -> ContenuConvention:
        """The first one: it names the collectivité and the dispositif, the same for all."""
        return self.rapports[0].convention

    @property
    def exercice(self) -> ContenuExercice:
        return self.rapports[0].exercice

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(rapport.convention.code for rapport in self.rapports)

    @property
    def noms(self) -> str:
        """« 67 et 68 »."""
        return enumere(self.codes)

    @property
    def depense_commune(self) -> Decimal | None:
        commune = self.rapports[0].depense_commune
        return commune.montant if commune else None

    @property
    def budget(self) -> tuple[ContenuLigneBudget, ...]:
        return tuple(ligne for rapport in self.rapports for ligne in rapport.budget)

    @property
    def total(self) -> Montants:
        """What the actions say, all conventions together."""
        return compute_total(self.budget)

    @property
    def notifie(self) -> Decimal | None:
        """What the State committed to, all conventions together; None as long as one is unknown."""
        montants = [rapport.montant_notifie for rapport in self.rapports]
        return None if None in montants else sum_known(montants)

    @property
    def taux(self) -> Fraction | None:
        """What was spent in common over what was planned; None when one of them is unknown."""
        if self.depense_commune is None or not self.total.prevu or self.total.prevu_partiel:
            return None
        return Fraction(self.depense_commune) / Fraction(self.total.prevu)


Papier = TypeVar("Papier", bound=ContenuRapport | ContenuRapportCommun | ContenuAvenant)


def redate(contenu: Papier, jour: date) -> Papier:
    """The content of a document as if it had been made on that day: only this tells two drafts of one text apart."""
    if isinstance(contenu, ContenuRapportCommun):
        contenu = replace(contenu, rapports=tuple(redate(un, jour) for un in contenu.rapports))
    return replace(contenu, etabli_le=jour)
