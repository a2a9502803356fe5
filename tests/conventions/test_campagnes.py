"""A campaign: its dates in order, its opening, what exercices are held to by it, the time granted to one convention."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.acces import Refus
from comptes.gestes import Geste
from comptes.models import Trace
from conventions.echeances import Calendrier, DatesDeCampagne, TempsAccorde, compute_calendrier
from conventions.models import ETATS_TRANSMIS, Campagne, Convention, DelaiAccorde, Etat, Exercice
from conventions.operations.campagnes import grant_delai, open_campagne, record_campagne, withdraw_delai
from conventions.queries.campagnes import get_calendrier, list_exercices_prevus
from referentiels.models import Referentiel
from reporting.queries.vie import list_echeances_dues
from tests.formulaires_lus import read_formulaire
from tests.gestes import confirm
from tests.lecture import read

AT = datetime(2022, 12, 5, 9, tzinfo=UTC)
DATES = {
    "ouverture": date(2022, 12, 1),
    "rapport_le": date(2023, 3, 31),
    "correction_au": date(2023, 5, 31),
    "instruction_au": date(2023, 6, 30),
}


@pytest.fixture
def centrale(demo):
    return demo.get_compte("centrale")


@pytest.fixture
def preparee(demo, centrale):
    referentiel = Referentiel.objects.get(code="2022-01-19")
    champs = {"dispositif": "CALPAE", "annee": 2022, "referentiel": referentiel, **DATES}
    return record_campagne(by=centrale, at=AT, champs=champs)


@pytest.mark.parametrize(
    ("champ", "jour", "phrase"),
    [
        ("rapport_le", date(2022, 12, 1), "Le rapport est attendu avant l’ouverture de la campagne."),
        ("correction_au", date(2023, 3, 30), "La fenêtre de correction finit avant l’échéance du rapport."),
        ("instruction_au", date(2023, 5, 30), "L’instruction finit avant la fenêtre de correction."),
        ("jours_reponse", 0, "Le délai de réponse va d’un jour à un an."),
    ],
)
def test_dates_out_of_order_are_refused_by_the_database_too(preparee, centrale, champ, jour, phrase):
    with pytest.raises(ValidationError) as refus:
        record_campagne(by=centrale, at=AT, campagne=preparee, version=preparee.version, champs={champ: jour})
    assert refus.value.messages == [phrase]
    with pytest.raises(IntegrityError), transaction.atomic():
        Campagne.objects.filter(pk=preparee.pk).update(**{champ: jour})


def test_one_instrument_has_one_campaign_a_year(preparee, centrale):
    champs = {"dispositif": "CALPAE", "annee": 2022, "referentiel": preparee.referentiel, **DATES}
    with pytest.raises(ValidationError, match="déjà une campagne"):
        record_campagne(by=centrale, at=AT, champs=champs)
    with pytest.raises(ValidationError, match="ne juge pas les exercices 2030"):
        record_campagne(by=centrale, at=AT, champs=champs | {"annee": 2030})


def continue_conventions():
    """The conventions of the demo run on; the 22 has a year glissante in 2021, which leaves it nothing of 2022."""
    Convention.objects.update(prolongee_au=date(2022, 12, 31))
    terme = {"prolongee_au": date(2022, 6, 30)}
    Convention.objects.filter(code="22").update(**terme)
    Exercice.objects.filter(convention__code="22", annee=2021).update(etat="brouillon")
    glissante = {"regime": "glissante", "debut": date(2021, 7, 1), "fin": date(2022, 6, 30)}
    Exercice.objects.filter(convention__code="22", annee=2021).update(**glissante)


def test_opening_creates_the_years_that_are_missing_and_says_which_not_and_why(
    client, demo, centrale, preparee, monkeypatch
):
    monkeypatch.setattr("comptes.horloge.now", lambda: AT)
    continue_conventions()
    client.force_login(centrale)
    adresse = reverse("conventions:ouvrir_campagne", args=["CALPAE", 2022])
    recapitulation = read(client.get(adresse))
    assert "1 exercice : Finistère (29)" in recapitulation
    assert "Côtes-d’Armor (22) : Il ne lui reste plus de jours après le 30 juin 2022." in recapitulation
    reponse = confirm(client, adresse)
    dit = read(client.get(reponse.url))
    assert "Campagne CALPAE 2022 : elle est ouverte, 1 exercice créé." in dit
    assert "Sans exercice. Côtes-d’Armor (22) : Il ne lui reste plus de jours" in dit
    cree = Exercice.objects.get(annee=2022)
    assert (cree.convention.code, cree.debut, cree.fin, cree.regime, cree.referentiel, cree.montant_notifie) == (
        "29", date(2022, 1, 1), date(2022, 12, 31), "civile", preparee.referentiel, None,
    )  # fmt: skip
    assert Trace.objects.filter(geste=Geste.OUVRIR_EXERCICE, convention="29").latest("rang").par == centrale
    # Again, once the other one may go on: the rest is opened, and nothing twice.
    Convention.objects.filter(code="22").update(prolongee_au=date(2022, 12, 31))
    assert "Ouvrir les exercices manquants" in read(client.get(preparee.get_absolute_url()))
    confirm(client, adresse)
    ouverts = Exercice.objects.filter(annee=2022).values_list("convention__code", "debut", "fin")
    assert list(ouverts.order_by("convention__code")) == [
        ("22", date(2022, 7, 1), date(2022, 12, 31)),
        ("29", date(2022, 1, 1), date(2022, 12, 31)),
    ]
    assert "Il n’y a aucun exercice à ouvrir." in read(client.get(adresse))
    assert list_exercices_prevus(preparee) == []


def test_a_campaign_is_not_opened_before_its_day(centrale, preparee):
    with pytest.raises(Refus, match="La campagne s’ouvre le 1er décembre 2022"):
        open_campagne(by=centrale, at=datetime(2022, 11, 30, 22, 59, tzinfo=UTC), campagne=preparee)
    # Midnight in Paris.
    open_campagne(by=centrale, at=datetime(2022, 11, 30, 23, 0, tzinfo=UTC), campagne=preparee)


def test_a_date_gone_by_does_not_move_in_silence(client, demo, centrale, monkeypatch):
    monkeypatch.setattr("comptes.horloge.now", lambda: datetime(2022, 4, 20, 9, tzinfo=UTC))
    client.force_login(centrale)
    adresse = reverse("conventions:modifier_campagne", args=["CALPAE", 2021])
    saisi = read_formulaire(client.get(adresse)) | {"rapport_le": "2022-04-30"}
    refusee = client.post(adresse, saisi)
    assert refusee.status_code == 422
    assert "Échéance du rapport : le 31 mars 2022 est passé. Dites pourquoi cette date change." in read(
        refusee
    )
    assert client.post(adresse, saisi | {"motif": "La tempête d’avril."}).status_code == 302
    campagne = Campagne.objects.get(annee=2021)
    assert campagne.rapport_le == date(2022, 4, 30)
    trace = Trace.objects.about(campagne).first()
    assert (trace.details["avant"]["rapport_le"], trace.details["motif"]) == (
        "2022-03-31",
        "La tempête d’avril.",
    )
    assert "La tempête d’avril." in read(client.get(campagne.get_absolute_url()))
    # Nor does one come to be gone by; one that is still to come changes as it is typed.
    saisi = read_formulaire(client.get(adresse))
    assert client.post(adresse, saisi | {"rapport_le": "2022-04-19"}).status_code == 422
    assert client.post(adresse, saisi | {"correction_au": "2022-06-15"}).status_code == 302


@pytest.mark.parametrize(
    ("jours", "is_admis"), [(45, True), (30, True), (29, False), (1, False), (None, False)]
)
def test_the_time_to_answer_of_an_open_campaign_is_not_shortened(demo, centrale, jours, is_admis):
    """A letter that was sent says thirty days."""
    campagne = Campagne.objects.get(annee=2021)
    assert (campagne.is_ouverte, campagne.jours_reponse) == (True, 30)
    commun = {"by": centrale, "at": AT, "campagne": campagne, "version": campagne.version}
    if is_admis:
        assert record_campagne(**commun, champs={"jours_reponse": jours}).jours_reponse == jours
    else:
        with pytest.raises(ValidationError, match="le délai de réponse, 30 jours, ne se réduit plus"):
            record_campagne(**commun, champs={"jours_reponse": jours})


def test_what_an_open_campaign_is_of_stays(demo, centrale):
    campagne = Campagne.objects.get(annee=2021)
    with pytest.raises(ValidationError, match="son dispositif, son année et son référentiel restent"):
        record_campagne(
            by=centrale, at=AT, campagne=campagne, version=campagne.version, champs={"annee": 2022}
        )


# --- What an exercice is held to -------------------------------------------------------------------------------------

CAMPAGNE = DatesDeCampagne(date(2022, 4, 30), date(2022, 5, 31), date(2022, 6, 30), 15)
CIVILE, GLISSANTE = date(2021, 12, 31), date(2022, 6, 30)


@pytest.mark.parametrize(
    ("fin", "prolonge_au", "campagne", "delai", "attendu"),
    [
        (CIVILE, None, None, None, (date(2022, 3, 31), None, None)),
        (CIVILE, None, CAMPAGNE, None, (date(2022, 4, 30), date(2022, 5, 31), date(2022, 6, 30))),
        # A year that ends later: its report is due in the civil year that follows.
        (GLISSANTE, None, CAMPAGNE, None, (date(2023, 4, 30), date(2023, 5, 31), date(2023, 6, 30))),
        # Its execution goes on for six months: so does all that comes after.
        (CIVILE, date(2022, 6, 30), CAMPAGNE, None, (date(2022, 10, 31), date(2022, 12, 1), date(2022, 12, 31))),
        (CIVILE, None, CAMPAGNE, date(2022, 5, 15), (date(2022, 5, 15), date(2022, 6, 15), date(2022, 7, 15))),
        # The campaign was moved beyond it since.
        (CIVILE, None, CAMPAGNE, date(2022, 4, 15), (date(2022, 4, 30), date(2022, 5, 31), date(2022, 6, 30))),
        (CIVILE, None, None, date(2022, 5, 15), (date(2022, 5, 15), None, None)),
    ],
)  # fmt: skip
def test_the_dates_of_an_exercice(demo, fin, prolonge_au, campagne, delai, attendu):
    definition = Referentiel.objects.get(code="2021-03-19").definition
    accorde = TempsAccorde(delai, "Un.") if delai else None
    calendrier = compute_calendrier(definition, 2021, fin, prolonge_au, campagne, accorde)
    assert (calendrier.rapport, calendrier.corrections, calendrier.instruction) == attendu
    assert (calendrier.delai is not None) == (delai == attendu[0])


def test_a_campaign_that_is_prepared_holds_nobody(demo):
    campagne, exercice = Campagne.objects.get(annee=2021), demo.brouillon
    Campagne.objects.update(rapport_le=date(2022, 4, 30), ouverte_le=None)
    assert get_calendrier(exercice) == Calendrier(date(2022, 3, 31))
    Campagne.objects.update(ouverte_le=AT)
    campagne.refresh_from_db()
    assert get_calendrier(exercice).rapport == date(2022, 4, 30)


def test_more_time_is_granted_to_one_convention_and_withdrawn(client, demo, centrale):
    exercice = demo.brouillon
    commun = {"by": centrale, "at": AT, "exercice": exercice}
    with pytest.raises(ValidationError, match="au-delà de l’échéance qu’il repousse"):
        grant_delai(**commun, jusqu_au=date(2022, 3, 31), motif="Un.")
    with pytest.raises(ValidationError, match="Ce champ ne peut pas être vide"):
        grant_delai(**commun, jusqu_au=date(2022, 4, 30), motif="")
    client.force_login(centrale)
    adresse = reverse("conventions:accorder_delai", args=["29", 2021])
    assert client.post(adresse, {"jusqu_au": "2022-04-30", "motif": "Un logiciel."}).status_code == 302
    deja = client.post(adresse, {"jusqu_au": "2022-05-30", "motif": "Un autre."})
    assert deja.status_code == 422
    assert "Un délai est déjà accordé à cette convention : retirez-le d’abord." in read(deja)
    assert get_calendrier(demo.brouillon).rapport == date(2022, 4, 30)
    client.force_login(demo.get_compte("agent.29"))
    for page in (reverse("reporting:exercice", args=["29", 2021]), reverse("reporting:accueil")):
        assert "délai accordé" in read(client.get(page)).lower()
    assert "30 avril 2022" in read(client.get(reverse("reporting:accueil")))
    assert "Un logiciel." in read(client.get(reverse("reporting:exercice", args=["29", 2021])))
    delai = DelaiAccorde.objects.get()
    withdraw_delai(by=centrale, at=AT, delai=delai)
    with pytest.raises(ValidationError):
        withdraw_delai(by=centrale, at=AT, delai=delai)
    assert get_calendrier(demo.brouillon).rapport == date(2022, 3, 31)


def test_no_more_time_for_what_is_handed_over(demo, centrale):
    with pytest.raises(Refus, match="son rapport n’est plus attendu"):
        grant_delai(by=centrale, at=AT, exercice=demo.transmis, jusqu_au=date(2022, 5, 1), motif="Un.")


@pytest.mark.parametrize("etat", Etat)
def test_the_time_one_had_is_not_taken_back_once_one_has_handed_over(client, demo, centrale, etat):
    """It would be late for a day that it kept."""
    commun = {"by": centrale, "at": AT, "exercice": demo.brouillon}
    delai = grant_delai(**commun, jusqu_au=date(2022, 4, 30), motif="Un.")
    Campagne.objects.update(ouverte_le=AT)
    Exercice.objects.filter(pk=demo.brouillon.pk).update(etat=etat)
    client.force_login(centrale)
    adresse = reverse("conventions:retirer_delai", args=["29", 2021])
    page = client.get(reverse("reporting:campagne", args=["CALPAE", 2021]))
    is_remis = etat in ETATS_TRANSMIS
    assert (adresse in page.content.decode()) != is_remis
    assert client.get(adresse).status_code == (403 if is_remis else 200)
    if is_remis:
        with pytest.raises(Refus, match="son rapport n’est plus attendu"):
            withdraw_delai(by=centrale, at=AT, delai=DelaiAccorde.objects.get())
    else:
        withdraw_delai(by=centrale, at=AT, delai=delai)


def test_what_runs_is_said_to_whoever_has_the_exercice_in_hand(demo, centrale):
    """Report, then review: the one that is awaited now."""
    dues = list_echeances_dues(
        centrale, [demo.brouillon, demo.transmis], datetime(2022, 4, 20, 9, tzinfo=UTC)
    )
    brouillon, transmis = dues[demo.brouillon.pk], dues[demo.transmis.pk]
    assert (brouillon.terme.code, brouillon.terme.mots) == ("rapport", "en retard de 20 jours")
    assert (brouillon.corrections, brouillon.instruction) == (None, None)
    assert (transmis.terme.code, transmis.terme.le) == ("instruction", date(2022, 6, 30))
    assert transmis.rapport.mots == "exercice transmis le 22 mars 2022"


def test_the_page_of_a_campaign_counts_what_it_lists(client, demo, centrale):
    client.force_login(centrale)
    adresse = Campagne.objects.get(annee=2021).get_absolute_url()
    with CaptureQueriesContext(connection) as questions:
        page = client.get(adresse)
    assert len(questions) <= 12
    suivi = page.context["suivi"]
    assert suivi.nombre == 2 == sum(len(un.lignes) for un in suivi.groupes)
    assert [un.exercice.convention.code for un in suivi.retards] == ["29"]
    assert "2 exercices, dont 1 en retard." in read(page)
