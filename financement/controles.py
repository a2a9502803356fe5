"""The rules of the money of an exercice, the same as one types and at transmission.

Values in, French sentences out; thresholds and shares come from the référentiel. A missing amount never breaks a rule
nor counts as 0: it is said to be missing. No Django, no clock.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from conventions.calculations import (
    SOURCES,
    Montants,
    explain_plafond,
    explain_repartition,
    sum_montants,
)
from financement.enveloppes import (
    EnveloppeNotifiee,
    MontantAxe,
    list_depassements,
    list_notifiees,
)
from financement.parts import MontantPrevu, list_parts_non_tenues
from nombres.exacts import EXACT, sum_known
from nombres.formats import NBSP, format_euros, pourcent_utile
from referentiels.definitions import Definition, RegleRedeploiement

BLOQUANT, ALERTE, INFORMATION = "bloquant", "alerte", "information"
ZERO = Decimal(0)


@dataclass(frozen=True)
class LigneBudget:
    """What one source brings to an action, in euros; None is « not filled in »."""

    source: str  # a code of SOURCES
    financeur: str  # its name, for « autres »
    prevu: Decimal | None
    execute: Decimal | None
    libelle: str  # what the page calls it

    @property
    def montants(self) -> Montants:
        return Montants(self.prevu, self.execute)


@dataclass(frozen=True)
class ActionBudget:
    """The money of one action, whatever it is stored or typed in."""

    numero: str
    axe: str
    lignes: tuple[LigneBudget, ...]
    motif_ecart: str = ""
    justification: str = ""
    is_abandonnee: bool = False

    @property
    def montants(self) -> Montants:
        return sum_montants(ligne.montants for ligne in self.lignes)

    @property
    def par_axe(self) -> tuple[MontantAxe, ...]:
        """Its lines, as those of its axe are summed."""
        return tuple(MontantAxe(self.axe, ligne.source, ligne.montants) for ligne in self.lignes)


@dataclass(frozen=True)
class Constat:
    """What a rule says of the budget, of one action or of the whole."""

    code: str
    gravite: str  # BLOQUANT: no transmission; ALERTE; INFORMATION
    message: str  # a sentence, without the number of the action
    numero: str = ""  # of the action, "" for the whole
    source: str = ""  # of the line, when it is one amount
    financeur: str = ""  # its name, for « autres »
    ligne: str = ""  # what the page calls it

    @property
    def phrase(self) -> str:
        """The sentence where the action is not in sight: « Action 3 : aucun montant n’est prévu. »"""
        if not self.numero:
            return self.message
        return f"Action {self.numero}{NBSP}: {self.message[:1].lower()}{self.message[1:]}"


def list_constats(
    actions: Iterable[ActionBudget],
    definition: Definition,
    montant_notifie: Decimal | None,
    *,
    is_bilan: bool,
    enveloppes: Mapping[str, Decimal] = MappingProxyType({}),
    plafond: Decimal | None = None,
) -> list[Constat]:
    """What the rules say of the budget of an exercice: of the whole, then action by action.

    `enveloppes` are the amounts notified by code of their envelope, `plafond` the yearly cap of the convention;
    `is_bilan`: executed amounts are being reported; before that, they are not expected.
    """
    actions = list(actions)
    lignes = [ligne for action in actions for ligne in action.lignes]
    parts = list(_check_parts(actions, definition))
    constats = [
        *(constat for constat in parts if not constat.numero),
        *_check_notifie(lignes, montant_notifie),
        *_check_enveloppes(actions, montant_notifie, list_notifiees(definition.enveloppes, enveloppes)),
        *(
            Constat("plafond", ALERTE, faute)
            for faute in [explain_plafond(montant_notifie, plafond)]
            if faute
        ),
    ]
    for action in actions:
        constats += (constat for constat in parts if constat.numero == action.numero)
        constats += _check_montants(action, is_bilan)
        constats += _check_justification(action, definition, is_bilan)
    return constats


def _sum_prevu(lignes: Iterable[LigneBudget], sources: Collection[str] = tuple(SOURCES)) -> Decimal | None:
    return sum_known(ligne.prevu for ligne in lignes if ligne.source in sources)


def _check_parts(actions: Sequence[ActionBudget], definition: Definition) -> Iterator[Constat]:
    """The shares that are not what the référentiel asks; a rule that holds action by action speaks of its action."""
    montants = [
        MontantPrevu(action.numero, action.axe, ligne.source, ligne.prevu)
        for action in actions
        for ligne in action.lignes
    ]
    for part in list_parts_non_tenues(definition.regles_part, montants):
        numero = part.unite if part.regle.sur == "action" else ""
        yield Constat(f"part_{part.regle.sur}", part.regle.effet, part.phrase, numero)


def _check_notifie(lignes: Iterable[LigneBudget], montant_notifie: Decimal | None) -> Iterator[Constat]:
    prevu = _sum_prevu(lignes, ("etat",))
    if montant_notifie is None:
        if prevu is not None:
            yield Constat(
                "notifie",
                INFORMATION,
                f"Le montant notifié par l’État n’est pas enregistré. Prévu{NBSP}: {format_euros(prevu)}.",
            )
        return
    if prevu is None:
        if montant_notifie:
            yield Constat(
                "notifie",
                BLOQUANT,
                f"Aucun crédit de l’État n’est prévu. Il manque {format_euros(montant_notifie)}, le montant notifié.",
            )
        return
    ecart = EXACT.subtract(prevu, montant_notifie)
    if ecart:
        dit = f"{format_euros(ecart)} de trop" if ecart > 0 else f"Il manque {format_euros(ecart.copy_abs())}"
        yield Constat(
            "notifie",
            BLOQUANT,
            f"La part prévue de l’État, {format_euros(prevu)}, n’est pas le montant notifié, "
            f"{format_euros(montant_notifie)}. {dit}.",
        )


def _check_enveloppes(
    actions: Iterable[ActionBudget], montant_notifie: Decimal | None, notifiees: Sequence[EnveloppeNotifiee]
) -> Iterator[Constat]:
    """Envelopes that are no longer the amount, since an avenant was signed; axes that plan more than theirs may pay."""
    dites = [un.montant for un in notifiees if un.montant is not None]
    if faute := explain_repartition(montant_notifie, dites):
        yield Constat("repartition", ALERTE, f"{faute} La préfecture peut dire à nouveau le partage.")
    par_axe = [montant for action in actions for montant in action.par_axe]
    for phrase in list_depassements(montant_notifie, notifiees, par_axe):
        yield Constat("enveloppe", BLOQUANT, phrase)


def _check_montants(action: ActionBudget, is_bilan: bool) -> Iterator[Constat]:
    """An amount of a line without the other; an action nothing is planned for, unless it was given up."""
    if _sum_prevu(action.lignes) is None:
        if not action.is_abandonnee or action.montants.execute is not None:
            yield Constat("sans_prevu", BLOQUANT, "Aucun montant n’est prévu.", action.numero)
        return
    for ligne in action.lignes:
        if ligne.prevu is not None and ligne.execute is None and is_bilan:
            yield Constat(
                "execute_manquant",
                BLOQUANT,
                f"Le montant exécuté manque ({ligne.libelle}, prévu{NBSP}: {format_euros(ligne.prevu)}). "
                "Écrivez 0 si rien n’a été dépensé.",
                action.numero,
                ligne.source,
                ligne.financeur,
                ligne.libelle,
            )
        if ligne.prevu is None and ligne.execute is not None:
            yield Constat(
                "execute_sans_prevu",
                BLOQUANT if is_bilan else ALERTE,
                f"Le montant prévu manque ({ligne.libelle}, exécuté{NBSP}: {format_euros(ligne.execute)}). "
                "Écrivez 0 si rien n’était prévu.",
                action.numero,
                ligne.source,
                ligne.financeur,
                ligne.libelle,
            )


def _check_justification(action: ActionBudget, definition: Definition, is_bilan: bool) -> Iterator[Constat]:
    montants = action.montants
    if not is_justification_attendue(montants, definition.seuil_justification):
        return
    if action.motif_ecart.strip() and action.justification.strip():
        return
    seuil = f"au-delà de {pourcent_utile(definition.seuil_justification)} du montant prévu"
    yield Constat(
        "justification",
        BLOQUANT if is_bilan else ALERTE,
        f"Il manque le motif et la justification de l’écart entre prévu et exécuté{NBSP}: "
        f"{format_euros(montants.ecart)}, {seuil if montants.prevu else 'rien n’était prévu'}.",
        action.numero,
    )


def list_refus_redeploiement(
    mouvements: Mapping[str, Decimal],
    axes: Mapping[str, str],
    prevus: Mapping[str, Decimal | None],
    regle: RegleRedeploiement | None,
    *,
    cibles_atteintes: bool,
    has_preuve: bool,
) -> list[Constat]:
    """Why a redeployment of State credits is refused, each reason blocking; [] when it is not.

    By number of action: `mouvements` are signed amounts, `prevus` the planned State amounts before the move. Codes:
    regle, mouvement (with the number of its action), equilibre, cibles, preuve.
    """
    if regle is None:
        return [_refuse("regle", "Le référentiel de l’exercice ne prévoit aucun redéploiement de crédits.")]
    mouvements = {numero: montant for numero, montant in mouvements.items() if montant}
    if not mouvements:
        return [_refuse("equilibre", "Aucun montant n’est déplacé.")]
    refus = [
        _refuse("mouvement", message, numero)
        for numero, montant in mouvements.items()
        for message in _check_mouvement(montant, axes.get(numero), prevus.get(numero), regle)
    ]
    solde = sum_known(mouvements.values())
    if solde:
        plus, moins = ("ajoutés", "retirés") if solde > 0 else ("retirés", "ajoutés")
        ecart = f"les crédits {plus} dépassent de {format_euros(solde.copy_abs())} les crédits {moins}"
        refus.append(_refuse("equilibre", f"Le redéploiement n’est pas équilibré{NBSP}: {ecart}."))
    if not cibles_atteintes:
        condition = (
            f"Les crédits de l’axe {regle.de} ne se déplacent que si ses cibles sont déclarées atteintes."
        )
        refus.append(_refuse("cibles", condition))
    if not has_preuve:
        refus.append(
            _refuse("preuve", f"Joignez la preuve que les cibles de l’axe {regle.de} sont atteintes.")
        )
    return refus


def _refuse(code: str, message: str, numero: str = "") -> Constat:
    return Constat(code, BLOQUANT, message, numero)


def _check_mouvement(
    montant: Decimal, axe: str | None, prevu: Decimal | None, regle: RegleRedeploiement
) -> Iterator[str]:
    if axe is None:
        yield "Elle n’est pas dans l’exercice."
    elif montant > ZERO:
        if axe not in regle.vers:
            yield f"Les crédits ne peuvent aller que vers {' ou '.join(regle.vers)}, pas vers {axe}."
    elif axe != regle.de:
        yield f"Seuls des crédits de l’axe {regle.de} peuvent être retirés, pas de l’axe {axe}."
    elif prevu is None:
        yield "Aucun crédit de l’État n’y est prévu, rien ne peut en être retiré."
    elif montant.copy_abs() > prevu:
        yield (
            f"On ne peut pas en retirer {format_euros(montant.copy_abs())}, l’État n’y prévoit que "
            f"{format_euros(prevu)}."
        )


def is_justification_attendue(montants: Montants, seuil: Decimal | None) -> bool:
    """Is the gap between planned and executed beyond `seuil` (a proportion of the planned amount)?

    Money spent where nothing was planned always asks for a word; without `seuil` nothing does.
    """
    if seuil is None or montants.prevu is None or montants.ecart is None:
        return False
    return abs(Fraction(montants.ecart)) > Fraction(montants.prevu) * Fraction(seuil)
