"""The mean number of days, as the public sources say a delay: beside the median and the counts, never without them."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from indicateurs.durees import compute_moyenne
from indicateurs.models import ImportParcours, Valeur
from indicateurs.operations.classeur import make_saisie
from indicateurs.queries.classeur import make_champs
from indicateurs.queries.parcours import make_champs_calcules
from tests.demo import enter
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


def test_a_workbook_which_has_no_column_for_it_keeps_it_with_its_cases_only(demo):
    valeur = Valeur.objects.filter(exercice__annee=2020, code="R2", denominateur__gt=0).first()
    valeur.moyenne_jours = Decimal("27.5")
    champs = make_champs(valeur)
    assert make_saisie(champs, valeur).moyenne_jours == Decimal("27.5")
    assert make_saisie(champs | {"hors_delai": champs["hors_delai"] + 1}, valeur).moyenne_jours is None


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
