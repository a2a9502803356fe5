"""How the amount of a simulation is obtained, in words and term by term, its numbers in the formulas.

Pure Python, over a `contents.Simulation`; nothing is computed again here but the text.
"""

from dataclasses import dataclass
from decimal import Decimal

from conventions.calculations import SOURCES
from financement.refaction import LigneRefaction, Simulation
from nombres.formats import MINUS, enumere, format_euros, nombre, pourcent
from referentiels.definitions import Bareme

# Why an action has no amount.
MOTIFS = {
    "sans_credit": "Sans crédit de l’État\u00a0: rien à justifier.",
    "execute_manquant": "Non calculable\u00a0: montant exécuté manquant.",
}
# What is judged as one thing, and what it does to the actions: by scope of the share rule.
PORTEES = {
    "ensemble": "toutes les actions ensemble",
    "axe": "axe par axe",
    "action": "action par action",
}
REGLES_PORTEE = {
    "ensemble": (
        "La règle de part porte sur l’ensemble des actions\u00a0: le total s’y calcule en une fois, une action en "
        "compense une autre, et les lignes par action ne disent que ce qui fut disponible et dépensé."
    ),
    "axe": (
        "La règle de part porte sur chaque axe\u00a0: le total est la somme des axes, un axe n’en compense pas un "
        "autre, et les lignes par action ne disent que ce qui fut disponible et dépensé."
    ),
    "action": "Le total est la somme des actions\u00a0: une action n’en compense pas une autre.",
}


@dataclass(frozen=True)
class Sens:
    """What a term is called, and what it is ("": it depends on the simulation)."""

    libelle: str
    phrase: str


# Each term in the order it follows from the others.
TERMES = {
    "disponible": Sens(
        "Crédits disponibles", "Ce que l’État a notifié pour l’exercice, et ce qui restait de l’an dernier."
    ),
    "depense": Sens("Dépense exécutée", "Ce qui a été dépensé pour les actions, tous financeurs réunis."),
    "depense_etat": Sens(
        "Dépense sur crédits de l’État",
        "Ce qui en a été dépensé sur les crédits disponibles, report compris.",
    ),
    "plafond": Sens("Plafond", "La plus grande part de la dépense que l’État peut porter, selon le barème."),
    "justifie": Sens("Justifié", ""),
    "non_justifie": Sens("Non justifié", "Les crédits disponibles que la dépense ne justifie pas."),
    "non_consomme": Sens(
        "Non consommé",
        "Les crédits de l’État qui n’ont pas été dépensés. Pour information\u00a0: seule la prolongation s’en sert.",
    ),
    "reporte": Sens("Reporté par la prolongation", ""),
    "refaction": Sens("Réfaction simulée", "Ce que l’État retiendrait."),
}


@dataclass(frozen=True)
class Terme:
    """One term: what it is, where its total comes from, and the total, in euros (None: not calculable)."""

    code: str
    libelle: str
    phrase: str
    calcul: str
    montant: Decimal | None


def explain_simulation(simulation: Simulation) -> tuple[Terme, ...]:
    """Each term of the total, in the order they follow from each other."""
    total, bareme = simulation.total, simulation.bareme
    par_portee = PORTEES[bareme.portee]
    calculs = {
        "disponible": _tell_disponible(total),
        "depense": _tell_depense(bareme),
        "depense_etat": f"exécuté des sources «\u00a0{SOURCES['etat']}\u00a0» et «\u00a0{SOURCES['report']}\u00a0»",
        "plafond": _tell_plafond(simulation),
        "justifie": _tell_justifie(simulation),
        "non_justifie": f"{format_euros(total.disponible)} {MINUS} {format_euros(total.justifie)}",
        "non_consomme": f"ce qui reste des crédits disponibles, {par_portee}",
        "reporte": (
            f"le plus petit de «\u00a0non justifié\u00a0» et de «\u00a0non consommé\u00a0», {par_portee}"
            if simulation.is_prolonge
            else ""
        ),
        "refaction": f"{format_euros(total.non_justifie)} {MINUS} {format_euros(total.reporte)}",
    }
    phrases = {"justifie": explain_justifie(simulation), "reporte": _tell_report(simulation)}
    return tuple(
        Terme(
            code,
            sens.libelle,
            sens.phrase or phrases[code],
            calculs[code] if montant is not None else "",
            montant,
        )
        for code, sens in TERMES.items()
        for montant in (getattr(total, code),)
        if code != "depense_etat" or simulation.is_limitee_au_consomme
    )


def explain_justifie(simulation: Simulation) -> str:
    """What is justified, and of what it is counted: on the page and on paper."""
    quoi = (
        "Est justifié le plus petit de trois montants\u00a0: les crédits disponibles, le plafond, et ce qui a été "
        "dépensé sur ces crédits."
        if simulation.is_limitee_au_consomme
        else "Est justifié le plus petit des deux, crédits disponibles ou plafond."
    )
    sauf = simulation.bareme.sauf
    exception = ""
    if sauf:
        axes = f"des axes {enumere(sauf)}" if len(sauf) > 1 else f"de l’axe {sauf[0]}"
        exception = f" La règle ne dit rien {axes}\u00a0: l’État peut y porter toute la dépense."
    return f"{quoi} {REGLES_PORTEE[simulation.bareme.portee]}{exception}"


def tell_portee(simulation: Simulation) -> str:
    """« toutes les actions ensemble »: what is judged as one thing."""
    return PORTEES[simulation.bareme.portee]


def name_unite(numero: str) -> str:
    """What is judged together: an axe by its code, "" for the whole."""
    return f"Axe {numero}" if numero else "Ensemble des actions"


def _tell_depense(bareme: Bareme) -> str:
    if bareme.portee == "ensemble":
        return "somme de toutes les actions"
    return f"somme des {'axes' if bareme.portee == 'axe' else 'actions'} qui ont un crédit de l’État"


def _tell_plafond(simulation: Simulation) -> str:
    bareme, total = simulation.bareme, simulation.total
    if bareme.sauf:
        return f"{pourcent(bareme.part_etat_max, 0)} de la dépense, toute la dépense des axes exceptés"
    arrondis = "" if bareme.portee == "ensemble" else f", arrondis au centime {PORTEES[bareme.portee]}"
    return f"{pourcent(bareme.part_etat_max, 0)} × {format_euros(total.depense)}{arrondis}"


def _tell_justifie(simulation: Simulation) -> str:
    if len(simulation.unites) == 1:
        (unite,) = simulation.unites
        return (
            f"le plus petit de {format_euros(unite.disponible)}, de {format_euros(unite.plafond)} et de "
            f"{format_euros(unite.depense_etat)}"
        )
    return f"somme {PORTEES[simulation.bareme.portee]}"


def _tell_report(simulation: Simulation) -> str:
    if not simulation.is_prolonge:
        return "L’exécution n’est pas prolongée à cette date\u00a0: rien n’est reporté."
    if simulation.bareme.report_prolongation == "aucun":
        return "L’exécution est prolongée, mais le barème ne laisse rien reporter."
    return (
        "L’exécution est prolongée\u00a0: ce qui n’est pas consommé peut encore l’être. La prolongation "
        "n’excuse pas les crédits dépensés sans la part de la collectivité."
    )


def explain_ligne(ligne: LigneRefaction, bareme: Bareme, axe: str = "") -> str:
    """The amount of one action, of this axe, as one formula, or why it has none."""
    if ligne.motif:
        return MOTIFS[ligne.motif]
    consommes = f"{format_euros(ligne.depense_etat)} dépensés sur ces crédits"
    if bareme.portee != "action":
        unite = name_unite(bareme.get_unite(ligne.numero, axe))
        return (
            f"Jugée avec\u00a0: {unite[:1].lower()}{unite[1:]}. {format_euros(ligne.disponible)} disponibles, "
            f"{consommes}."
        )
    is_ancienne = ligne.depense_etat is None
    lien, consomme = (" et de", "") if is_ancienne else (", de", f" et de {consommes}")
    reporte = f" {MINUS} {format_euros(ligne.reporte)} reportés" if ligne.reporte else ""
    return (
        f"Justifié\u00a0: le plus petit de {format_euros(ligne.disponible)}{lien} {format_euros(ligne.plafond)} "
        f"({pourcent(bareme.get_part(axe), 0)} × {format_euros(ligne.depense)}){consomme}. "
        f"Réfaction simulée\u00a0: {format_euros(ligne.disponible)} {MINUS} {format_euros(ligne.justifie)}{reporte} "
        f"= {format_euros(ligne.refaction)}."
    )


def explain_apports(simulation: Simulation) -> str:
    """The total as the sum of what each action, or axe, brings to it; "" when none brings anything, or when all is
    judged together."""
    apports = [ligne for ligne in simulation.jugees if ligne.refaction]
    if not apports or len(simulation.unites) == 1:
        return ""
    somme = " + ".join(
        f"{nombre(ligne.refaction, 2)} ({_name_court(ligne, simulation)})" for ligne in apports
    )
    total = format_euros(simulation.total.refaction)
    return f"{PORTEES[simulation.bareme.portee].capitalize()}\u00a0: {somme} = {total}"


def _name_court(ligne: LigneRefaction, simulation: Simulation) -> str:
    return ligne.numero if simulation.is_par_action or ligne.numero else "ensemble"


def _tell_disponible(total: LigneRefaction) -> str:
    """« 148 000,00 € notifiés + 2 000,00 € de report »: what is not filled in is not 0, it is not said."""
    termes = ((total.notifie, "notifiés"), (total.report, "de report"))
    return " + ".join(f"{format_euros(montant)} {quoi}" for montant, quoi in termes if montant is not None)
