"""Where a floor leads to a page that one above it shows: it is named here, not there. The page of an object is shown
by the highest floor that tells of it, and the object gives its address, as `redirect(exercice)` does."""

from django.urls import reverse


def _get_page_de_convention(convention):
    return reverse("reporting:convention", args=[convention.code])


def _get_page_d_exercice(exercice):
    return reverse("reporting:exercice", args=[exercice.convention.code, exercice.annee])


def _get_page_de_campagne(campagne):
    return reverse("reporting:campagne", args=[campagne.dispositif, campagne.annee])


def _get_page_d_edition(edition):
    return reverse("reporting:edition", args=[edition.dispositif, edition.annee, edition.numero])


# {model: its `get_absolute_url`}
PAGES_DES_OBJETS = {
    "conventions.campagne": _get_page_de_campagne,
    "conventions.convention": _get_page_de_convention,
    "conventions.exercice": _get_page_d_exercice,
    "pilotage.edition": _get_page_d_edition,
}
# {what a floor below calls the page: the name of its address}, for `comptes.pages.find_page` and the tag `page`
PAGES = {
    "plan": "reporting:plan",
    "accueil": "reporting:accueil",
    "courriels": "reporting:courriels",
    "tableau_de_bord": "reporting:tableau_de_bord",
    "actions": "conventions:actions",
    "financement": "conventions:financement",
    "indicateurs": "indicateurs:saisie",
    "pourquoi": "indicateurs:pourquoi",
    "methode": "indicateurs:methode",
    "exercice": "reporting:exercice",
    "lecture": "reporting:lecture",
    "position": "reporting:position",
    "rapport": "reporting:rapport",
    "avenant": "avenants:avenant",
    "nouvel_avenant": "avenants:choisir",
    "essai": "referentiels:simulation",
    "api": "api:page",
    "jetons": "api:jetons",
    "nouveau_jeton": "api:nouveau_jeton",
}
