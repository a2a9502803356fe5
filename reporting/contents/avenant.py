"""An avenant: what is signed, and what it changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from avenants.calculations import NOMS
from conventions.calculations import Montants
from financement.enveloppes import EnveloppeNotifiee, MontantAxe, SousTotaux, compute_sous_totaux
from financement.parts import MontantPrevu, list_parts
from nombres.exacts import EXACT, sum_known
from referentiels.parts import SOURCES_DE, ReglePart
from reporting.contents.convention import (
    ContenuConvention,
    ContenuDeliberation,
    ContenuExercice,
    ContenuSignataire,
    Texte,
)
from reporting.contents.financement import SOURCES_FINANCEMENT, FicheAction

ARTICLE_AVANT_CLAUSES = "finances"  # the chosen clauses follow the article of this code
ORIGINAUX = {2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six"}
LIGNES_PAR_PAGE = (
    16  # modified lines that one page holds, under the titles of the annexe and of its two tables
)


@dataclass(frozen=True, kw_only=True)
class MontantAvantApres:
    """A source of an action, before and after the avenant."""

    action: str  # the action's number
    titre: str
    axe: str
    source: str  # one of SOURCES_FINANCEMENT
    libelle: str = ""
    ancien: Decimal | None = None
    nouveau: Decimal | None = None

    @property
    def est_modifiee(self) -> bool:
        return self.ancien != self.nouveau


@dataclass(frozen=True, kw_only=True)
class JourAvantApres:
    """A day an avenant moves: the end of an execution, or of the convention."""

    libelle: str
    ancien: date
    nouveau: date


@dataclass(frozen=True, kw_only=True)
class CreditsDAction:
    """What the State planned for an action, last year's credits included, and what was spent of it when the avenant de
    report was made."""

    action: str
    titre: str
    axe: str
    prevu: Decimal | None = None
    execute: Decimal | None = None

    @property
    def reste(self) -> Decimal | None:
        """What may still be spent; None as long as what was spent is not known."""
        if self.prevu is None or self.execute is None:
            return None
        return EXACT.subtract(self.prevu, self.execute)


@dataclass(frozen=True, kw_only=True)
class Annexe:
    """One annexe of an avenant, by what it holds."""

    code: str  # fiches, finances, cibles, credits, modifications
    titre: str


FICHES = Annexe(code="fiches", titre="Fiches action")
FINANCES = Annexe(code="finances", titre="Tableau financier")
CIBLES = Annexe(code="cibles", titre="Indicateurs et cibles")
CREDITS = Annexe(code="credits", titre="Exécution et crédits concernés")
MODIFICATIONS = Annexe(code="modifications", titre="Modifications apportées")
# By nature, in their order: the texts of each call them by their number.
ANNEXES = {
    "financier": (FICHES, FINANCES, CIBLES, MODIFICATIONS),
    "modification": (FINANCES, CIBLES, MODIFICATIONS),
    "report": (CREDITS, MODIFICATIONS),
    "prorogation": (MODIFICATIONS,),
}


@dataclass(frozen=True, kw_only=True)
class CibleAvantApres:
    """The target of an indicator for one year, before and after; a proportion for a taux or a délai."""

    code: str
    libelle: str
    unite: str
    nature: str  # effectif, taux, delai, moyenne
    annee: int
    decimales: int = 0
    denominateur: str = ""  # what the target is a part of; "": of nothing, it is a count
    ancien: Fraction | None = None
    nouveau: Fraction | None = None

    @property
    def unite_cible(self) -> str:
        """What the target counts: a taux is in per cent of its denominator, whatever its indicator counts."""
        return "%" if self.nature in ("taux", "delai") else self.unite

    @property
    def est_modifiee(self) -> bool:
        return self.ancien != self.nouveau


@dataclass(frozen=True, kw_only=True)
class CiblesParAnnee:
    """The targets of one indicator, one value per year of `ContenuAvenant.annees_cibles`."""

    indicateur: CibleAvantApres
    valeurs: tuple[Fraction | None, ...]


@dataclass(frozen=True, kw_only=True)
class BudgetAction:
    """An action's row in the financial table: one amount per source of `ContenuAvenant.sources`."""

    action: str
    titre: str
    axe: str
    montants: tuple[Decimal | None, ...]
    total: Decimal | None


@dataclass(frozen=True, kw_only=True)
class NatureDAxe:
    """What is expected of an axe: socle, initiative, facultatif, transverse."""

    axe: str  # its code
    nature: str


@dataclass(frozen=True, kw_only=True)
class ContenuAvenant:
    """Everything an avenant says. `projet` holds until it is signed.

    `financements` and `cibles` list everything in force once signed, unchanged lines included.
    """

    etabli_le: date
    projet: bool
    numero: str
    convention: ContenuConvention
    exercice: ContenuExercice
    nature: str = "financier"  # or "report", "prorogation", "modification"
    montant_etat: Decimal | None = None  # what the financial one says
    financements: tuple[MontantAvantApres, ...] = ()
    cibles: tuple[CibleAvantApres, ...] = ()
    actions: tuple[FicheAction, ...] = ()
    visas: tuple[str, ...] = ()
    preambule: str = ""
    articles: tuple[Texte, ...] = ()
    clauses: tuple[Texte, ...] = ()
    signataires: tuple[ContenuSignataire, ...] = ()
    deliberation: ContenuDeliberation | None = None
    date_signature: date | None = None
    paiement: tuple[Texte, ...] = ()  # how the State pays, as far as it is known: one for each thing said
    jours: tuple[JourAvantApres, ...] = ()  # those it moves
    credits: tuple[CreditsDAction, ...] = ()  # of the one of report
    stipulations: str = ""  # what the one of modification changes in the text
    regles_part: tuple[ReglePart, ...] = ()  # those that bind it: its article on money says them
    natures: tuple[NatureDAxe, ...] = ()  # of the référentiel, as its envelopes; a document may be older
    enveloppes: tuple[EnveloppeNotifiee, ...] = ()

    @property
    def nom(self) -> str:
        """« Avenant de report n° 4 »."""
        return f"{NOMS.get(self.nature, 'Avenant')} n°\u00a0{self.numero}"

    @property
    def annexes(self) -> tuple[Annexe, ...]:
        """What is annexed to it, in order."""
        return ANNEXES[self.nature]

    @property
    def total_credits(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """(planned, spent, left) of the State's credits it speaks of; what is not known of one action is not of all."""
        colonnes = zip(*((un.prevu, un.execute, un.reste) for un in self.credits), strict=True)
        prevus, executes, restes = (*colonnes,) if self.credits else ((), (), ())
        return sum_known(prevus), _sum_all(executes), _sum_all(restes)

    @property
    def pour_etat(self) -> tuple[ContenuSignataire, ...]:
        """Who represents the State, as far as it is known."""
        return tuple(s for s in self.signataires if s.partie == "etat" and s.designation)

    @property
    def originaux(self) -> str:
        """How many copies are signed: one for each who signs, two at least, one for each party."""
        return ORIGINAUX.get(nombre := max(2, len(self.signataires)), str(nombre))

    @property
    def pour_departement(self) -> tuple[ContenuSignataire, ...]:
        """Who represents the collectivité, as far as it is known."""
        return tuple(s for s in self.signataires if s.partie != "etat" and s.designation)

    @property
    def articles_et_clauses(self) -> tuple[Texte, ...]:
        """The articles in their order, the chosen clauses after the one on money."""
        codes = [article.code for article in self.articles]
        rang = codes.index(ARTICLE_AVANT_CLAUSES) + 1 if ARTICLE_AVANT_CLAUSES in codes else len(codes)
        return self.articles[:rang] + self.clauses + self.articles[rang:]

    @property
    def par_source(self) -> tuple[tuple[str, Decimal | None, Decimal | None], ...]:
        """(source, before, after) of each source that some line uses."""
        return tuple(
            (source, *_sums(lignes))
            for source in SOURCES_FINANCEMENT
            if (lignes := [ligne for ligne in self.financements if ligne.source == source])
        )

    @property
    def par_financeur(self) -> tuple[tuple[str, str, Decimal | None], ...]:
        """(source, name, amount once signed) of each one who pays; only other financeurs have a name."""
        par_qui: dict[tuple[str, str], list[Decimal | None]] = {}
        for ligne in sorted(self.financements, key=lambda un: SOURCES_FINANCEMENT.index(un.source)):
            par_qui.setdefault((ligne.source, ligne.libelle), []).append(ligne.nouveau)
        return tuple((*qui, sum_known(montants)) for qui, montants in par_qui.items())

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(source for source, _ancien, _nouveau in self.par_source)

    @property
    def par_action(self) -> tuple[BudgetAction, ...]:
        """The amounts in force once signed, one row per action, in the order of `financements`."""
        par_action: dict[str, list[MontantAvantApres]] = {}
        for ligne in self.financements:
            par_action.setdefault(ligne.action, []).append(ligne)
        return tuple(self._build_budget(lignes) for lignes in par_action.values())

    def _build_budget(self, lignes: list[MontantAvantApres]) -> BudgetAction:
        return BudgetAction(
            action=lignes[0].action,
            titre=lignes[0].titre,
            axe=lignes[0].axe,
            montants=tuple(
                sum_known(ligne.nouveau for ligne in lignes if ligne.source == source)
                for source in self.sources
            ),
            total=sum_known(ligne.nouveau for ligne in lignes),
        )

    @property
    def total(self) -> tuple[Decimal | None, Decimal | None]:
        """(before, after), all sources."""
        return _sums(self.financements)

    @property
    def sous_totaux(self) -> SousTotaux:
        """Of the amounts in force once signed: planned only, nothing is spent."""
        montants = [MontantAxe(un.axe, un.source, Montants(un.nouveau, None)) for un in self.financements]
        return compute_sous_totaux({un.axe: un.nature for un in self.natures}, self.enveloppes, montants)

    @property
    def part_collectivite(self) -> Fraction | None:
        """Share of the collectivité in the total once signed, by new spending and valorisation."""
        total = self.total[1]
        siens = sum_known(
            ligne.nouveau for ligne in self.financements if ligne.source in SOURCES_DE["collectivite"]
        )
        return Fraction(siens or 0) / Fraction(total) if total else None

    @property
    def parts(self) -> tuple[tuple[str, Fraction | None], ...]:
        """(words, share) of what the table says under its total: the collectivité's own, and what each rule speaks of
        otherwise; of several things judged apart, the one that is the nearest to its limit."""
        propre = (
            f"Part {self.convention.partie.du} dans le total, crédits nouveaux et valorisation",
            self.part_collectivite,
        )
        montants = [MontantPrevu(un.action, un.axe, un.source, un.nouveau) for un in self.financements]
        autres = []
        for regle in self.regles_part:
            parts = [un.part for un in list_parts(regle, montants)]
            if parts and (*regle.cle[:3], regle.sauf) != ("collectivite", "total", "ensemble", ()):
                autres.append(
                    (regle.name_part(self.convention.partie), max(parts) if regle.is_plafond else min(parts))
                )
        return (propre, *autres)

    @property
    def report(self) -> Decimal | None:
        """Last year's unspent State credits, available this year."""
        return sum_known(ligne.nouveau for ligne in self.financements if ligne.source == "report")

    @property
    def reste_a_repartir(self) -> Decimal:
        """State amount not yet spread over the actions; negative when too much is."""
        etat = (ligne.nouveau for ligne in self.financements if ligne.source == "etat")
        if self.montant_etat is None:
            return Decimal(0)
        return self.montant_etat - (sum_known(etat) or Decimal(0))

    @property
    def financements_modifies(self) -> tuple[MontantAvantApres, ...]:
        return tuple(ligne for ligne in self.financements if ligne.est_modifiee)

    @property
    def cibles_modifiees(self) -> tuple[CibleAvantApres, ...]:
        return tuple(ligne for ligne in self.cibles if ligne.est_modifiee)

    @property
    def is_modification_breve(self) -> bool:
        """Whether all it modifies holds on one page, and need not be cut."""
        return len(self.financements_modifies) + len(self.cibles_modifiees) <= LIGNES_PAR_PAGE

    @property
    def annees_cibles(self) -> tuple[int, ...]:
        return tuple(sorted({ligne.annee for ligne in self.cibles}))

    @property
    def trajectoires(self) -> tuple[CiblesParAnnee, ...]:
        """The targets in force once signed, one row per indicator, in the order of `cibles`."""
        par_code: dict[str, dict[int, CibleAvantApres]] = {}
        for ligne in self.cibles:
            par_code.setdefault(ligne.code, {})[ligne.annee] = ligne
        return tuple(
            CiblesParAnnee(
                indicateur=next(iter(annees.values())),
                valeurs=tuple(annees[a].nouveau if a in annees else None for a in self.annees_cibles),
            )
            for annees in par_code.values()
        )


def _sum_all(montants: Sequence[Decimal | None]) -> Decimal | None:
    return None if None in montants else sum_known(montants)


def _sums(lignes: Iterable[MontantAvantApres]) -> tuple[Decimal | None, Decimal | None]:
    return sum_known(ligne.ancien for ligne in lignes), sum_known(ligne.nouveau for ligne in lignes)
