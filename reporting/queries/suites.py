"""Where one goes next, once something is saved."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from comptes.models import Utilisateur
from conventions.models import Exercice
from conventions.policies import refusal_to_edit
from indicateurs.queries.manques import list_manques


@dataclass(frozen=True)
class Suite:
    """One way on from a page: its words and its address."""

    libelle: str
    url: str


def list_suites(
    user: Utilisateur, exercice: Exercice, route: str, places: dict[str, Any], jour: date
) -> list[Suite]:
    """The ways on from the page `route` at `places`, its parameters: the next axe where the page is
    one axe's, then what the exercice still lacks on `jour`. Nothing for who does not write in it."""
    if refusal_to_edit(user, exercice):
        return []
    suites = [_find_axe_suivant(exercice, route, places)] if "axe" in places else []
    if route != "reporting:exercice":
        nombre = len(list_manques(exercice, jour))
        libelle = f"Retour à ce qui manque ({nombre})" if nombre else "Plus rien d’obligatoire ne manque"
        adresse = reverse("reporting:exercice", args=[exercice.convention.code, exercice.annee])
        suites.append(Suite(libelle, f"{adresse}#manques"))
    return [suite for suite in suites if suite]


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
