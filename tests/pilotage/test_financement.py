"""The money of a year across départements: exact sums from actions to France, and whom each speaks of."""

from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from comptes.models import Departement
from conventions.models import Action, Convention, Exercice, Financement, RapportCommun
from pilotage.queries.financement import build_consolidation
from tests.cloture import reopen_closed
from tests.reporting.exercices import add_montants, read_page

# Its figures are written over, once handed over.
pytestmark = pytest.mark.usefixtures("sans_verrous")

D = Decimal


def open_copies(exercice, codes):
    """The exercice of other départements, transmitted, each with one action and no money."""
    copies = []
    for code in codes:
        convention = Convention.objects.get(pk=exercice.convention_id)
        convention.pk, convention.code, convention.departement_id = None, code, code
        convention.collectivite = Departement.objects.get(code=code).collectivites.first()
        convention.save()
        copie = Exercice.objects.get(pk=exercice.pk)
        copie.pk, copie.convention, copie.etat = None, convention, "transmis"
        copie.save()
        Action.objects.create(exercice=copie, numero="1", titre="t", axe="S4", nature="nouvelle")
        copies.append(copie)
    return copies


@pytest.fixture
def france(demo):
    """2021 without money: 22, 29 (a draft), 35 in Bretagne; 67, 68 in Grand Est."""
    with reopen_closed():
        Financement.objects.all().delete()
        open_copies(demo.transmis, ["35", "67", "68"])
        Exercice.objects.update(montant_notifie=None)
    return {e.convention.code: e for e in Exercice.objects.filter(annee=2021).select_related("convention")}


def build(demo, qui="centrale"):
    return build_consolidation(demo.get_compte(qui), 2021)


def test_random_budgets_add_up_from_actions_to_france_to_the_cent(demo, france):
    hasard = Random(2021)
    cents = {"prevu": 0, "execute": 0}
    par_region = {}
    Exercice.objects.filter(pk=france["29"].pk).update(etat="transmis")
    for exercice in france.values():
        region = Departement.objects.get(pk=exercice.convention.departement_id).region.nom
        siens = par_region.setdefault(region, {"prevu": 0, "execute": 0})
        for rang in range(12):
            action = Action.objects.create(
                exercice=exercice, numero=f"Z{rang}", titre="t", axe="S4", nature="nouvelle"
            )
            for source in ("etat", "departement_nouveau", "valorisation", "report"):
                montants = {c: hasard.choice((None, hasard.randrange(10**13))) for c in cents}
                Financement.objects.create(
                    action=action,
                    source=source,
                    **{c: None if m is None else D(m).scaleb(-2) for c, m in montants.items()},
                )
                for colonne, montant in montants.items():
                    cents[colonne] += montant or 0
                    siens[colonne] += montant or 0
    consolidation = build(demo)
    obtenus = {
        region.libelle: {c: int(getattr(region.montants, c) * 100) for c in cents}
        for region in consolidation.regions
    }
    assert obtenus == par_region
    assert {c: int(getattr(consolidation.total.montants, c) * 100) for c in cents} == cents
    assert sum(obtenus[region]["execute"] for region in obtenus) == cents["execute"]


def test_a_sum_says_of_how_many_départements_it_speaks(demo, france):
    add_montants(france["22"].actions.first(), etat=("100", "50"))
    add_montants(france["35"].actions.first(), etat=("300", None), departement_nouveau=("100", "10"))
    add_montants(france["67"].actions.first(), etat=("500", None))
    # A draft: the centrale reads nothing of it.
    add_montants(france["29"].actions.first(), etat=("9000", "9000"))
    Exercice.objects.filter(pk=france["22"].pk).update(montant_notifie=D(0))
    total = build(demo).total
    assert (total.notifie, total.couverture_notifie) == (D(0), "1 convention sur 5")
    assert (total.montants.prevu, total.couverture_prevu) == (D(1000), "3 conventions sur 5")
    assert total.montants.execute == D(60)
    assert total.couverture_execute == "2 conventions sur 5, dont 1 incomplète"
    # The rate is of those whose two amounts are complete, not 60 over 1,000.
    assert (total.taux, total.couverture_taux) == (Fraction(1, 2), "1 convention sur 5")


def test_without_any_amount_nothing_is_zero(demo, france):
    total = build(demo).total
    assert (total.notifie, total.montants.prevu, total.montants.execute, total.taux) == (None,) * 4
    assert total.couverture_execute == "0 convention sur 5"


@pytest.mark.parametrize(
    ("qui", "codes", "ensemble"),
    [
        ("agent.22", ["22"], "Département des Côtes-d’Armor"),
        ("commissaire.53", ["22", "29", "35"], "Bretagne"),
        ("centrale", ["22", "29", "35", "67", "68"], "France entière"),
    ],
)
def test_each_one_sums_what_they_may_see(demo, france, qui, codes, ensemble):
    consolidation = build(demo, qui)
    assert [ligne.exercice.convention.code for ligne in consolidation.total.lignes] == codes
    assert consolidation.total.libelle.replace("'", "’") == ensemble
    assert consolidation.is_par_region == (qui == "centrale")


def test_a_common_report_counts_once_and_beside_what_is_executed(client, demo, france):
    commun = RapportCommun.objects.create(
        collectivite_id=france["67"].convention.collectivite_id,
        dispositif="CALPAE",
        annee=2021,
        depense_commune=D("6096409.53"),
    )
    Exercice.objects.filter(convention__code__in=["67", "68"], annee=2021).update(rapport_commun=commun)
    add_montants(france["67"].actions.first(), etat=("2231197.47", None))
    add_montants(france["68"].actions.first(), etat=("1162693.62", None))
    consolidation = build(demo)
    grand_est = next(region for region in consolidation.regions if region.libelle == "Grand Est")
    assert grand_est.depense_commune == consolidation.total.depense_commune == D("6096409.53")
    assert grand_est.montants.prevu == D("3393891.09")
    assert grand_est.montants.execute is consolidation.total.montants.execute is None
    page = read_page(client, demo, "centrale", "financement", annee=2021)
    assert "6 096 409,53 € dépensés pour l’ensemble de ses conventions. Ce montant n’est ni réparti" in page


def test_an_untransmitted_draft_shows_no_amount(client, demo, france):
    add_montants(france["29"].actions.first(), etat=("123456", "123456"))
    for qui, attendu in (("agent.29", True), ("prefecture.29", True), ("commissaire.53", False)):
        assert ("123 456,00" in read_page(client, demo, qui, "financement", annee=2021)) == attendu


@pytest.mark.parametrize("nom", ["financement", "exporter_financement"])
def test_the_queries_do_not_grow_with_the_départements(client, demo, nom):
    client.force_login(demo.get_compte("centrale"))
    url = f"{reverse(f'reporting:{nom}')}?annee=2021"

    def count():
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(url).status_code == 200
        return len(requetes)

    deux = count()
    codes = Departement.objects.exclude(code__in=("22", "29")).values_list("code", flat=True)[:50]
    for copie in open_copies(demo.transmis, codes):
        add_montants(copie.actions.first(), etat=("100", "90"))
    assert count() == deux <= 7


def test_the_workbook_holds_amounts_as_numbers_to_the_cent(client, demo, france):
    add_montants(france["22"].actions.first(), etat=("1234567.89", "0.01"))
    client.force_login(demo.get_compte("centrale"))
    reponse = client.get(reverse("reporting:exporter_financement"), {"annee": 2021})
    feuille = load_workbook(BytesIO(reponse.content)).active
    titres, *lignes = feuille.iter_rows()
    rang = [cellule.value for cellule in titres].index("Prévu, toutes sources")
    par_niveau = {(ligne[0].value, ligne[2].value or ligne[1].value): ligne for ligne in lignes}
    assert list(par_niveau) == [
        *(("Département", code) for code in ("22", "29", "35", "67", "68")),
        ("Région", "Bretagne"),
        ("Région", "Grand Est"),
        ("Ensemble", "France entière"),
    ]
    for cle in (("Département", "22"), ("Région", "Bretagne"), ("Ensemble", "France entière")):
        cellule = par_niveau[cle][rang]
        assert (cellule.value, cellule.data_type, cellule.number_format) == (1234567.89, "n", "#,##0.00")
    assert par_niveau["Département", "35"][rang].value is None
    assert par_niveau["Ensemble", "France entière"][rang + 5].value == "1 convention sur 5"
