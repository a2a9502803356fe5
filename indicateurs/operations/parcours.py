"""Writes on parcours files: their counts are kept, their lines never."""

from decimal import Decimal

from django.db import transaction

from conventions.operations import check, lock_exercice
from conventions.policies import refusal_to_edit
from indicateurs.models import EtatImport, ImportParcours, SourceValeur
from indicateurs.operations.valeurs import write_chiffres


@transaction.atomic
def record_delais(*, by, at, exercice, nom_fichier, empreinte, lignes, arrete_au, methode, resultats):
    """Keep the figures of a parcours file: `resultats` is {code: {"effectif"} or {"dans_delai", "hors_delai",
    "en_cours", "mediane_jours"}}. The same file for the same date, sent again, changes nothing. Raises Refus."""
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    trace = ImportParcours.objects.create(
        exercice=exercice,
        etat=EtatImport.CONFIRME,
        nom_fichier=nom_fichier[:200],
        empreinte=empreinte,
        lignes=lignes,
        arrete_au=arrete_au,
        methode=methode,
        resultats=resultats,
        par=by,
        le=at,
    )
    write_resultats(by=by, at=at, exercice=exercice, imp=trace)
    return trace


def write_resultats(*, by, at, exercice, imp):
    """Make the computed figures of an import those of its locked exercice; what was explained stays explained."""
    actuelles = {valeur.code: valeur for valeur in exercice.valeurs.filter(code__in=imp.resultats)}
    chiffres = {}
    for code, resultat in imp.resultats.items():
        actuelle = actuelles.get(code)
        chiffres[code] = make_champs_calcules(resultat) | {
            "commentaire": actuelle.commentaire if actuelle else "",
            "fiabilite": actuelle.fiabilite if actuelle else "",
            "arrete_au": imp.arrete_au,
            "a_confirmer": False,
            "source": SourceValeur.PARCOURS,
            "import_parcours_id": imp.pk,
        }
    return write_chiffres(by=by, at=at, exercice=exercice, actuelles=actuelles, chiffres=chiffres)


def make_champs_calcules(resultat):
    """Columns of a Valeur from one computed figure; nobody counted at all is « néant confirmé »."""
    if "effectif" in resultat:
        nombre = Decimal(resultat["effectif"])
        champs = {"numerateur": nombre, "denominateur": None, "en_cours": None, "mediane_jours": None}
    else:
        nombre = Decimal(resultat["dans_delai"])
        mediane = resultat["mediane_jours"]
        champs = {
            "numerateur": nombre,
            "denominateur": nombre + resultat["hors_delai"],
            "en_cours": resultat["en_cours"],
            "mediane_jours": None if mediane is None else Decimal(str(mediane)),
        }
    return champs | {"etat": "renseigne" if nombre or champs["denominateur"] else "neant"}
