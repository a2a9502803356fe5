"""The workbook of money of one exercice: downloaded, compared, saved, here and now."""

from conventions.operations.classeur import store_depot
from financement.classeur.ecriture import write_classeur
from financement.forms.classeur import interpret_classeur
from financement.operations.classeur import confirm_financement
from financement.queries.apercu import build_apercu
from financement.queries.classeur import build_classeur
from tests.fichiers.classeurs import AT, write_once

FEUILLE = "Financement"


def download(exercice):
    return write_once(write_classeur, build_classeur(exercice, AT))


def preview(exercice, octets, choix=None):
    return build_apercu(exercice, interpret_classeur(exercice, octets), choix or {})


def save(par, exercice, octets, choix=None, versions=None):
    depot = store_depot(
        by=par, at=AT, exercice=exercice, sujet="financement", nom_fichier="c.xlsx", octets=octets
    )
    return confirm_financement(
        by=par,
        at=AT,
        exercice=exercice,
        depot=depot,
        classeur=interpret_classeur(exercice, octets),
        choix=choix or {},
        versions=versions or {},
    )


def list_remarques(apercu):
    return [f"{a.ou}\u00a0: {a.texte}" for a in apercu.remarques]
