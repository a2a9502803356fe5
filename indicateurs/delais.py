"""The three RSA delays. Values in, values out: no Django, no clock, no file.

Source: instruction of 19 March 2021 (30 days, two weeks, one month) and code de procédure civile, art. 641 and 642-1,
for the counting of days and months. Limits and starting dates come from the référentiel, never from here.
"""

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

# The dates of a line a rule may start from or end at, as référentiels name them.
EVENEMENTS = ("entree", "notification_droits", "orientation", "premier_rdv", "cer")
ORGANISMES = ("cd_social", "cd_socio_pro", "pole_emploi", "autre")


class Parcours(NamedTuple):
    """One entry of one person. Dates are proleptic ordinals (`date.toordinal`), 0 when there is none."""

    soumis: bool
    organisme: str  # one of ORGANISMES, or ""
    entree: int
    notification_droits: int
    orientation: int
    premier_rdv: int
    cer: int


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
    de: str  # one of EVENEMENTS
    a: str  # one of EVENEMENTS
    limite: Limite
    sauf_organismes: frozenset[str]
    total: str | None  # code of the indicator that counts the cohort
    evenements: str | None  # code of the indicator that counts the events


@dataclass(frozen=True)
class ResultatDelai:
    """Outcomes of one cohort at the date d'arrêté, as counts of persons; the median in days, None without event."""

    dans_delai: int
    hors_delai: int
    en_cours: int
    mediane_jours: int | float | None


@dataclass(frozen=True)
class FormatParcours:
    """Interim."""

    dates: tuple = ()


class DateParcours(NamedTuple):
    """Interim."""

    code: str
    colonne: str
    libelle: str


FORMAT_USUEL = FormatParcours(
    (
        DateParcours("entree", "date_entree", "Entrée dans le RSA"),
        DateParcours("notification_droits", "date_notification", "Notification d’ouverture des droits"),
        DateParcours("orientation", "date_orientation", "Orientation"),
        DateParcours("premier_rdv", "date_premier_rdv", "Premier rendez-vous"),
        DateParcours("cer", "date_cer", "Contrat d’engagements réciproques"),
    )
)


def build_format(table):
    """Interim."""
    return FORMAT_USUEL


@dataclass(frozen=True)
class DetailDelai:
    """Interim."""

    par_mois: dict
    decile_9: int | None
    distribution: dict


def build_regle(table):
    """Rule of one indicator table of a référentiel; raises ValueError (French) on an unknown date or limit."""
    code, delai = table.get("code"), table.get("delai") or {}
    for cle in ("de", "a"):
        if delai.get(cle) not in EVENEMENTS:
            raise ValueError(
                f"Indicateur {code} : la date « {delai.get(cle)} » n’existe pas dans un parcours."
            )
    limite = delai.get("limite") or {}
    if (
        not limite
        or set(limite) - {"jours", "semaines", "mois"}
        or any(not isinstance(nombre, int) or nombre < 0 for nombre in limite.values())
    ):
        raise ValueError(f"Indicateur {code} : une limite se dit en jours, semaines ou mois.")
    return RegleDelai(
        code=code,
        de=delai["de"],
        a=delai["a"],
        limite=Limite(**limite),
        sauf_organismes=frozenset(delai.get("sauf_organisme", ())),
        total=table.get("total"),
        evenements=table.get("evenements"),
    )


def compute_issue(echeance, evenement, arrete_au):
    """« dans_delai », « hors_delai » or « en_cours » at the date d'arrêté. All are ordinals; `evenement` 0 is none.

    An event after the arrêté has not happened yet; on the last day of the limit, the case is still en cours.
    """
    if evenement and evenement <= arrete_au:
        return "dans_delai" if evenement <= echeance else "hors_delai"
    return "en_cours" if arrete_au <= echeance else "hors_delai"


class Cohortes:
    """Counts the lines of each rule by (start, event): a year holds few such pairs, so a million lines cost memory
    for some thousands of counters, and each rule is applied once per pair."""

    def __init__(self, regles):
        self.regles = list(regles)
        champs = Parcours._fields
        self._paires = [Counter() for _ in self.regles]
        self._lectures = [
            (champs.index(regle.de), champs.index(regle.a), regle.sauf_organismes, paires)
            for regle, paires in zip(self.regles, self._paires, strict=True)
        ]

    def add(self, parcours):
        """Count one line. Not soumis, without its start date, or sent to an excluded organisme: in no cohort."""
        if not parcours[0]:
            return
        for de, a, sauf, paires in self._lectures:
            depart = parcours[de]
            if depart and not (sauf and parcours[1] in sauf):
                paires[depart, parcours[a]] += 1

    def compute_details(self, debut, fin, arrete_au):
        """Interim."""
        details = {}
        bornes = debut.toordinal(), min(fin, arrete_au).toordinal()
        for regle, paires in zip(self.regles, self._paires, strict=True):
            par_mois = {}
            for (depart, evenement), n in paires.items():
                if bornes[0] <= depart <= bornes[1]:
                    par_mois.setdefault(date.fromordinal(depart).isoformat()[:7], Counter())[
                        depart, evenement
                    ] += n
            mois = [
                (m, r.dans_delai, r.hors_delai, r.en_cours)
                for m, p in sorted(par_mois.items())
                for r in [_compute_regle(regle, p, bornes, arrete_au.toordinal())[0]]
            ]
            _, jours, _ = _compute_regle(regle, paires, bornes, arrete_au.toordinal())
            rang = -(-sum(jours.values()) * 9 // 10) - 1
            d9 = _get_rang(jours, rang) if jours else None
            pas = 5
            barres = [
                (
                    max(0, k - pas + 1) if k > pas else 0,
                    k,
                    sum(n for j, n in jours.items() if (k - pas < j <= k) or (k == pas and j == 0)),
                )
                for k in range(pas, 101, pas)
            ]
            details[regle.code] = DetailDelai(mois, d9, barres)
        return details

    def compute(self, debut, fin, arrete_au):
        """Figures at `arrete_au` of those whose start lies from `debut` to `fin` (dates, both included).

        Returns {code: ResultatDelai} for the rules, and {code: int} for their totals and events. A start after the
        arrêté has not happened yet: it is in no cohort.
        """
        resultats = {}
        bornes = debut.toordinal(), min(fin, arrete_au).toordinal()
        for regle, paires in zip(self.regles, self._paires, strict=True):
            resultat, jours, cohorte = _compute_regle(regle, paires, bornes, arrete_au.toordinal())
            if regle.total:
                resultats[regle.total] = cohorte
            resultats[regle.code] = resultat
            if regle.evenements:
                resultats[regle.evenements] = sum(jours.values())
        return resultats


def _compute_regle(regle, paires, bornes, arrete_au):
    @cache
    def compute_echeance(depart):
        return regle.limite.compute_echeance(date.fromordinal(depart)).toordinal()

    issues, jours = Counter(), Counter()
    for (depart, evenement), nombre in paires.items():
        if not bornes[0] <= depart <= bornes[1]:
            continue
        issues[compute_issue(compute_echeance(depart), evenement, arrete_au)] += nombre
        if evenement and evenement <= arrete_au:
            jours[evenement - depart] += nombre
    resultat = ResultatDelai(
        issues["dans_delai"], issues["hors_delai"], issues["en_cours"], compute_mediane(jours)
    )
    return resultat, jours, issues.total()


def compute_mediane(histogramme):
    """Median of {value: count}: the middle value, or the mean of the two middle ones; None when empty."""
    total = sum(histogramme.values())
    if not total:
        return None
    bas, haut = _get_rang(histogramme, (total - 1) // 2), _get_rang(histogramme, total // 2)
    return bas if total % 2 else (bas + haut) / 2


def _get_rang(histogramme, rang):
    """The value at position `rang` (from 0) of the sorted values."""
    vus = 0
    for valeur in sorted(histogramme):
        vus += histogramme[valeur]
        if vus > rang:
            return valeur
    raise IndexError(rang)


def compute_delais(parcours, regles, debut, fin, arrete_au):
    """The figures of a whole iterable of `Parcours`; see `Cohortes.compute`."""
    cohortes = Cohortes(regles)
    for ligne in parcours:
        cohortes.add(ligne)
    return cohortes.compute(debut, fin, arrete_au)
