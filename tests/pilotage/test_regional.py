"""What a commissaire opens from the dashboard: whom a sum speaks of, the délais over the years, the yearly balance."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from comptes.models import Departement
from conventions.models import Exercice, Financement
from indicateurs.models import Valeur
from nombres.formats import nombre_utile
from pilotage.queries.bilan import build_bilan
from pilotage.queries.ensemble import build_ensemble
from pilotage.queries.evolution_des_delais import build_evolution_des_delais
from pilotage.queries.tableau import build_tableau_de_bord
from tests.lecture import read, read_html
from tests.reporting.exercices import clone

pytestmark = [pytest.mark.une_base, pytest.mark.usefixtures("sans_verrous")]

AT = datetime(2022, 4, 2, 9, tzinfo=UTC)
SANS_NOMBRE = dict.fromkeys(("numerateur", "denominateur", "en_cours", "mediane_jours", "moyenne_jours"))


def spoil(code, **valeurs):
    Valeur.objects.filter(exercice__convention__code=code, exercice__annee=2021, code="R2").update(**valeurs)


@pytest.fixture
def bretagne(demo):
    """Of R2 in 2021: 22 counts, 29 is a draft, each other is absent for a reason of its own."""
    clone(demo.transmis, ["35"], date_entree="flux_cnaf")
    clone(demo.transmis, ["56", "44", "49", "53"])
    spoil("56", etat="non_disponible", **SANS_NOMBRE)
    spoil("44", etat="non_concerne", **SANS_NOMBRE)
    spoil("49", numerateur=0, denominateur=0)
    Exercice.objects.filter(convention__code="53").update(etat="a_completer")
    return demo


def test_whoever_is_not_in_a_sum_is_named_with_why(client, bretagne):
    vue = build_ensemble(bretagne.get_compte("centrale"), "R2", 2021)
    absents = {p.convention.code: absence.motif for absence in vue.absences for p in absence.places}
    assert [un.convention.code for un in vue.comptees] == ["22"]
    assert "autre date d’entrée" in absents.pop("35")
    assert absents == {
        "29": "pas encore transmis",
        "56": "non disponible",
        "44": "non concerné",
        "49": "non calculable, rapporté à zéro",
        "53": "renvoyé pour complément",
    }
    tableau = build_tableau_de_bord(bretagne.get_compte("centrale"), AT, 2021)
    (somme,) = (un for un in tableau.ensembles if un.indicateur.code == "R2")
    assert vue.ensemble == somme
    client.force_login(bretagne.get_compte("centrale"))
    # One click from the dashboard, by the coverage of the column.
    adresse = f"{reverse('reporting:ensemble', args=['R2'])}?annee=2021&dispositif=CALPAE"
    tete = client.get(reverse("reporting:tableau_de_bord"), {"annee": 2021}).content.decode()
    assert adresse.replace("&", "&amp;") in tete
    page = read_html(client.get(adresse))
    assert "Renvoyé pour complément (1)" in page


def test_the_sum_of_a_région_is_of_its_own(bretagne):
    vue = build_ensemble(bretagne.get_compte("centrale"), "R1", 2021, "CALPAE", "53")
    assert {un.convention.code for un in vue.comptees} == {"22", "56"}
    assert vue.couverture.conventions_en_tout == 4
    assert vue.region.nom == "Bretagne"


def test_a_draft_counts_in_no_sum_even_for_its_own(demo):
    vue = build_ensemble(demo.get_compte("agent.29"), "G1", 2021)
    assert (vue.ensemble.valeur, vue.comptees) == (None, ())
    assert build_ensemble(demo.get_compte("agent.29"), "Z9", 2021) is None


def test_each_délai_is_drawn_over_the_years_convention_after_convention(client, demo):
    vue = build_evolution_des_delais(demo.get_compte("commissaire.53"))
    assert (vue.annees, vue.regions, vue.region.nom) == ((2019, 2020, 2021, 2022), (), "Bretagne")
    assert [un.evolution.indicateur.code for un in vue.delais] == ["R2", "R4", "R6"]
    for delai in vue.delais:
        code = delai.evolution.indicateur.code
        assert [un.titre for un in delai.multiples.courbes] == ["Côtes-d'Armor (22)", "Finistère (29)"]
        for courbes, convention in zip(delai.multiples.courbes, ("22", "29"), strict=True):
            resultat = next(un for un in courbes.series if un.libelle == "Résultat")
            for annee, valeur in zip(vue.annees, resultat.valeurs, strict=True):
                stockee = (
                    Valeur.objects.filter(
                        exercice__convention__code=convention, exercice__annee=annee, code=code
                    )
                    .exclude(exercice__etat="brouillon")
                    .first()
                )
                attendue = None
                if stockee and stockee.denominateur:
                    attendue = Fraction(stockee.numerateur) / Fraction(stockee.denominateur)
                assert valeur == attendue, (code, convention, annee)


def test_a_rate_of_a_délai_says_of_how_many_people(client, demo):
    client.force_login(demo.get_compte("commissaire.53"))
    page = read(client.get(reverse("reporting:delais"), {"annee": 2021}))
    for code in ("R2", "R4", "R6"):
        chiffre = demo.transmis.valeurs.get(code=code)
        assert f"{nombre_utile(chiffre.numerateur)} sur {nombre_utile(chiffre.denominateur)}" in page, code


def test_a_région_of_thirteen_is_a_page_that_weighs_little(client, demo):
    occitanie = Departement.objects.filter(region="76").values_list("pk", flat=True)
    assert len(occitanie) == 13
    clone(demo.transmis, occitanie)
    client.force_login(demo.get_compte("centrale"))
    for nom in ("evolution", "delais", "ensemble"):
        cle = ["R2"] if nom == "ensemble" else []
        adresse = reverse(f"reporting:{nom}", args=cle)
        client.get(adresse)
        with CaptureQueriesContext(connection) as lues:
            reponse = client.get(adresse, {"annee": 2021, "region": "76"})
        assert reponse.status_code == 200
        assert len(lues) <= 12, nom
        assert len(reponse.content) < 150_000, nom


# --- The yearly balance ----------------------------------------------------------------------------------------


def read_bilan(client, demo, qui, **demande):
    client.force_login(demo.get_compte(qui))
    reponse = client.get(reverse("reporting:exporter_bilan"), demande)
    assert reponse.status_code == 200
    classeur = load_workbook(
        BytesIO(b"".join(reponse.streaming_content) if reponse.streaming else reponse.content)
    )
    return reponse, {
        feuille.title: [[cellule.value for cellule in ligne] for ligne in feuille.iter_rows(min_row=2)]
        for feuille in classeur
    }


def test_the_balance_of_a_région_says_the_same_as_its_rows(client, bretagne):
    reponse, feuilles = read_bilan(client, bretagne, "centrale", annee=2021, region="53")
    assert reponse["Content-Disposition"] == 'attachment; filename="bilan-bretagne-2021.xlsx"'
    siens = Exercice.objects.filter(annee=2021, convention__departement__region="53")
    transmis = siens.exclude(etat__in=("brouillon", "a_completer"))
    assert [ligne[0] for ligne in feuilles["Transmission"]] == [
        str(un.convention) for un in siens.order_by("convention__code")
    ]
    dits = {ligne[0]: ligne[1:] for ligne in feuilles["Synthèse"]}
    assert dits["Exercices transmis"] == [transmis.count(), f"sur {siens.count()}"]
    sommes = {ligne[0]: ligne for ligne in feuilles["Ensemble"]}
    r1 = Valeur.objects.filter(exercice__in=transmis, code="R1").exclude(exercice__convention__code="35")
    assert sommes["R1"][2] == sum(un.numerateur for un in r1)
    assert sommes["R1"][5:7] == [r1.count(), siens.count()]
    # A rate is written as one, beside the two sums it comes from.
    assert Decimal(str(sommes["R2"][4])) == pytest.approx(Decimal(sommes["R2"][2]) / Decimal(sommes["R2"][3]))
    chiffres = {(ligne[0], ligne[1]): ligne for ligne in feuilles["Indicateurs"]}
    assert {convention for convention, _ in chiffres} == {str(un.convention) for un in transmis}
    argent = {ligne[0]: ligne for ligne in feuilles["Argent"]}
    montants = Financement.objects.filter(action__exercice__in=transmis).values_list("prevu", "execute")
    assert Decimal(str(argent["Bretagne"][2])) == sum(prevu for prevu, _ in montants)
    assert Decimal(str(argent["Bretagne"][3])) == sum(execute for _, execute in montants)
    absents = {(code, convention): motif for code, _, convention, motif in feuilles["Absents"]}
    assert absents["R2", "Finistère (29)"] == "pas encore transmis"
    assert absents["R2", "Morbihan (56)"] == "non disponible"
    assert "autre date d’entrée" in absents["R2", "Ille-et-Vilaine (35)"]
    natures = {(ligne[0], ligne[1]) for ligne in feuilles["À regarder"]}
    assert ("Finistère (29)", "Rapport") in natures
    assert any(nature == "Cible manquée" for _, nature in natures)


@pytest.mark.parametrize(("qui", "annee"), [("commissaire.44", ""), ("agent.29", "2021")])
def test_a_balance_of_nothing_is_a_workbook_too(client, demo, qui, annee):
    _, feuilles = read_bilan(client, demo, qui, annee=annee)
    assert feuilles["Indicateurs"] == []


def test_the_balance_asks_no_more_of_a_larger_list(demo, django_assert_max_num_queries):
    centrale = demo.get_compte("centrale")
    clone(demo.transmis, ["35", "56", "67"])
    with django_assert_max_num_queries(22):
        bilan = build_bilan(centrale, AT, 2021)
        list(bilan.points)
