"""What the State notified, and of which envelopes it is made: typed together, to the cent, or not stored at all."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from comptes.gestes import Geste
from comptes.models import Trace
from conventions.calculations import explain_plafond, explain_repartition
from conventions.models import Convention, Exercice, MontantEnveloppe
from conventions.queries.enveloppes import get_enveloppes, read_enveloppes
from referentiels.models import Referentiel
from tests.lecture import read
from tests.referentiels.dispositifs import load

D = Decimal
INCONNU = Path(__file__).parents[1] / "referentiels" / "inconnu.toml"


@pytest.fixture
def exercice(demo):
    return demo.brouillon


def get_url(exercice):
    return reverse("conventions:notification", args=[exercice.convention.code, exercice.annee])


def post(client, demo, exercice, qui="prefecture.29", **champs):
    client.force_login(demo.get_compte(qui))
    version = Exercice.objects.get(pk=exercice.pk).version
    donnees = {f"enveloppe-{un.code}": "" for un in exercice.referentiel.definition.enveloppes}
    return client.post(get_url(exercice), donnees | {"version": version} | champs)


def read_stored(exercice):
    lu = Exercice.objects.get(pk=exercice.pk)
    return lu.montant_notifie, get_enveloppes(lu)


def test_the_envelopes_are_stored_with_the_amount_they_sum_to(client, demo, exercice):
    envois = {
        "enveloppe-socle": "900 000,10",
        "enveloppe-initiatives": "500 000",
        "montant_notifie": "1 400 000,10",
    }
    reponse = post(client, demo, exercice, **envois)
    assert reponse.url == reverse("reporting:convention", args=["29"])
    dites = {"socle": D("900000.10"), "initiatives": D(500000)}
    assert read_stored(exercice) == (D("1400000.10"), dites)
    # Read with the exercice, they are the same on both databases.
    lu = read_enveloppes(Exercice.objects.all()).get(pk=exercice.pk)
    assert get_enveloppes(lu) == dites
    trace = Trace.objects.filter(geste=Geste.NOTIFIER_MONTANT).latest("pk")
    assert trace.details["apres"]["enveloppe-socle"] == "900000.10"
    assert trace.details["ecrits"].keys() >= {"montant_notifie", "enveloppe-socle"}


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        (
            {"montant_notifie": "1 400 000", "enveloppe-socle": "900 000", "enveloppe-initiatives": "499 999,99"},
            "Les enveloppes font 1 399 999,99 €, le montant notifié est de 1 400 000,00 € : il manque 0,01 €.",
        ),
        ({"montant_notifie": "10", "enveloppe-socle": "12,50"}, "le montant notifié est de 10,00 € : 2,50 € de trop."),
        ({"montant_notifie": "", "enveloppe-socle": "12"}, "Les enveloppes font 12,00 € : dites le montant notifié."),
        ({"montant_notifie": "1,4 M€"}, "Écrivez le nombre en entier : 1 400 000."),
        ({"montant_notifie": "10", "enveloppe-socle": "-10"}, "Un montant ne peut pas être négatif."),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_said_and_nothing_typed_is_lost(client, demo, exercice, champs, phrase):
    avant = read_stored(exercice)
    reponse = post(client, demo, exercice, **champs)
    assert reponse.status_code == 422
    page = read(reponse)
    assert phrase in page
    form = reponse.context["form"]
    assert list(form.errors) == ["enveloppe-socle" if "négatif" in phrase else "montant_notifie"]
    assert {nom: form.data[nom] for nom in champs} == champs
    assert read_stored(exercice) == avant


def test_who_came_second_is_told_what_the_first_one_saved(client, demo, exercice):
    post(client, demo, exercice, montant_notifie="10", **{"enveloppe-socle": "10"})
    version = Exercice.objects.get(pk=exercice.pk).version - 1
    champs = {"montant_notifie": "20", "enveloppe-socle": "20", "version": version}
    reponse = post(client, demo, exercice, "centrale", **champs)
    assert reponse.status_code == 422
    assert "Ce champ a été modifié entre-temps." in read(reponse)
    assert read_stored(exercice) == (D(10), {"socle": D(10)})


def test_the_page_of_the_exercice_leads_there_whoever_may_say_it(client, demo, exercice):
    page = reverse("reporting:exercice", args=[exercice.convention.code, exercice.annee])
    for qui, offert in (("prefecture.29", True), ("agent.29", False), ("valideur.29", False)):
        client.force_login(demo.get_compte(qui))
        assert (f'href="{get_url(exercice)}"' in client.get(page).content.decode()) is offert, qui


def test_once_agreed_the_total_stays_and_its_envelopes_may_be_said(client, demo, exercice):
    Exercice.objects.filter(pk=exercice.pk).update(prevu_fixe_le="2021-05-02", montant_notifie=D(30))
    assert post(client, demo, exercice, montant_notifie="40", **{"enveloppe-socle": "40"}).status_code == 422
    assert post(client, demo, exercice, montant_notifie="40", **{"enveloppe-socle": "30"}).status_code == 302
    assert read_stored(exercice) == (D(30), {"socle": D(30)})


def test_an_exercice_that_is_handed_over_keeps_what_was_notified(client, demo):
    transmis = demo.transmis
    client.force_login(demo.get_compte("centrale"))
    assert client.post(get_url(transmis), {"montant_notifie": "1"}).status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        MontantEnveloppe.objects.filter(exercice=transmis).update(montant=1)


def test_the_database_holds_one_amount_an_envelope_and_none_below_zero(exercice):
    MontantEnveloppe.objects.filter(exercice=exercice).delete()
    MontantEnveloppe.objects.create(exercice=exercice, enveloppe="socle", montant=1)
    for code, montant in (("socle", 2), ("initiatives", -1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            MontantEnveloppe.objects.create(exercice=exercice, enveloppe=code, montant=montant)


PLAFOND = (
    "Le montant notifié, 1 000,01 €, dépasse le plafond annuel de la convention, 1 000,00 € : 0,01 € de trop."
)


def test_a_cap_is_typed_on_the_convention_whose_instrument_has_one_and_holds_every_year(
    client, demo, tmp_path
):
    fichier = tmp_path / "cls.toml"
    texte = INCONNU.read_text(encoding="utf-8")
    fichier.write_text(texte.replace("[financement]\n", "[financement]\nplafond_annuel_constant = true\n"))
    load(fichier)
    client.force_login(demo.get_compte("centrale"))
    calpae = client.get(reverse("conventions:dates", args=["29"]))
    assert "plafond_annuel" not in calpae.context["form"].fields
    referentiel = Referentiel.objects.get(code="cls-2023-10-27")
    convention = Convention.objects.get(code="29")
    convention.pk, convention.code, convention.dispositif = None, "29-CLS", "CLS"
    convention.debut, convention.fin = date(2024, 1, 1), date(2027, 12, 31)
    convention.save()
    dates = reverse("conventions:dates", args=["29-CLS"])
    donnees = {nom: str(getattr(convention, nom)) for nom in ("date_signature", "debut", "fin")}

    def set_plafond(plafond):
        version = Convention.objects.get(pk=convention.pk).version
        return client.post(dates, donnees | {"version": version, "plafond_annuel": plafond})

    def open_annee(annee, montant):
        champs = {
            "convention": convention.pk,
            "annee": annee,
            "regime": "civile",
            "referentiel": referentiel.pk,
        }
        jours = {"debut": f"{annee}-01-01", "fin": f"{annee}-12-31", "montant_notifie": montant}
        return client.post(reverse("conventions:ouvrir_exercice"), champs | jours)

    assert set_plafond("1 000").status_code == 302
    for annee in (2024, 2025):
        refusee = open_annee(annee, "1 000,01")
        assert refusee.status_code == 422
        assert PLAFOND in read(refusee)
        assert open_annee(annee, "1 000").status_code == 302
    exercice = Exercice.objects.get(convention=convention, annee=2024)
    assert PLAFOND in read(post(client, demo, exercice, "centrale", montant_notifie="1 000,01"))
    # Nor is it lowered under what was notified.
    baissee = set_plafond("999")
    assert baissee.status_code == 422
    assert "dépasse le plafond annuel de la convention, 999,00 €" in read(baissee)


def test_a_sum_that_is_said_is_the_amount_whatever_the_number_of_envelopes():
    assert explain_repartition(D(10), []) == explain_repartition(None, []) == ""
    assert explain_repartition(D("0.30"), [D("0.10")] * 3) == ""
    assert explain_repartition(D(10), [D(0)]).endswith("il manque 10,00\u00a0€.")
    assert explain_plafond(D(10), D(10)) == explain_plafond(None, D(1)) == explain_plafond(D(1), None) == ""
