"""What sums, lists and verdicts over several conventions rest on: what was handed over, and what each year knew."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest

from conventions.models import Convention, Exercice, Financement, Memoire, SujetMemoire
from fichiers.tables.colonnes import ColonneExport, TableExport, TypeColonne
from fichiers.tables.texte import write_table_csv
from indicateurs.models import Cible, Valeur
from pilotage.bilans import list_feuilles
from pilotage.ecarts_editions import compare_publications
from pilotage.queries.bilan import build_bilan
from pilotage.queries.chiffres import list_lignes_export
from pilotage.queries.delais import build_delais
from pilotage.queries.edition import prepare_edition
from pilotage.queries.ensemble import build_ensemble
from pilotage.queries.evolution_des_delais import build_evolution_des_delais
from pilotage.queries.financement import build_consolidation
from pilotage.queries.nation import build_nation
from pilotage.queries.position import build_position
from pilotage.queries.tableau import build_tableau_de_bord
from pilotage.queries.tranches import list_tranches
from referentiels.models import Referentiel
from tests.reporting.exercices import clone

pytestmark = [pytest.mark.une_base, pytest.mark.usefixtures("sans_verrous")]

AT = datetime(2022, 4, 2, 9, tzinfo=UTC)


def list_cibles_lues(user):
    """The target of R2 in 2020 for the 29, by who says it across conventions."""
    tableau = build_tableau_de_bord(user, AT, 2020)
    (ligne,) = (un for un in tableau.lignes if un.exercice.convention.code == "29")
    delais = build_delais(user, 2020, "CALPAE", "53")
    (delai,) = (un for un in delais.lignes if un.exercice.convention.code == "29")
    dites = {
        "tableau": next(un.cible for un in ligne.cellules if un.indicateur.code == "R2"),
        "delais": next(un.cible for un in delai.cellules if un.indicateur.code == "R2"),
        "chiffres": next(
            un.cible
            for un in list_lignes_export(user, 2020)[1]
            if (un.exercice.convention.code, un.indicateur.code) == ("29", "R2")
        ),
    }
    for quoi, places in (
        ("nation", build_nation(user, 2020, None, "R2").places),
        ("ensemble", build_ensemble(user, "R2", 2020).comptees),
    ):
        dites[quoi] = next(un.cible for un in places if un.convention.code == "29")
    return dites


def test_a_closed_year_is_judged_by_the_target_it_knew(demo):
    """An avenant moves a target after a year closed on it: its dashboards do not judge it again."""
    exercice = demo.valide
    Exercice.objects.filter(pk=exercice.pk).update(etat="clos")
    Cible.objects.filter(convention=exercice.convention_id, annee=2020, code="R2").delete()
    Cible.objects.create(convention=exercice.convention, annee=2020, code="R2", valeur=Decimal("0.9"))
    Memoire.objects.filter(exercice=exercice, sujet=SujetMemoire.CIBLE, cle="R2.2020").delete()
    Memoire.objects.create(exercice=exercice, sujet=SujetMemoire.CIBLE, cle="R2.2020", valeur="0.5")
    lues = list_cibles_lues(demo.get_compte("centrale"))
    assert lues == dict.fromkeys(lues, Decimal("0.5"))


def test_the_money_of_a_draft_counts_in_no_sum_even_for_its_own(demo):
    Financement.objects.filter(action__exercice=demo.brouillon).update(prevu=100, execute=90)
    for qui in ("agent.29", "prefecture.29"):
        user = demo.get_compte(qui)
        total = build_consolidation(user, 2021).total
        (ligne,) = total.lignes
        assert ligne.montants.taux == Fraction(9, 10)
        assert (total.notifie, total.montants.prevu, total.montants.execute, total.taux) == (None,) * 4
        assert total.couverture_execute == total.couverture_prevu == "0 convention sur 1"
        assert not total.sous_totaux.natures
        feuilles = {
            table.titre: list(lignes) for table, lignes in list_feuilles(build_bilan(user, AT, 2021), AT)
        }
        *_, ensemble = feuilles["Argent"]
        assert ensemble[1:5] == (None,) * 4


def test_régions_are_in_the_order_of_french_words(demo):
    clone(demo.transmis, ["77", "13", "67"])
    consolidation = build_consolidation(demo.get_compte("centrale"), 2021)
    noms = [une.libelle for une in consolidation.regions]
    assert noms == ["Bretagne", "Grand Est", "Île-de-France", "Provence-Alpes-Côte d'Azur"]


def test_every_year_of_a_région_is_of_that_région_alone(demo):
    """Grand Est has one year; a file of all its years has nothing of Bretagne in the others."""
    clone(demo.transmis, ["67"])
    demandes = {"annee": ["toutes"], "dispositif": ["CALPAE"], "region": ["44"]}
    tranches = list_tranches(demo.get_compte("centrale"), demandes, AT)
    assert [un.convention.code for une in tranches for un in une.exercices] == ["67"]
    # One that nobody sees asks nothing, as on the screen.
    toutes = list_tranches(demo.get_compte("centrale"), demandes | {"region": ["zz"]}, AT)
    assert {un.convention.code for une in toutes for un in une.exercices} == {"22", "29", "67"}


def test_a_year_is_placed_by_its_own_référentiel_whatever_the_next_one_asks(demo):
    """An indicator that the next year drops keeps its place, its years and its others in its own."""
    suivant = Referentiel.objects.get(pk=demo.brouillon.referentiel_id)
    suivant.pk, suivant.code = None, "sans-G5"
    gardes = [un for un in suivant.contenu["indicateurs"] if un["code"] != "G5"]
    suivant.contenu = suivant.contenu | {"indicateurs": gardes}
    suivant.save()
    Exercice.objects.filter(annee=2021).update(referentiel=suivant)
    (une,) = (
        un
        for un in build_position(demo.get_compte("agent.29"), demo.valide).lignes
        if un.indicateur.code == "G5"
    )
    valeurs = {etape.annee: etape.valeur for etape in une.trajectoire.etapes}
    assert valeurs[2020] == une.resultat.valeur is not None
    assert une.nation.comparables == 1


def test_headings_of_a_csv_are_no_formulas_either():
    """Those of subtotals are words of a référentiel."""
    table = TableExport("T", (ColonneExport("a", "=1+1 et après", TypeColonne.TEXTE, "d", lambda un: un),))
    octets = BytesIO()
    write_table_csv(table, ["@b"], octets)
    assert octets.getvalue().decode("utf-8-sig").split() == ["'=1+1", "et", "après", "'@b"]


def test_an_edition_sorts_régions_in_french_and_tells_two_conventions_of_a_territory_apart(demo):
    clone(demo.transmis, ["77", "13", "67"])
    clone(demo.transmis, ["35"])
    Convention.objects.filter(code="35").update(code="22-SUITE", departement="22")
    publication, _ = prepare_edition("CALPAE", 2021)
    noms = list(publication.regions.values())
    assert noms == ["Bretagne", "Grand Est", "Île-de-France", "Provence-Alpes-Côte d'Azur"]
    autre = replace(
        publication,
        lignes=tuple(
            replace(une, etat="secret", numerateur=None) if une.convention == "22" else une
            for une in publication.lignes
        ),
    )
    ecarts = compare_publications(publication, autre)
    changees = sum(a != b for a, b in zip(publication.lignes, autre.lignes, strict=True))
    assert len(ecarts.lignes) == changees > 0


def test_a_draft_is_no_point_of_the_délais_over_the_years_even_for_its_own(demo):
    """The page says that only what was handed over is drawn."""
    dite = Valeur.objects.get(exercice=demo.valide, code="R2")
    Valeur.objects.filter(exercice=demo.brouillon, code="R2").delete()
    dite.pk, dite.exercice = None, demo.brouillon
    dite.save()
    for qui in ("agent.29", "prefecture.29"):
        vue = build_evolution_des_delais(demo.get_compte(qui))
        (delai,) = (un for un in vue.delais if un.evolution.indicateur.code == "R2")
        (serie,) = delai.evolution.series
        valeurs = {etape.annee: etape.valeur for etape in serie.etapes}
        assert valeurs[2020] is not None
        assert valeurs[2021] is None


@pytest.mark.parametrize(
    ("dit", "mots"),
    [
        ({"etat": "non_concerne"}, "Non concerné"),
        ({"etat": "non_disponible"}, "Non disponible"),
        ({"etat": "vide"}, "Non renseigné"),
        ({"etat": "neant", "numerateur": 0, "denominateur": 0}, "Non calculable, rapporté à zéro"),
        ({"etat": "renseigne", "numerateur": 5, "denominateur": 5}, ""),
    ],
)
def test_a_délai_that_is_not_there_says_why(demo, dit, mots):
    """A dash alone is read as what nobody typed."""
    rien = {
        "numerateur": None,
        "denominateur": None,
        "en_cours": None,
        "mediane_jours": None,
        "moyenne_jours": None,
    }
    Valeur.objects.filter(exercice=demo.transmis).update(**rien | dit)
    vue = build_delais(demo.get_compte("centrale"), 2021, "CALPAE", "53")
    (ligne,) = (une for une in vue.lignes if une.exercice == demo.transmis)
    assert {un.manque for un in ligne.cellules} == {mots}
