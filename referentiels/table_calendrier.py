"""What is due, and when, as the file of a référentiel writes it: declared as `referentiels.schema` is. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from referentiels.contraintes import Jour, JourAnnuel, Table, Tables, declare
from referentiels.contraintes_annees import UneAnnee
from referentiels.definitions import REGIMES, CalendrierAnnee

Date = Annotated[date | None, Jour()]
JourMois = Annotated[str, JourAnnuel()]


@dataclass(frozen=True)
class TableAvenant(Table):
    PHRASE: ClassVar[str] = "avenant"
    civile: Date = declare("en année civile", date(2024, 5, 15), "aucune échéance d’avenant", None)
    glissante: Date = declare("en année glissante", date(2024, 9, 30), "aucune échéance d’avenant", None)


@dataclass(frozen=True)
class TableCalendrierAnnee(Table):
    """`referentiels.definitions.CalendrierAnnee`."""

    PHRASE: ClassVar[str] = "calendrier_annees"
    annee: Annotated[int, UneAnnee()] = declare("l’un des exercices jugés", 2024)
    avenant: TableAvenant | None = declare(
        "quand l’avenant de l’année est dû, par régime", sans="comme les autres années", defaut=None
    )
    rapport: Date = declare("quand son rapport est dû", date(2025, 4, 30), "comme les autres années", None)
    dialogue_de_performance: Date = declare(
        "quand est tenu son dialogue de performance", date(2025, 5, 15), "comme les autres années", None
    )
    evaluation: Date = declare(
        "quand l’évaluation à mi-parcours est due, cette année-là", date(2024, 6, 30), "aucune", None
    )

    @property
    def calendrier(self) -> CalendrierAnnee:
        return CalendrierAnnee(
            self.annee,
            list_echeances_avenant(self.avenant),
            self.rapport,
            self.dialogue_de_performance,
            self.evaluation,
        )


@dataclass(frozen=True)
class TableCalendrier(Table):
    rapport: JourMois = declare(
        "jour où le rapport est dû, l’année qui suit la fin de l’exercice",
        "03-31",
        "rien n’est dû à date fixe",
        "",
    )
    rapport_prolonge: Date = declare(
        "quand le rapport est dû si l’exécution est prolongée",
        date(2025, 9, 30),
        "reculé d’autant de mois que la fin",
        None,
    )
    avenant: TableAvenant | None = declare(
        "quand l’avenant est dû, par régime", sans="aucune échéance d’avenant", defaut=None, tardive=True
    )
    dialogue_de_performance: JourMois = declare(
        "jour du dialogue de performance, l’année qui suit", "04-01", "aucun dialogue daté", "", True
    )
    report_execution: Date = declare(
        "jusqu’où l’exécution peut être prolongée", date(2025, 6, 30), "aucune prolongation", None, True
    )
    annees: Annotated[tuple[TableCalendrierAnnee, ...], Tables(TableCalendrierAnnee, "calendrier_annees")] = (
        declare("ce qu’une année a d’autre", sans="chaque année a le même calendrier", defaut=())
    )


def list_echeances_avenant(table: TableAvenant | None) -> dict[str, date]:
    """{régime: when the avenant is due}, where the file says it."""
    echeances = {regime: getattr(table, regime, None) for regime in REGIMES}
    return {regime: jour for regime, jour in echeances.items() if jour}
