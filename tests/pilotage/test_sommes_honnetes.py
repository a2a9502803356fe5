"""What sums, lists and verdicts over several conventions rest on: what was handed over, and what each year knew."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from conventions.models import Exercice, Financement, Memoire, SujetMemoire
from indicateurs.models import Cible
from pilotage.bilans import list_feuilles
from pilotage.demande import DemandeDeTableau
from pilotage.queries.bilan import build_bilan
from pilotage.queries.chiffres import list_lignes_export
from pilotage.queries.delais import build_delais
from pilotage.queries.ensemble import build_ensemble
from pilotage.queries.financement import build_consolidation
from pilotage.queries.nation import build_nation
from pilotage.queries.tableau import build_tableau_de_bord
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


def test_a_shared_address_that_names_my_own_région_is_no_fault(demo):
    """The centrale filters by Bretagne, and sends the address to the commissaire of Bretagne."""
    tableau = build_tableau_de_bord(
        demo.get_compte("commissaire.53"), AT, 2021, None, DemandeDeTableau(region="53")
    )
    assert tableau.refus == ()
    ailleurs = build_tableau_de_bord(
        demo.get_compte("commissaire.53"), AT, 2021, None, DemandeDeTableau(region="44")
    )
    assert len(ailleurs.refus) == 1
