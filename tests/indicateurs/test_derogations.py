"""A blocking rule waived for one figure; a figure too far from last year's."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import referentiels
from comptes.acces import Refus
from comptes.gestes import Geste
from comptes.models import Trace
from conventions.models import Exercice
from indicateurs.models import Derogation
from indicateurs.operations.controles import waive_regle, withdraw_derogation
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from indicateurs.queries.fautes import list_fautes, list_regles_bloquantes
from indicateurs.queries.manques import list_manques
from referentiels.lecture import parse_referentiel
from referentiels.mesures import Mesure
from referentiels.models import Referentiel
from tests.gestes import confirm
from tests.lecture import read_html

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
CODES = ("A1", "A2", "A3", "A4", "A5", "A6")
CONTENU = parse_referentiel(
    (Path(referentiels.__file__).parent / "instructions" / "2021-03-19.toml").read_text(encoding="utf-8")
)
MESSAGE = "ne peuvent pas être plus nombreux que les jeunes devenus majeurs"


def make_saisie(exercice, **chiffres):
    versions = dict(exercice.valeurs.values_list("code", "version"))
    donnees = {f"{code}-version": versions.get(code, 0) for code in CODES}
    return donnees | {f"{code}-numerateur": chiffres.get(code, "0") for code in CODES}


def waive(demo, jusqu_au, qui="prefecture.29", exercice=None, **champs):
    regle = {"code": "A2", "regle": "A2 <= A1", "motif": "Cohorte de 2020 comptée en 2021."} | champs
    exercice = exercice or demo.brouillon
    return waive_regle(by=demo.get_compte(qui), at=AT, exercice=exercice, jusqu_au=jusqu_au, **regle)


def test_a_waived_rule_no_longer_blocks_that_figure_nor_the_transmission_until_its_date(client, demo):
    url = reverse("indicateurs:saisie", args=["29", 2021, "S1"])
    client.force_login(demo.get_compte("agent.29"))
    saisie = make_saisie(demo.brouillon, A1="10", A2="12")
    reponse = client.post(url, saisie)
    assert reponse.status_code == 422
    assert MESSAGE in read_html(reponse)

    client.force_login(demo.get_compte("prefecture.29"))
    demain = timezone.localdate() + timedelta(days=1)
    donnees = {"regle": "A2|A2 <= A1", "motif": "Cohorte de 2020.", "jusqu_au": demain.isoformat()}
    assert client.post(reverse("indicateurs:derogations", args=["29", 2021]), donnees).status_code == 302
    assert Trace.objects.filter(geste=Geste.LEVER_REGLE).get().details["regle"] == "A2 <= A1"

    client.force_login(demo.get_compte("agent.29"))
    assert client.post(url, saisie).status_code == 302
    page = read_html(client.get(url))
    assert "Règle levée" in page
    assert "Cohorte de 2020." in page
    libelles = [manque.libelle for manque in list_manques(demo.brouillon, demain)]
    assert not [libelle for libelle in libelles if MESSAGE in libelle]
    libelles = [manque.libelle for manque in list_manques(demo.brouillon, demain + timedelta(days=1))]
    assert [libelle for libelle in libelles if MESSAGE in libelle]
    # Another rule still blocks the same axe.
    reponse = client.post(url, make_saisie(demo.brouillon, A1="10", A2="12", A3="13"))
    assert reponse.status_code == 422


def test_only_the_préfecture_of_the_département_waives_a_rule(demo):
    for qui in ("agent.29", "prefecture.22", "commissaire.53", "centrale"):
        with pytest.raises(Refus, match="Seule la préfecture du département"):
            waive(demo, date(2022, 6, 30), qui=qui)
    with pytest.raises(Refus, match="est en instruction"):
        waive(demo, date(2022, 6, 30), qui="prefecture.22", exercice=demo.transmis)
    assert not Derogation.objects.exists()


@pytest.mark.parametrize(
    ("champs", "jusqu_au", "faute"),
    [
        ({"regle": "A1 <= A2"}, date(2022, 6, 30), "rien à lever"),
        ({"code": "A1"}, date(2022, 6, 30), "rien à lever"),
        ({"code": "R5", "regle": "R5 <= R3"}, date(2022, 6, 30), "rien à lever"),  # an alerte
        ({}, date(2022, 2, 28), "déjà passée"),
        ({"motif": ""}, date(2022, 6, 30), "vide"),
    ],
)
def test_a_waiver_that_waives_nothing_is_refused(demo, champs, jusqu_au, faute):
    with pytest.raises(ValidationError, match=faute):
        waive(demo, jusqu_au, **champs)
    assert not Derogation.objects.exists()


def test_a_waiver_is_prolonged_then_withdrawn_with_a_line_in_the_journal_each_time(client, demo):
    waive(demo, date(2022, 3, 1))
    derogation = waive(demo, date(2022, 6, 30), motif="Prolongée.")
    assert Derogation.objects.count() == 1
    assert Trace.objects.filter(geste=Geste.LEVER_REGLE).first().details["avant"] == "2022-03-01"
    client.force_login(demo.get_compte("agent.29"))
    retirer = reverse("indicateurs:retirer_derogation", args=["29", 2021, derogation.pk])
    assert client.post(retirer).status_code == 403
    with pytest.raises(Refus):
        withdraw_derogation(by=demo.get_compte("centrale"), at=AT, derogation=derogation)
    client.force_login(demo.get_compte("prefecture.29"))
    assert confirm(client, retirer).status_code == 302
    assert not Derogation.objects.exists()
    assert Trace.objects.filter(geste=Geste.RETABLIR_REGLE).get().details["motif"] == "Prolongée."


def test_the_rules_that_definitions_imply_may_be_waived_too(demo):
    definition = Referentiel.objects.get(code="2021-03-19").definition
    regles = {(code, regle) for code, regle, _ in list_regles_bloquantes(definition)}
    assert ("R2", "cohorte de R2 <= R1") in regles
    assert ("P1", "P1 <= P0") in regles
    waive(demo, date(2022, 6, 30), code="R2", regle="cohorte de R2 <= R1")


def test_saving_a_grid_costs_the_same_with_a_waiver_and_asks_for_none_when_nothing_blocks(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    url = reverse("indicateurs:saisie", args=["29", 2021, "S1"])
    waive(demo, timezone.localdate() + timedelta(days=9))
    nombres = {}
    for a2 in ("9", "12"):
        saisie = make_saisie(demo.brouillon, A1="10", A2=a2)
        with CaptureQueriesContext(connection) as requetes:
            assert client.post(url, saisie).status_code == 302
        nombres[a2] = len([r for r in requetes if "SAVEPOINT" not in r["sql"]])
        lues = [r for r in requetes if "indicateurs_derogation" in r["sql"]]
        assert len(lues) == (1 if a2 == "12" else 0)
    # Only a figure that needs a waiver pays for reading it.
    assert nombres["12"] == nombres["9"] + 1 <= 14


def make_delai(dans, echus):
    return Mesure("renseigne", Decimal(dans), Decimal(echus), 0, Decimal(10))


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        (100, 130, None),  # on the threshold
        (100, 131, "Variation de 31\u00a0% par rapport à l’exercice précédent, au-delà de 30\u00a0%"),
        (100, 69, "Variation de \u221231\u00a0%"),
        (0, 50, None),  # from 0 there is no variation
        (3, 4, "Variation de 33,3\u00a0%"),
    ],
)
def test_a_count_too_far_from_last_years_asks_why(avant, apres, attendu):
    definition = Referentiel(contenu=CONTENU).definition
    annees = ({"F1": Mesure("renseigne", Decimal(nombre))} for nombre in (apres, avant))
    fautes = list_fautes(definition, *annees)
    assert [faute.regle for faute in fautes] == (["surprise F1"] if attendu else [])
    if attendu:
        assert fautes[0].message.startswith(attendu)
        assert fautes[0].demande_explication


def test_a_rate_is_compared_with_a_rate():
    definition = Referentiel(contenu=CONTENU).definition
    # Twice the cases, the same rate.
    assert list_fautes(definition, {"R4": make_delai(80, 100)}, {"R4": make_delai(40, 50)}) == []
    # The same number in time, over twice the cases.
    fautes = list_fautes(definition, {"R4": make_delai(40, 100)}, {"R4": make_delai(40, 50)})
    assert [(faute.code, faute.regle) for faute in fautes] == [("R4", "surprise R4")]


def test_a_référentiel_without_threshold_is_surprised_by_nothing():
    sans = {cle: valeur for cle, valeur in CONTENU.items() if cle != "saisie"}
    definition = Referentiel(contenu=sans).definition
    annees = ({"F1": Mesure("renseigne", Decimal(nombre))} for nombre in (900, 1))
    assert list_fautes(definition, *annees) == []


def test_an_unexplained_surprise_stops_the_transmission(demo):
    exercice = Exercice.objects.get(pk=demo.brouillon.pk)
    avant = Exercice.objects.get(convention=exercice.convention, annee=2020).valeurs.get(code="F1").numerateur
    for commentaire, attendu in (("", 1), ("Trois sessions de plus.", 0)):
        vue = exercice.valeurs.get(code="F1").version
        saisie = SaisieValeur(vue, "renseigne", avant * 2, commentaire=commentaire)
        record_valeurs(by=demo.get_compte("agent.29"), at=AT, exercice=exercice, saisies={"F1": saisie})
        manques = [
            m for m in list_manques(exercice, AT.date()) if m.libelle.startswith("F1 – Variation de 100")
        ]
        assert len(manques) == attendu
