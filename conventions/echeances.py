"""The deadlines of an exercice, in order of date, and how one stands on a given day. Pure: no Django, no clock."""

from dataclasses import dataclass
from datetime import date

from nombres.formats import date_fr
from nombres.formats import nombre as format_nombre
from referentiels.definitions import Definition

EN_LETTRES = ("", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


@dataclass(frozen=True)
class Echeance:
    """One dated step of an exercice. Not whether it was met: the caller knows when it was done, if it was."""

    code: str  # avenant, evaluation, dialogue, rapport, fin_execution
    libelle: str
    le: date
    # False: the day something begins or ends by itself, that nobody can be late for.
    is_due: bool = True
    # What doing it is called.
    fait: str = "fait"

    def is_en_retard(self, jour: date, fait_le: date | None = None) -> bool:
        """Is it still to be done on `jour`, after its date? What was done late is no longer late: `say` tells it."""
        return self.is_due and fait_le is None and jour > self.le

    def say(self, jour: date, fait_le: date | None = None) -> str:
        """In words: « fait le 12 mai 2021 », « en retard de 12 jours », « dans 3 jours », « aujourd’hui »."""
        if fait_le is not None:
            fait = f"{self.fait} le {date_fr(fait_le)}"
            apres = (fait_le - self.le).days
            return (
                f"{fait}, {_count_jours(apres, en_lettres=True)} après" if self.is_due and apres > 0 else fait
            )
        reste = (self.le - jour).days
        if reste == 0:
            return "aujourd’hui"
        if reste > 0:
            return "demain" if reste == 1 else f"dans {_count_jours(reste)}"
        if not self.is_due:
            return f"depuis {_count_jours(-reste)}"
        return "en retard d’un jour" if reste == -1 else f"en retard de {_count_jours(-reste)}"


def _count_jours(nombre: int, *, en_lettres: bool = False) -> str:
    compte = EN_LETTRES[nombre] if en_lettres and nombre < len(EN_LETTRES) else format_nombre(nombre)
    return f"{compte} jour{'s' if nombre > 1 else ''}"


def list_echeances(
    definition: Definition, annee: int, regime: str, prolonge_au: date | None, fin: date
) -> tuple[Echeance, ...]:
    """Those of exercice `annee`, which ends on `fin`, or goes on until `prolonge_au` when it is extended.

    What the référentiel does not date is not there: only the end of the execution always is.
    """
    echeances = [
        Echeance("fin_execution", "Fin de l’exécution", prolonge_au or fin, is_due=False),
    ]
    if avenant := definition.get_echeance_avenant(annee, regime):
        echeances.append(Echeance("avenant", "Avenant", avenant, fait="signé"))
    if dialogue := definition.compute_dialogue(annee):
        echeances.append(Echeance("dialogue", "Dialogue de performance", dialogue, is_due=False))
    if rapport := definition.compute_echeance_rapport(annee, prolonge_au, fin):
        echeances.append(Echeance("rapport", "Rapport d’exécution", rapport, fait="exercice transmis"))
    if evaluation := definition.get_calendrier(annee).evaluation_le:
        echeances.append(Echeance("evaluation", "Évaluation à mi-parcours", evaluation, is_due=False))
    return tuple(sorted(echeances, key=lambda echeance: echeance.le))


def say_depuis(le: date, jour: date) -> str:
    """How long something that began on `le` has lasted on `jour`: « depuis 12 jours », « depuis hier »."""
    duree = (jour - le).days
    if duree < 1:
        return "depuis aujourd’hui"
    return "depuis hier" if duree == 1 else f"depuis {_count_jours(duree)}"
