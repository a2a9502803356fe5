"""The delays of a parcours. Values in, values out: no Django, no clock, no file.

Source: instruction of 19 March 2021 (30 days, two weeks, one month) and code de procédure civile, art. 641 and 642-1,
for the counting of days and months. Dates, limits and starting dates come from the référentiel, never from here.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from indicateurs.durees import compute_decile_9, compute_distribution, compute_mediane, compute_moyenne
from referentiels.delais import RegleDelai

# Why a line is in no cohort of a rule, in the order in which one asks: the first reason is the one counted.
EXCLUSIONS = ("non_soumis", "organisme", "sans_date", "avant", "apres_arrete", "apres")


@dataclass(frozen=True)
class ResultatDelai:
    """Outcomes of one cohort at the date d'arrêté, as counts of persons; the median in days, None without event."""

    dans_delai: int
    hors_delai: int
    en_cours: int
    mediane_jours: int | float | None


@dataclass(frozen=True)
class DetailDelai:
    """What lies behind a ResultatDelai. `par_mois`: (month of the start "2021-03", dans, hors, en cours), for each
    month of the period that has cases. `decile_9`: days within which nine events in ten took place, None without event.
    `distribution`: (days from, days to, both included, events), at most 20 bars, one of which ends on the limit.
    `moyenne_jours`: of the events that took place, None without one.
    `exclus`: (one of EXCLUSIONS, lines in no cohort for that reason); with the cohort, they make all the lines."""

    par_mois: tuple[tuple[str, int, int, int], ...]
    decile_9: int | float | None
    distribution: tuple[tuple[int, int, int], ...]
    exclus: tuple[tuple[str, int], ...] = ()
    moyenne_jours: float | None = None


@dataclass(frozen=True)
class ComptesDelai:
    """What is counted of one rule. Two parts of a file add up (`merge`)."""

    # Persons, by month of the start ("2021-03") and outcome.
    mois: Counter[tuple[str, str]] = field(default_factory=Counter)
    # Persons whose event took place, by number of days.
    jours: Counter[int] = field(default_factory=Counter)
    # Lines in no cohort, by one of EXCLUSIONS.
    exclus: Counter[str] = field(default_factory=Counter)

    def merge(self, autre: "ComptesDelai") -> None:
        self.mois.update(autre.mois)
        self.jours.update(autre.jours)
        self.exclus.update(autre.exclus)


def list_comptes(comptes: Iterable[ComptesDelai]) -> list[Any]:  # JSON
    """The counts of several rules as JSON writes them."""
    return [
        [[[*cle, n] for cle, n in c.mois.items()], list(c.jours.items()), dict(c.exclus)] for c in comptes
    ]


def build_comptes(listes: list[Any]) -> list[ComptesDelai]:  # JSON
    """The counts, from what `list_comptes` made of them."""
    return [
        ComptesDelai(
            Counter({(mois, issue): n for mois, issue, n in par_mois}), Counter(dict(jours)), Counter(exclus)
        )
        for par_mois, jours, exclus in listes
    ]


def compute_issue(echeance: int, evenement: int, arrete_au: int) -> str:
    """« dans_delai », « hors_delai » or « en_cours » at the date d'arrêté. All are ordinals; `evenement` 0 is none.

    An event after the arrêté has not happened yet; on the last day of the limit, the case is still en cours.
    """
    if evenement and evenement <= arrete_au:
        return "dans_delai" if evenement <= echeance else "hors_delai"
    return "en_cours" if arrete_au <= echeance else "hors_delai"


def find_exclusion(depart: int, debut: int, fin: int, arrete_au: int) -> str | None:
    """Which of EXCLUSIONS leaves a start out of the cohort of an exercice, or None. All are ordinals or codes of days
    in the same order."""
    if depart < debut:
        return "avant"
    if depart > fin:
        return "apres"
    return "apres_arrete" if depart > arrete_au else None


def compute_resultats(
    regles: Sequence[RegleDelai], comptes: Sequence[ComptesDelai]
) -> tuple[dict[str, ResultatDelai | int], dict[str, DetailDelai]]:
    """Figures of the rules by code, from their counts in the same order, with those of their totals and events; and
    what lies behind each."""
    resultats: dict[str, ResultatDelai | int] = {}
    details: dict[str, DetailDelai] = {}
    for regle, compte in zip(regles, comptes, strict=True):
        issues: Counter[str] = Counter()
        for (_, issue), nombre in compte.mois.items():
            issues[issue] += nombre
        if regle.total:
            resultats[regle.total] = issues.total()
        resultats[regle.code] = ResultatDelai(
            issues["dans_delai"], issues["hors_delai"], issues["en_cours"], compute_mediane(compte.jours)
        )
        if regle.evenements:
            resultats[regle.evenements] = compte.jours.total()
        details[regle.code] = DetailDelai(
            tuple(
                (
                    mois,
                    compte.mois[mois, "dans_delai"],
                    compte.mois[mois, "hors_delai"],
                    compte.mois[mois, "en_cours"],
                )
                for mois in sorted({mois for mois, _ in compte.mois})
            ),
            compute_decile_9(compte.jours),
            compute_distribution(compte.jours, regle.limite),
            tuple((raison, compte.exclus[raison]) for raison in EXCLUSIONS if compte.exclus[raison]),
            compute_moyenne(compte.jours),
        )
    return resultats, details
