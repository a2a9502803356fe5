"""A rule on who brings what share of the money, as data: whose share, of what, on what, with what effect. Pure.

Source: « au moins 50 % », conventions of 2019; each action half and half, contrats locaux des solidarités; a volet paid
whole by the State, plan France Travail (docs/domaine.md, « règle de part »). `financement.parts` judges amounts by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from nombres.exacts import EXACT
from nombres.formats import enumere, pourcent_utile
from nombres.locutions import Nom, capitalize

# Whose share: the collectivité's, at least; the State's, at most, its carry-over included.
SOURCES_DE = {
    "collectivite": ("departement_nouveau", "valorisation"),
    "collectivite_nouveau": ("departement_nouveau",),
    "etat": ("etat", "report"),
}
PARTIES = tuple(SOURCES_DE)
BASES = ("total", "etat_et_collectivite")
PORTEES = ("ensemble", "axe", "action")  # from the widest to the narrowest
EFFETS_LUS = {"bloquant": "Bloquant.", "alerte": "Alerte."}
EFFETS = tuple(EFFETS_LUS)
COLLECTIVITE = "la collectivité"
# What the share is counted on, for a base and a scope.
ASSIETTES = {
    ("total", "ensemble"): "du coût total des actions",
    ("total", "axe"): "du coût total des actions de chaque axe",
    ("total", "action"): "du coût total de chaque action",
    ("etat_et_collectivite", "ensemble"): "de ce que l’État et {partie} apportent aux actions",
    ("etat_et_collectivite", "axe"): "de ce que l’État et {partie} apportent aux actions de chaque axe",
    ("etat_et_collectivite", "action"): "de ce que l’État et {partie} apportent à chaque action",
}
MOYENS = {
    "collectivite": ", par des crédits nouveaux ou par la valorisation de moyens existants",
    "collectivite_nouveau": ", par des crédits nouveaux",
    "etat": "",
}


@dataclass(frozen=True)
class ReglePart:
    """One rule. Frozen as it is in documents and photographs."""

    qui: str  # one of PARTIES
    part: Decimal  # proportion, 0 to 1: at least it for the collectivité, at most it for the State
    de: str = "total"  # one of BASES
    sur: str = "ensemble"  # one of PORTEES
    effet: str = "bloquant"  # one of EFFETS
    sauf: tuple[str, ...] = ()  # codes of the axes it does not speak of

    @property
    def is_bloquante(self) -> bool:
        return self.effet == "bloquant"

    @property
    def is_plafond(self) -> bool:
        """Is the share to stay under `part`, rather than reach it?"""
        return self.qui == "etat"

    @property
    def cle(self) -> tuple[str, str, str, str]:
        """What no two rules of a référentiel share."""
        return self.qui, self.de, self.sur, self.effet

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources whose share it is."""
        return SOURCES_DE[self.qui]

    @property
    def part_etat_max(self) -> Decimal:
        """The largest share the State may bring by it: what the collectivité's leaves."""
        return self.part if self.is_plafond else EXACT.subtract(Decimal(1), self.part)

    @property
    def sens(self) -> str:
        return "au plus" if self.is_plafond else "au moins"

    @property
    def qui_lu(self) -> str:
        return {
            "collectivite": "la collectivité",
            "collectivite_nouveau": "la collectivité, crédits nouveaux seuls",
            "etat": "l’État",
        }[self.qui]

    @property
    def quelle_part(self) -> str:
        """« Part », or of things judged apart the one that is the nearest to the limit: « Plus petite part »."""
        return "Part" if self.sur == "ensemble" else f"Plus {'grande' if self.is_plafond else 'petite'} part"

    @property
    def effet_lu(self) -> str:
        return EFFETS_LUS[self.effet]

    @property
    def phrase(self) -> str:
        """The rule, whoever the collectivité is."""
        return self.tell(COLLECTIVITE)

    def tell(self, partie: str) -> str:
        """The rule as an article says it, of the party `partie` (« le Département »)."""
        sujet = "l’État" if self.is_plafond else partie
        quantite = "la moitié" if Fraction(self.part) == Fraction(1, 2) else pourcent_utile(self.part)
        assiette = ASSIETTES[self.de, self.sur].format(partie=partie)
        complement = f"{self._tell_exception()}{MOYENS[self.qui]}"
        phrase = f"{sujet} prend à sa charge {self.sens} {quantite} {assiette}{complement}."
        return capitalize(phrase)

    def name_part(self, partie: Nom) -> str:
        """What a table calls the share of a party (« Département »): of the thing that is the nearest to the limit,
        where several are judged apart."""
        qui = {
            "collectivite": f"{partie.du}, crédits nouveaux et valorisation,",
            "collectivite_nouveau": f"{partie.du}, crédits nouveaux,",
            "etat": "de l’État, report compris,",
        }[self.qui]
        ou = {"ensemble": "", "axe": " d’un axe", "action": " d’une action"}[self.sur]
        base = "le total" if self.de == "total" else f"ce qu’apportent l’État et {partie.le}"
        return f"{self.quelle_part} {qui} dans {base}{ou}{self._tell_exception()}"

    def _tell_exception(self) -> str:
        if not self.sauf:
            return ""
        pluriel = len(self.sauf) > 1
        axes = f"les axes {enumere(self.sauf)}" if pluriel else f"l’axe {self.sauf[0]}"
        return f", {axes} excepté{'s' if pluriel else ''}"


def choose_regle(regles: Iterable[ReglePart]) -> ReglePart | None:
    """The blocking rule that binds the State most, the narrowest of those that bind as much; None without any."""
    bloquantes = [regle for regle in regles if regle.is_bloquante]
    return min(bloquantes, key=lambda r: (r.part_etat_max, -PORTEES.index(r.sur)), default=None)
