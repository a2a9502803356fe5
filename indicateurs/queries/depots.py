"""Reads of a parcours file that waits: its headers, and what its columns and its words are taken for."""

from collections.abc import Mapping, Sequence
from typing import Any

from conventions.models import Exercice
from fichiers.sas import get_chemin
from indicateurs.parcours.appel import EnteteLu, read_entete
from indicateurs.parcours.cellules import Vocabulaire
from indicateurs.parcours.entetes import propose_correspondance
from indicateurs.queries.parcours import get_entetes_connus, get_valeurs_connues, list_colonnes_attendues


def read_depot(exercice: Exercice, attente: Mapping[str, Any], correspondance: Mapping[str, str]) -> EnteteLu:
    """EnteteLu of a waiting file. Raises FichierRefuse."""
    definition = exercice.referentiel.definition
    return read_entete(
        get_chemin(attente["depot"]),
        attente["nom_fichier"],
        definition.regles_delai,
        format=definition.format_parcours,
        correspondance=correspondance,
        valeurs={} if attente["revoir"] else get_valeurs_connues(exercice),
    )


def propose_colonnes(exercice: Exercice, entetes: Sequence[str]) -> dict[str, str | None]:
    """{expected column: header or None}: as the collectivité said the last time, or the nearest name."""
    definition = exercice.referentiel.definition
    proposee = propose_correspondance(entetes, definition.regles_delai, definition.format_parcours)
    connus = get_entetes_connus(exercice)
    return proposee | {colonne: entete for colonne, entete in connus.items() if entete in entetes}


def list_colonnes_obligatoires(exercice: Exercice) -> list[str]:
    """The columns that a file must have."""
    return [colonne for colonne, _, utile in list_colonnes_attendues(exercice)[0] if utile]


def merge_valeurs(exercice: Exercice, dites: Mapping[str, Mapping[str, str]]) -> Vocabulaire:
    """What the words of a file stand for: those that are known, and those just explained."""
    connues = get_valeurs_connues(exercice)
    return {c: connues.get(c, {}) | dict(dites.get(c, {})) for c in {**connues, **dites}}
