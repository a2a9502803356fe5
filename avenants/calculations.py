"""What an avenant changes, old and new values side by side, computed each time, never stored; whether it adds up."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from nombres.exacts import EXACT
from nombres.formats import enumere, format_euros

Cle = TypeVar("Cle")  # what is changed: an amount, a target


@dataclass(frozen=True)
class AvantApres(Generic[Cle]):
    """One value before and after; `ancien` None is « nothing was agreed »."""

    cle: Cle
    ancien: Decimal | None
    nouveau: Decimal


def compute_changements(
    anciens: Mapping[Cle, Decimal | None], nouveaux: Mapping[Cle, Decimal]
) -> list[AvantApres[Cle]]:
    """Lines of `nouveaux` that differ from `anciens`, in order."""
    return [
        AvantApres(cle, anciens.get(cle), nouveau)
        for cle, nouveau in nouveaux.items()
        if anciens.get(cle) != nouveau
    ]


# What an avenant is called on its page and on its paper, by nature; the financial one is « the » avenant.
NOMS = {
    "report": "Avenant de report",
    "prorogation": "Avenant de prorogation",
    "modification": "Avenant de modification",
}

# Numbers of avenants as conventions really have them: a handful.
NUMERO_MIN, NUMERO_MAX = 1, 99


@dataclass(frozen=True)
class AutresAvenants:
    """The numbers of the other avenants of a convention: signed, those among them that moved the money, the drafts that
    move it, and the drafts that do not.

    Those that move the money follow one another. What was signed outside the site is a fact: those before the first one
    recorded here may be missing (Loiret's first one here is its n° 3), and an avenant that extends something has the
    number that its parties give it, in the same sequence.
    """

    signes: frozenset[int] = frozenset()
    financiers: frozenset[int] = frozenset()
    prepares: frozenset[int] = frozenset()
    a_part: frozenset[int] = frozenset()

    @property
    def suivant(self) -> int:
        """The number that a new avenant takes: the first free one after the last financial one."""
        numero = max(self.financiers | self.prepares or self.signes, default=0) + 1
        while numero in self.signes | self.a_part:
            numero += 1
        return numero

    def find_faute(self, numero: int) -> str | None:
        """Why an avenant that moves the money does not take this number, or None; that it is taken is a constraint of
        the database."""
        if not NUMERO_MIN <= numero <= NUMERO_MAX:
            return f"Un avenant porte un numéro de {NUMERO_MIN} à {NUMERO_MAX}."
        if (self.financiers or self.prepares) and numero > self.suivant:
            return (
                "Les numéros se suivent\u00a0: le prochain avenant de la convention "
                f"porte le n°\u00a0{self.suivant}."
            )
        dernier = max(self.financiers, default=0)
        if numero < dernier:
            return f"L’avenant n°\u00a0{dernier} est signé\u00a0: celui-ci vient après, sous le n°\u00a0{self.suivant}."
        return None

    def find_attente(self, numero: int) -> str | None:
        """Why an avenant is not signed under this number yet, or None: those before it are signed first."""
        premier = min(self.financiers or self.prepares, default=numero)
        manquant = next((n for n in range(premier, numero) if n not in self.signes), None)
        if manquant is None:
            return None
        is_prepare = manquant in self.prepares | self.a_part
        quoi = "est encore en préparation" if is_prepare else "n’est pas enregistré"
        return f"L’avenant n°\u00a0{manquant} {quoi}\u00a0: il se signe avant l’avenant n°\u00a0{numero}."


@dataclass(frozen=True)
class Clause:
    """A clause that was chosen, and the axes (codes) one of which must have an action for it to mean something."""

    titre: str
    axes: tuple[str, ...] = ()


def list_incoherences(
    montant_etat: Decimal, part_des_actions: Decimal | None, clauses: Iterable[Clause], axes: Set[str]
) -> list[tuple[str, str]]:
    """Why an avenant does not add up, as (field, French sentence).

    `montant_etat` is what it says of the State, in euros; `part_des_actions` the sum of the State's planned amounts of
    the actions once it is signed, None when none is known; `axes` the codes of the axes that have an action. The two
    amounts agree to the cent (domaine.md, financing: « State planned total = amount notified by the State »).
    """
    fautes = []
    if (part_des_actions or 0) != montant_etat:
        fautes.append(("montant_etat", _tell_ecart(montant_etat, part_des_actions)))
    for clause in clauses:
        if clause.axes and axes.isdisjoint(clause.axes):
            quels = (
                f"de l’axe {clause.axes[0]}"
                if len(clause.axes) == 1
                else f"d’un des axes {enumere(clause.axes)}"
            )
            phrase = f"La clause «\u00a0{clause.titre}\u00a0» suppose une action {quels}\u00a0: l’exercice n’en a pas."
            fautes.append(("clauses", phrase))
    return fautes


def find_ecart_etat(avant: Decimal | None, apres: Decimal | None) -> str | None:
    """Why an avenant that says no new amount of the State does not hold, from what its actions receive before and
    after, in euros; None: the total stays."""
    if (avant or 0) == (apres or 0):
        return None
    return (
        f"Les actions reçoivent de l’État {format_euros(avant)}, elles en recevraient {format_euros(apres)}\u00a0: un "
        "autre montant de l’État se convient par un avenant financier."
    )


def _tell_ecart(montant_etat: Decimal, part_des_actions: Decimal | None) -> str:
    if part_des_actions is None:
        return (
            f"Le montant de l’État est de {format_euros(montant_etat)}, et aucune action n’en reçoit\u00a0: "
            "écrivez la part de chacune."
        )
    ecart = EXACT.subtract(part_des_actions, montant_etat)
    quoi = f"{format_euros(ecart)} de trop" if ecart > 0 else f"il reste {format_euros(-ecart)} à répartir"
    return (
        f"Le montant de l’État est de {format_euros(montant_etat)}, ses actions en reçoivent "
        f"{format_euros(part_des_actions)}\u00a0: {quoi}."
    )
