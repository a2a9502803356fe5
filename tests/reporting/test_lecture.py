"""Reading an exercice point by point: what surprises, what was seen, from one point to the next."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.acces import Refus
from conventions.models import Exercice
from indicateurs.queries.fautes import list_fautes
from indicateurs.queries.lignes import get_chiffres
from reporting.contents.points import SURPRISES
from reporting.models import MarqueDeLecture, Remise
from reporting.operations.lecture import mark_vu
from reporting.queries.contenu_remise import build_contenu_remise
from reporting.queries.execution import build_execution
from reporting.queries.lecture import VUES, read_lecture, read_lecture_du_brouillon
from reporting.queries.remises import EtatLu, read_remise
from tests import gestes
from tests.lecture import read
from tests.remarques.faites import ask

pytestmark = pytest.mark.une_base

AT = datetime(2022, 4, 12, 9, tzinfo=UTC)
LE_22 = reverse("reporting:lecture", args=["22", 2021])


@pytest.fixture
def remise(demo):
    return Remise.objects.filter(exercice=demo.transmis).last()


def get_lecture(demo, remise, qui="commissaire.53"):
    return read_lecture(demo.get_compte(qui), remise)


def test_every_figure_and_every_action_is_a_point(demo, remise):
    lecture = get_lecture(demo, remise)
    points = [un.point for un in lecture.points]
    assert len({un.id for un in points}) == len(points)
    codes = set(demo.transmis.referentiel.definition.indicateurs)
    assert {un.cle for un in points if un.ancre == "indicateur"} <= codes
    assert len([un for un in points if un.ancre == "indicateur"]) > 20
    numeros = set(demo.transmis.actions.values_list("numero", flat=True))
    assert {un.cle for un in points if un.ancre == "action"} == numeros
    assert [un.cle for un in points if un.ancre == "texte"] == ["contexte", "conclusion"]


def test_what_surprises_is_what_the_house_finds_surprising(demo, remise):
    lecture = get_lecture(demo, remise)
    chiffres = get_chiffres(demo.transmis)
    fautes = list_fautes(demo.transmis.referentiel.definition, chiffres.mesures, chiffres.precedentes)
    assert fautes
    par_vue = {vue: {un.point.cle for un in lecture.list_points(vue)} for vue in VUES}
    assert par_vue["regle"] >= {un.code for un in fautes}
    points = {un.point.cle: un.point for un in lecture.points}
    manquees = {cle for cle, un in points.items() if un.indicateur and un.indicateur.cible_atteinte is False}
    assert manquees <= par_vue["cible"]
    assert manquees
    # The one that the demo joins a file to, and those that a parcours file gives.
    assert "P1" not in par_vue["preuve"]
    assert "R2" not in par_vue["preuve"]
    assert "E1" in par_vue["preuve"] or par_vue["preuve"]
    assert par_vue["surprises"] == set().union(*(par_vue[un] for un in SURPRISES))
    assert 0 < len(par_vue["surprises"]) < len(lecture.points)


def test_a_draft_is_read_as_the_state_will_read_it_and_nothing_is_marked_on_it(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    adresse = reverse("reporting:lecture", args=["29", 2021])
    reponse = client.get(adresse)
    page = read(reponse)
    assert "Ce que l’État lirait si vous transmettiez maintenant" in page
    assert "marquer_vu" not in page and "a_voir" not in page
    # What is not confirmed is not there yet.
    lecture = reponse.context["lecture"]
    assert not [
        un for un in lecture.points if un.point.cle == "R2" and un.point.indicateur.valeur is not None
    ]
    for qui in ("commissaire.53", "centrale"):
        client.force_login(demo.get_compte(qui))
        assert client.get(adresse).status_code == 404
    client.force_login(demo.get_compte("agent.29"))
    assert client.post(reverse("reporting:marquer_vu", args=["29", 2021]), {"point": "x"}).status_code == 403


def test_one_marks_what_was_seen_and_goes_on_to_the_next_without_a_script(client, demo, remise):
    commissaire = demo.get_compte("commissaire.53")
    client.force_login(commissaire)
    suite = [un.point.id for un in get_lecture(demo, remise).points]
    adresse = reverse("reporting:marquer_vu", args=["22", 2021])
    reponse = client.post(adresse, {"point": suite[3], "vu": "1", "vue": ""})
    assert reponse.url == f"{LE_22}#{suite[4]}"
    # In a view it leaves, the next one of those that remain; twice is once.
    for _ in range(2):
        reponse = client.post(adresse, {"point": suite[5], "vu": "1", "vue": "a_voir"})
        assert reponse.url == f"{LE_22}?vue=a_voir#{suite[6]}"
    lecture = get_lecture(demo, remise)
    assert lecture.vus == 2
    assert "Vous avez marqué « vu » 2 points sur" in read(client.get(LE_22))
    assert suite[3] not in {un.point.id for un in lecture.list_points("a_voir")}
    # The last one stays where it is; what is not of the round is nothing.
    assert client.post(adresse, {"point": suite[-1], "vu": "1"}).url.endswith(f"#{suite[-1]}")
    assert client.post(adresse, {"point": "indicateur-XX", "vu": "1"}).url == LE_22
    client.post(adresse, {"point": suite[3], "vu": "", "vue": ""})
    assert get_lecture(demo, remise).vus == 2
    # One's own.
    assert get_lecture(demo, remise, "prefecture.22").vus == 0
    with pytest.raises(Refus):
        mark_vu(by=demo.get_compte("prefecture.29"), at=AT, remise=remise, ancre="action", cle="S1-1")
    assert MarqueDeLecture.objects.exclude(lecteur=commissaire).count() == 0


def test_one_who_writes_while_reading_comes_back_to_the_point(client, demo, remise):
    client.force_login(demo.get_compte("prefecture.22"))
    vue = f"{LE_22}?vue=a_voir"
    ecrire = next(un for un in gestes.read(client.get(vue)).liens if "/ecrire/" in un and "R2" in un)
    ecrite = gestes.confirm(client, ecrire, texte="Pourquoi ?", audience="collectivite")
    assert ecrite.url == f"{vue}#indicateur-R2"
    page = read(client.get(vue))
    assert 'id="indicateur-R2"' in page and "Pourquoi ?" in page
    # So does the collectivité that answers.
    client.force_login(demo.get_compte("agent.22"))
    repondre = next(un for un in gestes.read(client.get(LE_22)).liens if "depuis=lecture" in un)
    assert gestes.confirm(client, repondre, texte="Voici.").url == f"{LE_22}#indicateur-R2"


def change_22(demo):
    """A figure, an amount, a text, an action that goes, a target: one thing of each place."""
    exercice = demo.transmis
    exercice.valeurs.filter(code="A1").update(numerateur=1)
    action = exercice.actions.get(numero="S2-1")
    action.financements.filter(source="etat").update(execute=1)
    exercice.actions.filter(numero="S1-1").update(bilan="Tout autre chose.")
    Exercice.objects.filter(pk=exercice.pk).update(contexte="Un autre contexte.", montant_notifie=1)
    exercice.convention.cibles.filter(code="A2").update(valeur="0.5")
    exercice.actions.filter(numero="N1-1").update(numero="N1-9")
    return Exercice.objects.select_related("convention", "referentiel").get(pk=exercice.pk)


@pytest.mark.usefixtures("sans_verrous")
def test_what_changed_is_on_the_point_it_is_about_and_nothing_is_lost(client, demo, remise):
    exercice = change_22(demo)
    agent = demo.get_compte("agent.22")
    lecture = read_lecture_du_brouillon(agent, exercice, remise.le.date())
    assert lecture.precedente == remise
    changes = {un.point.id: un.changements for un in lecture.list_points("changements")}
    assert {
        *("indicateur-A1", "indicateur-A2", "action-S2-1", "action-S1-1", "action-N1-9"),
        *("texte-contexte", "section-financement", "section-ensemble"),
    } <= set(changes)
    assert {un.enonce.quoi for un in changes["texte-contexte"]} == {"Contexte et gouvernance"}
    # What is gone is of the whole.
    assert any("N1-1" in un.enonce.objet for un in changes["section-ensemble"])
    tous = EtatLu(build_execution(exercice), build_contenu_remise(exercice, remise.le.date())).compare_to(
        read_remise(remise)
    )
    assert sum(map(len, changes.values())) == len(tous)
    client.force_login(agent)
    Exercice.objects.filter(pk=exercice.pk).update(etat="a_completer")
    page = read(client.get(LE_22, {"vue": "changements"}))
    assert "Les changements sont ceux depuis la remise n° 1." in page
    assert "Notifié par l’État, modifié" in page and "<ins>Tout autre chose.</ins>" in page
    assert get_lecture(demo, remise).list_points("changements") == ()


def test_a_collectivité_reads_what_it_handed_over_without_marks(client, demo):
    client.force_login(demo.get_compte("agent.22"))
    page = read(client.get(LE_22))
    assert "Remise n° 1, du 22/03/2022" in page
    assert "lecture/vu/" not in page and "vos marques" not in page


def test_a_remark_on_an_action_s_text_or_amount_is_on_the_action(demo, remise):
    prefecture = demo.get_compte("prefecture.22")
    avant = {un.point.cle for un in get_lecture(demo, remise).list_points("remarques")}
    ask(demo.transmis, prefecture, AT, ancre="texte", cle="bilan:S2-1")
    ask(demo.transmis, prefecture, AT, ancre="indicateur", cle="R2")
    apres = {un.point.cle for un in get_lecture(demo, remise).list_points("remarques")}
    assert apres - avant >= {"S2-1", "R2"} - avant
    assert {"S2-1", "R2"} <= apres


def test_the_queries_of_a_reading_do_not_grow_with_what_is_read(client, demo):
    client.force_login(demo.get_compte("commissaire.53"))
    with CaptureQueriesContext(connection) as questions:
        page = client.get(LE_22)
    assert len(questions) <= 12, [un["sql"][:120] for un in questions]
    assert len(page.context["suite"]) > 40


@pytest.mark.parametrize("vue", [*VUES, "inconnue"])
def test_each_view_has_the_number_that_its_choice_says(client, demo, vue):
    client.force_login(demo.get_compte("centrale"))
    contexte = client.get(LE_22, {"vue": vue}).context
    connue = vue if vue in VUES else ""
    assert len(contexte["suite"]) == contexte["vues"].get(connue, ("", 0))[1]


def test_a_draft_and_its_round_say_the_same_points(demo, remise):
    """As long as nothing was typed since."""
    agent = demo.get_compte("agent.22")
    exercice = Exercice.objects.select_related("convention", "referentiel").get(pk=demo.transmis.pk)
    du_brouillon = read_lecture_du_brouillon(agent, exercice, remise.le.date())
    assert [un.point.id for un in du_brouillon.points] == [
        un.point.id for un in read_lecture(agent, remise).points
    ]
