"""What the commissaire writes before the decision: an opinion a round, dialogues; and what the others read of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from comptes.acces import Refus
from comptes.operations import ModifieEntreTemps
from reporting.models import Avis, Dialogue
from reporting.operations.instruction import record_avis, record_dialogue
from reporting.operations.transmission import transmit
from reporting.queries.decision import get_dossier
from tests.lecture import read_html
from tests.remarques.faites import send_back
from tests.reporting.decisions import AT, get_page, post

SANS_AVIS = "Le commissaire n’a pas rendu d’avis."
TENU = {"modalite": "visio", "participants": "Une directrice", "conclusions": "On suit chaque mois."}


@pytest.fixture
def ecrire(demo, dossier):
    """Write as the commissaire, on the dossier as it is."""
    by = demo.get_compte("commissaire.53")

    def write(operation, at=AT, vu=None, **champs):
        vu = vu or dossier.lire().version
        return operation(by=by, at=at, exercice=dossier.exercice, vu=vu, **champs)

    return write


# --- What may be said ----------------------------------------------------------------------------------------------

# (sens, reserves, reasons) → the field whose sentence says what lacks, None: it is an opinion.
AVIS = {
    ("favorable", "", ""): None,
    ("favorable", "", "Bien."): None,
    ("favorable", "Les délais.", ""): "reserves",
    ("reserves", "Les délais.\nLes bilans.", "Peu fait."): None,
    ("reserves", "", "Peu fait."): "reserves",
    ("reserves", "Les délais.", ""): "motif",
    ("defavorable", "", "Rien n’est fait."): None,
    ("defavorable", "", ""): "motif",
    ("defavorable", "Les délais.", "Rien."): "reserves",
}


def test_an_opinion_says_why_and_its_reserves_on_its_form_and_in_the_database(client, demo, dossier):
    page = get_page(client, demo.get_compte("commissaire.53"), dossier.exercice, "avis")
    vu = page.context["form"].initial["vu"]
    for (sens, reserves, motif), faute in AVIS.items():
        dit = {"sens": sens, "reserves": reserves, "motif": motif}
        avis = Avis(
            exercice=dossier.exercice,
            photographie=dossier.lire().transmission,
            par=dossier.prefecture,
            le=AT,
            **dit,
        )
        with transaction.atomic():
            try:
                avis.save()
            except IntegrityError:
                assert faute, dit
            else:
                assert faute is None, dit
                transaction.set_rollback(True)
        if faute:
            reponse = post(client, demo.get_compte("commissaire.53"), dossier.exercice, "avis", vu=vu, **dit)
            assert reponse.status_code == 422
            assert list(reponse.context["form"].errors) == [faute], dit


def test_one_opinion_a_round_and_another_on_figures_handed_over_again(dossier, dessiner, ecrire):
    assert dossier.lire().dit_avis == SANS_AVIS
    avis = ecrire(record_avis, sens="reserves", reserves="Les délais.\n\nLes bilans.", motif="Peu fait.")
    assert avis.liste_reserves == ("Les délais.", "Les bilans.")
    assert (
        dossier.lire().dit_avis == "Le commissaire a rendu un avis favorable avec réserves le 1er juin 2022."
    )
    with pytest.raises(Refus, match="est rendu depuis le 1er juin 2022"):
        ecrire(record_avis, sens="favorable")
    send_back(dossier.exercice, dossier.prefecture, AT)
    with pytest.raises(Refus, match="à compléter"):
        ecrire(record_avis, sens="favorable")
    dossier.exercice.refresh_from_db()
    transmit(by=dossier.departement, at=AT + timedelta(hours=1), exercice=dossier.exercice, certifie=True)
    assert (
        dossier.lire().dit_avis == "Le commissaire n’a pas rendu d’avis sur les derniers chiffres transmis."
    )
    assert ecrire(record_avis, sens="favorable").photographie == dossier.lire().transmission


def test_a_dialogue_is_held_on_the_figures_of_its_day_never_to_come_nor_before_any(dossier, ecrire):
    transmis = dossier.lire().transmission.jour
    for jour, phrase in (
        (date(2022, 6, 2), "n’est pas à venir"),
        (transmis - timedelta(days=1), "porte sur des chiffres transmis"),
    ):
        with pytest.raises(ValidationError, match=phrase):
            ecrire(record_dialogue, tenu_le=jour, **TENU)
    premier = ecrire(record_dialogue, tenu_le=transmis, **TENU)
    assert premier.photographie == dossier.lire().transmission
    assert [un.ou for un in dossier.lire().dialogues] == ["en visioconférence"]
    with pytest.raises(ValidationError, match="dit où"):
        ecrire(record_dialogue, tenu_le=transmis, **TENU | {"modalite": "presence", "lieu": ""})
    second = ecrire(record_dialogue, tenu_le=transmis, **TENU | {"modalite": "presence", "lieu": "Rennes"})
    assert Dialogue.objects.get(pk=second.pk).ou == "Rennes"


def test_whoever_writes_on_an_older_dossier_is_told(dossier, ecrire):
    """The préfecture does not decide on « no opinion » when there is one."""
    vu = dossier.lire().version
    ecrire(record_avis, sens="favorable")
    with pytest.raises(ModifieEntreTemps):
        dossier.proposer("0", vu=vu)
    vu = dossier.lire().version
    ecrire(record_dialogue, tenu_le=date(2022, 6, 1), **TENU)
    with pytest.raises(ModifieEntreTemps):
        dossier.proposer("0", vu=vu)


# --- Who reads it --------------------------------------------------------------------------------------------------


def test_the_préfecture_decides_without_an_opinion_and_is_told_so(client, dossier, ecrire):
    for route in ("valider", "proposer"):
        assert SANS_AVIS in read_html(get_page(client, dossier.prefecture, dossier.exercice, route))
    dossier.repondre()
    assert SANS_AVIS in read_html(get_page(client, dossier.prefecture, dossier.exercice, "notifier"))
    ecrire(record_avis, sens="favorable")
    page = read_html(get_page(client, dossier.prefecture, dossier.exercice, "notifier"))
    assert "Le commissaire a rendu un avis favorable le" in page
    assert dossier.notifier("0")


def test_the_département_reads_the_opinion_and_the_conclusions_at_once(client, dossier, ecrire):
    ecrire(record_avis, sens="defavorable", motif="Rien n’est fait.")
    ecrire(record_dialogue, tenu_le=date(2022, 6, 1), **TENU)
    page = read_html(get_page(client, dossier.departement, dossier.exercice))
    for texte in ("Avis du commissaire\u00a0: défavorable", "Rien n’est fait.", "On suit chaque mois."):
        assert texte in page


def test_the_page_of_the_exercice_leads_to_what_the_commissaire_wrote(client, demo, dossier, ecrire):
    """Whoever reads the exercice: to the line itself, once there is one; nobody of another département."""
    page = reverse("reporting:exercice", args=["22", 2021])
    client.force_login(dossier.departement)
    assert "#avis-" not in read_html(client.get(page))
    avis = ecrire(record_avis, sens="favorable")
    dialogue = ecrire(record_dialogue, tenu_le=date(2022, 6, 1), **TENU)
    for qui in ("agent.22", "valideur.22", "prefecture.22", "commissaire.53", "centrale"):
        client.force_login(demo.get_compte(qui))
        lue = read_html(client.get(page))
        for ancre, dit in (
            (f"avis-{avis.pk}", "Avis du commissaire\u00a0: favorable"),
            (f"dialogue-{dialogue.pk}", "Dialogue de performance tenu le"),
        ):
            adresse = f"{reverse('reporting:decision_financiere', args=['22', 2021])}#{ancre}"
            assert f'<a href="{adresse}">{dit}' in lue, qui
            assert f'id="{ancre}"' in read_html(client.get(adresse)), qui
    client.force_login(demo.get_compte("prefecture.29"))
    assert client.get(page).status_code == 404


def test_nothing_is_written_before_the_decision_once_it_is_taken(dossier, ecrire):
    dossier.repondre()
    dossier.notifier("0")
    for geste in (
        lambda: ecrire(record_avis, sens="favorable"),
        lambda: ecrire(record_dialogue, tenu_le=date(2022, 6, 1), **TENU),
    ):
        with pytest.raises(Refus, match="est notifiée depuis"):
            geste()
    assert get_dossier(dossier.exercice).dit_avis == SANS_AVIS
