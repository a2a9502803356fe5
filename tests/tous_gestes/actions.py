"""Actions and their money."""

from datetime import date
from decimal import Decimal

from comptes.gestes import Geste
from conventions.models import (
    Action,
    Exercice,
    IndicateurPropre,
    Jalon,
    Partenaire,
    PieceAction,
)
from conventions.operations.actions import IndicateurSaisi, JalonSaisi, delete_action, record_action
from conventions.operations.exercices import record_textes
from conventions.operations.partenaires import delete_partenaire, rename_partenaire
from conventions.operations.pieces import delete_piece_action, record_piece_action
from conventions.queries.partenaires import list_partenaires
from financement.operations.cofinanceurs import add_cofinanceur, remove_cofinanceur
from financement.operations.montants import record_montants
from tests.tous_gestes.monde import AXE, CODE, ecrire, fait, make_code, make_fichier, remplir, reread

RECITS = (
    *("diagnostic", "objectifs", "description", "public", "territoire", "pilote_nom", "pilote_fonction"),
    *("moyens", "calendrier", "resultats_attendus", "lien_spie", "evaluation", "bilan", "difficultes"),
    *("perspectives", "titre"),
)


def write_action(monde, lettre):
    return record_action(
        **monde.de_l_agent,
        exercice=monde.exercice,
        action=None,
        version=0,
        champs={
            **remplir(Action, *RECITS),
            "numero": make_code(lettre, Action, "numero"),
            "axe": AXE,
            "nature": "nouvelle",
            "indicateurs": [CODE],
        },
        partenaires=[ecrire(Partenaire, "nom")],
        jalons=[JalonSaisi(ecrire(Jalon, "libelle"), date(2024, 5, 1))],
        indicateurs_propres=[IndicateurSaisi(**remplir(IndicateurPropre, "libelle", "unite"))],
    )


@fait(Geste.ENREGISTRER_ACTION)
def write_actions(monde):
    monde.action, monde.autre = (write_action(monde, lettre) for lettre in "AB")


@fait(Geste.SUPPRIMER_ACTION)
def remove_action(monde):
    delete_action(**monde.de_l_agent, action=monde.autre)


@fait(Geste.JOINDRE_PIECE_ACTION)
def join_piece_action(monde):
    monde.piece = record_piece_action(**monde.de_l_agent, action=monde.action, **make_fichier(PieceAction))


@fait(Geste.RETIRER_PIECE_ACTION)
def remove_piece_action(monde):
    delete_piece_action(**monde.de_l_agent, piece=monde.piece)


@fait(Geste.AJOUTER_COFINANCEUR)
def add_column(monde):
    nom = ecrire(Partenaire, "nom")[::-1]
    monde.partenaire = add_cofinanceur(**monde.de_l_agent, exercice=monde.exercice, nom=nom)


@fait(Geste.RETIRER_COFINANCEUR)
def remove_column(monde):
    remove_cofinanceur(**monde.de_l_agent, exercice=monde.exercice, partenaire=monde.partenaire)


@fait(Geste.RENOMMER_PARTENAIRE)
def rename(monde):
    ancien = monde.partenaire.nom
    monde.partenaire = rename_partenaire(
        **monde.de_l_agent,
        exercice=monde.exercice,
        partenaire=monde.partenaire,
        vu=ancien,
        nom=f"{ancien[1:]}z",
    )


@fait(Geste.RETIRER_PARTENAIRE)
def remove_partenaire(monde):
    vu = list_partenaires(monde.convention).get(pk=monde.partenaire.pk)
    delete_partenaire(**monde.de_l_agent, exercice=monde.exercice, partenaire=vu)


@fait(Geste.SAISIR_MONTANTS)
def write_montants(monde):
    saisis = {
        "etat.prevu": Decimal(1000),
        "etat.execute": Decimal(10),
        "departement_nouveau.prevu": Decimal("999999999999.99"),
        "motif_ecart": ecrire(Action, "motif_ecart"),
        "justification_ecart": ecrire(Action, "justification_ecart"),
    }
    cellules = {(monde.action.pk, champ): valeur for champ, valeur in saisis.items()}
    record_montants(**monde.de_l_agent, exercice=monde.exercice, vus={}, saisis=cellules)


@fait(Geste.REDIGER_RAPPORT)
def write_rapport(monde):
    un = reread(monde.exercice)
    textes = remplir(Exercice, "contexte", "conclusion")
    record_textes(**monde.de_l_agent, exercice=un, version=un.version, **textes)
