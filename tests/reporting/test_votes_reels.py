"""Loiret and Cantal, entered through the pages: each paper cites its own vote, and no other.

Public: Loiret's convention of 26 June 2019, its avenant n° 3 voted on 10 July 2020, another vote in January 2021 on the
report; Cantal's rapports voted on 24 April 2020, 26 March 2021 and 25 March 2022. The rest is ours.
"""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from avenants.models import Avenant
from comptes.models import Collectivite
from comptes.operations import create_compte
from conventions.models import Convention, Exercice
from referentiels.models import Referentiel
from reporting.models import Document
from tests.formulaires_lus import read_formulaire
from tests.lecture import read, read_pdf
from tests.reporting.alsace import SANS_LISTE, post

pytestmark = pytest.mark.une_base

AT = datetime(2022, 6, 1, 9, tzinfo=UTC)
COMMISSION = {"organe": "commission_permanente", "date_transmission": ""}


class Departement:
    """A convention of one département, and those who act on it through the pages."""

    def __init__(self, client, demo, code):
        self.client, self.code, self.centrale = client, code, demo.get_compte("centrale")
        collectivite = Collectivite.objects.get(departements=code)
        self.agent, self.valideur = (
            create_compte(
                by=None, at=AT, email=f"{role}@{code}.example", nom=role, role=role, password="x",
                collectivite=collectivite,
            )
            for role in ("agent_departemental", "valideur_departemental")
        )  # fmt: skip
        client.force_login(self.centrale)
        post(
            client, "conventions:ouvrir_convention", dispositif="CALPAE", code=code, departement=code,
            collectivite=collectivite.pk, date_signature="2019-06-26", debut="2019-01-01", fin="2021-12-31",
            titre_etat="le préfet", titre_departement="le président du conseil départemental",
        )  # fmt: skip

    @property
    def convention(self):
        return Convention.objects.get(code=self.code)

    def open_annee(self, annee, referentiel):
        """An exercice with one action, 1,000 € of each side."""
        self.client.force_login(self.centrale)
        post(
            self.client, "conventions:ouvrir_exercice", convention=self.convention.pk, annee=annee,
            regime="civile", debut=f"{annee}-01-01", fin=f"{annee}-12-31",
            referentiel=Referentiel.objects.get(code=referentiel).pk, montant_notifie="1000,00",
        )  # fmt: skip
        self.client.force_login(self.agent)
        post(
            self.client, "conventions:nouvelle_action", self.code, annee, numero="S4-1", titre="Orientation",
            axe="S4", nature="nouvelle", etat="realisee", bilan="Fait.", version="0", **SANS_LISTE,
        )  # fmt: skip

    def draft_avenant(self, annee, numero):
        pk = Exercice.objects.get(convention=self.convention, annee=annee).actions.get().pk
        post(
            self.client, "avenants:nouveau", self.code, annee, numero=numero, regime="civile",
            objet=f"Engagements {annee}", montant_etat="1000,00",
            **{f"m-{pk}-etat": "1000,00", f"m-{pk}-departement_nouveau": "1000,00"},
        )  # fmt: skip

    def read_choix(self):
        """{what may be voted, in words: its key}, as the form of a vote offers it."""
        adresse = reverse("reporting:nouvelle_deliberation", args=[self.code])
        return {
            libelle: cle
            for cle, libelle in self.client.get(adresse).context["form"]["approuve"].field.choices
        }

    def vote(self, quoi, numero, date_vote):
        adresse = reverse("reporting:nouvelle_deliberation", args=[self.code])
        lu = read_formulaire(self.client.get(adresse)) | COMMISSION
        reponse = self.client.post(
            adresse, lu | {"approuve": [self.read_choix()[quoi]], "numero": numero, "date_vote": date_vote}
        )
        assert reponse.status_code == 302, read(reponse)

    def print_avenant(self, annee, numero, imprimer):
        post(self.client, "avenants:produire_avenant", self.code, annee, numero)
        imprimer()
        avenant = Avenant.objects.get(convention=self.convention, numero=numero)
        return read_pdf(avenant.documents.latest("pk"))

    def print_rapport(self, annee, imprimer):
        post(self.client, "reporting:produire_rapport", self.code, annee)
        imprimer()
        return read_pdf(Document.objects.filter(exercice__convention__code=self.code).latest("pk"))


@pytest.fixture
def loiret(client, demo):
    """Up to July 2020: two avenants signed before the site, a third one prepared."""
    departement = Departement(client, demo, "45")
    departement.open_annee(2020, "2020-02-12")
    for numero, le, objet in (
        ("2", "2020-03-09", "Engagements 2020"),
        ("1", "2019-12-12", "Report de l’exécution 2019"),
    ):
        post(client, "reporting:nouvel_anterieur", "45", numero=numero, date_signature=le, objet=objet)
    departement.draft_avenant(2020, 3)
    return departement


def test_an_avenant_nobody_voted_yet_leaves_the_line_to_be_completed(client, loiret, imprimer):
    # A vote of the year on something else is not its own.
    loiret.vote("Le rapport d’exécution 2020", "A-11", "2021-01-22")
    texte = loiret.print_avenant(2020, 3, imprimer)
    assert "Vu la délibération n° …… du ……" in texte
    assert "A-11" not in texte
    assert "Délibération non enregistrée : <a" in read(
        client.get(reverse("avenants:avenant", args=["45", 2020, 3]))
    )


def test_the_third_avenant_cites_its_vote_of_july_and_the_two_before_with_their_dates(
    client, loiret, imprimer
):
    loiret.vote("L’avenant n°\u00a01", "A-03", "2019-11-15")
    loiret.vote("L’avenant n°\u00a03", "A-07", "2020-07-10")
    # Six months later: the execution goes on, by an avenant that has its own vote.
    client.force_login(loiret.valideur)
    post(client, "avenants:prolongation", "45", 2020, numero="4", date_signature="2021-01-29")
    loiret.vote("L’avenant de report n°\u00a04", "A-11", "2021-01-22")
    texte = loiret.print_avenant(2020, 3, imprimer)
    un = (
        "Vu l’avenant n° 1 à cette convention, signé le 12 décembre 2019 (Report de l’exécution 2019), approuvé par la "
        "délibération n° A-03 de la commission permanente du 15 novembre 2019"
    )
    deux = "Vu l’avenant n° 2 à cette convention, signé le 9 mars 2020 (Engagements 2020)"
    trois = "Vu la délibération n° A-07 de la commission permanente du 10 juillet 2020"
    assert -1 < texte.find(un) < texte.find(deux) < texte.find(trois)
    assert "A-11" not in texte
    assert "janvier 2021" not in texte.split("Préambule")[0]
    page = read(client.get(reverse("avenants:avenant", args=["45", 2020, 3])))
    assert "délibération n° A-07 du 10/07/2020" in page
    # What follows cites the avenant de report with the vote of January.
    loiret.open_annee(2021, "2021-03-19")
    loiret.draft_avenant(2021, 5)
    suite = loiret.print_avenant(2021, 5, imprimer)
    assert "Vu l’avenant n° 4 à cette convention, signé le 29 janvier 2021" in suite
    assert "délibération n° A-11 de la commission permanente du 22 janvier 2021" in suite
    assert "Vu la délibération n° …… du ……" in suite


def test_a_number_is_used_once_and_a_vote_is_not_later_than_its_signature(client, loiret):
    adresse = reverse("reporting:nouvel_anterieur", args=["45"])
    reponse = client.post(adresse, {"numero": "3", "date_signature": "2020-05-01", "objet": "Un objet"})
    assert (reponse.status_code, "porte déjà ce numéro" in read(reponse)) == (422, True)
    vote = reverse("reporting:nouvelle_deliberation", args=["45"])
    reponse = client.post(
        vote,
        read_formulaire(client.get(vote))
        | COMMISSION
        | {
            "approuve": [loiret.read_choix()["L’avenant n°\u00a02"]],
            "numero": "A-07",
            "date_vote": "2020-07-10",
        },
    )
    assert reponse.status_code == 422
    assert "ne peut pas être postérieure à la signature de ce qu’elle approuve, le 9 mars 2020" in read(
        reponse
    )


def test_each_rapport_of_the_cantal_cites_its_own_vote(client, demo, imprimer):
    cantal = Departement(client, demo, "15")
    votes = {
        2019: ("24 avril 2020", "2020-04-24"),
        2020: ("26 mars 2021", "2021-03-26"),
        2021: ("25 mars 2022", "2022-03-25"),
    }
    for annee, referentiel in ((2019, "2019-09-25"), (2020, "2020-02-12"), (2021, "2021-03-19")):
        cantal.open_annee(annee, referentiel)
    # In any order: the latest is not the one of all.
    for annee in (2020, 2021, 2019):
        assert "n° …… du ……" in cantal.print_rapport(annee, imprimer)
        cantal.vote(f"Le rapport d’exécution {annee}", f"CP-{annee}", votes[annee][1])
    for annee, (dit, _) in votes.items():
        texte = cantal.print_rapport(annee, imprimer)
        assert f"n° CP-{annee} de la commission permanente du {dit}" in texte
        page = read(client.get(reverse("reporting:rapport", args=["15", annee])))
        for lu in (texte, page):
            assert not any(f"CP-{autre}" in lu for autre in votes if autre != annee)
        assert f"délibération n° CP-{annee} du" in page
