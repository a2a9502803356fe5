"""Rules between figures, as a référentiel writes them: « A2 <= A1 », « R2 + R3 < R1 ». Parsed here, never `eval`-ed."""

import operator
import re
from dataclasses import dataclass
from decimal import Decimal

from conventions.definitions import DefinitionInvalide

GRAVITES = ("bloquant", "alerte", "information")
COMPARAISONS = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
COMPARAISON = re.compile(r"(<=|>=|<|>|=)")


@dataclass(frozen=True)
class Controle:
    regle: str
    gravite: str  # one of GRAVITES
    message: str
    comparaison: str
    gauche: tuple[str, ...]  # terms added: codes of indicators, or numbers
    droite: tuple[str, ...]

    @property
    def codes(self):
        """Codes of the indicators the rule speaks of, the first being the one to blame."""
        return [terme for terme in self.gauche + self.droite if not _is_nombre(terme)]

    def is_respecte(self, effectifs):
        """Does the rule hold for `effectifs` {code: Decimal | None}? None when a figure it needs is missing."""
        if any(effectifs.get(code) is None for code in self.codes):
            return None
        gauche, droite = (
            sum(Decimal(t) if _is_nombre(t) else effectifs[t] for t in cote)
            for cote in (self.gauche, self.droite)
        )
        return COMPARAISONS[self.comparaison](gauche, droite)


def _is_nombre(terme):
    return terme[0].isdigit()


def build_controle(table, codes):
    """Parse one rule; raises DefinitionInvalide when it is not `sum comparison sum` over known `codes`."""
    regle = str(table.get("regle", ""))
    morceaux = COMPARAISON.split(regle)
    if len(morceaux) != 3 or table.get("gravite") not in GRAVITES or not table.get("message"):
        raise DefinitionInvalide(
            f"Contrôle « {regle} » : il faut une comparaison, une gravité et un message."
        )
    gauche, droite = (
        tuple(terme.strip() for terme in cote.split("+")) for cote in (morceaux[0], morceaux[2])
    )
    for terme in gauche + droite:
        if terme not in codes and not re.fullmatch(r"\d+(\.\d+)?", terme):
            raise DefinitionInvalide(
                f"Contrôle « {regle} » : « {terme} » n’est ni un indicateur ni un nombre."
            )
    return Controle(regle, table["gravite"], table["message"], morceaux[1], gauche, droite)
