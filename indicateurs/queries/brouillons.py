"""Work on an exercice that is not saved: what was typed, deposited or computed and counts for nothing yet."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from comptes.models import Utilisateur
from indicateurs.models import IMPORTS_VIVANTS, EtatImport
from saisie.pages import Sujet

COLONNES = {"prevu": "Grille des montants prévus", "execute": "Grille des montants exécutés"}
CLASSEURS = {
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
    def is_personnel(self):
        """Does only its author see what is in it?"""
        return self.nature != PARCOURS


def list_brouillons(exercice) -> list[Brouillon]:
    """All that waits in an exercice, of everybody, the oldest first; three queries."""
    cle = [exercice.convention.code, exercice.annee]
    saisies = exercice.brouillons.select_related("par").defer("champs")
    classeurs = exercice.depots_classeur.select_related("par").defer("octets")
    calculs = exercice.imports.filter(etat__in=(*IMPORTS_VIVANTS, EtatImport.CALCULE)).select_related("par")
    brouillons = []
    for un in saisies:
        libelle, url = _name_page(exercice, un.page, cle)
        brouillons.append(Brouillon(SAISIE, un.pk, libelle, un.par, un.le, url))
    for un in classeurs:
        libelle, route = CLASSEURS[un.sujet]
        libelle = f"{libelle} «\u00a0{un.nom_fichier}\u00a0», déposé et non confirmé"
        brouillons.append(Brouillon(CLASSEUR, un.pk, libelle, un.par, un.le, reverse(route, args=cle)))
    for un in calculs:
        suite = "calculé et non confirmé" if un.etat == EtatImport.CALCULE else "en cours de calcul"
        libelle = f"Fichier de parcours «\u00a0{un.nom_fichier}\u00a0», {suite}"
        url = reverse("indicateurs:import_parcours", args=[*cle, un.pk])
        brouillons.append(Brouillon(PARCOURS, un.pk, libelle, un.par, un.le, url))
    return sorted(brouillons, key=lambda un: un.le)


def _name_page(exercice, page, cle):
    """The words and the address of a page of `make_page`."""
    sujet, _, place = page.partition(":")
    if sujet == Sujet.FINANCEMENT and place in COLONNES:
        return COLONNES[place], reverse("conventions:financement", args=[*cle, place])
    if sujet == Sujet.INDICATEURS:
        noms = {axe.code: axe.libelle for axe in exercice.referentiel.definition.axes}
        libelle = f"Grille des indicateurs, {noms.get(place, place)}"
        return libelle, reverse("indicateurs:saisie", args=[*cle, place])
    return f"Saisie ({page})", exercice.get_absolute_url()
