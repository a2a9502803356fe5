"""The mean number of days, as the public sources say a delay: beside the median and the counts, never without them."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from indicateurs.durees import compute_moyenne
from indicateurs.models import ImportParcours, Valeur
from indicateurs.queries.parcours import make_champs_calcules
from tests.demo import enter
from tests.fichiers.classeurs import fill, list_textes, read_here
from tests.indicateurs.classeurs import download, preview, record, save
from tests.indicateurs.lignes_saisies import make_ligne
from tests.lecture import read

pytestmark = pytest.mark.une_base

DANS, HORS = {"numerateur": "5"}, {"hors_delai": "3"}


@pytest.mark.parametrize(
    ("histogramme", "attendu"),
    [
        ({}, None),
        ({30: 1}, 30.0),
        ({1: 1, 2: 1}, 1.5),
        ({0: 19, 1: 1}, 0.1),
        ({0: 21, 1: 1}, 0.0),
        ({-1: 1, 4: 1}, 1.5),
    ],
)
def test_a_mean_is_rounded_once_half_up_to_a_tenth(histogramme, attendu):
    assert compute_moyenne(histogramme) == attendu


def test_a_mean_is_typed_with_the_cases_it_is_of():
    ligne = make_ligne("delai", **DANS, **HORS, moyenne_jours="27,5")
    assert ligne.is_valid()
    assert (ligne.saisie.moyenne_jours, ligne.mesure.moyenne_jours) == (Decimal("27.5"), Decimal("27.5"))


@pytest.mark.parametrize(
    ("champs", "champ", "attendu"),
    [
        ({"moyenne_jours": "27"}, "numerateur", "Seule, elle n’est admise que d’une situation initiale"),
        (DANS | {"moyenne_jours": "27"}, "hors_delai", "Une moyenne se dit avec ses cas"),
        (DANS | HORS | {"moyenne_jours": "beaucoup"}, "moyenne_jours", "Écrivez un nombre"),
        ({"etat": "non_disponible", "moyenne_jours": "27"}, "moyenne_jours", "n’a pas de chiffre"),
    ],
)
def test_a_mean_without_its_cases_is_refused_beside_what_is_missing(champs, champ, attendu):
    ligne = make_ligne("delai", **champs)
    assert list(ligne.errors) == [champ]
    assert attendu in ligne.errors[champ][0]


def test_the_database_holds_no_mean_without_its_cases(demo):
    valeur = Valeur.objects.filter(exercice=demo.brouillon, denominateur=None).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Valeur.objects.filter(pk=valeur.pk).update(moyenne_jours=12)


def test_a_computed_figure_has_its_mean_and_one_counted_before_has_none():
    comptes = {"dans_delai": 1, "hors_delai": 1, "en_cours": 0, "mediane_jours": 45.5}
    imp = ImportParcours(resultats={"R2": comptes}, details={"R2": {"moyenne_jours": 45.5}})
    assert make_champs_calcules(imp, "R2")["moyenne_jours"] == Decimal("45.5")
    imp.details = {"R2": {"decile_9": 60}}
    assert make_champs_calcules(imp, "R2")["moyenne_jours"] is None


def remove_moyenne(wb):
    """As workbooks were before the mean had a column."""
    for ws in wb:
        for colonne in ws.iter_cols():
            if any(cellule.value == "Moyenne (jours)" for cellule in colonne):
                ws.delete_cols(colonne[0].column)
                break


@pytest.fixture
def chiffre(demo, monkeypatch):
    """40 in time and 10 past it, 31.5 days on average, and the agent who typed it."""
    monkeypatch.setattr("indicateurs.forms.classeur.read_classeur", read_here)
    agent, exercice = demo.get_compte("agent.29"), demo.brouillon
    record(agent, exercice, "R2", 40, denominateur=Decimal(50), en_cours=0, moyenne_jours=Decimal("31.5"))
    return agent, exercice


def test_a_workbook_holds_the_mean_and_brings_it_back(chiffre):
    agent, exercice = chiffre
    octets = download(exercice)
    assert preview(exercice, octets).changements == []
    change = fill(octets, {("R2", "Moyenne"): 32.5})
    (cellule,) = preview(exercice, change).changements
    assert (cellule.avant, cellule.apres) == ("31,5", "32,5")
    assert save(agent, exercice, change) == 1
    assert exercice.valeurs.get(code="R2").moyenne_jours == Decimal("32.5")


def test_a_workbook_that_has_no_column_for_it_keeps_it_with_its_cases_only(chiffre):
    agent, exercice = chiffre
    octets = download(exercice)
    assert preview(exercice, fill(octets, geste=remove_moyenne)).changements == []
    dit = fill(octets, {("R2", "Explication"): "Vérifié."}, remove_moyenne)
    assert save(agent, exercice, dit) == 1
    assert exercice.valeurs.get(code="R2").moyenne_jours == Decimal("31.5")
    autre = fill(download(exercice), {("R2", "Hors délai"): 11}, remove_moyenne)
    assert {un.colonne for un in preview(exercice, autre).changements} == {"Hors délai", "Moyenne (jours)"}
    assert save(agent, exercice, autre) == 1
    assert exercice.valeurs.get(code="R2").moyenne_jours is None


def test_a_workbook_says_at_its_cell_that_a_mean_lacks_its_cases(chiffre):
    _, exercice = chiffre
    apercu = preview(exercice, fill(download(exercice), {("R4", "Moyenne"): 12}))
    assert any(
        "Seule, elle n’est admise que d’une situation initiale" in texte for texte in list_textes(apercu)
    )


def test_what_is_typed_is_stored_shown_and_told_in_its_history(client, demo):
    enter(client, "agent.29")
    adresse = reverse("indicateurs:saisie", args=["29", 2021, "S4"])
    client.get(adresse)
    envoi = {"R2-version": "0", "R2-numerateur": "40", "R2-hors_delai": "10", "R2-en_cours": "0"}
    assert client.post(adresse, envoi | {"R2-moyenne_jours": "31,5"}).status_code == 302
    valeur = Valeur.objects.get(exercice=demo.brouillon, code="R2")
    assert valeur.moyenne_jours == Decimal("31.5")
    page = read(client.get(reverse("indicateurs:pourquoi", args=["29", 2021, "S4", "R2"])))
    assert "Moyenne : 31,5 jours." in page
    envoi |= {"R2-version": str(valeur.version), "R2-moyenne_jours": "32"}
    assert client.post(adresse, envoi).status_code == 302
    page = read(client.get(reverse("indicateurs:pourquoi", args=["29", 2021, "S4", "R2"])))
    assert "Moyenne en jours" in page
