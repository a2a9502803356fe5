"""The page of an object is shown by the highest floor that tells of it. A floor below asks the object for its address,
as `redirect(exercice)` does, and never names a page of a floor above."""

from django.urls import reverse


def _get_page_de_convention(convention):
    return reverse("reporting:convention", args=[convention.code])


def _get_page_d_exercice(exercice):
    return reverse("reporting:exercice", args=[exercice.convention.code, exercice.annee])


# {model: its `get_absolute_url`}
PAGES = {
    "conventions.convention": _get_page_de_convention,
    "conventions.exercice": _get_page_d_exercice,
}
