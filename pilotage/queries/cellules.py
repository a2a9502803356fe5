"""One figure of one exercice on a dashboard, and the sum of a column of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from conventions.models import ETATS_TRANSMIS, Exercice
from dessins.barres import Jauge
from indicateurs.calculations import Resultat, compute_resultat, is_cible_atteinte
from indicateurs.queries.lignes import FaceASaCible
from nombres.formats import nombre_utile
from pilotage.ensembles import Ensemble, sum_resultats
from pilotage.queries.perimetre import Perimetre
from pilotage.queries.places import say_manquant
from referentiels.comparabilite import Comparabilite
from referentiels.definitions import Indicateur
from referentiels.mesures import VIDE, Mesure

# Of an indicator that the référentiel of an exercice does not declare.
NON_DECLARE = Resultat("non_concerne", None, None, None)


@dataclass(slots=True)
class Cellule(FaceASaCible):
    """One figure of one exercice on a dashboard; `valeur` None is « non calculable » or not entered."""

    indicateur: Indicateur
    resultat: Resultat
    cible: Decimal | None = None
    atteinte: bool | None = None
    mesure: Mesure = VIDE
    # With the other conventions; None as long as there is no figure.
    comparabilite: Comparabilite | None = None

    @property
    def valeur(self) -> Fraction | None:
        return self.resultat.valeur

    @property
    def manque(self) -> str:
        """Why it has no value, "" where it has one."""
        return say_manquant(self.resultat).capitalize() if self.valeur is None else ""

    @property
    def jauge(self) -> Jauge:
        return Jauge(self.valeur, self.cible, self.atteinte)

    @property
    def atteinte_code(self) -> str:
        return {True: "oui", False: "non", None: "inconnu"}[self.atteinte]

    @property
    def sur_combien(self) -> str:
        """« 91 sur 212, 13 en cours », what a rate is of; "" where nothing is known of it."""
        haut, bas, en_cours = self.resultat.numerateur, self.resultat.denominateur, self.mesure.en_cours
        dits = [f"{nombre_utile(haut)} sur {nombre_utile(bas)}"] if bas else []
        return ", ".join(dits + ([f"{nombre_utile(en_cours)} en cours"] if en_cours else []))

    @property
    def is_comparable(self) -> bool:
        """Does it count in « Ensemble comparable », once it is handed over?"""
        return self.comparabilite is not None and self.comparabilite.is_comparable

    @property
    def is_ecartee(self) -> bool:
        """Is there a figure, counted otherwise than the others?"""
        return self.comparabilite is not None and not self.comparabilite.is_comparable


def build_cellules(
    perimetre: Perimetre, exercice: Exercice, colonnes: Iterable[Indicateur]
) -> Iterator[Cellule]:
    """What a readable exercice says of each of `colonnes`, by its own référentiel."""
    siens = exercice.referentiel.definition.indicateurs
    mesures, cibles = perimetre.mesures.get(exercice.pk, {}), perimetre.cibles.get(exercice.pk, {})
    for colonne in colonnes:
        indicateur = siens.get(colonne.code)
        if indicateur is None:
            yield Cellule(colonne, NON_DECLARE)
            continue
        resultat = compute_resultat(indicateur, mesures)
        cible = cibles.get(indicateur.code)
        yield Cellule(
            indicateur,
            resultat,
            cible,
            is_cible_atteinte(indicateur.sens, resultat.valeur, cible),
            mesures.get(indicateur.code, VIDE),
            perimetre.compare(exercice, indicateur.code, resultat),
        )


def sum_colonne(
    perimetre: Perimetre, colonne: Indicateur, cellules: Iterable[tuple[Exercice, Cellule]]
) -> Ensemble:
    """Σ numerators over Σ denominators of a column: of what was handed over and compares, out of all the conventions
    of the perimeter."""
    assert perimetre.definition is not None  # its column is one of its indicators
    transmises = (cellule for exercice, cellule in cellules if exercice.etat in ETATS_TRANSMIS)
    connus = ((un.resultat, un.is_comparable) for un in transmises)
    return sum_resultats(
        colonne, connus, len(perimetre.choix.exercices), perimetre.definition.seuils_ensemble
    )
