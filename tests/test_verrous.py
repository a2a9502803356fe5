"""What the database itself refuses to change: every trigger of every app, tried on a row it holds."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from avenants.models import Avenant, LigneCible, LigneFinancement
from comptes.models import Trace
from comptes.verrous import drop_verrous, list_verrous_manquants
from conventions import verrous
from conventions.models import (
    ETATS_MODIFIABLES,
    ETATS_TRANSMIS,
    Action,
    DelaiAccorde,
    Etat,
    Exercice,
    Financement,
    IndicateurPropre,
    Jalon,
    MouvementRedeploiement,
    PieceAction,
    PieceConvention,
    Redeploiement,
)
from conventions.operations.actions import record_action
from conventions.operations.exercices import record_textes
from fichiers.pieces import make_piece
from financement.operations.montants import record_montants
from indicateurs.models import DeclarationMethode, Derogation, PieceJointe, Valeur
from indicateurs.operations.cibles import record_cibles
from indicateurs.operations.methode import record_methode
from indicateurs.operations.pieces import record_piece
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from remarques.models import Remarque
from reporting.models import Versement
from tests.chemins import FICHIER
from tests.formulaires_lus import read_formulaire
from tests.lecture import read_html

pytestmark = pytest.mark.deux_bases  # a trigger is written otherwise for each
AT = datetime(2022, 6, 1, 9, tzinfo=UTC)
TOUS = [verrou for app in apps.get_app_configs() for verrou in getattr(app, "verrous", ())]
# Those on votes refuse what a row would say, where the others hold what it says: tests/avenants/test_votes.py.
VERROUS = [verrou for verrou in TOUS if not verrou.volet.startswith("vote")]
CAS = [(verrou, ordre) for verrou in VERROUS for ordre in verrou.noms]
MODELES = {modele._meta.db_table: modele for modele in apps.get_models(include_auto_created=True)}
# Another value, in SQL, for a column of each kind.
AUTRES = {
    "DateField": "'2001-01-01'",
    "DateTimeField": "'2001-01-01 00:00:00+00:00'",
    "BinaryField": "NULL",
    "JSONField": "'{{}}'",
    "BooleanField": "NOT {0}",
    "CharField": "'autre'",
    "TextField": "'autre'",
}


@pytest.fixture
def figee(demo):
    """The demo, with a row of each table that is held: its 2020 is validated, an avenant of it signed."""
    exercice, agent = demo.valide, demo.get_compte("agent.29")
    Exercice.objects.filter(pk=exercice.pk).update(etat=Etat.A_COMPLETER)
    action = exercice.actions.first()
    partenaire = exercice.convention.partenaires.create(nom="Un partenaire")
    action.partenaires.add(partenaire)
    Jalon.objects.create(action=action, libelle="Un", prevu_le=date(2020, 5, 1))
    IndicateurPropre.objects.create(action=action, libelle="Un")
    make_piece(PieceAction, by=agent, at=AT, action=action, **FICHIER).save()
    make_piece(PieceJointe, by=agent, at=AT, exercice=exercice, code="R2", **FICHIER).save()
    make_piece(
        PieceConvention, by=agent, at=AT, convention=exercice.convention, nature="avenant", **FICHIER
    ).save()
    redeploiement = make_piece(Redeploiement, by=agent, at=AT, exercice=exercice, constat="Oui.", **FICHIER)
    redeploiement.save()
    MouvementRedeploiement.objects.create(redeploiement=redeploiement, action=action, montant=1)
    methode = {"date_entree": "demande", "droits_suspendus": "inclus", "date_rdv": "tenue", "logiciel": "X"}
    DeclarationMethode.objects.get_or_create(exercice=exercice, defaults={"par": agent, "le": AT, **methode})
    Derogation.objects.create(
        exercice=exercice,
        code="R2",
        regle="R1 <= R2",
        motif="Un.",
        jusqu_au=date(2021, 1, 1),
        par=agent,
        le=AT,
    )
    Versement.objects.create(
        exercice=exercice, verse_le=date(2021, 1, 1), montant=1, imputation="304", par=agent, le=AT
    )
    DelaiAccorde.objects.create(
        exercice=exercice,
        jusqu_au=date(2021, 5, 1),
        au_lieu_du=date(2021, 3, 31),
        motif="Un.",
        par=agent,
        le=AT,
    )
    dits = {"ancre": "action", "cle": "S1-1", "libelle": "S1-1", "audience": "collectivite"}
    dits |= {"service": "prefecture"}
    une = Remarque.objects.create(exercice=exercice, auteur=agent, le=AT, **dits)
    une.messages.create(par=agent, le=AT, texte="Un mot.", vers="ouverte")
    avenant = Avenant.objects.get(convention__code="29", numero=3)
    LigneFinancement.objects.create(avenant=avenant, action=action, source="report", montant=1)
    LigneCible.objects.create(avenant=avenant, code="R2", annee=2030, valeur=1)
    Avenant.objects.filter(pk=avenant.pk).update(statut="signe", date_signature=date(2021, 5, 1))
    Exercice.objects.filter(pk=exercice.pk).update(etat=Etat.VALIDE)
    return exercice


def find_held(verrou):
    """The key of a row the trigger holds, by its own condition."""
    condition = verrou.condition.replace("OLD.", "LIGNE.") or "1 = 1"
    if "NEW." in condition:
        condition = condition.split(" AND ")[0]
    ouvert = f" AND {verrou.ouvert.replace('OLD.', 'LIGNE.')}" if verrou.ouvert else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {verrou.table} LIGNE WHERE ({condition}){ouvert} ORDER BY id DESC LIMIT 1"
        )
        trouve = cursor.fetchone()
        if trouve is None:  # each is past the time when it could be completed: the more held
            cursor.execute(
                f"SELECT id FROM {verrou.table} LIGNE WHERE ({condition}) ORDER BY id DESC LIMIT 1"
            )
            trouve = cursor.fetchone()
        return trouve[0]


def execute(ordre):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ordre)


def make_ordres(verrou, ordre):
    """What somebody would write beneath the site on a row that is held: each is refused."""
    pk, modele = find_held(verrou), MODELES[verrou.table]
    if ordre == "DELETE":
        return [f"DELETE FROM {verrou.table} WHERE id = {pk}"]
    if ordre == "INSERT":
        colonnes = ", ".join(f'"{c.column}"' for c in modele._meta.concrete_fields if not c.primary_key)
        return [
            f"INSERT INTO {verrou.table} ({colonnes}) SELECT {colonnes} FROM {verrou.table} WHERE id = {pk}"
        ]
    if not verrou.figees:
        return [f"UPDATE {verrou.table} SET id = id WHERE id = {pk}"]
    champs = [modele._meta.get_field(nom) for nom in verrou.figees]
    return [
        f"UPDATE {verrou.table} SET {champ.column} = {make_autre(champ)} WHERE id = {pk}" for champ in champs
    ]


@pytest.mark.parametrize("etat", ETATS_TRANSMIS)
def test_the_database_refuses_each_order_on_each_row_it_holds(figee, etat):
    Exercice.objects.filter(etat__in=ETATS_TRANSMIS).update(etat=etat)
    passes = []
    for verrou, ordre in CAS:
        for sql in make_ordres(verrou, ordre):
            try:
                execute(sql)
            except IntegrityError as refus:
                # A table may have several reasons.
                if any(un.message in str(refus) for un in VERROUS if un.table == verrou.table):
                    continue
            passes.append(sql)
    assert passes == []


def make_autre(champ):
    return AUTRES.get(champ.get_internal_type(), "COALESCE({0}, 0) + 1").format(champ.column)


def test_what_is_held_is_what_must_not_change():
    """By table: the journal, what a validated exercice says, what is signed, what was decided and paid."""
    tenues = {verrou.table for verrou in VERROUS}
    attendues = {Trace, Valeur, Financement, Action, Exercice, PieceConvention, Versement, Avenant}
    # Whatever hangs from an avenant and is not frozen by itself.
    attendues |= {
        lien.related_model
        for lien in Avenant._meta.related_objects
        if lien.related_model.__name__.startswith("Ligne")
    }
    assert {modele._meta.db_table for modele in attendues} <= tenues
    # Whatever hangs from an action and goes with it.
    suites = {
        lien.related_model for lien in Action._meta.related_objects if lien.on_delete.__name__ == "CASCADE"
    }
    assert {un._meta.db_table for un in suites} - {"conventions_reprise"} <= tenues


@pytest.mark.parametrize("etat", ETATS_TRANSMIS)
def test_a_row_neither_leaves_nor_enters_an_exercice_that_was_handed_over(demo, figee, etat):
    Exercice.objects.filter(pk=figee.pk).update(etat=etat)
    close, ouverte = figee.actions.first(), demo.brouillon.actions.first()
    for action, exercice in ((close, demo.brouillon), (ouverte, figee)):
        with pytest.raises(IntegrityError, match="plus en saisie"), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(exercice=exercice, numero="Q-1")


def test_the_triggers_know_the_états_of_what_was_handed_over():
    clos = {verrous.EXERCICE_CLOS, verrous.ACTION_CLOSE, verrous.ANNEE_CLOSE, verrous.CLOS}
    dits = {tuple(re.findall("'(.+?)'", condition)) for condition in clos}
    assert dits == {tuple(ETATS_MODIFIABLES)}


@pytest.mark.parametrize("etat", ETATS_MODIFIABLES)
def test_an_exercice_that_opens_again_opens_what_was_held_with_it(figee, etat):
    """Sent back, or for its second round."""
    valeur = figee.valeurs.filter(etat="renseigne").first()
    Exercice.objects.filter(pk=figee.pk).update(etat=etat)
    assert Valeur.objects.filter(pk=valeur.pk).update(numerateur=valeur.numerateur)
    assert Financement.objects.filter(action__exercice=figee).update(execute=Decimal(1))


@pytest.mark.parametrize("modele", [Versement, PieceConvention])
def test_what_is_withdrawn_is_withdrawn_once(modele, demo, figee):
    ligne = modele.objects.kept().last()
    retrait = {"retire_le": AT, "retire_par": ligne.par} if modele is Versement else {"retiree_le": AT}
    assert modele.objects.filter(pk=ligne.pk).update(**retrait)
    assert not modele.objects.kept().filter(pk=ligne.pk).exists()
    vide = dict.fromkeys(retrait)
    with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
        modele.objects.filter(pk=ligne.pk).update(**vide)


# --- Of an operation that saw it open still --------------------------------------------------------------------------

PHRASE = "plus en saisie"


@pytest.fixture
def depassee(demo, monkeypatch):
    """A race that was lost: the exercice of the 29 is handed over, and the policies do not see it yet."""
    Exercice.objects.filter(pk=demo.brouillon.pk).update(etat=Etat.TRANSMIS)
    monkeypatch.setattr(Exercice, "is_modifiable", True)
    return demo.brouillon


def list_ecritures(exercice):
    """Of each table that is held, what somebody writes in it."""
    action = exercice.actions.get(numero="S1-1")
    f1 = SaisieValeur(exercice.valeurs.get(code="F1").version, "renseigne", Decimal(77))
    methode = {"date_entree": "demande", "droits_suspendus": "inclus", "date_rdv": "tenue", "logiciel": "X"}
    cellule = {(action.pk, "report.prevu"): Decimal(5)}
    fiche = {"numero": "Q-1", "axe": "S1", "titre": "Une de plus", "nature": "nouvelle"}
    yield record_valeurs, {"saisies": {"F1": f1}}
    yield record_montants, {"vus": {}, "saisis": cellule}
    yield record_action, {"action": None, "version": 0, "champs": fiche}
    yield record_cibles, {"vus": {}, "saisis": {("ZZ", exercice.annee): Decimal(99)}}
    yield record_methode, {"version": 0, "champs": methode | {"rupture": "", "rupture_le": None}}
    yield record_textes, {"version": exercice.version, "contexte": "Un mot.", "conclusion": ""}
    yield record_piece, {"code": "R2", **FICHIER, "octets": b"c;d"}


def test_a_race_that_only_the_database_sees_is_a_sentence(demo, depassee):
    for ecrire, champs in list_ecritures(depassee):
        with pytest.raises(ValidationError, match=PHRASE):
            ecrire(by=demo.get_compte("agent.29"), at=AT, exercice=depassee, **champs)


@pytest.mark.parametrize(
    ("route", "cle", "champ"),
    [
        ("conventions:action", ["29", 2021, "S1-1"], "bilan"),
        ("reporting:rapport", ["29", 2021], "contexte"),
    ],
)
def test_a_race_that_only_the_database_sees_is_told_and_nothing_typed_is_lost(
    client, demo, depassee, route, cle, champ
):
    client.force_login(demo.get_compte("agent.29"))
    adresse = reverse(route, args=cle)
    saisi = read_formulaire(client.get(adresse)) | {champ: "Ce que je viens d’écrire"}
    reponse = client.post(adresse, saisi)
    page = read_html(reponse)
    assert reponse.status_code in (409, 422)
    assert PHRASE in page and "Ce que je viens d’écrire" in page


# --- The triggers themselves -----------------------------------------------------------------------------------------


def list_dites():
    return {erreur.msg.split("trigger ")[1].split(" ")[0] for erreur in run_checks(tags=["verrous"])}


def empty(nom, verrou, ordre):
    """The trigger stays, and does nothing."""
    if connection.vendor == "sqlite":
        yield f"DROP TRIGGER {nom}"
        yield f"CREATE TRIGGER {nom} BEFORE {ordre} ON {verrou.table} FOR EACH ROW BEGIN SELECT 1; END"
    else:
        ligne = "OLD" if ordre == "DELETE" else "NEW"
        yield (
            f"CREATE OR REPLACE FUNCTION {nom}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RETURN {ligne}; END $$"
        )


def narrow(nom, verrou, ordre):
    """It holds no row any more."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [nom])
            texte = cursor.fetchone()[0]
        yield f"DROP TRIGGER {nom}"
        yield texte.replace("BEGIN SELECT RAISE", "BEGIN SELECT 1 WHERE 0; SELECT RAISE")
    else:
        yield f"DROP TRIGGER {nom} ON {verrou.table}"
        yield (
            f"CREATE TRIGGER {nom} BEFORE {ordre} ON {verrou.table} FOR EACH ROW WHEN (1 = 0) "
            f"EXECUTE FUNCTION {nom}()"
        )


def disable(nom, verrou, ordre):
    if connection.vendor == "sqlite":
        yield f"DROP TRIGGER {nom}"
    else:
        yield f"ALTER TABLE {verrou.table} DISABLE TRIGGER {nom}"


@pytest.mark.parametrize("outrage", [empty, narrow, disable])
def test_a_trigger_that_no_longer_holds_is_an_error_at_start(outrage, db):
    """Each of them: its body is read, not only its name."""
    assert run_checks(tags=["verrous"]) == []
    noms = [(verrou.noms[ordre], verrou, ordre) for verrou, ordre in CAS]
    for nom, verrou, ordre in noms:
        for sql in outrage(nom, verrou, ordre):
            execute(sql)
    assert list_dites() == {nom for nom, *_ in noms}


def test_a_missing_trigger_is_mended_by_the_next_migration(db):
    drop_verrous(VERROUS, connection)
    assert len(list_verrous_manquants(VERROUS, connection)) == len(CAS)
    assert {erreur.id for erreur in run_checks(tags=["verrous"])} == {"comptes.E001"}
    # `migrate` runs its own checks, naming the database: it is not stopped by what it mends.
    assert run_checks(tags=["verrous"], databases=["default"]) == []
    call_command("migrate", verbosity=0)
    assert run_checks(tags=["verrous"]) == []
