"""Reads across départements: the dashboard of a year, and its export. Queries do not grow with the list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from comptes.models import Region, Utilisateur
from conventions.models import Exercice
from dessins.barres import Jauge
from indicateurs.calculations import Resultat, is_cible_atteinte
from indicateurs.models import Valeur
from indicateurs.oarsa import MoyenneOarsa, get_moyenne
from indicateurs.queries.lignes import FaceASaCible
from indicateurs.queries.methode import ReferenceAnnuelle
from pilotage.ensembles import Ensemble, sum_resultats
from pilotage.queries.perimetre import (
    Choix,
    Perimetre,
    choose_exercices,
    keep_region,
    list_lisibles,
    load_perimetre,
)
from referentiels.comparabilite import Comparabilite
from referentiels.definitions import Axe, Definition, Indicateur


@dataclass(frozen=True)
class Cellule(FaceASaCible):
    """One figure of one exercice on a dashboard; `valeur` None is « non calculable » or not entered."""

    indicateur: Indicateur
    resultat: Resultat
    cible: Fraction | None
    atteinte: bool | None
    en_cours: int | None
    moyenne_jours: Decimal | None
    # With the other conventions; None as long as there is no figure.
    comparabilite: Comparabilite | None

    @property
    def valeur(self) -> Fraction | None:
        return self.resultat.valeur

    @property
    def jauge(self) -> Jauge:
        return Jauge(self.valeur, self.cible, self.atteinte)

    @property
    def atteinte_code(self) -> str:
        return {True: "oui", False: "non", None: "inconnu"}[self.atteinte]

    @property
    def verdict(self) -> tuple[str, ...]:
        """What is said beneath it, in a word or two: its target, and whether it compares."""
        atteinte = {True: ("✓ atteinte",), False: ("▲ manquée",), None: ()}[self.atteinte]
        return atteinte if self.is_comparable else (*atteinte, "≠ non comparable")

    @property
    def is_comparable(self) -> bool:
        """Does it count in « Ensemble comparable »?"""
        return self.comparabilite is not None and self.comparabilite.is_comparable


@dataclass(frozen=True)
class LigneBord:
    """One exercice on a dashboard; no cell at all when its content may not be read."""

    exercice: Exercice
    is_lisible: bool
    cellules: tuple[Cellule, ...]
    # What the DREES published of these délais there: it is public, whatever the état of the exercice.
    oarsa: tuple[tuple[Indicateur, MoyenneOarsa], ...]


@dataclass(frozen=True)
class TableauDeBord:
    """Exercices of one year of one instrument against indicators of the référentiel most of them follow: the délais
    (`axe` ""), or all those of an axe."""

    choix: Choix
    regions: tuple[Region, ...]  # those one may choose from, where there are several
    region: str
    axe: str
    axes: tuple[Axe, ...]
    tri: str  # the code of the indicator its lines are sorted by, the smallest value first; "" by convention
    colonnes: tuple[Indicateur, ...]
    lignes: tuple[LigneBord, ...]
    ensembles: tuple[Ensemble, ...]
    nationaux: tuple[str, ...]  # what its text states for France
    annuelle: ReferenceAnnuelle | None


@dataclass(frozen=True)
class LigneExport:
    """One figure of one département, as the export writes it; None is an empty cell."""

    exercice: Exercice
    indicateur: Indicateur
    resultat: Resultat
    valeur: Valeur | None
    cible: Decimal | None
    arrete_au: date | None
    methode: str
    comparabilite: Comparabilite | None
    oarsa: MoyenneOarsa | None  # what the DREES published of a délai there


def build_tableau_de_bord(
    user: Utilisateur,
    annee: int | None = None,
    dispositif: str | None = None,
    axe: str = "",
    region: str = "",
    tri: str = "",
) -> TableauDeBord:
    """Dashboard of a year of an instrument (the latest without them): the délais, or the indicators of `axe`; of all
    that `user` sees, or of one `region`, sums too. What is asked for and is not there changes nothing."""

    def list_codes(definition: Definition) -> set[str]:
        colonnes = choose_colonnes(definition, axe)
        return {code for un in colonnes for code in (un.code, un.numerateur, un.denominateur) if code}

    choix, regions = keep_region(choose_exercices(user, annee, dispositif), region)
    perimetre = load_perimetre(choix, list_lisibles(user, choix), list_codes)
    definition = perimetre.definition
    colonnes = choose_colonnes(definition, axe) if definition else ()
    lignes = tuple(_build_ligne(perimetre, exercice, colonnes) for exercice in choix.exercices)
    rang = next((rang for rang, un in enumerate(colonnes) if un.code == tri), None)
    return TableauDeBord(
        choix=choix,
        regions=regions,
        region=region if region in {un.code for un in regions} else "",
        tri=tri if rang is not None else "",
        axe=axe if any(un.axe == axe for un in colonnes) else "",
        axes=tuple(definition.axes_mesures) if definition else (),
        colonnes=colonnes,
        lignes=lignes if rang is None else tuple(sorted(lignes, key=lambda un: _get_valeur(un, rang))),
        ensembles=tuple(_sum_cellules(perimetre, lignes, rang, un) for rang, un in enumerate(colonnes)),
        nationaux=tuple(un.phrase for un in definition.nationaux) if definition else (),
        annuelle=perimetre.annuelle,
    )


def _build_ligne(perimetre: Perimetre, exercice: Exercice, colonnes: Sequence[Indicateur]) -> LigneBord:
    is_lisible = exercice.pk in perimetre.lisibles
    return LigneBord(
        exercice,
        is_lisible,
        tuple(_build_cellule(perimetre, exercice, un) for un in colonnes) if is_lisible else (),
        tuple(_list_moyennes(exercice, colonnes)),
    )


def _get_valeur(ligne: LigneBord, rang: int) -> tuple[bool, Fraction]:
    """What a line is sorted by: those without a figure come last."""
    valeur = ligne.cellules[rang].valeur if ligne.cellules else None
    return valeur is None, valeur or Fraction(0)


def choose_colonnes(definition: Definition, axe: str) -> tuple[Indicateur, ...]:
    """The indicators of `axe`, the délais where it is not one of the référentiel's."""
    return tuple(definition.list_axe(axe) or (un for un in definition.indicateurs.values() if un.regle))


def _list_moyennes(
    exercice: Exercice, delais: Sequence[Indicateur]
) -> Iterator[tuple[Indicateur, MoyenneOarsa]]:
    for delai in delais:
        if moyenne := get_moyenne(exercice.convention.code, delai.regle):
            yield delai, moyenne


def _build_cellule(perimetre: Perimetre, exercice: Exercice, colonne: Indicateur) -> Cellule:
    indicateur = exercice.referentiel.definition.indicateurs.get(colonne.code)
    if indicateur is None:
        return Cellule(colonne, Resultat("non_concerne", None, None, None), None, None, None, None, None)
    resultat = perimetre.get_resultat(exercice, indicateur)
    cible = perimetre.cibles.get((exercice.convention_id, indicateur.code))
    valeur = perimetre.valeurs.get(exercice.pk, {}).get(indicateur.code)
    return Cellule(
        indicateur,
        resultat,
        None if cible is None else Fraction(cible),
        is_cible_atteinte(indicateur.sens, resultat.valeur, cible),
        valeur.en_cours if valeur else None,
        valeur.moyenne_jours if valeur else None,
        perimetre.compare(exercice, indicateur.code, resultat),
    )


def _sum_cellules(
    perimetre: Perimetre, lignes: Sequence[LigneBord], rang: int, indicateur: Indicateur
) -> Ensemble:
    """Σ numerators over Σ denominators of one column, comparable départements only."""
    assert perimetre.definition is not None  # its column is one of its indicators
    cellules = [ligne.cellules[rang] for ligne in lignes if ligne.cellules]
    connus = ((un.resultat, un.is_comparable) for un in cellules)
    return sum_resultats(indicateur, connus, len(lignes), perimetre.definition.seuils_ensemble)


def list_lignes_export(
    user: Utilisateur, annee: int | None = None, dispositif: str | None = None
) -> tuple[int | None, list[LigneExport]]:
    """The year, and every figure the user may read, département after département, in the référentiel's order."""
    choix = choose_exercices(user, annee, dispositif)
    perimetre = load_perimetre(choix, list_lisibles(user, choix))
    lignes = []
    for exercice in perimetre.choix.exercices:
        if exercice.pk not in perimetre.lisibles:
            continue
        repere = perimetre.reperes[exercice.pk]
        for code, indicateur in repere.indicateurs.items():
            resultat = perimetre.get_resultat(exercice, indicateur)
            valeur = perimetre.valeurs.get(exercice.pk, {}).get(code)
            lignes.append(
                LigneExport(
                    exercice,
                    indicateur,
                    resultat,
                    valeur,
                    perimetre.cibles.get((exercice.convention_id, code)),
                    (valeur.arrete_au or exercice.arrete_au) if valeur and valeur.is_chiffree else None,
                    repere.methode.libelle if repere.methode and code in repere.codes_calcules else "",
                    perimetre.compare(exercice, code, resultat),
                    get_moyenne(exercice.convention.code, indicateur.regle),
                )
            )
    return perimetre.choix.annee, lignes
