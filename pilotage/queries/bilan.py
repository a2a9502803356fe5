"""The yearly balance of a région: who handed over, what the figures say by département and in all, the money, what to
look at, who is absent and why. Queries do not grow with the list."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from comptes.models import Utilisateur
from conventions.models import ETATS_TRANSMIS, Exercice
from financement.enveloppes import SousTotaux
from indicateurs.formats import read_face_a_la_cible
from indicateurs.queries.lignes import FaceASaCible
from nombres.formats import NBSP, compter
from pilotage.demande import DemandeDeTableau
from pilotage.queries.financement import (
    RIEN,
    Consolidation,
    EnsembleFinancier,
    LigneConsolidee,
    build_consolidation,
)
from pilotage.queries.perimetre import list_lisibles, load_perimetre
from pilotage.queries.places import Place, list_places
from pilotage.queries.tableau import LigneBord, TableauDeBord, build_tableau_de_bord
from referentiels.definitions import Definition


@dataclass(frozen=True)
class PointDeVigilance:
    """One thing to look at in one exercice."""

    exercice: Exercice
    nature: str  # of NATURES_DE_POINT
    constat: str
    code: str = ""  # of the indicator it is about

    @property
    def phrase(self) -> str:
        return f"{self.code}{NBSP}: {self.constat}" if self.code else self.constat


@dataclass(frozen=True)
class BilanRegional:
    """All of it, of one year of one instrument, as it stands."""

    lieu: str  # the région, or the perimeter of whoever asks
    tableau: TableauDeBord
    argent: Consolidation
    absents: tuple[Place, ...]  # an indicator of a convention that is in no sum, and why
    definition: Definition | None  # the one the year is counted by; None: there is no exercice

    @property
    def points(self) -> Iterator[PointDeVigilance]:
        """By convention: its report, what is missing in it, the targets it misses, what does not compare."""
        for ligne in self.tableau.lignes:
            yield from _list_points(ligne)


def build_bilan(
    user: Utilisateur,
    at: datetime,
    annee: int | None = None,
    dispositif: str | None = None,
    region: str = "",
) -> BilanRegional:
    """The balance of a year of an instrument (the latest without them), of all that `user` sees or of one région, of
    what was handed over by an instant."""
    tableau = build_tableau_de_bord(user, at, annee, dispositif, DemandeDeTableau(region=region))
    choix = tableau.choix
    retenue = next((une for une in tableau.regions if une.code == tableau.demande.region), None)
    remis = [un for un in list_lisibles(user, choix) if un.etat in ETATS_TRANSMIS]
    perimetre = load_perimetre(choix, remis)
    exercices = [(un.convention, un) for un in choix.exercices]
    places = [place for un in tableau.colonnes for place in list_places(perimetre, un, exercices)]
    return BilanRegional(
        lieu=retenue.nom if retenue else user.perimetre_libelle,
        tableau=tableau,
        argent=_keep_transmis(build_consolidation(user, choix.annee, choix.dispositif), choix.exercices),
        absents=tuple(un for un in places if un.statut),
        definition=perimetre.definition,
    )


def _keep_transmis(consolidation: Consolidation, exercices: list[Exercice]) -> Consolidation:
    """The money of these exercices; nothing of a draft, even one's own."""
    gardes = {un.pk for un in exercices}

    def keep(ensemble: EnsembleFinancier) -> EnsembleFinancier:
        siennes = (un for un in ensemble.lignes if un.exercice.pk in gardes)
        return replace(
            ensemble,
            lignes=tuple(
                un
                if un.exercice.etat in ETATS_TRANSMIS
                else LigneConsolidee(un.exercice, False, None, RIEN, SousTotaux())
                for un in siennes
            ),
        )

    regions = tuple(keep(une) for une in consolidation.regions)
    return replace(
        consolidation,
        regions=tuple(une for une in regions if une.lignes),
        total=keep(consolidation.total),
    )


def _list_points(ligne: LigneBord) -> Iterator[PointDeVigilance]:
    exercice, avancement = ligne.exercice, ligne.avancement
    if avancement.is_en_retard and avancement.rapport:
        yield PointDeVigilance(exercice, "Rapport", avancement.rapport.mots.capitalize())
    if not ligne.is_transmise:
        yield PointDeVigilance(exercice, "Rapport", "Pas transmis")
        return
    if avancement.is_incomplet:
        manquants = avancement.attendus - avancement.renseignes
        dits = compter(manquants, "chiffre attendu manque", "chiffres attendus manquent")
        yield PointDeVigilance(exercice, "Chiffres", dits)
    if avancement.montants.est_partiel:
        yield PointDeVigilance(exercice, "Argent", "Des montants manquent")
    for cellule in ligne.cellules:
        if cellule.atteinte is False:
            yield PointDeVigilance(exercice, "Cible manquée", _say_manquee(cellule), cellule.indicateur.code)
        if cellule.comparabilite and not cellule.comparabilite.is_comparable:
            motifs = ", ".join(cellule.comparabilite.motifs)
            yield PointDeVigilance(exercice, "Non comparable", motifs, cellule.indicateur.code)


def _say_manquee(lue: FaceASaCible) -> str:
    dits = read_face_a_la_cible(lue.valeur_lue, lue.cible, lue.nature, lue.decimales, is_manquee=True)
    return f"{dits.resultat}, pour une cible de {dits.cible} ({dits.ecart})"
