"""The delays that a référentiel declares: which dates, within what, for whom.

Source: instruction of 19 March 2021 (30 days, two weeks, one month) and code de procédure civile, art. 641 and 642-1,
for the counting of days and months. Dates, limits and starting dates come from the référentiel, never from here.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from fichiers.personnes import IDENTIFIANT, is_entete_personnelle, normalize

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
    def codes(self):
        return tuple(jour.code for jour in self.dates)


FORMAT_USUEL = FormatParcours(
    dates=(
        DateParcours("entree", "date_entree", "Entrée dans le RSA"),
        DateParcours("notification_droits", "date_notification", "Notification d’ouverture des droits"),
        DateParcours("orientation", "date_orientation", "Orientation", apres="entree", avec_organisme=True),
        DateParcours("premier_rdv", "date_premier_rdv", "Premier rendez-vous", apres="orientation"),
        DateParcours("cer", "date_cer", "Contrat d’engagements réciproques", apres="orientation"),
    ),
    organismes=("cd_social", "cd_socio_pro", "pole_emploi", "autre"),
)


@dataclass(frozen=True)
class Limite:
    """A time limit, in days, weeks or months."""

    jours: int = 0
    semaines: int = 0
    mois: int = 0

    def compute_echeance(self, depart):
        """Last day in time for an event starting on `depart` (date). The starting day does not count (art. 641, al. 1);
        a month ends on the day of the same number, or on the last day of a shorter month (art. 641, al. 2)."""
        rang = depart.month - 1 + self.mois
        annee, mois = depart.year + rang // 12, rang % 12 + 1
        jour = min(depart.day, monthrange(annee, mois)[1])
        return date(annee, mois, jour) + timedelta(days=self.jours + 7 * self.semaines)

    @property
    def libelle(self):
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


def build_format(table):
    """Format of the parcours files of a référentiel, from its optional `[parcours]` table: `dates = [{code, colonne,
    libelle, apres, organisme}]`, `organismes = [...]`. What is not said is as usual; ValueError (French) on nonsense.
    """
    if not table:
        return FORMAT_USUEL
    _refuse(
        not isinstance(table, dict) or set(table) - {"dates", "organismes"}, "on y écrit dates et organismes"
    )
    organismes = table.get("organismes", list(FORMAT_USUEL.organismes))
    _refuse(
        not _are_codes(organismes) or len(set(organismes)) != len(organismes),
        "organismes est une liste de codes (minuscules, chiffres, _), chacun une fois",
    )
    if "dates" not in table:
        return FormatParcours(FORMAT_USUEL.dates, tuple(organismes))
    _refuse(not isinstance(table["dates"], list) or not table["dates"], "il faut au moins une date")
    dates = []
    for ligne in table["dates"]:
        dates.append(_read_date(ligne, dates, organismes))
    return FormatParcours(tuple(dates), tuple(organismes))


def _read_date(table, precedentes, organismes):
    champs = {"code", "colonne", "libelle", "apres", "organisme"}
    _refuse(
        not isinstance(table, dict) or set(table) - champs,
        f"une date a pour champs {', '.join(sorted(champs))}",
    )
    code, colonne, libelle = (table.get(champ) for champ in ("code", "colonne", "libelle"))
    _refuse(
        not _are_codes([code, colonne]), "le code et la colonne d’une date sont en minuscules, chiffres et _"
    )
    _refuse(
        not isinstance(libelle, str) or not libelle.strip(),
        f"la date «\u00a0{code}\u00a0» n’a pas de libellé",
    )
    _refuse(code in [d.code for d in precedentes], f"la date «\u00a0{code}\u00a0» est décrite deux fois")
    prises = [*RESERVEES, *(d.colonne for d in precedentes)]
    _refuse(colonne in prises, f"la colonne «\u00a0{colonne}\u00a0» sert déjà")
    _refuse(
        is_entete_personnelle(colonne), f"la colonne «\u00a0{colonne}\u00a0» annonce une donnée personnelle"
    )
    apres = table.get("apres", "")
    _refuse(
        apres and apres not in [d.code for d in precedentes],
        f"«\u00a0{apres}\u00a0» doit précéder «\u00a0{code}\u00a0» dans la liste",
    )
    avec_organisme = table.get("organisme", False)
    _refuse(
        not isinstance(avec_organisme, bool), f"organisme, pour «\u00a0{code}\u00a0», se dit true ou false"
    )
    _refuse(
        avec_organisme and not organismes, f"«\u00a0{code}\u00a0» veut un organisme, mais il n’y en a aucun"
    )
    return DateParcours(code, colonne, libelle, apres or "", avec_organisme)


def _are_codes(textes):
    return isinstance(textes, list) and all(isinstance(t, str) and t and normalize(t) == t for t in textes)


def _refuse(faute, phrase):
    if faute:
        raise ValueError(f"Format des parcours\u00a0: {phrase}.")


def build_regle(table, format_parcours=FORMAT_USUEL):
    """Rule of one indicator table of a référentiel; ValueError (French) on an unknown date, organisme or limit."""
    code, delai = table.get("code"), table.get("delai") or {}
    for cle in ("de", "a"):
        if delai.get(cle) not in format_parcours.codes:
            raise ValueError(
                f"Indicateur {code}\u00a0: la date «\u00a0{delai.get(cle)}\u00a0» n’existe pas dans un parcours."
            )
    limite = delai.get("limite") or {}
    if (
        not limite
        or set(limite) - {"jours", "semaines", "mois"}
        or any(type(nombre) is not int or not 0 <= nombre <= 9999 for nombre in limite.values())
    ):
        raise ValueError(f"Indicateur {code}\u00a0: une limite se dit en jours, semaines ou mois.")
    for organisme in delai.get("sauf_organisme", ()):
        if organisme not in format_parcours.organismes:
            raise ValueError(
                f"Indicateur {code}\u00a0: l’organisme «\u00a0{organisme}\u00a0» n’existe pas dans un parcours."
            )
    return RegleDelai(
        code=code,
        de=delai["de"],
        a=delai["a"],
        limite=Limite(**limite),
        sauf_organismes=frozenset(delai.get("sauf_organisme", ())),
        total=table.get("total"),
        evenements=table.get("evenements"),
    )
