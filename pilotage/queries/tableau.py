"""Reads across départements: the dashboard of a year, and its export. Queries do not grow with the list."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from comptes.models import Region, Utilisateur
from conventions.calculations import Montants, sum_montants
from conventions.models import ETATS_TRANSMIS, Etat, Exercice
from indicateurs.calculations import compute_part
from indicateurs.queries.methode import ReferenceAnnuelle
from nombres.ordre import make_cle_de_nom
from pilotage.demande import CONSTATS, TOUT, TRIS, DemandeDeTableau
from pilotage.ensembles import Ensemble, say_couverture
from pilotage.queries.avancement import Avancement, list_avancements
from pilotage.queries.cellules import Cellule, build_cellules, sum_colonne
from pilotage.queries.perimetre import (
    Choix,
    Perimetre,
    choose_exercices,
    keep_region,
    list_lisibles,
    load_perimetre,
)
from referentiels.definitions import Axe, Definition, Indicateur


@dataclass(frozen=True)
class LigneBord:
    """One exercice on a dashboard; no cell at all when its content may not be read."""

    exercice: Exercice
    is_lisible: bool
    avancement: Avancement
    cellules: tuple[Cellule, ...]

    @property
    def is_transmise(self) -> bool:
        return self.exercice.etat in ETATS_TRANSMIS

    def answers(self, demande: DemandeDeTableau) -> bool:
        """Is it one of those that are looked for?"""
        if demande.etat not in ("", self.exercice.etat):
            return False
        return {
            "": True,
            "non_transmis": not self.is_transmise,
            "retard": self.avancement.is_en_retard,
            "manquee": any(un.atteinte is False for un in self.cellules),
            "incomplet": self.avancement.is_incomplet,
            "ecarte": any(un.is_ecartee for un in self.cellules),
        }[demande.constat]


@dataclass(frozen=True)
class Essentiel:
    """The key figures of a perimeter: of what was handed over, whatever the lines shown."""

    conventions: int
    transmis: int
    en_retard: int
    delais: tuple[Ensemble, ...]
    montants: Montants  # of those whose two amounts are complete
    conventions_montants: int
    renseignes: int
    attendus: int

    @property
    def non_transmis(self) -> int:
        return self.conventions - self.transmis

    @property
    def couverture_montants(self) -> str:
        return say_couverture(self.conventions_montants, self.conventions)

    @property
    def part_renseignee(self) -> Fraction | None:
        return compute_part(self.renseignes, self.attendus)


@dataclass(frozen=True)
class TableauDeBord:
    """Exercices of one year of one instrument against indicators of the référentiel most of them follow."""

    choix: Choix
    regions: tuple[Region, ...]  # those one may choose from, where there are several
    demande: DemandeDeTableau  # what was asked and is there
    axes: tuple[Axe, ...]  # those that have indicators
    colonnes: tuple[Indicateur, ...]
    lignes: tuple[LigneBord, ...]  # those that answer to what is asked, of `conventions`
    conventions: int
    ensembles: tuple[Ensemble, ...]  # of all of them
    essentiel: Essentiel
    nationaux: tuple[str, ...]  # what its text states for France
    annuelle: ReferenceAnnuelle | None

    @property
    def is_d_une_region(self) -> bool:
        """Has it exercices, none of which is of another région?"""
        return self.choix.annee is not None and (not self.regions or bool(self.demande.region))

    @property
    def groupes(self) -> Iterator[tuple[Axe, int]]:
        """The axes shown, each with how many columns it has."""
        for axe in self.axes:
            if nombre := sum(un.axe == axe.code for un in self.colonnes):
                yield axe, nombre


def build_tableau_de_bord(
    user: Utilisateur,
    at: datetime,
    annee: int | None = None,
    dispositif: str | None = None,
    demande: DemandeDeTableau = TOUT,
) -> TableauDeBord:
    """Dashboard of a year of an instrument (the latest without them) as it stands at an instant, of all that `user`
    sees or of one région, sums too: every indicator, or those of some axes. What is asked for and is not there changes
    nothing (`pilotage.demande.list_ignores` says it)."""
    vus = choose_exercices(user, annee, dispositif)
    choix, regions = keep_region(vus, demande.region)
    perimetre = load_perimetre(choix, list_lisibles(user, choix))
    axes = tuple(perimetre.definition.axes_mesures) if perimetre.definition else ()
    retenue = _keep_demande(demande, perimetre.definition, vus.lieux, axes)
    colonnes = choose_colonnes(perimetre.definition, retenue.axes)
    avancements = list_avancements(user, perimetre, at) if choix.exercices else {}
    lignes = build_lignes_bord(perimetre, avancements, colonnes)
    return TableauDeBord(
        choix=choix,
        regions=regions,
        demande=retenue,
        axes=axes,
        colonnes=colonnes,
        lignes=tuple(_sort_lignes([un for un in lignes if un.answers(retenue)], retenue, colonnes)),
        conventions=len(lignes),
        ensembles=tuple(_sum_cellules(perimetre, lignes, rang, un) for rang, un in enumerate(colonnes)),
        essentiel=_build_essentiel(perimetre, lignes),
        nationaux=tuple(un.phrase for un in perimetre.definition.nationaux) if perimetre.definition else (),
        annuelle=perimetre.annuelle,
    )


def choose_colonnes(definition: Definition | None, axes: Sequence[str]) -> tuple[Indicateur, ...]:
    """The indicators of these axes in the référentiel's order, all of them without any."""
    if definition is None:
        return ()
    return tuple(un for un in definition.indicateurs.values() if not axes or un.axe in axes)


def _keep_demande(
    demande: DemandeDeTableau, definition: Definition | None, regions: set[str], axes: Sequence[Axe]
) -> DemandeDeTableau:
    """What is asked and is there: an address is shared with who sees less."""
    connus = {un.code for un in axes}
    gardes = tuple(un for un in demande.axes if un in connus)
    codes = {un.code for un in choose_colonnes(definition, gardes)}
    possibles = {
        "region": regions,
        "etat": set(Etat.values),
        "constat": set(CONSTATS),
        "tri": {signe + cle for cle in {*TRIS, *codes} for signe in ("", "-")} - {"-"},
    }
    dites: dict[str, str] = {nom: getattr(demande, nom) for nom in possibles}
    return DemandeDeTableau(
        axes=gardes, **{nom: dite for nom, dite in dites.items() if dite in possibles[nom]}
    )


def build_lignes_bord(
    perimetre: Perimetre, avancements: Mapping[int, Avancement], colonnes: Sequence[Indicateur]
) -> list[LigneBord]:
    """Each exercice of the perimeter with its cells."""
    lignes = []
    for exercice in perimetre.choix.exercices:
        is_lisible = exercice.pk in perimetre.lisibles
        cellules = tuple(build_cellules(perimetre, exercice, colonnes)) if is_lisible else ()
        lignes.append(LigneBord(exercice, is_lisible, avancements[exercice.pk], cellules))
    return lignes


def _sum_cellules(
    perimetre: Perimetre, lignes: Sequence[LigneBord], rang: int, colonne: Indicateur
) -> Ensemble:
    return sum_colonne(perimetre, colonne, ((un.exercice, un.cellules[rang]) for un in lignes if un.cellules))


def _build_essentiel(perimetre: Perimetre, lignes: Sequence[LigneBord]) -> Essentiel:
    transmises = [un for un in lignes if un.is_transmise and un.is_lisible]
    complets = [un.avancement.montants for un in transmises if un.avancement.montants.is_comparable]
    delais = [un for un in choose_colonnes(perimetre.definition, ()) if un.regle]
    return Essentiel(
        conventions=len(lignes),
        transmis=sum(un.is_transmise for un in lignes),
        en_retard=sum(un.avancement.is_en_retard for un in lignes),
        delais=tuple(
            sum_colonne(
                perimetre,
                delai,
                (
                    (un.exercice, cellule)
                    for un in transmises
                    for cellule in build_cellules(perimetre, un.exercice, [delai])
                ),
            )
            for delai in delais
        ),
        montants=sum_montants(complets),
        conventions_montants=len(complets),
        renseignes=sum(un.avancement.renseignes for un in transmises),
        attendus=sum(un.avancement.attendus for un in transmises),
    )


def _sort_lignes(
    lignes: list[LigneBord], demande: DemandeDeTableau, colonnes: Sequence[Indicateur]
) -> list[LigneBord]:
    """In the order asked for: what has nothing to be sorted by comes last, either way round."""
    cle = demande.cle_tri
    if not demande.tri:
        return lignes
    rang = next((rang for rang, un in enumerate(colonnes) if un.code == cle), None)

    def get_valeur(ligne: LigneBord) -> Any:
        if rang is None:
            return _CLES[cle](ligne) if cle in _CLES else None
        return ligne.cellules[rang].valeur if ligne.cellules else None

    connues = [ligne for ligne in lignes if get_valeur(ligne) is not None]
    absentes = [ligne for ligne in lignes if get_valeur(ligne) is None]
    return [*sorted(connues, key=get_valeur, reverse=demande.is_decroissant), *absentes]


def _get_echeance(ligne: LigneBord) -> date | None:
    rapport = ligne.avancement.rapport
    return rapport.le if rapport and not rapport.is_fait else None


# What each of TRIS looks at.
_CLES: dict[str, Callable[[LigneBord], Any]] = {
    "nom": lambda ligne: make_cle_de_nom(ligne.exercice.convention.lieu),
    "etat": lambda ligne: Etat.values.index(ligne.exercice.etat),
    "echeance": _get_echeance,
    "renseignes": lambda ligne: ligne.avancement.part_renseignee,
    "estimes": lambda ligne: ligne.avancement.estimes if ligne.is_lisible else None,
    "execute": lambda ligne: ligne.avancement.montants.taux,
}
