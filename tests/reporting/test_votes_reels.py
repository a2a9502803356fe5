"""Loiret and Cantal, entered through the pages: each paper cites its own vote, and no other.

Public: Loiret's convention of 26 June 2019, its avenant n° 3 voted on 10 July 2020, another vote in January 2021 on the
report; Cantal's rapports voted on 24 April 2020, 26 March 2021 and 25 March 2022. The rest is ours.
"""

import pytest
from django.urls import reverse

from tests.formulaires_lus import read_formulaire
from tests.lecture import read
from tests.reporting.departement import COMMISSION, Departement, open_loiret

pytestmark = pytest.mark.une_base


@pytest.fixture
def loiret(client, demo):
    return open_loiret(client, demo)


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
    loiret.sign_report(imprimer)
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
