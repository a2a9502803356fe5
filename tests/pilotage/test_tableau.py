"""The dashboard of several départements, its comparable whole, and its workbook."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Exercice
from indicateurs.models import DeclarationMethode, MethodeReference, Valeur
from indicateurs.operations.methode import set_methode_reference
from pilotage.queries.tableau import build_tableau_de_bord
from referentiels.definitions import SeuilsEnsemble
from tests.cloture import reopen_closed
from tests.lecture import read_html
from tests.reporting.exercices import clone

# Its figures are written over, once handed over.
pytestmark = pytest.mark.usefixtures("sans_verrous")

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)


def build(demo, qui="centrale"):
    return build_tableau_de_bord(demo.get_compte(qui), AT, 2021)


def get_r2(tableau):
    rang = [delai.code for delai in tableau.colonnes].index("R2")
    cellules = {
        ligne.exercice.convention.code: ligne.cellules[rang] for ligne in tableau.lignes if ligne.cellules
    }
    return cellules, tableau.ensembles[rang]


def test_the_whole_sums_counts_over_comparable_départements_and_says_whom(demo):
    clone(demo.transmis, ["35", "56"])
    clone(demo.transmis, ["67"], date_entree="flux_cnaf")
    clone(demo.transmis, ["68"], rupture="Nouveau logiciel", rupture_le=date(2021, 7, 1))
    petit = Exercice.objects.get(convention__code="35", annee=2021)
    Valeur.objects.filter(exercice=petit, code="R2").update(numerateur=1, denominateur=1)
    cellules, ensemble = get_r2(build(demo))
    assert {code for code, cellule in cellules.items() if cellule.comparabilite.is_comparable} == {
        "22",
        "35",
        "56",
    }
    assert "autre date d’entrée" in cellules["67"].comparabilite.motifs[0]
    assert "rupture de série" in cellules["68"].comparabilite.motifs[0]
    # The draft of the 29 is in the list, not in the sum.
    assert ensemble.couverture == "3 conventions sur 6"
    grand = demo.transmis.valeurs.get(code="R2")
    assert ensemble.valeur == Fraction(grand.numerateur * 2 + 1) / Fraction(grand.denominateur * 2 + 1)
    moyenne = (2 * Fraction(grand.numerateur) / Fraction(grand.denominateur) + 1) / 3
    assert ensemble.valeur != moyenne


def test_nobody_compares_when_nobody_declares_and_the_whole_is_not_calculable(demo):
    with reopen_closed():
        DeclarationMethode.objects.all().delete()
    cellules, ensemble = get_r2(build(demo))
    assert cellules["22"].comparabilite.motifs == ("méthode non déclarée",)
    assert (ensemble.valeur, ensemble.couverture) == (None, "0 convention sur 2")


def tell(comparabilite):
    return comparabilite and (comparabilite.is_comparable, comparabilite.motifs)


@pytest.mark.parametrize("fixee", [None, "demande", "flux_cnaf"])
def test_a_département_compares_the_same_for_whoever_looks(demo, fixee):
    """Of its région, most count otherwise than most of France; of its département, it is alone."""
    clone(demo.transmis, ["35", "56"])
    clone(demo.transmis, ["67", "68", "75", "13"], date_entree="flux_cnaf")
    if fixee:
        champs = {"date_entree": fixee, "droits_suspendus": "exclus", "date_rdv": "tenue"}
        set_methode_reference(
            by=demo.get_compte("centrale"), at=AT, dispositif="CALPAE", annee=2021, version=0, champs=champs
        )
    tableaux = {qui: build(demo, qui) for qui in ("centrale", "commissaire.53", "prefecture.22", "agent.22")}
    verdicts = {qui: tell(get_r2(tableau)[0]["22"].comparabilite) for qui, tableau in tableaux.items()}
    assert len(set(verdicts.values())) == 1, verdicts
    assert not verdicts["centrale"][0]
    attendue = {None: "flux", "demande": "demande", "flux_cnaf": "flux"}[fixee]
    assert attendue in tableaux["agent.22"].annuelle.methode.libelle
    assert bool(tableaux["agent.22"].annuelle.fixee) is bool(fixee)


def test_methods_that_tie_decide_for_nobody(client, demo):
    clone(demo.transmis, ["67"], date_entree="flux_cnaf")
    tableau = build(demo)
    assert tableau.annuelle.methode is None
    assert get_r2(tableau)[0]["22"].comparabilite.motifs == ("aucune méthode de référence",)
    client.force_login(demo.get_compte("centrale"))
    page = read_html(client.get(f"{reverse('reporting:tableau_de_bord')}?annee=2021"))
    assert "aucune ne se dégage des exercices transmis" in page
    assert "Fixer la méthode de référence 2021" in page


@pytest.mark.parametrize("qui", ["centrale", "commissaire.53", "prefecture.22", "agent.22"])
def test_a_year_whose_every_method_has_a_rupture_is_a_page_too(client, demo, qui):
    with reopen_closed():
        DeclarationMethode.objects.update(rupture="Nouveau logiciel", rupture_le=date(2021, 7, 1))
    client.force_login(demo.get_compte(qui))
    for nom in ("tableau_de_bord", "exporter_tableau"):
        assert client.get(f"{reverse(f'reporting:{nom}')}?annee=2021").status_code == 200


def test_a_draft_decides_for_nobody(demo):
    DeclarationMethode.objects.filter(exercice=demo.brouillon).update(date_entree="flux_cnaf")
    annuelle = build(demo).annuelle
    assert (annuelle.declarants, annuelle.declarations) == (1, 1)


@pytest.mark.parametrize(
    ("comparables", "departements", "cas", "manque"),
    [
        (1, 4, 10, "1 convention sur 4"),
        (1, 2, 5_000, "1 convention sur 2"),
        (49, 99, 10**6, "49 conventions sur 99"),
        (50, 99, 10**6, ""),
        (3, 4, 29, "29 cas"),
        (3, 4, 1, "1 cas"),
        (3, 4, 30, ""),
        (1, 1, 30, ""),
    ],
)
def test_a_sum_over_too_few_speaks_for_none_but_itself(comparables, departements, cas, manque):
    assert SeuilsEnsemble().find_manque(comparables, departements, cas) == manque


def test_a_sum_over_too_few_is_shown_as_such(client, demo):
    client.force_login(demo.get_compte("centrale"))
    page = read_html(client.get(f"{reverse('reporting:tableau_de_bord')}?annee=2021"))
    assert "repose sur trop peu (1 convention sur 2)" in page
    clone(demo.transmis, ["35", "56"])
    page = read_html(client.get(f"{reverse('reporting:tableau_de_bord')}?annee=2021"))
    assert "repose sur trop peu" not in page


def test_the_centrale_fixes_the_method_of_reference_and_two_of_them_are_told(client, demo):
    client.force_login(demo.get_compte("centrale"))
    adresse = reverse("referentiels:methode", args=[2021, "CALPAE"])
    saisie = {"version": "0", "date_entree": "demande", "droits_suspendus": "exclus", "date_rdv": "tenue"}
    assert client.post(adresse, saisie).status_code == 302
    seconde = client.post(adresse, saisie | {"date_entree": "flux_cnaf"})
    assert seconde.status_code == 422
    assert "entre-temps" in read_html(seconde)
    assert MethodeReference.objects.get().date_entree == "demande"
    assert client.post(adresse, saisie | {"version": "1", "date_rdv": "fixee"}).status_code == 302
    assert "fixée par l’administration centrale" in read_html(client.get(adresse))
    assert client.get(reverse("referentiels:methode", args=[2035, "CALPAE"])).status_code == 404


def test_a_figure_that_is_not_there_is_no_zero_of_the_sum(demo):
    clone(demo.transmis, ["35"])
    Valeur.objects.filter(exercice__convention__code="35", code="R2").delete()
    cellules, ensemble = get_r2(build(demo))
    assert cellules["35"].comparabilite is None
    assert ensemble.comparables == 1
    assert ensemble.valeur == cellules["22"].valeur


def test_another_référentiel_of_the_year_compares_only_what_it_defines_alike(demo):
    clones = clone(demo.transmis, ["35", "56"])
    Exercice.objects.filter(pk=clones[0].pk).update(referentiel=demo.valide.referentiel)
    tableau = build(demo)
    cellules, _ = get_r2(tableau)
    assert any("autre limite (1 mois, et non 30 jours)" in m for m in cellules["35"].comparabilite.motifs)
    r4 = [delai.code for delai in tableau.colonnes].index("R4")
    assert next(
        ligne.cellules[r4] for ligne in tableau.lignes if ligne.exercice.convention.code == "35"
    ).comparabilite.is_comparable


@pytest.mark.parametrize("nom", ["tableau_de_bord", "delais", "exporter_tableau"])
def test_the_queries_do_not_grow_with_the_départements(client, demo, nom):
    client.force_login(demo.get_compte("centrale"))
    url = f"{reverse(f'reporting:{nom}')}?annee=2021"
    client.get(url)
    with CaptureQueriesContext(connection) as deux:
        assert client.get(url).status_code == 200
    clone(demo.transmis, ["35", "56"])
    clone(demo.transmis, ["67", "68"], date_entree="flux_cnaf")
    with CaptureQueriesContext(connection) as six:
        assert client.get(url).status_code == 200
    assert len(six) == len(deux) <= 16


def test_the_page_says_the_badge_the_whole_and_whom_it_covers(client, demo):
    client.force_login(demo.get_compte("centrale"))
    page = read_html(client.get(f"{reverse('reporting:tableau_de_bord')}?annee=2021"))
    assert "Ensemble comparable" in page
    assert "1 convention sur 2" in page
    assert "Notification par la CAF" not in page  # in one line: lower case
    assert "date d’entrée\u00a0: notification par la CAF ou la MSA" in page


@pytest.mark.parametrize("annee", ["abc", "²", "-1", "999999999999", "9" * 5000])
def test_a_year_that_is_none_shows_the_latest(client, demo, annee):
    client.force_login(demo.get_compte("agent.29"))
    assert (
        client.get(reverse("reporting:tableau_de_bord"), {"annee": annee}).context["tableau"].choix.annee
        == 2021
    )
