"""The rules of a référentiel that figures break, and those the préfecture has set aside."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from conventions.models import Exercice
from indicateurs.calculations import compute_resultat
from indicateurs.models import Derogation
from nombres.formats import pourcent_utile
from referentiels.controles import Mesures
from referentiels.definitions import Definition, Indicateur
from referentiels.mesures import VIDE
from referentiels.regles_implicites import _get_message_implicite, get_regle_implicite, list_regles_implicites

DITES_POURQUOI = "\u00a0: dites pourquoi."
SURPRISE = "surprise"  # the built-in rule on last year's figure: « surprise R2 »


@dataclass(frozen=True)
class Faute:
    """One rule that the figures break: whose figure to mend, the rule as the référentiel writes it, how serious."""

    code: str
    regle: str
    gravite: str  # one of controles.GRAVITES
    message: str
    # « à l'essai »: shown, never counted.
    a_l_essai: bool = False

    @property
    def is_surprise(self) -> bool:
        """Is it about a figure far from last year's, not about figures that contradict each other?"""
        return self.regle.startswith(f"{SURPRISE} ")

    @property
    def constat(self) -> str:
        """What it says once it is explained: the same, without asking."""
        return self.message.replace(DITES_POURQUOI, ".")

    @property
    def is_bloquante(self) -> bool:
        return self.gravite == "bloquant" and not self.a_l_essai

    @property
    def demande_explication(self) -> bool:
        return self.gravite == "alerte" and not self.a_l_essai


def list_fautes(
    definition: Definition,
    mesures: Mesures,
    precedentes: Mesures | None = None,
    list_rompus: Callable[[], Collection[str]] = frozenset,
) -> list[Faute]:
    """Every rule that `mesures` break, `precedentes` being last year's.

    To the rules the référentiel writes are added those its definitions imply: a numerator within its denominator, the
    cases of a délai within their cohort, and a result not too far from last year's, but for the codes of
    `list_rompus()`, whose series is known to be broken: asked only where a result varies that much. A rule that lacks
    a figure is not broken.
    """
    precedentes = precedentes or {}
    fautes = [
        Faute(controle.code, controle.regle, controle.gravite, controle.message, controle.a_l_essai)
        for controle in definition.controles
        if controle.is_respecte(mesures, precedentes) is False
    ]
    dites = {faute.code for faute in fautes if faute.is_bloquante}
    for indicateur in definition.indicateurs.values():
        faute = _find_faute_implicite(indicateur, mesures)
        if faute and faute.code not in dites:
            fautes.append(faute)
    fautes += _list_surprises(definition, mesures, precedentes, list_rompus)
    return fautes


@dataclass(frozen=True)
class FauteLue:
    """A broken rule as a page shows it, with the waiver in force when there is one."""

    faute: Faute
    derogation: Derogation | None

    @property
    def is_bloquante(self) -> bool:
        return self.faute.is_bloquante and self.derogation is None


def read_fautes(exercice: Exercice, fautes: Collection[Faute], jour: date) -> list[FauteLue]:
    """`fautes` with the waivers in force on `jour`; one query, none when nothing blocks."""
    levees = {}
    if any(faute.is_bloquante for faute in fautes):
        en_vigueur = Derogation.objects.filter(exercice=exercice, jusqu_au__gte=jour).select_related("par")
        levees = {(derogation.code, derogation.regle): derogation for derogation in en_vigueur}
    return [
        FauteLue(faute, levees.get((faute.code, faute.regle)) if faute.is_bloquante else None)
        for faute in fautes
    ]


def list_derogations(
    exercice: Exercice, definition: Definition, jour: date
) -> list[tuple[Derogation, Indicateur | None, str, bool]]:
    """Waivers of an exercice, past ones too, as (Derogation, Indicateur, message of the rule, in force on `jour`)."""
    messages = {(code, regle): message for code, regle, message in list_regles_bloquantes(definition)}
    return [
        (
            derogation,
            definition.indicateurs.get(derogation.code),
            messages.get((derogation.code, derogation.regle), ""),
            derogation.jusqu_au >= jour,
        )
        for derogation in exercice.derogations.select_related("par")
    ]


def list_regles_bloquantes(definition: Definition) -> list[tuple[str, str, str]]:
    """The rules that may block a figure, hence be waived, as (code of the figure, rule, message)."""
    ecrites = [
        (c.code, c.regle, c.message)
        for c in definition.controles
        if c.gravite == "bloquant" and not c.a_l_essai
    ]
    return ecrites + list_regles_implicites(definition)


def _find_faute_implicite(indicateur: Indicateur, mesures: Mesures) -> Faute | None:
    code, regle = indicateur.code, get_regle_implicite(indicateur)
    mesure = mesures.get(code, VIDE)
    code_total = indicateur.regle.total if indicateur.regle else indicateur.denominateur
    if not regle or not code_total or mesure.effectif is None:
        return None
    total = mesures.get(code_total, VIDE).effectif
    suivis = mesure.effectif if indicateur.nature == "taux" else mesure.denominateur
    if total is None or suivis is None or suivis + (mesure.en_cours or 0) <= total:
        return None
    message = _get_message_implicite(indicateur)
    if indicateur.nature == "delai":
        message = (
            f"Dans le délai, hors délai et en cours font {suivis + (mesure.en_cours or 0):.0f}, "
            f"plus que l’effectif de l’indicateur {code_total} ({total:.0f})."
        )
    return Faute(code, regle, "bloquant", message)


def _list_surprises(
    definition: Definition, mesures: Mesures, precedentes: Mesures, list_rompus: Callable[[], Collection[str]]
) -> list[Faute]:
    """Results further from last year's than the référentiel's threshold: rates against rates, counts against counts.

    From 0 no variation can be computed: nothing is said.
    """
    if definition.seuil_surprise is None or not precedentes:
        return []
    seuil = Fraction(definition.seuil_surprise)
    fautes = []
    for indicateur in definition.indicateurs.values():
        if not indicateur.is_saisi:
            continue
        avant = compute_resultat(indicateur, precedentes).valeur
        apres = compute_resultat(indicateur, mesures).valeur
        if not avant or apres is None or abs(apres - avant) <= seuil * avant:
            continue
        message = (
            f"Variation de {pourcent_utile((apres - avant) / avant, 1)} par rapport à l’exercice précédent, "
            f"au-delà de {pourcent_utile(seuil, 1)}{DITES_POURQUOI}"
        )
        fautes.append(Faute(indicateur.code, f"{SURPRISE} {indicateur.code}", "alerte", message))
    rompus = list_rompus() if fautes else ()
    return [faute for faute in fautes if faute.code not in rompus]
