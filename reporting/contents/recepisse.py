"""The receipt of a round: that it was handed over, when, by whom, and by what it is known again."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from nombres.formats import date_fr
from reporting.contents.convention import ContenuConvention, ContenuExercice


@dataclass(frozen=True, kw_only=True)
class ContenuRecepisse:
    """Everything a receipt says."""

    convention: ContenuConvention
    exercice: ContenuExercice
    rang: int
    remis_le: datetime  # UTC
    etabli_le: date  # the same day, where the site is
    par: str
    fonction: str  # the role of the account
    phrase: str  # what was certified; "" of a round older than the box
    empreinte: str  # SHA-256 of the round
    arrete_au: date
    prevu: Decimal | None
    execute: Decimal | None
    pieces: int
    avertissements: int
    page: str  # address of the receipt on the site, without its host
    retard: str = ""  # that it was late, in a sentence
    # Until when the State reviews, and the collectivité completes; None: nothing says it, or it is past.
    instruction_au: date | None = None
    correction_au: date | None = None
    projet: bool = False

    @property
    def suites(self) -> tuple[str, ...]:
        """What comes next, and until when."""
        lue = f", au plus tard le {date_fr(self.instruction_au)}" if self.instruction_au else ""
        completee = f", jusqu’au {date_fr(self.correction_au)}" if self.correction_au else ""
        return (
            f"La préfecture et le commissaire instruisent cette remise{lue}.",
            "La collectivité peut la rappeler tant que personne n’a commencé à la lire\u202f; ensuite elle n’a rien à "
            "faire, et le site la prévient.",
            f"Si l’État demande un complément, l’exercice se modifie à nouveau{completee}, et une autre remise "
            "suit\u00a0: celle-ci reste.",
        )

    @property
    def empreinte_lue(self) -> str:
        """By groups of eight, to be compared with the eyes."""
        return " ".join(self.empreinte[rang : rang + 8] for rang in range(0, len(self.empreinte), 8))
