"""Work on an exercice that is not saved: what was typed, deposited or computed and counts for nothing yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Value
from django.shortcuts import resolve_url
from django.urls import reverse

from conventions.models import BrouillonSaisie, DepotClasseur, Exercice
from indicateurs.models import IMPORTS_VIVANTS, EtatImport, ImportParcours
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

    exercice: Exercice
    nature: str
    pk: int
    libelle: str
    par_id: int
    par: str  # the author's name, and whether the account is closed
    le: datetime
    url: str
    is_en_calcul: bool = False  # it will still move by itself

    @property
    def is_personnel(self) -> bool:
        """Does only its author see what is in it?"""
        return self.nature != PARCOURS


def list_brouillons(exercice: Exercice) -> list[Brouillon]:
    """All that waits in an exercice, of everybody, the oldest first; one query."""
    return list_brouillons_de([exercice])


def list_brouillons_a_laisser(exercice: Exercice) -> list[Brouillon]:
    """Those that whoever ends the entry chooses to leave out. That is chosen once: nothing is typed after it."""
    return list_brouillons(exercice) if exercice.is_modifiable else []


def list_brouillons_de(exercices: Iterable[Exercice]) -> list[Brouillon]:
    """The same of several exercices, whatever their number: one query still."""
    par_pk = {exercice.pk: exercice for exercice in exercices}
    calculs = ImportParcours.objects.filter(etat__in=(*IMPORTS_VIVANTS, EtatImport.CALCULE))
    sources = (
        (SAISIE, BrouillonSaisie.objects.all(), F("page"), Value("")),
        (CLASSEUR, DepotClasseur.objects.all(), F("nom_fichier"), F("sujet")),
        (PARCOURS, calculs, F("nom_fichier"), F("etat")),
    )
    saisies, *autres = (
        lignes.filter(exercice__in=par_pk)
        .order_by()
        .values_list(Value(nature), "exercice", "pk", nom, detail, "par", "par__nom", "par__is_active", "le")
        for nature, lignes, nom, detail in sources
    )
    brouillons = []
    for nature, exercice, pk, nom, detail, par_id, par, is_active, le in saisies.union(*autres, all=True):
        libelle, url = _name(par_pk[exercice], nature, pk, nom, detail)
        auteur = par if is_active else f"{par} (compte fermé)"
        is_en_calcul = detail in IMPORTS_VIVANTS
        brouillons.append(
            Brouillon(par_pk[exercice], nature, pk, libelle, par_id, auteur, le, url, is_en_calcul)
        )
    return sorted(brouillons, key=lambda un: un.le)


def _name(exercice: Exercice, nature: str, pk: int, nom: str, detail: str) -> tuple[str, str]:
    """The words and the address of one piece of work: `nom` is its page or its file, `detail` the subject of a workbook
    or the état of a calculation."""
    cle: list[str | int] = [exercice.convention.code, exercice.annee]
    if nature == CLASSEUR:
        libelle, route = CLASSEURS[detail]
        return f"{libelle} «\u00a0{nom}\u00a0», déposé et non confirmé", reverse(route, args=cle)
    if nature == PARCOURS:
        suite = "calculé et non confirmé" if detail == EtatImport.CALCULE else "en cours de calcul"
        url = reverse("indicateurs:import_parcours", args=[*cle, pk])
        return f"Fichier de parcours «\u00a0{nom}\u00a0», {suite}", url
    return _name_page(exercice, nom, cle)


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
