"""The first pages of a centrale with all of France: 101 départements and five years, then three times as many."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Collectivite, Departement
from conventions.models import Campagne, Convention, Etat, Exercice, Transition
from indicateurs.models import Valeur
from referentiels.models import Referentiel
from tests.demo import enter

pytestmark = pytest.mark.une_base

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
ANNEES = range(2017, 2022)
REQUETES = 12
POIDS = 150_000  # bytes, before compression
PAGES = {
    "accueil": reverse("reporting:accueil"),
    "tableau_de_bord": reverse("reporting:tableau_de_bord"),
    "position": reverse("reporting:position", args=["22", 2021]),
    "nation": reverse("reporting:nation"),
    "instruction": reverse("reporting:instruction"),
    "regles": reverse("reporting:regles"),
    "charge": reverse("reporting:charge"),
    "campagnes": reverse("conventions:campagnes"),
    "campagne": reverse("reporting:campagne", args=["CALPAE", 2021]),
}


def add_conventions(demo, suffixe):
    """One convention in each of the 101 départements, its five years, what became of them, a figure of each."""
    signataire = Collectivite.objects.get(pk="29D")
    dates = {"date_signature": date(2018, 1, 1), "debut": date(2018, 1, 1), "fin": date(2021, 12, 31)}
    conventions = Convention.objects.bulk_create(
        Convention(code=f"{d.pk}-{suffixe}", departement=d, collectivite=signataire, **dates)
        for d in Departement.objects.all()
    )
    referentiel, etats = Referentiel.objects.get(code="2021-03-19"), tuple(Etat)
    exercices = Exercice.objects.bulk_create(
        Exercice(
            convention=convention,
            annee=annee,
            debut=date(2021, 1, 1),
            fin=date(2021, 12, 31),
            referentiel=referentiel,
            etat=etats[(place + annee) % len(etats)],
            montant_notifie=1,
        )
        for place, convention in enumerate(conventions)
        for annee in ANNEES
        # A convention in ten has no exercice of the last year.
        if annee < 2021 or place % 10
    )
    par = demo.get_compte("centrale")
    Transition.objects.bulk_create(
        Transition(exercice=un, de="brouillon", vers="transmis", par=par, le=AT) for un in exercices
    )
    Valeur.objects.bulk_create(
        Valeur(exercice=un, code=code, etat="renseigne", numerateur=nombre, par=par, le=AT)
        for un in exercices
        for code, nombre in (("R1", 100), ("R2", 50))
    )
    return len(conventions), len(exercices)


def count_queries(client):
    comptes = {}
    for nom, adresse in PAGES.items():
        with CaptureQueriesContext(connection) as questions:
            assert client.get(adresse).status_code == 200
        comptes[nom] = [un["sql"] for un in questions]
    return comptes


def check_a_page_at_a_time(client):
    """The first page's list holds every exercice, some at a time, and is never heavy."""
    reponses = [client.get(PAGES["accueil"], {"page": page}) for page in (1, 2)]
    assert max(len(reponse.content) for reponse in reponses) < POIDS
    premiere, suivante = (reponse.context["page"] for reponse in reponses)
    tous = [ligne.exercice.pk for ligne in premiere.paginator.object_list]
    assert sorted(tous) == sorted(Exercice.objects.values_list("pk", flat=True))
    montres = [ligne.exercice.pk for page in (premiere, suivante) for ligne in page.object_list]
    assert montres == tous[: len(montres)]
    # Past the last page, the last one; of what was asked for.
    cherchee = client.get(PAGES["accueil"], {"etat": "clos", "page": 99}).context["page"]
    assert not cherchee.has_next()
    assert {ligne.exercice.etat for ligne in cherchee.object_list} == {"clos"}


@pytest.mark.usefixtures("sans_verrous")
def test_the_first_pages_of_the_centrale_ask_twelve_queries_whatever_the_number_of_départements(client, demo):
    assert add_conventions(demo, "A")[0] == 101
    Campagne.objects.update(rapport_le=date(2022, 3, 15))
    enter(client, "centrale")
    client.get(PAGES["accueil"])
    comptes = count_queries(client)
    check_a_page_at_a_time(client)
    assert {nom: len(sql) for nom, sql in comptes.items() if len(sql) > REQUETES} == {}, comptes
    for suffixe in "BC":
        add_conventions(demo, suffixe)
    assert {nom: len(sql) for nom, sql in count_queries(client).items()} == {
        nom: len(sql) for nom, sql in comptes.items()
    }
