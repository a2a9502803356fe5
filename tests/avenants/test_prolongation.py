"""The extension of 2020 to 30 June 2021: optional, signed, undone, and its second round."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from avenants.models import NATURES_PREPAREES, Avenant
from avenants.operations.avenants import sign_avenant
from comptes.acces import Refus
from conventions.models import Etat, Exercice
from conventions.operations.exercices import move_exercice, open_second_arrete
from indicateurs.forms.parcours import ParcoursForm
from reporting.operations.documents import produce_avenant
from reporting.queries.documents import build_exercice, build_rapport
from reporting.queries.vie import list_annees
from tests.avenants.report import LE, draft_report, extend_exercice
from tests.cloture import decide
from tests.formulaires_lus import read_formulaire
from tests.gestes import confirm
from tests.lecture import read

AT = datetime(2021, 7, 5, 9, tzinfo=UTC)
JUIN = date(2021, 6, 30)


@pytest.fixture
def exercice(demo):
    """2020 of the Finistère, validated."""
    return demo.valide


@pytest.fixture
def prolonge(demo, exercice):
    extend_exercice(
        by=demo.get_compte("valideur.29"),
        at=AT,
        exercice=exercice,
        numero=9,
        date_signature=date(2020, 12, 18),
    )
    exercice.refresh_from_db()
    return exercice


def test_the_avenant_de_report_is_prepared_read_and_signed_and_deadlines_move(
    client, demo, exercice, dessiner
):
    client.force_login(demo.get_compte("agent.29"))
    prolongation = reverse("avenants:prolongation", args=["29", 2020])
    page = read(client.get(prolongation))
    assert "C’est au choix de la collectivité" in page
    assert "attendu le 30 septembre 2021, au lieu du 31 mars 2021" in page
    adresse = reverse("avenants:nouveau", args=["29", 2020, "report"])
    assert adresse in page
    page = client.get(adresse)
    assert {champ.name for champ in page.context["form"]} == {"version", "numero", "objet"}
    lu = read_formulaire(page) | {"numero": "9"}
    assert lu["objet"] == "Report de l’exécution 2020 au 30 juin 2021"
    assert client.post(adresse, lu).status_code == 302
    avenant = Avenant.objects.get(numero=9, convention__code="29")
    assert (avenant.nature, avenant.prolonge_au, avenant.montant_etat) == ("report", JUIN, None)
    exercice.refresh_from_db()
    assert exercice.prolonge_au is None  # as long as nobody signed
    assert "Avenant de report n° 9</a> : en préparation" in read(client.get(prolongation))
    produce_avenant(by=demo.get_compte("agent.29"), at=AT, avenant=avenant)
    dessiner()
    client.force_login(demo.get_compte("valideur.29"))
    signature = reverse("avenants:signer_avenant", args=["29", 2020, 9])
    page = client.get(signature)
    assert "L’exécution de l’exercice se poursuit" in read(page)
    lu = read_formulaire(page) | {"date_signature": "2020-12-18"}
    assert client.post(signature, lu).status_code == 302
    exercice.refresh_from_db()
    assert (exercice.prolonge_au, exercice.arrete_au) == (JUIN, date(2020, 12, 31))
    page = read(client.get(reverse("reporting:exercice", args=["29", 2020])))
    assert "Exécution prolongée jusqu’au 30 juin 2021" in page
    assert "Avenant de report n° 9 (2020)</a>, report de l’exécution au 30 juin 2021" in page
    assert "attendu le 30 septembre 2021" in page


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"numero": "2"}, "Un avenant de cette convention porte déjà ce numéro."),
        ({"numero": "0"}, "Un avenant porte un numéro de 1 à 99."),
        ({"numero": ""}, "Ce champ est obligatoire"),
    ],
)
def test_a_bad_avenant_de_report_is_one_sentence_and_nothing_is_stored(
    client, demo, exercice, champs, phrase
):
    client.force_login(demo.get_compte("agent.29"))
    adresse = reverse("avenants:nouveau", args=["29", 2020, "report"])
    reponse = client.post(adresse, read_formulaire(client.get(adresse)) | champs)
    assert reponse.status_code == 422
    assert phrase in read(reponse)
    assert not exercice.avenants.filter(nature="report").exists()


def test_only_the_valideur_extends_and_only_what_the_référentiel_allows(client, demo, exercice):
    avenant = draft_report(by=demo.get_compte("agent.29"), at=AT, exercice=exercice)
    for qui, mots in (("agent.29", "valideur"), ("prefecture.29", "réservée"), ("valideur.22", "périmètre")):
        with pytest.raises(Refus, match=mots):
            sign_avenant(by=demo.get_compte(qui), at=AT, avenant=avenant, version=1, date_signature=LE)
    with pytest.raises(Refus, match="ne prévoit pas de prolongation"):
        draft_report(by=demo.get_compte("valideur.29"), at=AT, exercice=demo.brouillon)
    # The choice says why, and offers the others.
    client.force_login(demo.get_compte("agent.29"))
    page = read(client.get(reverse("avenants:choisir", args=["29", 2021])))
    assert "ne prévoit pas de prolongation de l’exécution" in page
    offerts = {nature: reverse("avenants:nouveau", args=["29", 2021, nature]) for nature in NATURES_PREPAREES}
    assert {nature for nature, adresse in offerts.items() if f'"{adresse}"' in page} == {*offerts} - {
        "report"
    }
    assert client.get(offerts["report"]).status_code == 403
    # Twice is a refusal.
    sign_avenant(by=demo.get_compte("valideur.29"), at=AT, avenant=avenant, version=1, date_signature=LE)
    exercice.refresh_from_db()
    with pytest.raises(Refus, match="déjà prolongée jusqu’au 30 juin 2021"):
        draft_report(by=demo.get_compte("agent.29"), at=AT, exercice=exercice, numero=10)


def test_without_an_extension_nothing_is_missing_nor_late(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    page = read(client.get(reverse("reporting:exercice", args=["29", 2021])))
    assert "prolong" not in page.lower()
    assert "ne prévoit pas de prolongation" in read(
        client.get(reverse("avenants:prolongation", args=["29", 2021]))
    )


def test_a_signed_avenant_de_report_stays(client, demo, prolonge):
    client.force_login(demo.get_compte("valideur.29"))
    page = read(client.get(reverse("avenants:avenant", args=["29", 2020, 9])))
    assert "Fin de l’exécution de l’exercice 2020 : le <strong>30 juin 2021</strong>" in page
    assert "Montants prévus" not in page
    assert client.get(reverse("avenants:modifier", args=["29", 2020, 9])).status_code == 403
    assert client.post(reverse("avenants:signer_avenant", args=["29", 2020, 9])).status_code == 403
    avenant = Avenant.objects.get(numero=9, convention__code="29")
    with pytest.raises(IntegrityError, match="signé"), transaction.atomic():
        avenant.delete()


def test_the_second_round_opens_once_after_the_first_is_handed_over(client, demo, prolonge):
    agent = demo.get_compte("agent.29")
    client.force_login(agent)
    Exercice.objects.filter(pk=prolonge.pk).update(etat=Etat.A_COMPLETER)
    adresse = reverse("avenants:ouvrir_second_arrete", args=["29", 2020])
    assert "Le second arrêté s’ouvre une fois le premier" in read(client.post(adresse))
    Exercice.objects.filter(pk=prolonge.pk).update(etat=Etat.TRANSMIS)
    assert confirm(client, adresse).status_code == 302
    prolonge.refresh_from_db()
    assert (prolonge.etat, prolonge.is_second_arrete, prolonge.arrete_au) == (Etat.BROUILLON, True, JUIN)
    assert prolonge.transitions.last().motif == "Ouverture du second arrêté, au 30 juin 2021."
    Exercice.objects.filter(pk=prolonge.pk).update(etat=Etat.TRANSMIS)
    prolonge.refresh_from_db()
    with pytest.raises(Refus, match="déjà ouvert"):
        open_second_arrete(by=agent, at=AT, exercice=prolonge)


@pytest.mark.parametrize("qui", ["prefecture.29", "commissaire.53", "centrale", "agent.22"])
def test_the_state_never_reopens_an_exercice(demo, prolonge, qui):
    with pytest.raises(Refus):
        open_second_arrete(by=demo.get_compte(qui), at=AT, exercice=prolonge)


def test_no_other_way_leads_back_to_a_draft(demo, exercice):
    with pytest.raises(Refus, match="pas prolongée"):
        open_second_arrete(by=demo.get_compte("agent.29"), at=AT, exercice=exercice)
    with pytest.raises(Refus, match="pas prolongée"):
        move_exercice(by=demo.get_compte("agent.29"), at=AT, exercice=exercice, vers=Etat.BROUILLON)
    with pytest.raises(Refus):
        decide(
            by=demo.get_compte("prefecture.29"), at=AT, exercice=demo.transmis, vers=Etat.BROUILLON, motif="x"
        )


def test_the_figures_of_the_second_round_are_those_of_june_and_the_cohort_does_not_move(
    client, demo, prolonge
):
    agent = demo.get_compte("agent.29")
    assert build_exercice(prolonge).arrete_au is None
    open_second_arrete(by=agent, at=AT, exercice=prolonge)
    prolonge.refresh_from_db()
    contenu = build_exercice(prolonge)
    assert (contenu.fin, contenu.arrete_au, contenu.prolonge_au) == (date(2020, 12, 31), JUIN, JUIN)
    lignes = {ligne.code: ligne for ligne in build_rapport(prolonge, AT.date()).indicateurs}
    assert lignes["F1"].date_arrete == JUIN
    assert lignes["R2"].date_arrete == date(2020, 12, 31)  # computed from a file that says its own day
    form = ParcoursForm(exercice=prolonge, aujourdhui=AT.date(), valeurs_connues={})
    assert form.initial["arrete_au"] == JUIN
    client.force_login(agent)
    assert 'Arrêté au <span class="mention">(vide : 30/06/2021)' in read(
        client.get(reverse("indicateurs:saisie", args=["29", 2020, "S4"]))
    )


def test_the_time_line_tells_both_rounds(demo, prolonge):
    agent = demo.get_compte("agent.29")

    def say():
        prolonge.refresh_from_db()
        annee = next(
            a
            for a in list_annees(agent, prolonge.convention, datetime(2021, 10, 10, 12, tzinfo=UTC))
            if a.exercice == prolonge
        )
        return {etape.libelle: (etape.le, etape.mots) for etape in annee.etapes}

    frise = say()
    assert frise["Premier arrêté, au 31 décembre 2020, transmis"][0] == date(2021, 3, 22)
    assert frise["Rapport d’exécution, échéance déplacée"] == (date(2021, 9, 30), "en retard de 10 jours")
    assert frise["Fin de l’exécution, prolongée"][0] == JUIN
    open_second_arrete(by=agent, at=AT, exercice=prolonge)
    prolonge.refresh_from_db()
    valideur = demo.get_compte("valideur.29")
    move_exercice(by=valideur, at=datetime(2021, 9, 20, tzinfo=UTC), exercice=prolonge, vers=Etat.TRANSMIS)
    frise = say()
    assert frise["Second arrêté ouvert"][0] == date(2021, 7, 5)
    assert frise["Second arrêté, au 30 juin 2021, transmis"][0] == date(2021, 9, 20)
    assert frise["Rapport d’exécution, échéance déplacée"][1] == "exercice transmis le 20 septembre 2021"


def test_the_page_of_the_extension_asks_few_questions(client, demo, prolonge):
    client.force_login(demo.get_compte("agent.29"))
    with CaptureQueriesContext(connection) as questions:
        client.get(reverse("avenants:prolongation", args=["29", 2020]))
    assert len(questions) <= 5
