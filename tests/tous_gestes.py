"""Every geste of the journal done once, by its operation, with every text as long as its column allows.

`FAITS` lists them in an order in which each is possible: the world of one is what those before it made. Names are at
their maximum too: territories, people, conventions, référentiel, actions.
"""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from avenants.models import Avenant
from avenants.operations import (
    cancel_extension,
    draft_avenant,
    extend_exercice,
    record_avenant,
    sign_avenant,
)
from comptes.gestes import Geste
from comptes.models import Collectivite, Departement, Region, Utilisateur
from comptes.operations import (
    create_compte,
    load_territoires,
    open_essai,
    record_connexion,
    record_echec_de_connexion,
)
from conventions.models import (
    Action,
    Convention,
    Deliberation,
    DepotClasseur,
    Exercice,
    IndicateurPropre,
    Jalon,
    Partenaire,
    PieceAction,
    PieceConvention,
    Redeploiement,
    Reprise,
    Signataire,
)
from conventions.operations.actions import IndicateurSaisi, JalonSaisi, delete_action, record_action
from conventions.operations.brouillons import record_brouillon, take_over_brouillon
from conventions.operations.classeur import store_depot
from conventions.operations.conventions import (
    delete_deliberation,
    record_dates,
    record_deliberation,
    record_piece_convention,
    record_signataires,
    withdraw_piece_convention,
)
from conventions.operations.exercices import open_second_arrete, record_textes
from conventions.operations.ouverture import open_convention, open_exercice
from conventions.operations.partenaires import delete_partenaire, rename_partenaire
from conventions.operations.pieces import delete_piece_action, record_piece_action
from conventions.queries.partenaires import list_partenaires
from financement.operations.cofinanceurs import add_cofinanceur, remove_cofinanceur
from financement.operations.montants import record_montants
from financement.operations.rapport_commun import join_exercices, record_depense_commune, separate_exercices
from financement.operations.redeploiement import record_redeploiement
from financement.operations.reprise import SortSaisi, record_reprise, undo_reprise
from financement.queries.redeploiements import build_credits_deplacables
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
from referentiels.operations import discard_referentiel, draft_referentiel, publish_brouillon
from referentiels.operations import record_texte as record_referentiel
from reporting.models import Document, EtapeDecision, Versement
from reporting.operations.decision import (
    answer_proposition,
    notify_decision,
    propose_refaction,
    record_versement,
    withdraw_versement,
)
from reporting.operations.dessin import claim_document, record_dessin, record_echec_dessin
from reporting.operations.documents import produce_avenant, produce_rapport, produce_rapport_commun
from reporting.operations.transmission import review, transmit
from reporting.queries.decision import get_dossier
from tests.conftest import RACINE

AT = datetime(2022, 6, 1, 9, tzinfo=UTC)
INCONNU = (RACINE / "tests" / "referentiels" / "inconnu.toml").read_text()
LETTRES = "abcdefghijklmnopqrstuvwxyzàâçéèêëîïôùûœABCDEFGHIJKLMNOPQRSTUVWXYZÀÉÈ€"
METHODE = {"date_entree": "demande", "droits_suspendus": "inclus", "date_rdv": "tenue"}


def get_longueur(modele, champ):
    return modele._meta.get_field(champ).max_length


def ecrire(modele, champ, alphabet=LETTRES):
    """A text that fills a column, that no index can pack and no cleaning shortens."""
    longueur = get_longueur(modele, champ)
    hasard = random.Random(f"{modele._meta.label}.{champ}")
    return "".join(hasard.choice(alphabet) for _ in range(longueur))


def remplir(modele, *champs):
    return {champ: ecrire(modele, champ) for champ in champs}


def make_code(racine, modele, champ="code"):
    """A code as long as its column."""
    return racine.ljust(get_longueur(modele, champ), "X")


CODE = make_code("ENF_1", Valeur)
AXE = make_code("ENF", Action, "axe")
DISPOSITIF = make_code("CLS", Convention, "dispositif")


def make_source(code):
    """The text of a référentiel whose code, instrument, axe, indicator, rule and reason are at their maximum."""
    regle = "ENF_2 <= " + f"{CODE} * 1".rjust(get_longueur(Derogation, "regle") - len("ENF_2 <= "))
    source = (
        INCONNU.replace('"ENF"', f'"{AXE}"')
        .replace("ENF_1", CODE)
        .replace('"CLS"', f'"{DISPOSITIF}"')
        .replace("cls-2023-10-27", code)
        .replace("[refaction]", f'motifs_ecart = ["{ecrire(Action, "motif_ecart")}"]\n\n[refaction]')
        .replace("[[axes]]", "[calendrier]\nreport_execution = 2025-06-30\n\n[[axes]]", 1)
    )
    return source + (
        f'[[controles]]\nregle = "{regle}"\ncode = "{CODE}"\ngravite = "bloquant"\n'
        'message = "Pas plus que d’enfants."\n# '
    )


# --- The world ------------------------------------------------------------------------------------------------------


def make_monde(demo):
    """The demo, where whatever the journal calls by its name has the longest one."""
    monde = SimpleNamespace(get_compte=demo.get_compte)
    territoires = {
        "regions": [{"code": "XXX", "nom": ecrire(Region, "nom")}],
        "departements": [],
        "collectivites": [],
    }
    for un in (*Departement.objects.filter(code__in=["22", "29"]), Departement(code="YYY")):
        ligne = {"code": un.code, "nom": ecrire(Departement, "nom"), "liaison": 1, "region": "XXX"}
        territoires["departements"].append(ligne | {"region": un.region_id or "XXX"})
    for un in (*Collectivite.objects.filter(departements__in=["22", "29"]), Collectivite(code="ZZZZZ")):
        ligne = {"code": un.code, **remplir(Collectivite, "nom", "titre_executif")}
        departements = [d.code for d in un.departements.all()] if un.nom else ["YYY"]
        territoires["collectivites"].append(ligne | {"departements": departements})
    load_territoires(territoires)
    Utilisateur.objects.update(nom=ecrire(Utilisateur, "nom"))
    for un in Convention.objects.all():
        Convention.objects.filter(pk=un.pk).update(code=make_code(f"{un.code}-", Convention))
    Action.objects.filter(exercice__etat="brouillon").update(titre=ecrire(Action, "titre"))
    for nom in ("brouillon", "valide", "transmis"):
        setattr(monde, nom, reread(getattr(demo, nom)))
    for nom, qui in (("agent", "agent.29"), ("valideur", "valideur.29"), ("prefecture", "prefecture.29")):
        setattr(monde, nom, demo.get_compte(qui))
    monde.centrale = demo.get_compte("centrale")
    monde.de_l_agent = {"by": monde.agent, "at": AT}
    monde.de_la_centrale = {"by": monde.centrale, "at": AT}
    return monde


def reread(exercice):
    return Exercice.objects.select_related("convention", "referentiel").get(pk=exercice.pk)


FAITS = []


def fait(*gestes):
    """What the function below does: these gestes, or no geste but texts that are stored."""

    def note(faire):
        FAITS.append((gestes, faire))
        return faire

    return note


# --- Accounts -------------------------------------------------------------------------------------------------------


@fait(Geste.OUVRIR_COMPTE)
def open_compte(monde):
    longueur = get_longueur(Utilisateur, "email")
    domaine = ".".join("d" * 60 for _ in range(4))
    email = f"{'a' * (longueur - len(domaine) - 5)}@{domaine}.org"
    monde.compte = create_compte(
        **monde.de_la_centrale,
        email=email,
        role="centrale",
        password="x" * 128,
        **remplir(Utilisateur, "nom"),
    )


@fait(Geste.SE_CONNECTER)
def log_in(monde):
    record_connexion(by=monde.compte, at=AT, email=monde.compte.email, adresse="2001:db8::1")


@fait(Geste.ECHOUER_CONNEXION, Geste.VERROUILLER_COMPTE)
def fail_to_log_in(monde):
    essai = {"at": AT, "email": monde.compte.email, "adresse": "2001:db8::1"}
    while open_essai(**essai) is None:
        pass
    record_echec_de_connexion(**essai, motif="mot_de_passe")


# --- Référentiels ---------------------------------------------------------------------------------------------------


@fait(Geste.PREPARER_REFERENTIEL)
def draft(monde):
    monde.brouillon_de_referentiel = draft_referentiel(**monde.de_la_centrale, source=make_source("autre"))


@fait(Geste.MODIFIER_REFERENTIEL)
def rewrite(monde):
    un = monde.brouillon_de_referentiel
    modele = type(un)
    source = make_source(make_code("cls-2023-10-27", modele))
    source = source.ljust(get_longueur(modele, "source"), "x")
    monde.brouillon_de_referentiel = record_referentiel(
        **monde.de_la_centrale, brouillon=un, version=un.version, source=source
    )


@fait(Geste.PUBLIER_REFERENTIEL)
def publish(monde):
    un = monde.brouillon_de_referentiel
    monde.referentiel = publish_brouillon(**monde.de_la_centrale, brouillon=un, version=un.version)


@fait(Geste.SUPPRIMER_REFERENTIEL)
def throw_away(monde):
    un = draft_referentiel(**monde.de_la_centrale, source=make_source("encore"))
    discard_referentiel(**monde.de_la_centrale, brouillon=un)


# --- Conventions ----------------------------------------------------------------------------------------------------


@fait(Geste.OUVRIR_CONVENTION)
def open_conventions(monde):
    monde.conventions = [
        open_convention(
            **monde.de_la_centrale,
            dispositif=DISPOSITIF,
            code=make_code(lettre, Convention),
            departement_id="29",
            collectivite=monde.agent.collectivite,
            date_signature=date(2024, 1, 15),
            debut=date(2024, 1, 1),
            fin=date(2027, 12, 31),
            signataires=[{"partie": "etat", **remplir(Signataire, "nom", "titre", "qualite")}],
        )
        for lettre in "AB"
    ]
    monde.convention = monde.conventions[0]


@fait(Geste.OUVRIR_EXERCICE)
def open_exercices(monde):
    monde.exercice, _ = (
        open_exercice(
            **monde.de_la_centrale,
            convention=un,
            annee=2024,
            regime="civile",
            debut=date(2024, 1, 1),
            fin=date(2024, 12, 31),
            referentiel=monde.referentiel,
            montant_notifie=Decimal(1000),
        )
        for un in monde.conventions
    )


def get_version(monde):
    return Convention.objects.get(pk=monde.convention.pk).version


@fait(Geste.DIRE_SIGNATAIRES)
def say_signataires(monde):
    un = {"partie": "departement", **remplir(Signataire, "nom", "titre", "qualite")}
    record_signataires(
        **monde.de_l_agent,
        convention=monde.convention,
        version=get_version(monde),
        parties=["departement"],
        signataires=[un],
    )


@fait(Geste.CHANGER_DATES)
def change_dates(monde):
    record_dates(
        **monde.de_la_centrale,
        convention=monde.convention,
        version=get_version(monde),
        champs={"prolongee_au": date(2028, 6, 30)},
    )


@fait(Geste.ENREGISTRER_DELIBERATION)
def vote(monde):
    monde.deliberation = record_deliberation(
        **monde.de_l_agent,
        convention=monde.convention,
        deliberation=None,
        conventions=monde.conventions,
        champs={
            "objet": "convention",
            "organe": "assemblee_pleniere",
            "date_vote": date(2024, 1, 10),
            **remplir(Deliberation, "numero"),
        },
    )


@fait(Geste.RETIRER_DELIBERATION)
def unvote(monde):
    delete_deliberation(**monde.de_l_agent, convention=monde.convention, deliberation=monde.deliberation)


def make_fichier(modele):
    return {"octets": b"a;b", **remplir(modele, "nom_fichier", "type_contenu")}


@fait(Geste.JOINDRE_COPIE)
def join_copie(monde):
    monde.copie = record_piece_convention(
        **monde.de_l_agent, convention=monde.convention, nature="convention", **make_fichier(PieceConvention)
    )


@fait(Geste.RETIRER_COPIE)
def withdraw_copie(monde):
    withdraw_piece_convention(**monde.de_l_agent, piece=monde.copie)


@fait(Geste.REUNIR_EXERCICES)
def join(monde):
    join_exercices(**monde.de_l_agent, exercice=monde.exercice)
    monde.exercice = reread(monde.exercice)


@fait(Geste.DIRE_DEPENSE_COMMUNE)
def say_depense(monde):
    version = monde.exercice.rapport_commun.version
    record_depense_commune(
        **monde.de_l_agent, exercice=monde.exercice, version=version, montant=Decimal("999999999999.99")
    )


@fait(Geste.PRODUIRE_COMMUN)
def produce_commun(monde):
    produce_rapport_commun(**monde.de_l_agent, exercice=monde.exercice)


@fait(Geste.SEPARER_EXERCICES)
def separate(monde):
    separate_exercices(**monde.de_l_agent, exercice=reread(monde.exercice))
    monde.exercice = reread(monde.exercice)


# --- Actions and money ----------------------------------------------------------------------------------------------

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


# --- Figures --------------------------------------------------------------------------------------------------------


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


# --- Avenants and documents -----------------------------------------------------------------------------------------


@fait(Geste.PREPARER_AVENANT)
def draft_an_avenant(monde):
    champs = {"numero": 1, "regime": "civile", "montant_etat": Decimal(1000), **remplir(Avenant, "objet")}
    monde.avenant = draft_avenant(**monde.de_l_agent, exercice=monde.exercice, champs=champs)


@fait(Geste.MODIFIER_AVENANT)
def change_avenant(monde):
    monde.avenant = record_avenant(
        **monde.de_l_agent,
        avenant=monde.avenant,
        version=monde.avenant.version,
        champs={"montant_etat": Decimal(900)},
        montants={(monde.action, "etat"): Decimal(900)},
        cibles={(CODE, 2024): Decimal(16)},
    )


@fait(Geste.PRODUIRE_AVENANT)
def print_avenant(monde):
    monde.document = produce_avenant(**monde.de_l_agent, avenant=monde.avenant)


@fait()
def fail_to_draw(monde):
    document = claim_document(at=AT, pk=monde.document.pk)
    record_echec_dessin(at=AT, document=document, motif=ecrire(Document, "motif_echec"))


@fait(Geste.PRODUIRE_AVENANT)
def draw_again(monde):
    produce_avenant(**monde.de_l_agent, avenant=monde.avenant)
    record_dessin(at=AT, document=claim_document(at=AT, pk=monde.document.pk), octets=b"%PDF")


@fait(Geste.SIGNER_AVENANT, Geste.SAISIR_MONTANTS, Geste.FIXER_CIBLES)
def sign(monde):
    version = Avenant.objects.get(pk=monde.avenant.pk).version
    signature = {"avenant": monde.avenant, "version": version, "date_signature": date(2022, 5, 1)}
    sign_avenant(by=monde.valideur, at=AT, **signature)


@fait(Geste.PRODUIRE_RAPPORT)
def print_rapport(monde):
    produce_rapport(**monde.de_l_agent, exercice=monde.exercice)


# --- From one year to the next --------------------------------------------------------------------------------------


@fait(Geste.REPRENDRE_ACTIONS)
def take_up(monde):
    monde.brouillon.reprises.all().delete()
    precedente = monde.valide.actions.first()
    sorts = {precedente.pk: SortSaisi("arretee", motif=ecrire(Reprise, "motif"))}
    (monde.reprise,) = record_reprise(**monde.de_l_agent, exercice=monde.brouillon, sorts=sorts)


@fait(Geste.ANNULER_REPRISE)
def undo(monde):
    undo_reprise(**monde.de_l_agent, reprise=monde.reprise)


@fait(Geste.REDEPLOYER)
def redeploy(monde):
    actions = {action.axe: action.pk for action in monde.brouillon.actions.all()}
    record_redeploiement(
        **monde.de_l_agent,
        exercice=monde.brouillon,
        mouvements={actions["S2"]: Decimal(-10), actions["S4"]: Decimal(10)},
        cibles_atteintes=True,
        vue=build_credits_deplacables(monde.brouillon).empreinte,
        **make_fichier(Redeploiement),
        **remplir(Redeploiement, "constat"),
    )


@fait(Geste.PROLONGER_EXECUTION)
def extend(monde):
    extension = {"exercice": monde.valide, "numero": 9, "date_signature": date(2020, 12, 18)}
    extend_exercice(by=monde.valideur, at=AT, **extension)


@fait(Geste.ANNULER_PROLONGATION)
def cancel(monde):
    motif = ecrire(EtapeDecision, "motif")
    cancel_extension(by=monde.valideur, at=AT, exercice=monde.valide, motif=motif)


@fait(Geste.PASSER_BROUILLON)
def open_again(monde):
    extend(monde)
    open_second_arrete(by=monde.valideur, at=AT, exercice=monde.valide)


# --- The life of what was handed over -------------------------------------------------------------------------------


@fait(Geste.PASSER_A_COMPLETER)
def send_back(monde):
    monde.etat = {"by": monde.get_compte("prefecture.22"), "exercice": monde.transmis}
    review(**monde.etat, at=AT, vers="a_completer", motif=ecrire(EtapeDecision, "motif"))


@fait(Geste.PASSER_TRANSMIS)
def hand_over(monde):
    transmit(by=monde.get_compte("valideur.22"), at=AT + timedelta(hours=1), exercice=monde.transmis)


@fait(Geste.PASSER_VALIDE)
def validate(monde):
    for document in Document.objects.filter(etat="a_dessiner"):
        record_dessin(at=AT, document=claim_document(at=AT, pk=document.pk), octets=b"%PDF")
    review(**monde.etat, at=AT + timedelta(hours=2), vers="valide", motif=ecrire(EtapeDecision, "motif"))


def write_in_dossier(monde, operation, by=None, **champs):
    monde.heure = getattr(monde, "heure", AT + timedelta(hours=2)) + timedelta(hours=1)
    qui = monde.etat | ({"by": by} if by else {})
    return operation(**qui, at=monde.heure, vu=get_dossier(reread(monde.transmis)).version, **champs)


@fait(Geste.DECISION_PROPOSEE)
def propose(monde):
    motif = ecrire(EtapeDecision, "motif")
    write_in_dossier(monde, propose_refaction, montant=Decimal(12), motif=motif)


@fait(Geste.DECISION_REPONDUE)
def answer(monde):
    by, motif = monde.get_compte("valideur.22"), ecrire(EtapeDecision, "motif")
    write_in_dossier(monde, answer_proposition, by=by, montant=None, motif=motif)


@fait(Geste.DECISION_NOTIFIEE)
def notify(monde):
    motif = ecrire(EtapeDecision, "motif")
    write_in_dossier(monde, notify_decision, montant=Decimal(12), motif=motif)


@fait(Geste.ENREGISTRER_VERSEMENT)
def pay(monde):
    versement = {"verse_le": date(2022, 6, 1), "montant": Decimal(1), **remplir(Versement, "imputation")}
    monde.versement = write_in_dossier(monde, record_versement, **versement)


@fait(Geste.RETIRER_VERSEMENT)
def unpay(monde):
    write_in_dossier(monde, withdraw_versement, pk=monde.versement.pk)
