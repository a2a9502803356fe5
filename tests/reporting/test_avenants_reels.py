"""Avenants of real conventions, entered through the pages: each kind says what it changes, and nothing else.

Public: Loiret's convention of 26 June 2019, its avenant n° 3 voted on 10 July 2020. The rest is ours.
"""

import pytest
from django.urls import reverse

from avenants.models import Avenant
from reporting.contents import ContenuAvenant, from_dict
from tests.formulaires_lus import read_formulaire
from tests.lecture import read
from tests.reporting.departement import open_loiret

pytestmark = pytest.mark.une_base


@pytest.fixture
def loiret(client, demo):
    return open_loiret(client, demo)


def say_paiement(client, **champs):
    adresse = reverse("conventions:paiement", args=["45"])
    reponse = client.post(adresse, read_formulaire(client.get(adresse)) | champs)
    assert reponse.status_code == 302, read(reponse)


def test_the_article_on_money_says_what_is_known_of_the_payment_and_nothing_of_the_rest(
    client, loiret, imprimer
):
    texte = loiret.print_avenant(2020, 3, imprimer)
    for mot in ("Paiement de la contribution", "Comptable", "SIRET", "Imputation"):
        assert mot not in texte
    say_paiement(
        client,
        modalites_paiement="Un versement unique, après signature.",
        comptable="Le directeur régional des finances publiques du Centre-Val de Loire",
        siret="732 829 320 00074",
    )
    texte = loiret.print_avenant(2020, 3, imprimer)
    debut = texte.rindex("Article 3 –")
    article = texte[debut : texte.index("Article 4 –", debut)]
    for dit in ("Un versement unique, après signature.", "Comptable assignataire", "732 829 320 00074"):
        assert dit in article
    assert "Engagement juridique" not in texte and "Imputation budgétaire" not in texte
    # What is frozen stays: the convention says something else afterwards.
    say_paiement(client, comptable="Une autre")
    documents = Avenant.objects.get(convention=loiret.convention, numero=3).documents.order_by("pk")
    dits = [{un.code: un.texte for un in from_dict(ContenuAvenant, d.contenu).paiement} for d in documents]
    assert dits[0] == {}
    assert dits[1]["comptable"].startswith("Le directeur régional")


def test_a_paper_frozen_before_the_payment_is_still_read(client, loiret, imprimer):
    loiret.print_avenant(2020, 3, imprimer)
    document = Avenant.objects.get(convention=loiret.convention, numero=3).documents.get()
    ancien = {cle: valeur for cle, valeur in document.contenu.items() if cle != "paiement"}
    assert from_dict(ContenuAvenant, ancien).paiement == ()
