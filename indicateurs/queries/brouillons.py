"""Work on an exercice that is not saved: what was typed, deposited or computed and counts for nothing yet."""

from dataclasses import dataclass
from datetime import datetime

from django.shortcuts import resolve_url
from django.urls import reverse

from comptes.models import Utilisateur
from conventions.models import Exercice
from indicateurs.models import IMPORTS_VIVANTS, EtatImport
from saisie.pages import Sujet

COLONNES = {"prevu": "Grille des montants prévus", "execute": "Grille des montants exécutés"}
CLASSEURS: dict[str, tuple[str, str]] = {
    Sujet.INDICATEURS: ("Classeur des indicateurs", "indicateurs:apercu_classeur"),
    Sujet.FINANCEMENT: ("Classeur du financement", "conventions:apercu_classeur"),
}
SAISIE, CLASSEUR, PARCOURS = "saisie", "classeur", "parcours"


@dataclass(frozen=True)
class Brouillon:
    """One piece of work not saved: what it is, whose, since when, and where one ends it.

    What was typed and what was deposited are its author's alone: a colleague takes them over by `nature` and `pk`. A
    parcours file is everybody's of the département.
    """

    nature: str
    pk: int
    libelle: str
    par: Utilisateur
    le: datetime
    url: str

    @property
    def is_personnel(self) -> bool:
        """Does only its author see what is in it?"""
        return self.nature != PARCOURS


def list_brouillons(exercice: Exercice) -> list[Brouillon]:
    """All that waits in an exercice, of everybody, the oldest first; three queries."""
    cle: list[str | int] = [exercice.convention.code, exercice.annee]
    saisies = exercice.brouillons.select_related("par").defer("champs")
    classeurs = exercice.depots_classeur.select_related("par").defer("octets")
    calculs = exercice.imports.filter(etat__in=(*IMPORTS_VIVANTS, EtatImport.CALCULE)).select_related("par")
    brouillons = []
    for saisie in saisies:
        libelle, url = _name_page(exercice, saisie.page, cle)
        brouillons.append(Brouillon(SAISIE, saisie.pk, libelle, saisie.par, saisie.le, url))
    for depot in classeurs:
        libelle, route = CLASSEURS[depot.sujet]
        libelle = f"{libelle} «\u00a0{depot.nom_fichier}\u00a0», déposé et non confirmé"
        brouillons.append(
            Brouillon(CLASSEUR, depot.pk, libelle, depot.par, depot.le, reverse(route, args=cle))
        )
    for imp in calculs:
        suite = "calculé et non confirmé" if imp.etat == EtatImport.CALCULE else "en cours de calcul"
        libelle = f"Fichier de parcours «\u00a0{imp.nom_fichier}\u00a0», {suite}"
        url = reverse("indicateurs:import_parcours", args=[*cle, imp.pk])
        brouillons.append(Brouillon(PARCOURS, imp.pk, libelle, imp.par, imp.le, url))
    return sorted(brouillons, key=lambda un: un.le)


def _name_page(exercice: Exercice, page: str, cle: list[str | int]) -> tuple[str, str]:
    """The words and the address of a page of `make_page`."""
    sujet, _, place = page.partition(":")
    if sujet == Sujet.FINANCEMENT and place in COLONNES:
        return COLONNES[place], reverse("conventions:financement", args=[*cle, place])
    if sujet == Sujet.INDICATEURS:
        noms = {axe.code: axe.libelle for axe in exercice.referentiel.definition.axes}
        libelle = f"Grille des indicateurs, {noms.get(place, place)}"
        return libelle, reverse("indicateurs:saisie", args=[*cle, place])
    return f"Saisie ({page})", resolve_url(exercice)
