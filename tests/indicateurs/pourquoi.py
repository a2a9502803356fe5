"""What « Pourquoi ce chiffre ? » is asked about: a file, a method, and the page read back."""

from datetime import UTC, date, datetime

from indicateurs.models import (
    ImportParcours,
)
from indicateurs.operations.methode import record_methode
from indicateurs.operations.parcours import confirm_import
from indicateurs.queries.pourquoi import build_pourquoi
from tests.lecture import read_html

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
METHODE = {
    "date_entree": "demande",
    "droits_suspendus": "exclus",
    "date_rdv": "tenue",
    "logiciel": "Un logiciel",
    "rupture": "",
    "rupture_le": None,
}
RESULTATS = {
    "R1": {"effectif": 10},
    "R2": {"dans_delai": 5, "hors_delai": 3, "en_cours": 2, "mediane_jours": 21},
}


def explain(demo, code, exercice=None, qui="agent.29"):
    exercice = exercice or demo.brouillon
    indicateur = exercice.referentiel.definition.indicateurs[code]
    return build_pourquoi(demo.get_compte(qui), exercice, indicateur, AT.date())


def read(reponse):
    return " ".join(read_html(reponse).replace("\u202f", " ").replace("\u00a0", " ").split())


def import_parcours(demo, methode="demande", details=None):
    agent = demo.get_compte("agent.29")
    imp = ImportParcours.objects.create(
        exercice=demo.brouillon,
        etat="calcule",
        nom_fichier="parcours.csv",
        empreinte="ab" * 32,
        lignes=10,
        arrete_au=date(2021, 12, 31),
        methode=methode,
        resultats=RESULTATS,
        details=details,
        par=agent,
        le=AT,
    )
    versions = dict(demo.brouillon.valeurs.values_list("code", "version"))
    confirm_import(by=agent, at=AT, imp=imp, versions=versions)
    return imp


def declare(demo, version=0, qui="agent.29", **champs):
    return record_methode(
        by=demo.get_compte(qui), at=AT, exercice=demo.brouillon, version=version, champs=METHODE | champs
    )
