"""Figures, targets, methods, evidence, the parcours file."""

from datetime import date
from decimal import Decimal

from comptes.gestes import Geste
from conventions.models import (
    DepotClasseur,
)
from conventions.operations.brouillons import record_brouillon, take_over_brouillon
from conventions.operations.classeur import store_depot
from indicateurs.models import (
    DeclarationMethode,
    Derogation,
    EtatImport,
    ImportParcours,
    PieceJointe,
    Valeur,
)
from indicateurs.operations.cibles import record_cibles
from indicateurs.operations.controles import waive_regle, withdraw_derogation
from indicateurs.operations.methode import record_methode, set_methode_reference
from indicateurs.operations.parcours import cancel_import, confirm_import, erase_releve, start_import
from indicateurs.operations.pieces import delete_piece, record_piece
from indicateurs.operations.situation import record_situations
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from tests.tous_gestes.monde import AT, AXE, CODE, DISPOSITIF, METHODE, ecrire, fait, make_fichier, remplir


@fait(Geste.SAISIR_INDICATEURS)
def write_valeurs(monde):
    saisie = SaisieValeur(0, "renseigne", Decimal(12), **remplir(Valeur, "commentaire"), fiabilite="fiable")
    record_valeurs(**monde.de_l_agent, exercice=monde.exercice, saisies={CODE: saisie})


@fait(Geste.FIXER_CIBLES)
def set_cibles(monde):
    record_cibles(**monde.de_l_agent, exercice=monde.exercice, vus={}, saisis={(CODE, 2024): Decimal(15)})


@fait(Geste.FIXER_SITUATION)
def set_situation(monde):
    situation = {"au": date(2023, 12, 31), "numerateur": Decimal(9), "denominateur": None}
    record_situations(**monde.de_l_agent, exercice=monde.exercice, vus={}, saisis={CODE: situation})


@fait(Geste.DECLARER_METHODE)
def declare(monde):
    champs = METHODE | remplir(DeclarationMethode, "logiciel", "rupture") | {"rupture_le": date(2024, 5, 1)}
    record_methode(**monde.de_l_agent, exercice=monde.exercice, version=0, champs=champs)


@fait(Geste.FIXER_REFERENCE)
def set_reference(monde):
    set_methode_reference(
        **monde.de_la_centrale, dispositif=DISPOSITIF, annee=2024, version=0, champs=METHODE
    )


@fait(Geste.JOINDRE_PIECE)
def join_piece(monde):
    monde.piece = record_piece(
        **monde.de_l_agent, exercice=monde.exercice, code=CODE, **make_fichier(PieceJointe)
    )


@fait(Geste.RETIRER_PIECE)
def remove_piece(monde):
    delete_piece(**monde.de_l_agent, piece=monde.piece)


@fait(Geste.LEVER_REGLE)
def waive(monde):
    regle = next(un["regle"] for un in monde.referentiel.contenu["controles"] if len(un["regle"]) > 100)
    monde.derogation = waive_regle(
        by=monde.prefecture,
        at=AT,
        exercice=monde.exercice,
        code=CODE,
        regle=regle,
        motif=ecrire(Derogation, "motif"),
        jusqu_au=date(2024, 12, 31),
    )


@fait(Geste.RETABLIR_REGLE)
def unwaive(monde):
    withdraw_derogation(by=monde.prefecture, at=AT, derogation=monde.derogation)


@fait(Geste.DEPOSER_PARCOURS)
def deposit(monde):
    monde.imp = start_import(
        **monde.de_l_agent,
        exercice=monde.exercice,
        arrete_au=date(2024, 12, 31),
        methode="demande",
        correspondance={},
        enqueue=lambda import_pk: None,
        **remplir(ImportParcours, "nom_fichier", "depot"),
    )


@fait(Geste.ABANDONNER_PARCOURS)
def give_up(monde):
    cancel_import(**monde.de_l_agent, imp=monde.imp)


@fait(Geste.CONFIRMER_PARCOURS)
def confirm(monde):
    monde.calcule = monde.brouillon.imports.get(etat=EtatImport.CALCULE)
    versions = dict(monde.brouillon.valeurs.values_list("code", "version"))
    confirm_import(**monde.de_l_agent, imp=monde.calcule, versions=versions)


@fait(Geste.EFFACER_RELEVE)
def erase(monde):
    faute = {"ligne": 2, "colonne": "date_entree", "code": "date", "message": "Pas une date."}
    ImportParcours.objects.filter(pk=monde.imp.pk).update(etat=EtatImport.REFUSE, erreurs=[faute])
    erase_releve(**monde.de_l_agent, imp=monde.imp)


@fait(Geste.REPRENDRE_BROUILLON)
def take_over(monde):
    lieu = {"exercice": monde.exercice, "at": AT}
    record_brouillon(**lieu, by=monde.agent, page=f"indicateurs:{AXE}", champs={"x": "1"})
    brouillon = monde.exercice.brouillons.get()
    take_over_brouillon(**lieu, by=monde.valideur, pk=brouillon.pk)


@fait()
def deposit_classeur(monde):
    fichier = {"sujet": "indicateurs", "octets": b"x", **remplir(DepotClasseur, "nom_fichier")}
    store_depot(**monde.de_l_agent, exercice=monde.exercice, **fichier)
