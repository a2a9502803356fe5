"""The delays that a référentiel declares: which dates, within what, for whom.

Source: instruction of 19 March 2021 (30 days, two weeks, one month) and code de procédure civile, art. 641 and 642-1,
for the counting of days and months. Dates, limits and starting dates come from the référentiel, never from here.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from fichiers.personnes import IDENTIFIANT

# The columns of a parcours file that are no date.
ORGANISME, SOUMIS = "organisme", "soumis_droits_devoirs"
RESERVEES = (IDENTIFIANT, ORGANISME, SOUMIS)


@dataclass(frozen=True)
class DateParcours:
    """One date a line of a parcours file may hold."""

    code: str  # as rules name it
    colonne: str  # header of its column
    libelle: str
    apres: str = ""  # code of the date it may not precede, or ""
    avec_organisme: bool = False  # must the organisme be known once this date is there?


@dataclass(frozen=True)
class FormatParcours:
    """What a line of a parcours file holds. The first date is the entry: with the identifier, it makes duplicates."""

    dates: tuple[DateParcours, ...]
    organismes: tuple[str, ...]  # none: the file has no such column

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(jour.code for jour in self.dates)


FORMAT_USUEL = FormatParcours(
    dates=(
        DateParcours("entree", "date_entree", "Entrée dans le RSA"),
        DateParcours("notification_droits", "date_notification", "Notification d’ouverture des droits"),
        DateParcours("orientation", "date_orientation", "Orientation", apres="entree", avec_organisme=True),
        DateParcours("premier_rdv", "date_premier_rdv", "Premier rendez-vous", apres="orientation"),
        DateParcours("cer", "date_cer", "Contrat d’engagements réciproques", apres="orientation"),
    ),
    # « autre » is of files that do not say whether it is of the service public de l'emploi (SPE).
    organismes=("cd_social", "cd_socio_pro", "pole_emploi", "autre_spe", "hors_spe", "autre"),
)


@dataclass(frozen=True)
class Limite:
    """A time limit, in days, weeks or months."""

    jours: int = 0
    semaines: int = 0
    mois: int = 0

    def compute_echeance(self, depart: date) -> date:
        """Last day in time for an event starting on `depart`. The starting day does not count (art. 641, al. 1);
        a month ends on the day of the same number, or on the last day of a shorter month (art. 641, al. 2)."""
        rang = depart.month - 1 + self.mois
        annee, mois = depart.year + rang // 12, rang % 12 + 1
        jour = min(depart.day, monthrange(annee, mois)[1])
        return date(annee, mois, jour) + timedelta(days=self.jours + 7 * self.semaines)

    @property
    def libelle(self) -> str:
        """The limit as one says it: « 30 jours », « 2 semaines », « 1 mois »."""
        parts = [
            f"{nombre} {nom}{'s' if nombre > 1 and nom != 'mois' else ''}"
            for nombre, nom in ((self.mois, "mois"), (self.semaines, "semaine"), (self.jours, "jour"))
            if nombre
        ]
        return " et ".join(parts)


@dataclass(frozen=True)
class RegleDelai:
    """One delay of a référentiel: from which date to which, within what, for whom."""

    code: str
    de: str  # code of a date of the format
    a: str  # idem
    limite: Limite
    sauf_organismes: frozenset[str]
    total: str | None  # code of the indicator that counts the cohort
    evenements: str | None  # code of the indicator that counts the events
