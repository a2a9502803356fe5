"""Hérault 2019-2021 and Occitanie 2020-2021, entered through the pages: totals over the years, and the split of what
the State notified.

Public: the State and the département of Hérault bring 1.4 M€ a year each, 8.4 M€ over three years; the State notified
16,770,596 € in Occitanie in 2020, of which 6,831,039 € for initiatives, and 21,849,942 € in 2021. What each département
has of it is ours.
"""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from comptes.models import Region
from comptes.operations import create_compte
from conventions.models import Exercice
from tests.formulaires_lus import read_formulaire
from tests.lecture import read
from tests.reporting.alsace import post
from tests.reporting.departement import AT, Departement

pytestmark = pytest.mark.une_base

INSTRUCTIONS = {2019: "2019-09-25", 2020: "2020-02-12", 2021: "2021-03-19"}
# Of the State in 2020: for the socle, for initiatives.
OCCITANIE_2020 = {"34": ("6000000,00", "4000000,00"), "11": ("3939557,00", "2831039,00")}
OCCITANIE_2021 = {"34": ("9000000,00", "5000000,00"), "11": ("4849942,00", "3000000,00")}


class Notifie(Departement):
    """A département whose actions share what was notified: S4, of the socle, and I-1, initiatives."""

    def notify(self, annee, attendu=302, **champs):
        self.client.force_login(self.centrale)
        adresse = reverse("conventions:notification", args=[self.code, annee])
        reponse = self.client.post(adresse, read_formulaire(self.client.get(adresse)) | champs)
        assert reponse.status_code == attendu, read(reponse)
        return reponse

    def plan(self, annee, **montants):
        """Of the one action there is."""
        self.client.force_login(self.agent)
        pk = Exercice.objects.get(convention=self.convention, annee=annee).actions.get().pk
        post(
            self.client, "conventions:financement", self.code, annee, "prevu",
            **{f"{pk}-{source}": montant for source, montant in montants.items()},
        )  # fmt: skip

    def hand_over(self, annee):
        """The commissaire reads what was handed over."""
        Exercice.objects.filter(convention=self.convention, annee=annee).update(etat="transmis")


def total(*montants):
    return f"{sum(Decimal(un.replace(',', '.')) for un in montants):.2f}".replace(".", ",")


def test_the_hérault_and_the_state_bring_eight_million_four_over_three_years(client, demo):
    herault = Notifie(client, demo, "34")
    for annee in (2019, 2020):
        herault.open_annee(annee, INSTRUCTIONS[annee])
        herault.notify(annee, montant_notifie="1 400 000")
        herault.plan(annee, etat="1 400 000", departement_nouveau="1 000 000", valorisation="400 000")
    page = read(client.get(reverse("reporting:convention", args=["34"])))
    # A year that is not open is said as such: it is not nothing.
    assert '<th scope="row">2021</th><td colspan="3"><span class="mention">Exercice non ouvert</span>' in page
    assert "<strong>5 600 000,00 €</strong>" in page
    assert "2 années complètes sur 3" in page
    herault.open_annee(2021, INSTRUCTIONS[2021])
    herault.notify(2021, montant_notifie="1 400 000")
    page = read(client.get(reverse("reporting:convention", args=["34"])))
    assert "<strong>7 000 000,00 €</strong>" not in page  # the centrale does not read a draft
    herault.plan(2021, etat="1 400 000", departement_nouveau="1 400 000")
    page = read(client.get(reverse("reporting:convention", args=["34"])))
    assert page.count("<strong>4 200 000,00 €</strong>") == 2
    assert "<strong>8 400 000,00 €</strong>" in page
    assert "3 années complètes sur 3" in page


def test_an_amount_in_millions_is_refused_by_a_sentence_that_writes_it(client, demo):
    herault = Notifie(client, demo, "34")
    herault.open_annee(2019, INSTRUCTIONS[2019])
    reponse = herault.notify(2019, 422, montant_notifie="1,4 M€")
    assert "Écrivez le nombre en entier : 1 400 000." in read(reponse)
    assert 'value="1,4 M€"' in read(reponse)


@pytest.fixture
def occitanie(client, demo):
    departements = [Notifie(client, demo, code) for code in OCCITANIE_2020]
    for annee, parts in ((2020, OCCITANIE_2020), (2021, OCCITANIE_2021)):
        for un in departements:
            socle, initiatives = parts[un.code]
            un.open_annee(annee, INSTRUCTIONS[annee])
            enveloppes = {"enveloppe-socle": socle, "enveloppe-initiatives": initiatives}
            un.notify(annee, montant_notifie=total(socle, initiatives), **enveloppes)
            un.plan(annee, etat=total(socle, initiatives), departement_nouveau=total(socle, initiatives))
            un.hand_over(annee)
    commissaire = create_compte(
        by=None, at=AT, email="commissaire.76@calpae.example", nom="C", role="commissaire", password="x",
        region=Region.objects.get(nom="Occitanie"),
    )  # fmt: skip
    client.force_login(commissaire)
    return {un.code: un for un in departements}


@pytest.mark.parametrize(
    ("annee", "notifie", "socle", "initiatives"),
    [(2020, "16 770 596,00", "9 939 557,00", "6 831 039,00"), (2021, "21 849 942,00", "13 849 942,00", "8 000 000,00")],
)  # fmt: skip
@pytest.mark.usefixtures("occitanie")
def test_occitanie_shows_what_was_notified_and_its_split_on_the_page_and_in_its_export(
    client, annee, notifie, socle, initiatives
):
    page = read(client.get(reverse("reporting:financement"), {"annee": annee}))
    assert f"<strong>{notifie} €</strong>" in page
    lignes = page.split("Crédits de l’État de l’année par enveloppe")[1]
    assert f'Actions du socle</th><td class="chiffre" data-label="Notifié">{socle} €' in lignes
    assert (
        f'Initiatives départementales</th><td class="chiffre" data-label="Notifié">{initiatives} €' in lignes
    )
    assert "est connu de 2 conventions sur 2" in page
    reponse = client.get(reverse("reporting:exporter_financement"), {"annee": annee})
    titres, *lignes = load_workbook(BytesIO(reponse.content)).active.iter_rows(values_only=True)
    ensemble = dict(zip(titres, lignes[-1], strict=True))

    def read_euros(dit):
        return float(dit.replace(" ", "").replace(",", "."))

    assert ensemble["Notifié par l’État"] == read_euros(notifie)
    assert ensemble["Actions du socle, notifié"] == read_euros(socle)
    assert ensemble["Initiatives départementales, notifié"] == read_euros(initiatives)
    assert ensemble["Engagement du socle, État prévu"] == read_euros(notifie)
    # Each département beside.
    parts = [ligne[titres.index("Actions du socle, notifié")] for ligne in lignes[:2]]
    assert sum(parts) == read_euros(socle)


def test_a_split_that_does_not_sum_to_what_was_notified_is_not_stored(occitanie):
    exercice = Exercice.objects.get(convention__code="34", annee=2020)
    Exercice.objects.filter(pk=exercice.pk).update(etat="brouillon")
    reponse = occitanie["34"].notify(2020, 422, **{"enveloppe-initiatives": "6 831 039"})
    assert (
        "Les enveloppes font 12 831 039,00 €, le montant notifié est de 10 000 000,00 € : 2 831 039,00 € de trop."
    ) in read(reponse)
    assert exercice.enveloppes.get(enveloppe="initiatives").montant == 4_000_000
