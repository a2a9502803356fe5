"""What a person does with a parcours file: its counts are kept, its lines never."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.notifications import settle
from comptes.operations import operation
from conventions.models import Exercice
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_edit
from fichiers.sas import delete_fichier
from indicateurs.models import EtatImport, Fiabilite, ImportParcours, SourceValeur, Valeur
from indicateurs.operations.calculs import MiseEnFile
from indicateurs.operations.valeurs import write_chiffres
from indicateurs.parcours.appel import ResultatFichier
from indicateurs.parcours.cellules import Vocabulaire
from indicateurs.policies.parcours import (
    refusal_to_cancel,
    refusal_to_confirm,
    refusal_to_deposit,
    refusal_to_erase,
)
from indicateurs.queries.parcours import make_champs_calcules
from referentiels.mesures import Mesure
from saisie.comparaison import CasesModifiees


@operation
def start_import(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    depot: str,
    nom_fichier: str,
    arrete_au: date,
    methode: str,
    correspondance: Mapping[str, str],
    enqueue: MiseEnFile,
    valeurs: Vocabulaire | None = None,
) -> ImportParcours:
    """Have a waiting file calculated: the import and its task are created together, or neither. Raises Refus.

    `depot` is the name the file waits under; `correspondance` ({expected column: header}) and `valeurs` are empty when
    the file says them as expected.
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_deposit(by, exercice))
    imp = ImportParcours.objects.create(
        exercice=exercice,
        nom_fichier=nom_fichier[:200],
        depot=depot,
        correspondance=correspondance,
        valeurs=valeurs or {},
        arrete_au=arrete_au,
        methode=methode,
        battement=at,
        par=by,
        le=at,
    )
    record_trace(by=by, at=at, geste=Geste.DEPOSER_PARCOURS, objet=exercice, numero=imp.pk)
    enqueue(import_pk=imp.pk)
    return imp


@operation
def record_delais(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    nom_fichier: str,
    arrete_au: date,
    methode: str,
    resultat: ResultatFichier,
) -> ImportParcours:
    """Keep a file calculated on the spot, still to be confirmed; `resultat` has figures. Raises Refus."""
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    return ImportParcours.objects.create(
        exercice=exercice,
        etat=EtatImport.CALCULE,
        nom_fichier=nom_fichier[:200],
        arrete_au=arrete_au,
        methode=methode,
        empreinte=resultat.empreinte,
        lignes=resultat.lignes,
        avancement=1000,
        resultats=resultat.get_resultats_json(),
        details=resultat.get_details_json(),
        constats=resultat.get_constats_json(),
        par=by,
        le=at,
    )


def discard_fichier(*, depot: str) -> None:
    """Delete a waiting file that was refused, unless an import holds it: its page was sent twice."""
    if not ImportParcours.objects.filter(depot=depot).exists():
        delete_fichier(depot)


def _lock_import(imp: ImportParcours) -> ImportParcours:
    """The import and its exercice reread and locked, in the order every operation takes them."""
    exercice = lock_exercice(imp.exercice)
    imp = ImportParcours.objects.select_for_update().get(pk=imp.pk)
    imp.exercice = exercice
    return imp


@operation
def cancel_import(*, by: Utilisateur, at: datetime, imp: ImportParcours) -> ImportParcours:
    """Give up a file, calculated or not: its worker stops at its next sign of life, its file is deleted, its figures
    are forgotten. Given up twice changes nothing. Raises Refus."""
    imp = _lock_import(imp)
    if imp.etat == EtatImport.ANNULE:
        return imp
    check(refusal_to_cancel(by, imp))
    depot, imp.depot, imp.etat = imp.depot, "", EtatImport.ANNULE
    imp.resultats = imp.details = None
    imp.save(update_fields=["etat", "depot", "resultats", "details"])
    settle(at=at, objet=imp)
    transaction.on_commit(lambda: delete_fichier(depot))
    record_trace(by=by, at=at, geste=Geste.ABANDONNER_PARCOURS, objet=imp.exercice, numero=imp.pk)
    return imp


@operation
def confirm_import(*, by: Utilisateur, at: datetime, imp: ImportParcours, versions: Mapping[str, int]) -> int:
    """Make the figures of a calculated file those of its exercice; confirmed twice changes nothing. Returns how many
    figures changed.

    `versions` are those of the figures it replaces as the person saw them, by code; none for a figure that was
    not there. Raises Refus, or CasesModifiees when one was written since and says something else.
    """
    imp = _lock_import(imp)
    check(refusal_to_edit(by, imp.exercice))
    if imp.etat == EtatImport.CONFIRME:
        return 0
    check(refusal_to_confirm(by, imp))
    actuelles = {v.code: v for v in imp.exercice.valeurs.filter(code__in=imp.chiffres).select_related("par")}
    if conflits := _list_conflits(imp, actuelles, versions):
        raise CasesModifiees(conflits)
    imp.etat = EtatImport.CONFIRME
    imp.save(update_fields=["etat"])
    settle(at=at, objet=imp)
    record_trace(
        by=by,
        at=at,
        geste=Geste.CONFIRMER_PARCOURS,
        objet=imp.exercice,
        numero=imp.pk,
        empreinte=imp.empreinte,
    )
    return _write_resultats(by, at, imp, actuelles)


def _list_conflits(
    imp: ImportParcours, actuelles: Mapping[str, Valeur], versions: Mapping[str, int]
) -> dict[str, Valeur]:
    """The figures, by code, that are not those the person saw, nor those the file gives."""
    return {
        code: actuelle
        for code, actuelle in actuelles.items()
        if actuelle.version != versions.get(code)
        and actuelle.mesure != Mesure(**make_champs_calcules(imp, code))
    }


@operation
def erase_releve(*, by: Utilisateur, at: datetime, imp: ImportParcours) -> list[dict[str, Any]] | None:
    """Erase the list of refused lines and return it: what the agent takes away, the server no longer has. None when
    it was already erased. Raises Refus."""
    imp = _lock_import(imp)
    check(refusal_to_erase(by, imp))
    erreurs, imp.erreurs = imp.erreurs, None
    imp.save(update_fields=["erreurs"])
    if erreurs:
        record_trace(by=by, at=at, geste=Geste.EFFACER_RELEVE, objet=imp.exercice, numero=imp.pk)
    return erreurs


def _write_resultats(
    by: Utilisateur, at: datetime, imp: ImportParcours, actuelles: Mapping[str, Valeur]
) -> int:
    """Make the computed figures of an import those of its locked exercice; what was explained stays explained."""
    chiffres = {}
    for code in imp.chiffres:
        actuelle = actuelles.get(code)
        chiffres[code] = make_champs_calcules(imp, code) | {
            "commentaire": actuelle.commentaire if actuelle else "",
            # Every row was checked and counted by the site; an agent who said otherwise is still believed.
            "fiabilite": (actuelle.fiabilite if actuelle else "") or Fiabilite.FIABLE,
            "arrete_au": imp.arrete_au,
            "a_confirmer": False,
            "source": SourceValeur.PARCOURS,
            "import_parcours_id": imp.pk,
        }
    return write_chiffres(by=by, at=at, exercice=imp.exercice, actuelles=actuelles, chiffres=chiffres)
