"""The deadlines of an exercice, in order of date, and how one stands on a given day. Pure: no Django, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta

from nombres.formats import date_fr
from nombres.formats import nombre as format_nombre
from referentiels.definitions import Definition

EN_LETTRES = ("", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


@dataclass(frozen=True)
class Echeance:
    """One dated step of an exercice. Not whether it was met: the caller knows when it was done, if it was."""

    code: str  # avenant, evaluation, dialogue, rapport, corrections, instruction, fin_execution
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


@dataclass(frozen=True)
class DatesDeCampagne:
    """What a campaign asks of its year, for an exercice that ends with the civil year."""

    rapport_le: date
    correction_au: date
    instruction_au: date
    jours_reponse: int | None = None


@dataclass(frozen=True)
class TempsAccorde:
    """More time for the report of one convention: until when, and why."""

    jusqu_au: date
    motif: str


@dataclass(frozen=True)
class Calendrier:
    """Until when one exercice is reported on, corrected and reviewed. None: nothing says it."""

    rapport: date | None
    corrections: date | None = None
    instruction: date | None = None
    jours_reponse: int | None = None  # days to answer a proposal
    delai: TempsAccorde | None = None  # where it is what puts the report off

    def say_retard(self, jour: date) -> str:
        """That a report handed over on `jour` is late, and received all the same; "" when it is in time."""
        if self.rapport is None or jour <= self.rapport:
            return ""
        apres = _count_jours((jour - self.rapport).days)
        return f"Le rapport était attendu jusqu’au {date_fr(self.rapport)}\u00a0: il est reçu avec {apres} de retard."


def compute_calendrier(
    definition: Definition,
    annee: int,
    fin: date,
    prolonge_au: date | None = None,
    campagne: DatesDeCampagne | None = None,
    delai: TempsAccorde | None = None,
) -> Calendrier:
    """Of exercice `annee`, which ends on `fin`: the dates of its open campaign, those of its référentiel without one.

    The one place that decides. A year that ends in a later civil year moves the campaign by as many years, an extended
    execution as it moves the référentiel's date, a granted `delai` to its own day; none ever brings a date forward.
    What comes after the report moves by as many days as it does.
    """
    du = _add_annees(campagne.rapport_le, fin.year - annee) if campagne else None
    prevu = definition.compute_echeance_rapport(annee, prolonge_au, fin, du)
    # One that was granted before the deadline moved beyond it puts nothing off any more.
    accorde = delai if delai and prevu and delai.jusqu_au > prevu else None
    rapport = accorde.jusqu_au if accorde else prevu
    if campagne is None or rapport is None:
        return Calendrier(rapport, delai=accorde)
    ecart = rapport - campagne.rapport_le
    return Calendrier(
        rapport,
        campagne.correction_au + ecart,
        campagne.instruction_au + ecart,
        campagne.jours_reponse,
        accorde,
    )


def _add_annees(jour: date, annees: int) -> date:
    is_bissextile = (jour.month, jour.day) == (2, 29)
    return jour.replace(year=jour.year + annees, day=28 if is_bissextile and annees else jour.day)


def list_echeances(
    definition: Definition,
    annee: int,
    regime: str,
    prolonge_au: date | None,
    fin: date,
    calendrier: Calendrier | None = None,
) -> tuple[Echeance, ...]:
    """Those of exercice `annee`, which ends on `fin`, or goes on until `prolonge_au` when it is extended; `calendrier`
    is that of its campaign, if it has one.

    What nothing dates is not there: only the end of the execution always is.
    """
    calendrier = calendrier or compute_calendrier(definition, annee, fin, prolonge_au)
    echeances = [
        Echeance("fin_execution", "Fin de l’exécution", prolonge_au or fin, is_due=False),
    ]
    if avenant := definition.get_echeance_avenant(annee, regime):
        echeances.append(Echeance("avenant", "Avenant", avenant, fait="signé"))
    if dialogue := definition.compute_dialogue(annee):
        echeances.append(Echeance("dialogue", "Dialogue de performance", dialogue, is_due=False))
    if rapport := calendrier.rapport:
        echeances.append(Echeance("rapport", "Rapport d’exécution", rapport, fait="exercice transmis"))
    if corrections := calendrier.corrections:
        echeances.append(Echeance("corrections", "Fin des corrections", corrections, fait="complété"))
    if instruction := calendrier.instruction:
        echeances.append(
            Echeance("instruction", "Instruction par l’État", instruction, fait="exercice validé")
        )
    if evaluation := definition.get_calendrier(annee).evaluation_le:
        echeances.append(Echeance("evaluation", "Évaluation à mi-parcours", evaluation, is_due=False))
    return tuple(sorted(echeances, key=lambda echeance: echeance.le))


# How many days before its day something awaited is called to mind, the last one after it.
PALIERS = (30, 7, 1, -1)


def find_palier(le: date, jour: date, depuis: date | None = None) -> int | None:
    """The last of PALIERS that has come on `jour`, of what is awaited by `le`; None as long as none has, and for one
    that had come when it was asked (`depuis`): who asked told it."""
    venus = [palier for palier in PALIERS if (le - jour).days <= palier]
    if not venus or (depuis and le - timedelta(days=min(venus)) <= depuis):
        return None
    return min(venus)


def say_depuis(le: date, jour: date) -> str:
    """How long something that began on `le` has lasted on `jour`: « depuis 12 jours », « depuis hier »."""
    duree = (jour - le).days
    if duree < 1:
        return "depuis aujourd’hui"
    return "depuis hier" if duree == 1 else f"depuis {_count_jours(duree)}"
