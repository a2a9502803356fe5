"""What is due, and when, as the file of a référentiel writes it: declared as `referentiels.schema` is. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from referentiels.contraintes import Jour, JourAnnuel, Table, declare

Date = Annotated[date | None, Jour()]
JourMois = Annotated[str, JourAnnuel()]


@dataclass(frozen=True)
class TableAvenant(Table):
    PHRASE: ClassVar[str] = "avenant"
    civile: Date = declare("en année civile", date(2024, 5, 15), "aucune échéance d’avenant", None)
    glissante: Date = declare("en année glissante", date(2024, 9, 30), "aucune échéance d’avenant", None)


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
