"""Where one goes next, once something is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator

from comptes.models import Utilisateur
from conventions.models import Exercice
from conventions.policies import refusal_to_edit
from indicateurs.queries.manques import Manque, list_manques
from reporting.queries.actes import list_boutons

# Of what is missing, in a link beside a button: characters.
LONGUEUR_MAX = 60


@dataclass(frozen=True)
class Suite:
    """One way on from a page: its words and its address."""

    libelle: str
    url: str


def list_suites(
    user: Utilisateur, exercice: Exercice, route: str, places: dict[str, Any], jour: date
) -> list[Suite]:
    """The ways on from the page `route` at `places`, its parameters: the next axe where the page is
    one axe's, then what the exercice still lacks on `jour`, the next of it first; once it lacks nothing, the act that
    moves it on. Nothing for who does not write in it."""
    if refusal_to_edit(user, exercice):
        return []
    suites = [_find_axe_suivant(exercice, route, places)] if "axe" in places else []
    if route != "reporting:exercice":
        manques = list_manques(exercice, jour)
        nombre = len(manques)
        libelle = f"Retour à ce qui manque ({nombre})" if nombre else "Plus rien d’obligatoire ne manque"
        adresse = reverse("reporting:exercice", args=[exercice.convention.code, exercice.annee])
        suites.append(_find_manque_ailleurs(manques, reverse(route, kwargs=places)))
        suites.append(Suite(libelle, f"{adresse}#manques"))
        if not nombre:
            suites += [Suite(un.libelle, un.url) for un in list_boutons(user, exercice) if un.is_principal]
    return [suite for suite in suites if suite]


def _find_manque_ailleurs(manques: Sequence[Manque], page: str) -> Suite | None:
    """The first of what is missing on another page than `page`."""
    ailleurs = next((un for un in manques if un.url.partition("#")[0] != page), None)
    if ailleurs is None:
        return None
    return Suite(f"Manque suivant\u00a0: {Truncator(ailleurs.libelle).chars(LONGUEUR_MAX)}", ailleurs.url)


def _find_axe_suivant(exercice: Exercice, route: str, places: dict[str, Any]) -> Suite | None:
    """The same page for the next axe that has indicators, or its figures where the page is of one indicator: the next
    axe has others. None after the last one."""
    axes = exercice.referentiel.definition.axes_mesures
    codes = [axe.code for axe in axes]
    rang = codes.index(places["axe"]) + 1
    if rang == len(axes):
        return None
    lieu = {"code": places["code"], "annee": places["annee"], "axe": codes[rang]}
    page = route if set(places) == set(lieu) else "indicateurs:saisie"
    return Suite(f"Axe suivant\u00a0: {axes[rang].libelle}", reverse(page, kwargs=lieu))
