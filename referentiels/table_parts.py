"""A rule of shares as the file of a référentiel writes it: declared as the rest is (`referentiels.schema`). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar

from referentiels.contraintes import MotParmi, Proportion, Renvois, Table, declare
from referentiels.parts import BASES, EFFETS, PARTIES, PORTEES, ReglePart


@dataclass(frozen=True)
class TablePart(Table):
    """`referentiels.parts.ReglePart`."""

    PHRASE: ClassVar[str] = "parts"
    qui: Annotated[str, MotParmi(PARTIES)] = declare(
        "de qui est la part\u00a0: la collectivité (crédits nouveaux et valorisation, ou nouveaux seuls), au "
        "moins\u202f; l’État, report compris, au plus",
        "collectivite",
    )
    part: Annotated[Decimal, Proportion()] = declare("cette part", "0.40")
    de: Annotated[str, MotParmi(BASES)] = declare("de quoi", "total", "`total`", "total")
    sur: Annotated[str, MotParmi(PORTEES)] = declare(
        "sur quoi\u00a0: toutes les actions ensemble, chaque axe, chaque action",
        "ensemble",
        "`ensemble`",
        "ensemble",
    )
    effet: Annotated[str, MotParmi(EFFETS)] = declare(
        "`bloquant`\u00a0: ni transmission ni avenant, et la simulation juge là\u202f; `alerte`\u00a0: c’est dit",
        "bloquant",
        "`bloquant`",
        "bloquant",
    )
    sauf: Annotated[tuple[str, ...], Renvois(suite="axes")] = declare(
        "axes dont la règle ne dit rien\u00a0: l’État peut y porter toute la dépense", ["S2"], "aucun", ()
    )

    @property
    def regle(self) -> ReglePart:
        return ReglePart(self.qui, self.part, self.de, self.sur, self.effet, self.sauf)


def build_regles(parts: Sequence[TablePart], raccourci: Decimal | None) -> tuple[ReglePart, ...]:
    """The rules of a file, written one by one or by the one number of `part_departement_min`, where 0 asks for
    nothing."""
    if not raccourci:
        return tuple(table.regle for table in parts)
    return (
        ReglePart("collectivite", raccourci),
        ReglePart("collectivite", raccourci, sur="action", effet="alerte"),
    )
