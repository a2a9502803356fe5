"""Parcours files, on their way to be figures."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from ninja import Field, Schema
from pydantic import ConfigDict, Json

from api.champs import write_exact
from api.fiches.depots import Version
from api.routes import RACINE
from indicateurs.models import EtatImport, ImportParcours
from indicateurs.models.methode import MethodeEntree
from indicateurs.queries.parcours import ApercuParcours

# Faults of lines that are given, of those that a refused file has.
FAUTES_MAX = 100


class ParcoursEnvoye(Schema):
    """What is said of a file; the file itself is `fichier`."""

    arrete_au: date = Field(description="Ce qui s’est passé après n’est pas compté.")
    methode: MethodeEntree = Field(description="Date d’entrée retenue.")
    correspondance: Json[dict[str, str]] | None = Field(
        None, description="Objet JSON {colonne attendue: en-tête du fichier}, quand les siens sont autres."
    )
    valeurs: Json[dict[str, dict[str, str]]] | None = Field(
        None, description="Objet JSON {colonne: {mot du fichier: code}}, quand ses mots sont autres."
    )


class ImportDepose(Schema):
    """A file that waits to be calculated."""

    id: int
    etat: EtatImport
    adresse: str = Field(description="Où suivre son calcul.")


class FauteDeLigne(Schema):
    ligne: int | None
    colonne: str | None
    code: str | None
    message: str


class ChiffreCalcule(Schema):
    code: str
    comptes: dict[str, str | None] = Field(description="Effectifs et durées, exacts.")
    remplace: bool = Field(description="L’exercice a un autre chiffre, que la confirmation remplacera.")
    version: int | None = Field(description="Celle du chiffre qu’a l’exercice, à rendre pour confirmer.")


class ImportLu(Schema):
    """A file, and what became of it."""

    id: int
    etat: EtatImport
    etat_libelle: str
    fini: bool
    avancement: int = Field(description="En millièmes.")
    lignes: int
    nom_fichier: str
    arrete_au: date
    methode: str
    empreinte: str
    nb_erreurs: int
    erreurs: list[FauteDeLigne] = Field(
        description="Les premières, par numéro de ligne\u00a0: jamais une donnée."
    )
    chiffres: list[ChiffreCalcule]


class ConfirmationEnvoyee(Schema):
    """What is confirmed: the versions that were read of the figures which the exercice has."""

    model_config = ConfigDict(extra="forbid")

    versions: dict[str, Version] = Field(
        default_factory=dict, description="{code: version}, comme ils ont été lus."
    )


class ImportConfirme(Schema):
    changes: int = Field(description="Combien de chiffres ont changé.")


def make_import_depose(imp: ImportParcours) -> ImportDepose:
    exercice = imp.exercice
    lieu = f"conventions/{exercice.convention.code}/{exercice.annee}/parcours/{imp.pk}"
    return ImportDepose(id=imp.pk, etat=EtatImport(imp.etat), adresse=RACINE + lieu)


def make_import_lu(imp: ImportParcours, apercu: ApercuParcours | None = None) -> ImportLu:
    """`apercu` is that of a file that is calculated."""
    return ImportLu(
        id=imp.pk,
        etat=EtatImport(imp.etat),
        etat_libelle=imp.get_etat_display(),
        fini=not imp.is_vivant,
        avancement=imp.avancement,
        lignes=imp.lignes,
        nom_fichier=imp.nom_fichier,
        arrete_au=imp.arrete_au,
        methode=imp.methode,
        empreinte=imp.empreinte,
        nb_erreurs=imp.nb_erreurs,
        erreurs=list(_list_fautes(imp.erreurs or ())),
        chiffres=list(_list_calcules(apercu)) if apercu else [],
    )


def _list_fautes(erreurs: Iterable[dict[str, Any]]) -> Iterable[FauteDeLigne]:
    for une in list(erreurs)[:FAUTES_MAX]:
        yield FauteDeLigne(
            ligne=une.get("ligne") or None,
            colonne=une.get("colonne"),
            code=une.get("code"),
            message=une.get("message") or "",
        )


def _list_calcules(apercu: ApercuParcours) -> Iterable[ChiffreCalcule]:
    remplaces = {un.indicateur.code for un in apercu.remplacements}
    for indicateur, comptes, _ in apercu.lignes:
        yield ChiffreCalcule(
            code=indicateur.code,
            comptes={nom: write_exact(un.nombre) for nom, un in comptes.items()},
            remplace=indicateur.code in remplaces,
            version=apercu.versions.get(indicateur.code),
        )
