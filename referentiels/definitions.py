"""What a référentiel says of conventions and of indicators: pure values.

`referentiels.construction` makes them of the file that `referentiels.schema` declares.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from nombres.exacts import Nombre
from nombres.formats import NBSP, date_fr, nombre
from referentiels.controles import Controle
from referentiels.delais import FormatParcours, RegleDelai
from referentiels.enveloppes import Enveloppe
from referentiels.parts import ReglePart

# What is expected of an axe, and how it reads.
NATURES_AXE = {
    "socle": "Engagement du socle",
    "initiative": "Initiative départementale",
    "facultatif": "Engagement facultatif",
    "transverse": "Engagement transverse",
}
# What an action may be of what was there before, and how several read.
NATURES_ACTION = {"nouvelle": "nouvelles", "renforcee": "renforcées", "reconduite": "reconduites"}
REGIMES = ("civile", "glissante")
REPORTS = ("non_consomme", "aucun")
NATURES = ("effectif", "taux", "delai", "moyenne")
SENS = {"hausse": "À la hausse", "baisse": "À la baisse", "neutre": "Sans cible"}


@dataclass(frozen=True)
class MesureAxe:
    """One measure of an axe, that its actions name."""

    code: str  # of one axe of the référentiel only
    libelle: str

    def __str__(self) -> str:
        return f"{self.code} – {self.libelle}"


@dataclass(frozen=True)
class Axe:
    code: str
    libelle: str
    nature: str  # one of NATURES_AXE
    mesures: tuple[MesureAxe, ...] = ()

    @property
    def nature_lue(self) -> str:
        return NATURES_AXE[self.nature]

    @property
    def is_facultatif(self) -> bool:
        """Nothing is expected of an optional axe until the convention has an action in it."""
        return self.nature != "socle"


@dataclass(frozen=True)
class Bareme:
    """What part of the spending the State may bear when an exercice is settled (`financement.refaction`)."""

    part_etat_max: Decimal  # proportion of the executed total, 0 to 1
    report_prolongation: str  # one of REPORTS: what an extension of the execution lets carry over
    source: str  # in French: where it comes from
    # What is judged as one thing, one of PORTEES (what was frozen before it was said, action by action), and the axes
    # where the State may bear it all: those of the share rule.
    portee: str = "action"
    sauf: tuple[str, ...] = ()

    def get_part(self, axe: str) -> Decimal:
        """The largest part of the spending of an action of `axe` the State may bear."""
        return Decimal(1) if axe in self.sauf else self.part_etat_max

    def get_unite(self, numero: str, axe: str) -> str:
        """What an action is judged with: itself, its axe, or ("") the whole."""
        if self.portee == "action":
            return numero
        return axe if self.portee == "axe" or axe in self.sauf else ""


@dataclass(frozen=True)
class RegleRedeploiement:
    """Credits of axe `de` may be moved to the axes `vers` once the targets of `de` are reached."""

    de: str
    vers: tuple[str, ...]


@dataclass(frozen=True)
class CalendrierAnnee:
    """What is due of one exercice, where the text says it year by year: over what it says of every year."""

    annee: int
    echeances_avenant: dict[str, date] = field(default_factory=dict)  # by régime, one of REGIMES
    rapport_le: date | None = None
    dialogue_le: date | None = None
    evaluation_le: date | None = None  # the mid-term one

    @property
    def phrase(self) -> str:
        """« 2026 : évaluation à mi-parcours le 30 juin 2026 »."""
        dates = [
            *((f"avenant en année {regime}", le) for regime, le in self.echeances_avenant.items()),
            ("évaluation à mi-parcours", self.evaluation_le),
            ("rapport", self.rapport_le),
            ("dialogue de performance", self.dialogue_le),
        ]
        return f"{self.annee}{NBSP}: {', '.join(f'{quoi} le {date_fr(le)}' for quoi, le in dates if le)}"


@dataclass(frozen=True)
class Indicateur:
    code: str
    axe: str
    nature: str  # one of NATURES
    sens: str  # one of SENS: which way is better
    unite: str
    libelle: str
    definition: str
    verifie: bool  # False: its definition is still to be compared with the official annex
    decimales: int
    numerateur: str  # code of the indicator divided (moyenne only)
    denominateur: str  # code of the indicator one divides by (taux, moyenne)
    regle: RegleDelai | None  # délai only
    cibles: dict[int, Decimal] = field(hash=False)  # proportions set by the instruction itself, by year
    # False: nothing waits for it, no transmission, and no paper speaks of it as long as it is empty.
    exige: bool = True

    @property
    def sens_lu(self) -> str:
        return SENS[self.sens]

    @property
    def calcul_lu(self) -> str:
        """What its figure is, and by which others it is counted, in a sentence or two."""
        calcul = "Effectif."
        if self.nature == "taux":
            calcul = f"Taux, rapporté à {self.denominateur}."
        elif self.nature == "moyenne":
            calcul = f"Moyenne\u00a0: {self.numerateur} divisé par {self.denominateur}."
        elif self.regle:
            calcul = f"Délai\u00a0: {self.regle.limite.libelle}."
        cohorte = f" Cohorte comptée par {self.regle.total}." if self.regle and self.regle.total else ""
        return calcul + cohorte

    @property
    def decimales_lues(self) -> int:
        """Decimals its result is shown with: a mean has one at least."""
        return max(self.decimales, 1) if self.nature == "moyenne" else self.decimales

    @property
    def is_proportion(self) -> bool:
        """Is the result a proportion, shown as a percentage?"""
        return self.nature in ("taux", "delai")

    @property
    def is_saisi(self) -> bool:
        """Is a figure stored for it? A moyenne is only computed from two others."""
        return self.nature != "moyenne"

    @property
    def attend_une_cible(self) -> bool:
        return self.sens != "neutre"


@dataclass(frozen=True)
class SeuilsEnsemble:
    """What a sum over several départements must rest on to speak for all of them [design]: a proportion of the
    départements, and a number of cases that ended."""

    part_min: Decimal = Decimal("0.5")
    cas_min: int = 30

    def find_manque(self, comparables: int, departements: int, cas: Nombre | None) -> str:
        """Why a sum of `cas` cases (None for a plain count), of `comparables` départements out of `departements`,
        speaks for none but itself, or ""."""
        if comparables < 2 <= departements or comparables < departements * self.part_min:
            return f"{comparables} convention{'s' if comparables > 1 else ''} sur {departements}"
        if cas is not None and cas < self.cas_min:
            return f"{nombre(cas)} cas"
        return ""


UNITES_NATIONALES = {"euros": "€", "personnes": "personnes"}


@dataclass(frozen=True)
class ChiffreNational:
    """A national objective or envelope that the text states: context, never summed with a département's own."""

    nom: str
    libelle: str
    valeur: int
    unite: str  # one of UNITES_NATIONALES
    axe: str  # the one it concerns, "" for the whole

    @property
    def phrase(self) -> str:
        """« Diagnostics de mobilité : 6 000 000 € »."""
        return f"{self.libelle}{NBSP}: {nombre(self.valeur)}{NBSP}{UNITES_NATIONALES[self.unite]}"


@dataclass(frozen=True)
class Definition:
    """The whole of what a référentiel says."""

    code: str
    dispositif: str
    dispositif_libelle: str
    genre: str  # of its name, one of nombres.locutions.MASCULIN, FEMININ
    nom_court: str  # « convention », « contrat », « plan »
    reference: str
    date_signature: date
    date_publication: date | None
    precedent: str
    annees: tuple[int, ...]
    annees_cibles: tuple[int, ...]  # in order: those that targets may be for, `annees` among them
    axes: tuple[Axe, ...]
    regles_part: tuple[ReglePart, ...]  # who brings what share, in the order of the référentiel
    enveloppes: tuple[Enveloppe, ...]  # what the notified amount is made of; (): it is one
    plafond_annuel_constant: (
        bool  # has each convention a yearly cap on the State's credits, the same every year?
    )
    natures_action: tuple[str, ...]  # those an action may have, among NATURES_ACTION
    file_active: bool  # does a reinforced action say how many people it follows, before and after?
    seuil_justification: Decimal | None  # proportion of the planned amount; None: no gap has to be justified
    motifs_ecart: tuple[str, ...]
    echeance_rapport: str  # "MM-JJ" of the year after the exercice, "" when nothing is due
    rapport_prolonge: date | None  # when it is due in an extended exercice, None: computed
    echeances_avenant: dict[str, date]  # by régime, one of REGIMES; {} when nothing is due
    calendriers: tuple[CalendrierAnnee, ...]  # of the years that have their own dates, in order
    prolongation: date | None  # until when the execution may be extended, None: it may not
    dialogue: str  # "MM-JJ" of the year after the exercice, "" without a dialogue de performance
    bareme: Bareme
    redeploiement: RegleRedeploiement | None
    indicateurs: dict[str, Indicateur]  # by code, in the order of the référentiel
    controles: tuple[Controle, ...]
    format_parcours: FormatParcours  # the columns of the files its délais are computed from
    # Proportion of last year's result beyond which a figure asks for an explanation; None asks for none.
    seuil_surprise: Decimal | None
    # What a sum over several départements must rest on to be shown as theirs.
    seuils_ensemble: SeuilsEnsemble
    nationaux: tuple[ChiffreNational, ...]

    def get_axe(self, code: str) -> Axe:
        """The axe of this code; raises KeyError when this référentiel has none."""
        return {axe.code: axe for axe in self.axes}[code]

    @property
    def mesures(self) -> dict[str, tuple[Axe, MesureAxe]]:
        """The measures by code, each with its axe."""
        return {mesure.code: (axe, mesure) for axe in self.axes for mesure in axe.mesures}

    @property
    def natures_lues(self) -> str:
        *premieres, derniere = (NATURES_ACTION[une] for une in self.natures_action)
        return " ou ".join(filter(None, (", ".join(premieres), derniere)))

    def explain_nature(self, nature: str) -> str:
        """Why an action may not be of this nature, "" where it may."""
        if nature in self.natures_action:
            return ""
        dite = NATURES_ACTION[nature].removesuffix("s") if nature in NATURES_ACTION else nature
        return f"Ce référentiel n’admet que des actions {self.natures_lues}{NBSP}: une action {dite} n’y entre pas."

    @property
    def natures(self) -> dict[str, str]:
        """What is expected of each axe (NATURES_AXE), by its code."""
        return {axe.code: axe.nature for axe in self.axes}

    def compute_echeance_rapport(
        self,
        annee: int,
        prolonge_au: date | None = None,
        fin: date | None = None,
        due: date | None = None,
    ) -> date | None:
        """Date the rapport of exercice `annee`, which ends on `fin` (31 December without it), is due: the one of the
        référentiel, unless another says `due`; None when neither says.

        An execution extended to `prolonge_au` moves it by as many months as the end moves, never forward.
        """
        fin = fin or date(annee, 12, 31)
        due = due or self.get_calendrier(annee).rapport_le
        if due is None and self.echeance_rapport:
            due = date.fromisoformat(f"{fin.year + 1}-{self.echeance_rapport}")
        if due is None or prolonge_au is None or prolonge_au <= fin:
            return due
        mois = (prolonge_au.year - fin.year) * 12 + prolonge_au.month - fin.month
        return max(due, self.rapport_prolonge or _add_mois(due, mois))

    def compute_dialogue(self, annee: int) -> date | None:
        """Date from which the dialogue de performance on exercice `annee` is held, None when there is none."""
        if le := self.get_calendrier(annee).dialogue_le:
            return le
        return date.fromisoformat(f"{annee + 1}-{self.dialogue}") if self.dialogue else None

    def get_calendrier(self, annee: int) -> CalendrierAnnee:
        """What is due of exercice `annee` alone."""
        return next((un for un in self.calendriers if un.annee == annee), CalendrierAnnee(annee))

    def get_echeance_avenant(self, annee: int, regime: str) -> date | None:
        """Date the avenant of exercice `annee` is due under a régime, one of REGIMES; None when nothing is."""
        return self.get_calendrier(annee).echeances_avenant.get(regime) or self.echeances_avenant.get(regime)

    @property
    def jour_rapport(self) -> date | None:
        """Day and month the rapport is due, in a year that does not matter; None when the référentiel does not say."""
        return date.fromisoformat(f"2020-{self.echeance_rapport}") if self.echeance_rapport else None

    @property
    def axes_mesures(self) -> list[Axe]:
        """The axes that have indicators, in order."""
        return [axe for axe in self.axes if self.list_axe(axe.code)]

    def list_nationaux(self, axe: str) -> list[str]:
        """Sentences of the national figures that concern an axe."""
        return [chiffre.phrase for chiffre in self.nationaux if chiffre.axe == axe]

    def list_axe(self, axe: str) -> list[Indicateur]:
        """The indicators of one axe, in order."""
        return [indicateur for indicateur in self.indicateurs.values() if indicateur.axe == axe]

    @property
    def regles_delai(self) -> list[RegleDelai]:
        return [indicateur.regle for indicateur in self.indicateurs.values() if indicateur.regle]

    @property
    def codes_a_rapprocher(self) -> list[str]:
        """Codes whose definition is still to be compared with the official annex."""
        return [code for code, indicateur in self.indicateurs.items() if not indicateur.verifie]

    @property
    def codes_calcules(self) -> list[str]:
        """Codes a parcours file fills: the délais, their totals and their events."""
        codes = []
        for regle in self.regles_delai:
            codes += [code for code in (regle.total, regle.code, regle.evenements) if code]
        return codes


def _add_mois(jour: date, mois: int) -> date:
    """The same day `mois` months later; the last day of a month stays the last day of a month."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    dernier = monthrange(annee, rang + 1)[1]
    is_dernier = (jour + timedelta(days=1)).day == 1
    return date(annee, rang + 1, dernier if is_dernier else min(jour.day, dernier))
