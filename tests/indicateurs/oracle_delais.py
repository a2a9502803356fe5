"""The délais counted as the text says them, without any cleverness: what the quick code is compared with."""

import json
from collections import Counter
from datetime import date, timedelta

REGLES = {
    "2021-03-19": [
        {"code": "R2", "delai": {"de": "entree", "a": "orientation", "limite": {"jours": 30}}, "total": "R1"},
        {
            "code": "R4",
            "delai": {"de": "orientation", "a": "premier_rdv", "limite": {"semaines": 2}},
            "evenements": "R3",
        },
        {
            "code": "R6",
            "delai": {
                "de": "orientation",
                "a": "cer",
                "limite": {"mois": 1},
                "sauf_organisme": ["pole_emploi"],
            },
            "evenements": "R5",
        },
    ],
}
REGLES["2020-02-12"] = json.loads(json.dumps(REGLES["2021-03-19"]))
REGLES["2020-02-12"][0]["delai"] = {"de": "notification_droits", "a": "orientation", "limite": {"mois": 1}}
REGLES["2020-02-12"][2]["delai"]["limite"] = {"mois": 2}
AN = date(2021, 1, 1), date(2021, 12, 31)
CHAMPS = ("entree", "notification_droits", "orientation", "premier_rdv", "cer")
ISSUES = ("dans_delai", "hors_delai", "en_cours")


def naive_end(depart, limite):
    """Last day in time, found by walking the calendar: written apart from the code."""
    if "jours" in limite or "semaines" in limite:
        return depart + timedelta(days=limite.get("jours", 0) + 7 * limite.get("semaines", 0))
    mois = depart.month + limite["mois"]
    annee, mois = depart.year + (mois - 1) // 12, (mois - 1) % 12 + 1
    for numero in range(depart.day, 0, -1):
        try:
            return date(annee, mois, numero)
        except ValueError:
            continue
    raise AssertionError


def judge_naively(parcours, table, arrete):
    """Figures of one rule, line after line: ({outcome: persons}, [days of the events], figures by month)."""
    delai, issues, jours, mois = table["delai"], Counter(), [], Counter()
    for soumis, organisme, *ds in parcours:
        ligne = dict(zip(CHAMPS, ds, strict=True))
        depart, fin = ligne[delai["de"]], ligne[delai["a"]]
        if not soumis or depart is None or not AN[0] <= depart <= AN[1] or depart > arrete:
            continue
        if organisme in delai.get("sauf_organisme", []):
            continue
        limite = naive_end(depart, delai["limite"])
        arrive = fin is not None and fin <= arrete
        if arrive:
            jours.append((fin - depart).days)
        if arrive and fin <= limite:
            issue = "dans_delai"
        elif not arrive and arrete <= limite:
            issue = "en_cours"
        else:
            issue = "hors_delai"
        issues[issue] += 1
        mois[f"{depart.year}-{depart.month:02}", issue] += 1
    par_mois = tuple((m, *(mois[m, issue] for issue in ISSUES)) for m in sorted({m for m, _ in mois}))
    return {issue: issues[issue] for issue in ISSUES}, jours, par_mois


def exclude_naively(parcours, table, arrete):
    """Why lines are in no cohort of one rule, line after line: {reason: lines}."""
    delai, raisons = table["delai"], Counter()
    for soumis, organisme, *ds in parcours:
        depart = dict(zip(CHAMPS, ds, strict=True))[delai["de"]]
        if not soumis:
            raisons["non_soumis"] += 1
        elif organisme in delai.get("sauf_organisme", []):
            raisons["organisme"] += 1
        elif depart is None:
            raisons["sans_date"] += 1
        elif depart < AN[0]:
            raisons["avant"] += 1
        elif depart > AN[1]:
            raisons["apres"] += 1
        elif depart > arrete:
            raisons["apres_arrete"] += 1
    return dict(raisons)


def mean_naively(jours):
    """To a tenth of a day, half-up, written as a school does."""
    if not jours:
        return None
    dixiemes, reste = divmod(10 * sum(jours), len(jours))
    return (dixiemes + (2 * reste >= len(jours))) / 10
