"""A year lies within its convention, and lasts what its régime says; a convention without a year is not forgotten."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from conventions.models import Convention, Exercice
from referentiels.models import Referentiel
from tests.demo import enter
from tests.lecture import read

pytestmark = pytest.mark.une_base


@pytest.fixture
def convention(demo):
    """Three years, to the end of 2021, without an exercice yet."""
    finistere = demo.brouillon.convention
    return Convention.objects.create(
        dispositif="CALPAE",
        code="29-BIS",
        departement=finistere.departement,
        collectivite=finistere.collectivite,
        date_signature=date(2019, 6, 26),
        debut=date(2019, 1, 1),
        fin=date(2021, 12, 31),
    )


def open_annee(client, convention, debut, fin, regime="civile", annee=2021):
    return client.post(
        reverse("conventions:ouvrir_exercice"),
        {
            "convention": convention.pk,
            "annee": annee,
            "regime": regime,
            "debut": debut,
            "fin": fin,
            "referentiel": Referentiel.objects.get(code="2021-03-19").pk,
            "montant_notifie": "1000",
        },
    )


@pytest.mark.parametrize(
    ("debut", "fin", "regime"),
    [
        ("2021-01-01", "2021-12-31", "civile"),
        ("2021-06-28", "2021-12-31", "civile"),
    ],
)
def test_a_year_within_its_convention_is_opened(client, convention, debut, fin, regime):
    enter(client, "centrale")
    assert open_annee(client, convention, debut, fin, regime).status_code == 302
    assert convention.exercices.count() == 1


@pytest.mark.parametrize(
    ("debut", "fin", "regime", "champ", "attendu"),
    [
        ("2018-01-01", "2018-12-31", "civile", "debut", ": pas d’exercice avant elle."),
        (
            "2021-07-01",
            "2022-06-30",
            "glissante",
            "fin",
            "va jusqu’au 31 décembre 2021 et n’est pas prolongée",
        ),
        ("2020-07-01", "2021-12-31", "civile", "debut", "L’exercice 2021 commence en 2021."),
        ("2022-01-01", "2022-12-31", "civile", "debut", "L’exercice 2021 commence en 2021."),
    ],
)
def test_a_year_out_of_its_convention_is_refused_beside_its_date(
    client, convention, debut, fin, regime, champ, attendu
):
    enter(client, "centrale")
    reponse = open_annee(client, convention, debut, fin, regime)
    assert reponse.status_code == 422
    assert attendu in read(reponse)
    assert champ in reponse.context["form"].errors
    assert not convention.exercices.exists()


@pytest.mark.parametrize(
    ("debut", "fin", "regime", "attendu"),
    [
        ("2021-01-01", "2022-06-30", "civile", "Une année civile finit au plus tard le 31 décembre 2021."),
        (
            "2021-07-01",
            "2022-12-31",
            "glissante",
            "juillet 2021 : jusqu’au 30 juin 2022.",
        ),
        ("2021-07-01", "2022-07-01", "glissante", "jusqu’au 30 juin 2022."),
    ],
)
def test_a_year_is_no_longer_than_its_régime(client, convention, debut, fin, regime, attendu):
    Convention.objects.filter(pk=convention.pk).update(prolongee_au=date(2023, 12, 31))
    enter(client, "centrale")
    reponse = open_annee(client, convention, debut, fin, regime)
    assert (reponse.status_code, attendu in read(reponse)) == (422, True)


def test_twelve_months_are_a_glissante_year_even_from_a_29th_of_february(convention):
    def explain(annee, debut, fin):
        exercice = Exercice(convention=convention, annee=annee, regime="glissante", debut=debut, fin=fin)
        try:
            exercice.clean()
        except ValidationError as erreur:
            return list(erreur.message_dict)
        return []

    convention.prolongee_au = date(2025, 12, 31)
    assert explain(2021, date(2021, 7, 1), date(2022, 6, 30)) == []
    assert explain(2024, date(2024, 2, 29), date(2025, 2, 28)) == []
    assert explain(2024, date(2024, 2, 29), date(2025, 3, 1)) == ["fin"]
    convention.prolongee_au = date(2022, 6, 30)
    assert explain(2021, date(2021, 7, 1), date(2022, 6, 30)) == []


def test_a_convention_is_not_made_shorter_than_its_years(demo):
    convention = demo.brouillon.convention
    convention.fin, convention.prolongee_au = date(2020, 12, 31), None
    with pytest.raises(ValidationError) as erreur:
        convention.full_clean()
    assert list(erreur.value.message_dict) == ["fin"]
    convention.prolongee_au = date(2021, 6, 30)
    with pytest.raises(ValidationError) as erreur:
        convention.full_clean()
    assert list(erreur.value.message_dict) == ["prolongee_au"]
    convention.refresh_from_db()
    convention.debut = date(2019, 12, 31)
    with pytest.raises(ValidationError) as erreur:
        convention.full_clean()
    assert list(erreur.value.message_dict) == ["debut"]


def test_a_convention_without_a_year_is_listed_for_whoever_sees_it(client, convention):
    for qui, voit in (("agent.29", True), ("centrale", True), ("agent.22", False)):
        enter(client, qui)
        page = read(client.get(reverse("reporting:accueil")))
        assert ("Conventions sans exercice" in page, "29-BIS" in page) == (voit, voit)
