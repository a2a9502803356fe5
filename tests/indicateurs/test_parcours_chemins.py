"""Whatever path the lines of a file take (one by one, by blocks, in two processes, between quotes), they give the same
faults, and the counts of `delais` applied line by line."""

import tempfile
from collections import Counter
from contextlib import ExitStack
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicateurs.delais import ComptesDelai, compute_issue, find_exclusion
from indicateurs.parcours.entetes import find_places, list_colonnes_utiles, make_attendus
from indicateurs.parcours.lecture import read_lignes
from indicateurs.parcours.lignes import Lignes
from indicateurs.parcours.sources import Csv, SansGuillemet
from referentiels.delais import FORMAT_USUEL
from tests.referentiels.regles import build_regle

REGLES = [
    build_regle({"code": code, "delai": {"de": de, "a": a, "limite": limite, "sauf_organisme": sauf}})
    for code, de, a, limite, sauf in (
        ("R2", "entree", "orientation", {"jours": 30}, []),
        ("N2", "notification_droits", "orientation", {"mois": 1}, []),
        ("R4", "orientation", "premier_rdv", {"semaines": 2}, []),
        ("R6", "orientation", "cer", {"mois": 1}, ["pole_emploi", "autre"]),
    )
]
DEBUT, FIN, ARRETE, AUJOURDHUI = date(2021, 1, 1), date(2021, 12, 31), date(2021, 10, 15), date(2022, 2, 1)
COLONNES = [
    "identifiant",
    "organisme",
    "soumis_droits_devoirs",
    *(jour.colonne for jour in FORMAT_USUEL.dates),
]
ORGANISMES = ["cd_social", "cd_socio_pro", "pole_emploi", "autre_spe", "hors_spe", "autre"]
# What each path is made of: (source, {constant: what makes it take that path with a short file}).
CHEMINS = {
    "by blocks": (SansGuillemet, {"sources.PREMIER_BLOC": 90, "sources.BLOC": 300}),
    "in two processes": (
        SansGuillemet,
        {"sources.PREMIER_BLOC": 90, "sources.BLOC": 200, "lecture.TAILLE_A_PARTAGER": 0},
    ),
    "between quotes": (Csv, {"sources.PREMIERES_RANGEES": 1, "sources.RANGEES": 5}),
    "between quotes, one by one": (Csv, {"sources.PREMIERES_RANGEES": 10_000}),
}  # fmt: skip


def read(lignes, classe=SansGuillemet, **constantes):
    """(lines, number of faults, faults, ComptesDelai of each rule) of lines given as lists of cells. A short text is
    read line by line."""
    texte = "".join(";".join(cellules) + "\n" for cellules in [COLONNES, *lignes])
    with ExitStack() as pile:
        for nom, valeur in constantes.items():
            pile.enter_context(patch(f"indicateurs.parcours.{nom}", valeur))
        pile.enter_context(patch("indicateurs.parcours.lecture.Suivi", lambda *qui: lambda *avancee: None))
        pile.enter_context(patch("os.sched_getaffinity", lambda pid: {0, 1}))
        fichier = pile.enter_context(tempfile.TemporaryFile())
        fichier.write(texte.encode())
        fichier.flush()
        fichier.seek(0)
        source = classe(fichier, "utf-8-sig", make_attendus(REGLES, FORMAT_USUEL, {}))
        places, fautes = find_places(source.entetes, list_colonnes_utiles(REGLES, FORMAT_USUEL), {})
        assert not fautes

        def make_lignes(en_ordre=False):
            periode = DEBUT, FIN, ARRETE
            largeur = len(COLONNES)
            return Lignes(REGLES, FORMAT_USUEL, periode, AUJOURDHUI, places, largeur, {}, {}, en_ordre)

        bilan = read_lignes(source, make_lignes)
    comptes = [(+c.mois, +c.jours, +c.exclus) for c in bilan.comptes]
    return bilan.nombre, bilan.fautes.nombre, bilan.fautes.premieres, comptes


def apply_delais(regle, parcours):
    """ComptesDelai of one rule, from lines (organisme, soumis, dates in the order of the format): `delais`, line after
    line."""
    compte, rang = ComptesDelai(), FORMAT_USUEL.codes.index
    bornes = [jour.toordinal() for jour in (DEBUT, FIN, ARRETE)]
    for organisme, soumis, dates in parcours:
        depart, evenement = dates[rang(regle.de)], dates[rang(regle.a)]
        if not soumis:
            compte.exclus["non_soumis"] += 1
        elif organisme in regle.sauf_organismes:
            compte.exclus["organisme"] += 1
        elif not depart:
            compte.exclus["sans_date"] += 1
        elif exclusion := find_exclusion(depart.toordinal(), *bornes):
            compte.exclus[exclusion] += 1
        else:
            echeance = regle.limite.compute_echeance(depart).toordinal()
            issue = compute_issue(echeance, evenement.toordinal() if evenement else 0, bornes[-1])
            compte.mois[f"{depart:%Y-%m}", issue] += 1
            if evenement and evenement <= ARRETE:
                compte.jours[(evenement - depart).days] += 1
    return Counter(compte.mois), Counter(compte.jours), Counter(compte.exclus)


def show(jour, style):
    return jour.strftime(style) if jour else ""


delais_en_jours = st.none() | st.integers(0, 70)
styles = st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%Y 00:00"])


@st.composite
def parcours_valables(draw):
    """One line without fault: (organisme, soumis, dates), and its cells but for the identifier."""
    entree = draw(st.dates(date(2020, 10, 1), date(2021, 11, 30)) | st.just(date(1989, 1, 1)))

    def add(depart):
        jours = draw(delais_en_jours)
        return None if depart is None or jours is None else min(depart + timedelta(jours), AUJOURDHUI)

    notification, orientation = add(entree), add(entree)
    dates = [entree, notification, orientation, add(orientation), add(orientation)]
    organisme = draw(st.sampled_from(ORGANISMES if orientation else [*ORGANISMES, ""]))
    soumis, mot = draw(
        st.sampled_from([(True, "oui"), (True, ""), (True, "VRAI"), (False, "non"), (False, "FAUX")])
    )
    return (organisme, soumis, dates), [organisme, mot, *(show(jour, draw(styles)) for jour in dates)]


def name(rang, en_ordre):
    """An identifier: they grow from line to line, or do not."""
    return f"P{rang if en_ordre else rang * 7919 % 1_000_003:07}"


@pytest.mark.parametrize(("classe", "constantes"), CHEMINS.values(), ids=CHEMINS)
@settings(max_examples=40, deadline=None)
@given(tires=st.lists(parcours_valables(), min_size=1, max_size=40), en_ordre=st.booleans())
def test_every_path_counts_what_delais_says_line_by_line(classe, constantes, tires, en_ordre):
    lignes = [[name(rang, en_ordre), *cellules] for rang, (_, cellules) in enumerate(tires)]
    nombre, fautes, _, comptes = read(lignes, classe, **constantes)
    assert (nombre, fautes) == (len(lignes), 0)
    assert comptes == [apply_delais(regle, [parcours for parcours, _ in tires]) for regle in REGLES]


DOUTEUX = ["", " ", "\u200b", "#N/A", "1,2E+11", "AGE+1", " P01 ", "7"]
identifiants = st.integers(0, 30).map("P{:02}".format) | st.sampled_from(DOUTEUX)
jours = st.dates(date(2021, 3, 1), date(2021, 4, 30)).map(str) | st.sampled_from(
    ["", "", " ", "hier", "44321", "2021-02-30", "01/03/0021", "2023-01-01", "#REF!", "\u200b"]
)
organismes = st.sampled_from([*ORGANISMES, "", "", "mairie", "France Travail", " autre "])
oui_non = st.sampled_from(["oui", "non", ""])
jours_vrais = st.dates(date(2021, 3, 1), date(2021, 4, 30)).map(str) | st.just("")
lignes_quelconques = st.one_of(
    # Nothing is wrong with any cell: their order, an organisme that is missing, or a duplicate.
    st.tuples(
        st.integers(0, 9).map("P{:07}".format), st.sampled_from(["autre", ""]), oui_non, *[jours_vrais] * 5
    ),
    st.tuples(identifiants, organismes, oui_non | st.just("?"), *[jours] * 5),
    st.lists(st.sampled_from(["", " ", "\xa0", "x"]), max_size=10),
)


@pytest.mark.parametrize(("classe", "constantes"), CHEMINS.values(), ids=CHEMINS)
@settings(max_examples=60, deadline=None)
@given(
    tires=st.lists(parcours_valables(), max_size=30),
    autres=st.lists(st.tuples(st.integers(0, 30), lignes_quelconques), min_size=1, max_size=4),
    en_ordre=st.booleans(),
)
def test_every_path_finds_the_faults_of_the_lines_read_one_by_one(
    classe, constantes, tires, autres, en_ordre
):
    lignes = [[name(rang, en_ordre), *cellules] for rang, (_, cellules) in enumerate(tires)]
    for place, cellules in autres:
        lignes.insert(place, cellules)
    assert read(lignes, classe, **constantes) == read(lignes)


CLAIRE = ["autre", "oui", "2021-03-01", "", "2021-03-20", "", ""]


@pytest.mark.parametrize(("classe", "constantes"), CHEMINS.values(), ids=CHEMINS)
@pytest.mark.parametrize("identifiant", DOUTEUX)
def test_every_path_sees_an_identifier_that_is_none_among_clean_lines(classe, constantes, identifiant):
    lignes = [[f"P{rang:03}", *CLAIRE] for rang in range(40)]
    lignes[20] = [identifiant, *CLAIRE]
    assert read(lignes, classe, **constantes) == read(lignes)


def test_two_halves_in_order_may_repeat_each_other():
    classe, constantes = CHEMINS["in two processes"]
    lignes = [[f"P{rang:03}", *CLAIRE] for rang in [*range(41), *range(39)]]
    nombre, fautes, premieres, _ = read(lignes, classe, **constantes)
    assert (nombre, fautes) == (80, 39)
    assert [ligne for ligne, *_ in premieres] == list(range(43, 82))
