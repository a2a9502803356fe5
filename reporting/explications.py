"""How the amount of a simulation is obtained, in words and term by term, its numbers in the formulas.

Pure Python, over a `contents.Simulation`; nothing is computed again here but the text.
"""

from dataclasses import dataclass
from decimal import Decimal

from financement.refaction import LigneRefaction, Simulation
from nombres.formats import MINUS, format_euros, nombre, pourcent
from referentiels.definitions import Bareme

# Why an action has no amount.
MOTIFS = {
    "sans_credit": "Sans crédit de l’État\u00a0: rien à justifier.",
    "execute_manquant": "Non calculable\u00a0: montant exécuté manquant.",
}


@dataclass(frozen=True)
class Sens:
    """What a term is called, and what it is ("": it depends on the extension)."""

    libelle: str
    phrase: str


# Each term in the order it follows from the others.
TERMES = {
    "disponible": Sens(
        "Crédits disponibles", "Ce que l’État a notifié pour l’exercice, et ce qui restait de l’an dernier."
    ),
    "depense": Sens("Dépense exécutée", "Ce qui a été dépensé pour les actions, tous financeurs réunis."),
    "plafond": Sens("Plafond", "La plus grande part de la dépense que l’État peut porter, selon le barème."),
    "justifie": Sens(
        "Justifié", "Le plus petit des deux, crédits disponibles ou plafond, action par action."
    ),
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
    total, part = simulation.total, pourcent(simulation.bareme.part_etat_max, 0)
    calculs = {
        "disponible": _tell_disponible(total),
        "depense": "somme des actions qui ont un crédit de l’État",
        "plafond": f"{part} × {format_euros(total.depense)}, arrondis au centime action par action",
        "justifie": "somme des actions\u00a0: une action ne compense pas l’autre",
        "non_justifie": f"{format_euros(total.disponible)} {MINUS} {format_euros(total.justifie)}",
        "non_consomme": "somme, action par action, de ce qui reste des crédits disponibles",
        "reporte": (
            "le plus petit de «\u00a0non justifié\u00a0» et de «\u00a0non consommé\u00a0», action par action"
            if simulation.is_prolonge
            else ""
        ),
        "refaction": f"{format_euros(total.non_justifie)} {MINUS} {format_euros(total.reporte)}",
    }
    return tuple(
        Terme(
            code,
            sens.libelle,
            sens.phrase or _tell_report(simulation),
            calculs[code] if montant is not None else "",
            montant,
        )
        for code, sens in TERMES.items()
        for montant in (getattr(total, code),)
    )


def _tell_report(simulation: Simulation) -> str:
    if not simulation.is_prolonge:
        return "L’exécution n’est pas prolongée à cette date\u00a0: rien n’est reporté."
    if simulation.bareme.report_prolongation == "aucun":
        return "L’exécution est prolongée, mais le barème ne laisse rien reporter."
    return (
        "L’exécution est prolongée\u00a0: ce qui n’est pas consommé peut encore l’être. La prolongation "
        "n’excuse pas les crédits dépensés sans la part du département."
    )


def explain_ligne(ligne: LigneRefaction, bareme: Bareme) -> str:
    """The amount of one action as one formula, or why it has none."""
    if ligne.motif:
        return MOTIFS[ligne.motif]
    part = pourcent(bareme.part_etat_max, 0)
    reporte = f" {MINUS} {format_euros(ligne.reporte)} reportés" if ligne.reporte else ""
    return (
        f"Justifié\u00a0: le plus petit de {format_euros(ligne.disponible)} et de {format_euros(ligne.plafond)} "
        f"({part} × {format_euros(ligne.depense)}). "
        f"Réfaction simulée\u00a0: {format_euros(ligne.disponible)} {MINUS} {format_euros(ligne.justifie)}{reporte} "
        f"= {format_euros(ligne.refaction)}."
    )


def explain_apports(simulation: Simulation) -> str:
    """The total as the sum of what each action brings to it; "" when none brings anything."""
    apports = [ligne for ligne in simulation.lignes if ligne.refaction]
    if not apports:
        return ""
    somme = " + ".join(f"{nombre(ligne.refaction, 2)} ({ligne.numero})" for ligne in apports)
    return f"{somme} = {format_euros(simulation.total.refaction)}"


def _tell_disponible(total: LigneRefaction) -> str:
    """« 148 000,00 € notifiés + 2 000,00 € de report »: what is not filled in is not 0, it is not said."""
    termes = ((total.notifie, "notifiés"), (total.report, "de report"))
    return " + ".join(f"{format_euros(montant)} {quoi}" for montant, quoi in termes if montant is not None)
