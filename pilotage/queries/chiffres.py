"""The figures of a list of exercices, one after the other: what a file has a row of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from comptes.models import Utilisateur
from conventions.models import Exercice
from indicateurs.calculations import Resultat, is_cible_atteinte
from indicateurs.models import Valeur
from indicateurs.oarsa import MoyenneOarsa, get_moyenne
from pilotage.queries.perimetre import Perimetre, choose_exercices, list_lisibles, load_perimetre
from pilotage.queries.tranches import Tranche
from referentiels.comparabilite import Comparabilite
from referentiels.definitions import Indicateur


@dataclass(frozen=True)
class LigneChiffre:
    """One figure of one exercice; None is an empty cell."""

    exercice: Exercice
    indicateur: Indicateur
    resultat: Resultat
    valeur: Valeur | None
    cible: Decimal | None
    atteinte: bool | None
    arrete_au: date | None
    methode: str
    comparabilite: Comparabilite | None
    oarsa: MoyenneOarsa | None  # what the DREES published of a délai there


def count_chiffres(tranches: Iterable[Tranche]) -> int:
    """How many rows `iterate_chiffres` gives; no query."""
    return sum(len(une.list_indicateurs(exercice)) for une in tranches for exercice in une.exercices)


def list_lignes_export(
    user: Utilisateur, annee: int | None = None, dispositif: str | None = None
) -> tuple[int | None, list[LigneChiffre]]:
    """A year (the latest without it), and every figure of it that the user may read."""
    choix = choose_exercices(user, annee, dispositif)
    tranche = Tranche(choix, tuple(list_lisibles(user, choix)), None)
    return choix.annee, list(iterate_chiffres([tranche]))


def iterate_chiffres(tranches: Iterable[Tranche]) -> Iterator[LigneChiffre]:
    """Year after year, exercice after exercice, in the order of the référentiel; one year is held at a time."""
    for tranche in tranches:
        if not tranche.exercices:
            continue
        valeurs: dict[int, dict[str, Valeur]] = {}
        for valeur in Valeur.objects.filter(exercice__in=tranche.exercices):
            valeurs.setdefault(valeur.exercice_id, {})[valeur.code] = valeur
        mesures = {pk: {code: un.mesure for code, un in siennes.items()} for pk, siennes in valeurs.items()}
        perimetre = load_perimetre(tranche.choix, tranche.exercices, mesures=mesures)
        for exercice in tranche.exercices:
            siennes = valeurs.get(exercice.pk, {})
            for colonne in tranche.list_indicateurs(exercice):
                yield _build_ligne(perimetre, exercice, colonne, siennes.get(colonne.code))


def _build_ligne(
    perimetre: Perimetre, exercice: Exercice, colonne: Indicateur, valeur: Valeur | None
) -> LigneChiffre:
    code = colonne.code
    indicateur = exercice.referentiel.definition.indicateurs.get(code)
    if indicateur is None:
        ailleurs = Resultat("non_concerne", None, None, None)
        return LigneChiffre(exercice, colonne, ailleurs, None, None, None, None, "", None, None)
    resultat = perimetre.get_resultat(exercice, indicateur)
    cible = perimetre.cibles.get(exercice.pk, {}).get(code)
    repere = perimetre.reperes[exercice.pk]
    return LigneChiffre(
        exercice,
        indicateur,
        resultat,
        valeur,
        cible,
        is_cible_atteinte(indicateur.sens, resultat.valeur, cible),
        (valeur.arrete_au or exercice.arrete_au) if valeur and valeur.is_chiffree else None,
        repere.methode.libelle if repere.methode and code in repere.codes_calcules else "",
        perimetre.compare(exercice, code, resultat),
        get_moyenne(exercice.convention.code, indicateur.regle),
    )
