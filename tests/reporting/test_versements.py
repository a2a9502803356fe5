"""What is paid once the decision is notified: no more than what is owed, and taken away when mistyped."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from comptes.acces import Refus
from comptes.gestes import Geste
from comptes.models import Trace
from tests.gestes import confirm, read
from tests.lecture import read_html
from tests.reporting.decisions import D, post


def test_payments_add_up_to_what_is_owed_and_no_more(dossier):
    with pytest.raises(Refus, match="Rien n’est dû tant que la décision n’est pas notifiée"):
        dossier.verser("1")
    dossier.repondre()
    dossier.notifier("220.40")
    assert dossier.lire().du == dossier.exercice.montant_notifie - D("220.40")
    with pytest.raises(ValidationError, match="n’est pas à venir"):
        dossier.verser("1", le=date(2022, 6, 2))
    dossier.verser("1000000", le=date(2021, 7, 1))
    reste = dossier.lire().reste
    with pytest.raises(ValidationError, match="ce qui reste à verser"):
        dossier.verser(reste + D("0.01"))
    dossier.verser(reste)
    assert dossier.lire().reste == 0
    with pytest.raises(Refus, match="est versé"):
        dossier.verser("0.01")


def test_what_is_kept_back_beyond_the_notified_amount_bears_on_the_carry_over(dossier):
    dossier.repondre()
    dossier.notifier("16220.40")
    lu = dossier.lire()
    execution = replace(lu.executions[lu.notification.photographie_id], montant_notifie=D("10000"))
    lu.__dict__["executions"] = {lu.notification.photographie_id: execution}
    assert (lu.du, lu.trop_percu) == (0, D("6220.40"))


def test_a_wrong_payment_is_said_and_stays_on_the_page(client, demo, dossier):
    dossier.repondre()
    dossier.notifier("0")
    for saisi, phrase in (
        ({"verse_le": "2040-12-31", "montant": "5", "imputation": "304"}, "sa date n’est pas à venir"),
        ({"verse_le": "2021-02-30", "montant": "5", "imputation": "304"}, "Écrivez une date"),
        ({"verse_le": "2022-06-01", "montant": "0", "imputation": "304"}, "Un versement est positif."),
        ({"verse_le": "2022-06-01", "montant": "5", "imputation": ""}, "Dites l’imputation"),
    ):
        vu = dossier.lire().version
        reponse = post(client, dossier.prefecture, dossier.exercice, "verser", vu=vu, **saisi)
        assert reponse.status_code == 422
        assert phrase in read_html(reponse)
    assert not dossier.lire().versements


def test_a_mistyped_payment_is_taken_away_and_the_journal_keeps_it(client, dossier):
    dossier.repondre()
    dossier.notifier("0")
    versement = dossier.verser("5000")
    client.force_login(dossier.departement)
    adresse = reverse("reporting:retirer_versement", args=["22", 2021, versement.pk])
    assert client.post(adresse, {"vu": dossier.lire().version}).status_code == 403
    client.force_login(dossier.prefecture)
    lu = read(client.get(adresse)).champs
    autre = dossier.verser("12")
    reponse = client.post(adresse, lu)
    assert reponse.status_code == 422
    assert "relisez ce qui suit" in read_html(reponse)
    assert (
        confirm(client, reverse("reporting:retirer_versement", args=["22", 2021, autre.pk])).status_code
        == 302
    )
    page = read_html(client.post(adresse, read(client.get(adresse)).champs, follow=True))
    assert "Le versement est retiré." in page
    assert dossier.lire().verse == 0
    assert Trace.objects.filter(geste=Geste.RETIRER_VERSEMENT).first().details["montant"] == "5000.00"
