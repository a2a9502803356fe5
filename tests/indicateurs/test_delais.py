"""The three delays: the published cases, the calendar, and an oracle written apart from the code."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from itertools import pairwise
from math import ceil
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicateurs.delais import compute_issue, compute_resultats
from indicateurs.durees import compute_decile_9, compute_distribution
from indicateurs.parcours.appel import compute_fichier
from indicateurs.parcours.comptage import Cohortes
from referentiels.delais import FORMAT_USUEL, FormatParcours, Limite
from tests.ampleur import count_cas
from tests.indicateurs.oracle_delais import (
    AN,
    REGLES,
    exclude_naively,
    judge_naively,
    mean_naively,
)
from tests.referentiels.regles import build_format, build_regle

CAS = Path(__file__).parent.parent / "cas"
ATTENDU = json.loads((CAS / "delais-2021.attendu.json").read_text(encoding="utf-8"))


def jour(texte):
    return date.fromisoformat(texte)


@pytest.mark.parametrize("referentiel", sorted(REGLES))
def test_the_published_case_gives_the_expected_figures(referentiel):
    regles = [build_regle(table) for table in REGLES[referentiel]]
    fichier = CAS / "delais-2021.csv"
    resultat = compute_fichier(fichier, fichier.name, regles, *AN, AN[1], date(2022, 2, 1))
    assert resultat.erreurs == ()
    assert resultat.lignes == 12
    assert resultat.get_resultats_json() == ATTENDU["attendu"][referentiel]


@pytest.mark.parametrize(
    ("limite", "depart", "echeance"),
    [
        pytest.param({"jours": 30}, "2021-03-01", "2021-03-31", id="1 March + 30 days is 31 March"),
        pytest.param({"jours": 30}, "2021-01-31", "2021-03-02", id="30 days run across February"),
        pytest.param({"semaines": 2}, "2021-03-31", "2021-04-14", id="two weeks are 14 days"),
        pytest.param(
            {"mois": 1}, "2021-01-30", "2021-02-28", id="30 January + 1 month is the last of February"
        ),
        pytest.param({"mois": 1}, "2020-01-30", "2020-02-29", id="in a leap year it is the 29th"),
        pytest.param(
            {"mois": 1}, "2021-02-28", "2021-03-28", id="a month keeps the number, not the month end"
        ),
        pytest.param({"mois": 2}, "2020-12-31", "2021-02-28", id="two months cross the year"),
        pytest.param({"mois": 1}, "2021-12-15", "2022-01-15", id="December + 1 month is January"),
        pytest.param({"jours": 45}, "2021-01-01", "2021-02-15", id="any number of days"),
    ],
)
def test_echeance(limite, depart, echeance):
    assert Limite(**limite).compute_echeance(jour(depart)) == jour(echeance)


@pytest.mark.parametrize(
    ("echeance", "evenement", "arrete", "issue"),
    [
        pytest.param(100, 100, 200, "dans_delai", id="the last day is in time"),
        pytest.param(100, 101, 200, "hors_delai", id="the next day is late"),
        pytest.param(100, 0, 100, "en_cours", id="on the last day nothing is lost yet"),
        pytest.param(100, 0, 101, "hors_delai", id="past the limit without event is late"),
        pytest.param(100, 99, 98, "en_cours", id="an event after the arrêté has not happened"),
        pytest.param(100, 150, 120, "hors_delai", id="late at the arrêté, whatever came after"),
    ],
)
def test_issue(echeance, evenement, arrete, issue):
    assert compute_issue(echeance, evenement, arrete) == issue


@pytest.mark.parametrize(
    "delai",
    [
        {"de": "naissance", "a": "cer", "limite": {"jours": 30}},
        {"de": "entree", "a": "cer", "limite": {"annees": 1}},
        {"de": "entree", "a": "cer", "limite": {"jours": -1}},
        {"de": "entree", "a": "cer"},
    ],
)
def test_a_rule_that_cannot_be_is_refused(delai):
    with pytest.raises(ValueError, match="Indicateur X"):
        build_regle({"code": "X", "delai": delai})


dates = st.dates(date(2020, 10, 1), date(2022, 6, 30))
lignes = st.tuples(
    st.booleans(),
    st.sampled_from(["cd_social", "pole_emploi"]),
    st.none() | dates,
    st.none() | dates,
    st.none() | dates,
    st.none() | dates,
    st.none() | dates,
)


@settings(max_examples=count_cas(100), deadline=None)
@given(
    st.lists(lignes, max_size=60),
    st.dates(date(2021, 1, 1), date(2022, 3, 1)),
    st.sampled_from(sorted(REGLES)),
)
def test_counters_agree_with_a_line_by_line_oracle(parcours, arrete, referentiel):
    tables = REGLES[referentiel]
    regles = [build_regle(table) for table in tables]
    cohortes = Cohortes(regles, FORMAT_USUEL, *AN, arrete)
    if parcours:
        soumis, organismes, *dates = zip(*parcours, strict=True)
        dates = [list(map(cohortes.encode, colonne)) for colonne in dates]
        cohortes.add(dates, organismes, ["oui" if s else "non" for s in soumis])
    obtenu, details = compute_resultats(regles, cohortes.compute_comptes())
    for table in tables:
        attendu, jours, mois_attendus = judge_naively(parcours, table, arrete)
        resultat = asdict(obtenu[table["code"]])
        assert resultat.pop("mediane_jours") == (median(jours) if jours else None)
        assert resultat == attendu
        detail = details[table["code"]]
        assert detail.moyenne_jours == mean_naively(jours)
        assert detail.par_mois == mois_attendus
        assert dict(detail.exclus) == exclude_naively(parcours, table, arrete)
        assert sum(resultat.values()) + sum(n for _, n in detail.exclus) == len(parcours)
        assert sum(nombre for *_, nombre in detail.distribution) == len(jours)
        assert detail.decile_9 == (sorted(jours)[ceil(len(jours) * 0.9) - 1] if jours else None)
        if table.get("total"):
            assert obtenu[table["total"]] == sum(attendu.values())
        if table.get("evenements"):
            assert obtenu[table["evenements"]] == len(jours)


@pytest.mark.parametrize(
    "limite",
    [{"jours": 30}, {"semaines": 2}, {"jours": 45}, {"jours": 1}, {"jours": 31}, {"mois": 1}, {"jours": 0}],
)
@pytest.mark.parametrize(
    "jours", [{5: 1}, {0: 3, 400: 1}, dict.fromkeys(range(-3, 300), 10), {900: 1}], ids=str
)
def test_the_bars_of_a_distribution_cover_all_and_one_ends_on_the_limit(limite, jours):
    barres = compute_distribution(Counter(jours), Limite(**limite))
    assert len(barres) <= 20
    assert all(suivante[0] == barre[1] + 1 for barre, suivante in pairwise(barres))
    assert barres[0][0] <= min(0, *jours) and barres[-1][1] >= max(jours)
    assert sum(nombre for *_, nombre in barres) == sum(jours.values())
    if "mois" not in limite:
        assert limite.get("jours", 0) + 7 * limite.get("semaines", 0) in {a for _, a, _ in barres}


def test_nothing_happened_has_no_bar_and_no_decile():
    assert compute_distribution(Counter(), Limite(jours=30)) == ()
    assert compute_decile_9(Counter()) is None
    assert compute_decile_9(Counter(range(1, 11))) == 9


CONTRATS = {
    "dates": [
        {"code": "reperage", "colonne": "date_reperage", "libelle": "Repérage"},
        {"code": "bilan", "colonne": "date_bilan", "libelle": "Premier bilan", "apres": "reperage"},
    ],
    "organismes": [],
}


def test_another_instrument_brings_its_own_dates():
    format_lu = build_format(CONTRATS)
    assert format_lu.codes == ("reperage", "bilan")
    regle = build_regle(
        {"code": "B1", "delai": {"de": "reperage", "a": "bilan", "limite": {"jours": 45}}}, format_lu
    )
    assert regle.limite.libelle == "45 jours"
    with pytest.raises(ValueError, match="«\u00a0entree\u00a0» n’existe pas"):
        build_regle(
            {"code": "B1", "delai": {"de": "entree", "a": "bilan", "limite": {"jours": 45}}}, format_lu
        )


def test_what_a_format_does_not_say_is_as_usual():
    assert build_format({}) == FORMAT_USUEL
    assert build_format({"organismes": ["mairie"]}) == FormatParcours(FORMAT_USUEL.dates, ("mairie",))


DATE = {"code": "a", "colonne": "date_a", "libelle": "A"}


@pytest.mark.parametrize(
    "table",
    [
        pytest.param({"colonnes": []}, id="an unknown field"),
        pytest.param({"dates": []}, id="no date"),
        pytest.param({"dates": ["entree"]}, id="a date that is no table"),
        pytest.param({"dates": [{**DATE, "couleur": "bleu"}]}, id="an unknown field of a date"),
        pytest.param({"dates": [{**DATE, "code": "Date A"}]}, id="a code with capitals"),
        pytest.param({"dates": [{**DATE, "colonne": 3}]}, id="a column that is no text"),
        pytest.param({"dates": [{**DATE, "libelle": " "}]}, id="no label"),
        pytest.param({"dates": [DATE, DATE]}, id="one code twice"),
        pytest.param({"dates": [DATE, {**DATE, "code": "b"}]}, id="one column twice"),
        pytest.param({"dates": [{**DATE, "colonne": "identifiant"}]}, id="the column of the identifier"),
        pytest.param({"dates": [{**DATE, "colonne": "date_naissance"}]}, id="a birth date"),
        pytest.param({"dates": [{**DATE, "apres": "z"}]}, id="after a date that is not there"),
        pytest.param({"dates": [{**DATE, "apres": "a"}]}, id="after itself"),
        pytest.param(
            {"dates": [{**DATE, "organisme": True}], "organismes": []}, id="an organisme among none"
        ),
        pytest.param({"organismes": ["Pôle emploi"]}, id="an organisme that is no code"),
        pytest.param({"organismes": ["a", "a"]}, id="one organisme twice"),
        pytest.param({"organismes": "a"}, id="organismes as a text"),
        pytest.param(["dates"], id="a list"),
    ],
)
def test_a_format_that_cannot_be_is_refused(table):
    with pytest.raises(ValueError, match=r"^\[parcours\] Format des parcours\s: .+\.$"):
        build_format(table)


def test_a_rule_cannot_except_an_organisme_that_is_not_there():
    delai = {"de": "entree", "a": "cer", "limite": {"mois": 1}, "sauf_organisme": ["mairie"]}
    with pytest.raises(ValueError, match="«\u00a0mairie\u00a0»"):
        build_regle({"code": "X", "delai": delai})
