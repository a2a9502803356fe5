"""What a file will hold, as it is asked for on a screen: the exercices of each year, in the order they are shown.

A request is the query string of the dashboard, which says all that its filters say; `annee=toutes` asks for every year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.datastructures import MultiValueDict

from comptes.models import Utilisateur
from conventions.models import Exercice
from pilotage.demande import LONGUEUR, NOMBRE, TOUT, DemandeDeTableau, make_demande
from pilotage.queries.perimetre import Choix, choose_exercices, list_lisibles
from pilotage.queries.tableau import TableauDeBord, build_tableau_de_bord, choose_colonnes
from referentiels.definitions import Indicateur

TOUTES = "toutes"
# What a request may say; the rest of a query string says nothing of what is shown.
CLES = ("annee", "dispositif", "axe", "region", "etat", "constat", "tri")

Demandes = Mapping[str, Sequence[str]]  # a query string: the words of each key


@dataclass(frozen=True)
class Tranche:
    """The exercices of one year that the user may read, and which indicators of them."""

    choix: Choix
    exercices: tuple[Exercice, ...]
    colonnes: tuple[Indicateur, ...] | None  # of a screen; None: those of each one's own référentiel
    demande: DemandeDeTableau = TOUT  # what was asked and is there

    def list_indicateurs(self, exercice: Exercice) -> Sequence[Indicateur]:
        if self.colonnes is not None:
            return self.colonnes
        return choose_colonnes(exercice.referentiel.definition, self.demande.axes)


def read_demandes(dits: MultiValueDict[str, str]) -> dict[str, list[str]]:
    """What a query string asks for: what is not a text of CLES that one can read, and not too long, asks nothing."""
    return {
        cle: gardes
        for cle in CLES
        if (
            gardes := [
                un for un in dits.getlist(cle)[:NOMBRE] if un and un.isprintable() and len(un) <= LONGUEUR
            ]
        )
    }


def get_demande(demandes: Demandes, cle: str) -> str:
    """The last word of a key, as Django reads a query string; "" where it has none."""
    return next(reversed(demandes.get(cle, ())), "")


def read_annee(dite: str) -> int | None:
    """A year as an address says it, None where it is none: int() itself refuses a text of some thousands."""
    return int(dite) if dite.isascii() and dite.isdecimal() and len(dite) == 4 else None


def list_tranches(user: Utilisateur, demandes: Demandes, at: datetime) -> list[Tranche]:
    """The year asked for, or every year, the first one first. Queries grow with the years, not with the list."""
    if get_demande(demandes, "annee") != TOUTES:
        return [_list_annee(user, demandes, at)]
    demande = make_demande(demandes)
    premier = choose_exercices(user, None, get_demande(demandes, "dispositif"))
    choisis = [choose_exercices(user, annee, premier.dispositif) for annee in sorted(premier.annees)]
    # A région of one of the years is one of all: a year in which it has nothing has no row, and not those of others.
    lieux = {un.convention.departement.region_id for choix in choisis for un in choix.exercices}
    region = demande.region if demande.region in lieux else ""
    if region:
        choisis = [replace(choix, exercices=_keep(choix, region)) for choix in choisis]
    definitions = [un.referentiel.definition for choix in choisis for un in choix.exercices]
    # What is asked for and is nowhere asks nothing, as on the screen.
    axes = tuple(un for un in demande.axes if any(definition.list_axe(un) for definition in definitions))
    retenue = DemandeDeTableau(region=region, axes=axes)
    return [Tranche(choix, tuple(list_lisibles(user, choix)), None, retenue) for choix in choisis]


def _keep(choix: Choix, region: str) -> list[Exercice]:
    return [un for un in choix.exercices if un.convention.departement.region_id == region]


def _list_annee(user: Utilisateur, demandes: Demandes, at: datetime) -> Tranche:
    annee, dispositif = (get_demande(demandes, cle) for cle in ("annee", "dispositif"))
    tableau = build_tableau_de_bord(user, at, read_annee(annee), dispositif, make_demande(demandes))
    return make_tranche(tableau)


def make_tranche(tableau: TableauDeBord) -> Tranche:
    """What a screen shows, of what may be read."""
    lisibles = tuple(ligne.exercice for ligne in tableau.lignes if ligne.is_lisible)
    return Tranche(tableau.choix, lisibles, tableau.colonnes, tableau.demande)
