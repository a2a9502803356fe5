"""Avenants of real conventions, entered through the pages: each kind says what it changes, and nothing else.

Public: Loiret's convention of 26 June 2019, its avenant n° 3 voted on 10 July 2020, another vote in January 2021 on the
report; conventions prolonged to 2022. The rest is ours.
"""

from datetime import date

import pytest
from django.urls import reverse

from avenants.models import Avenant
from reporting.contents import ContenuAvenant, from_dict
from tests.formulaires_lus import read_formulaire
from tests.lecture import read
from tests.reporting.departement import Departement, open_loiret, publish_2022

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


def test_the_avenant_de_report_of_january_has_its_paper_and_cites_its_own_vote(client, loiret, imprimer):
    loiret.vote("L’avenant n°\u00a03", "A-07", "2020-07-10")
    loiret.sign_avenant(2020, 3, "2020-09-14", imprimer)
    loiret.prepare_report()
    loiret.vote("L’avenant de report n°\u00a04", "A-11", "2021-01-22")
    projet, final = loiret.sign_avenant(2020, 4, "2021-01-29", imprimer)
    for texte in (projet, final):
        # Visas: those before it with their dates, then its own vote, and no other's.
        trois = "Vu l’avenant n° 3 à cette convention, signé le 14 septembre 2020 (Engagements 2020), approuvé par la "
        assert trois + "délibération n° A-07 de la commission permanente du 10 juillet 2020" in texte
        assert "Vu l’avenant n° 1 à cette convention, signé le 12 décembre 2019" in texte
        assert "Vu la délibération n° A-11 de la commission permanente du 22 janvier 2021" in texte
        # Articles.
        assert "prolonger jusqu’au 30 juin 2021 l’exécution des actions prévues pour l’exercice 2020" in texte
        assert "d’un montant de 1 000,00 € (mille euros)" in texte
        assert "Le présent avenant n’ouvre aucun crédit nouveau." in texte
        assert "L’exécution de l’exercice 2020, commencée le 1er janvier 2020, se poursuit jusqu’au" in texte
        # Annexes: what is spent is not known yet, and is no 0; the day that moves.
        assert "Annexe 1 – Exécution et crédits concernés" in texte
        assert "S4-1 – Orientation (axe S4) 1 000,00 € — —" in texte
        assert "Annexe 2 – Modifications apportées" in texte
        assert "Fin de l’exécution de l’exercice 2020 31 décembre 2020 30 juin 2021" in texte
        assert "ne modifie ni les financements ni les cibles" in texte
        # Nothing of a financial one.
        for mot in ("Fiches action", "Tableau financier", "Indicateurs et cibles", "Annexe 3", "au moins 50"):
            assert mot not in texte
    assert ("document non signé" in projet, "document non signé" in final) == (True, False)
    assert "Signé le 29 janvier 2021" in final


def open_2022(client, loiret, referentiel, **champs):
    client.force_login(loiret.centrale)
    return client.post(
        reverse("conventions:ouvrir_exercice"),
        {
            "convention": loiret.convention.pk, "annee": "2022", "regime": "civile", "debut": "2022-01-01",
            "fin": "2022-12-31", "referentiel": referentiel.pk,
            "montant_notifie": "1000,00",
        } | champs,
    )  # fmt: skip


def test_a_convention_prolonged_by_an_avenant_opens_the_year_2022(client, demo, imprimer):
    loiret = Departement(client, demo, "45")
    loiret.open_annee(2021, "2021-03-19")
    referentiel = publish_2022(demo)
    refus = open_2022(client, loiret, referentiel)
    assert "La convention va jusqu’au 31 décembre 2021 et n’est pas prolongée" in read(refus)
    client.force_login(loiret.agent)
    adresse = reverse("avenants:nouveau", args=["45", 2021, "prorogation"])
    page = client.get(adresse)
    assert {champ.name for champ in page.context["form"]} == {"version", "numero", "prolonge_au", "objet"}
    lu = read_formulaire(page) | {"numero": "1"}
    for jour, phrase in (
        ("2021-12-31", "La convention va déjà jusqu’au 31 décembre 2021 : elle se proroge à un jour"),
        ("", "Ce champ est obligatoire"),
        ("0022-12-31", "n’est pas plausible"),
    ):
        reponse = client.post(adresse, lu | {"prolonge_au": jour})
        assert (reponse.status_code, phrase in read(reponse)) == (422, True), read(reponse)
        assert not loiret.convention.avenants.exists()
    assert client.post(adresse, lu | {"prolonge_au": "2022-12-31"}).status_code == 302
    assert loiret.convention.prolongee_au is None  # as long as nobody signed
    projet, final = loiret.sign_avenant(2021, 1, "2021-11-30", imprimer)
    for texte in (projet, final):
        assert "Avenant de prorogation n° 1" in texte
        assert (
            "Le terme de la convention, fixé au 31 décembre 2021, est reporté au 31 décembre 2022." in texte
        )
        assert "Annexe 1 – Modifications apportées" in texte
        assert "Fin de la convention 31 décembre 2021 31 décembre 2022" in texte
        assert "Annexe 2" not in texte
    assert loiret.convention.prolongee_au == date(2022, 12, 31)
    page = read(client.get(reverse("reporting:convention", args=["45"])))
    assert "prolongée jusqu’au 31 décembre 2022" in page
    assert open_2022(client, loiret, referentiel, fin="2023-12-31", regime="glissante").status_code == 422
    assert open_2022(client, loiret, referentiel).status_code == 302
    assert loiret.convention.exercices.filter(annee=2022).exists()


def post_modification(client, loiret, **saisis):
    client.force_login(loiret.agent)
    adresse = reverse("avenants:nouveau", args=["45", 2020, "modification"])
    return client.post(adresse, read_formulaire(client.get(adresse)) | saisis)


def test_a_modification_changes_something_and_leaves_the_states_total(client, loiret, imprimer):
    loiret.sign_avenant(2020, 3, "2020-09-14", imprimer)
    exercice = loiret.convention.exercices.get()
    pk = exercice.actions.get().pk
    rien = post_modification(client, loiret, objet="Rien")
    assert (rien.status_code, "Cet avenant ne change rien" in read(rien)) == (422, True)
    # The same amount, typed again, changes nothing either.
    rien = post_modification(client, loiret, **{f"{pk}-etat": "1 000"})
    assert "Cet avenant ne change rien" in read(rien)
    plus = post_modification(client, loiret, **{f"{pk}-etat": "1 500,00"})
    assert "Les actions reçoivent de l’État 1 000,00 €, elles en recevraient 1 500,00 €" in read(plus)
    moins = post_modification(client, loiret, **{f"{pk}-departement_nouveau": "400,00"})
    assert moins.status_code == 302  # it may be prepared, as a plan may; not put on paper
    avenant = Avenant.objects.get(convention=loiret.convention, numero=4)
    page = read(client.get(reverse("avenants:avenant", args=["45", 2020, 4])))
    assert "L’article sur les engagements financiers dirait le contraire de son tableau" in page
    adresse = reverse("avenants:modifier", args=["45", 2020, 4])
    lu = read_formulaire(client.get(adresse))
    assert (lu[f"{pk}-departement_nouveau"], "en vigueur 1 000,00 €" in read(client.get(adresse))) == (
        "400,00",
        True,
    )
    saisis = {
        f"{pk}-departement_nouveau": "1 200,00",
        "stipulations": "Le comité de pilotage se réunit deux fois par an.",
        "objet": "Comité de pilotage",
    }
    assert client.post(adresse, lu | saisis).status_code == 302
    projet, final = loiret.sign_avenant(2020, 4, "2020-11-16", imprimer)
    for texte in (projet, final):
        assert "Avenant de modification n° 4" in texte
        assert "Stipulations modifiées Le comité de pilotage se réunit deux fois par an." in texte
        assert "Le montant de la contribution de l’État pour l’exercice 2020 n’est pas modifié." in texte
        assert "1 000,00 € 1 200,00 €" in texte.split("Annexe 3 – Modifications apportées")[-1]
        assert "Fiches action" not in texte
    exercice.refresh_from_db()
    prevus = dict(exercice.actions.get().financements.values_list("source", "prevu"))
    assert (prevus["etat"], prevus["departement_nouveau"], exercice.montant_notifie) == (1000, 1200, 1000)
    # The State's amounts were agreed by the financial one; this one does not move them.
    assert exercice.prevu_fixe_le == date(2020, 9, 14)
    avenant.refresh_from_db()
    assert avenant.is_signe
