"""Conventions, from their opening to what two of them tell in common."""

from datetime import date
from decimal import Decimal

from avenants.models import Avenant
from avenants.operations.anterieurs import delete_anterieur, record_anterieur
from avenants.operations.deliberations import delete_deliberation, record_deliberation
from comptes.gestes import Geste
from comptes.models import Collectivite, Departement
from conventions.models import (
    Convention,
    Deliberation,
    Exercice,
    PieceConvention,
    Signataire,
)
from conventions.operations.collectivites import record_collectivite
from conventions.operations.conventions import (
    record_dates,
    record_paiement,
    record_piece_convention,
    record_signataires,
    withdraw_piece_convention,
)
from conventions.operations.notification import record_notification
from conventions.operations.ouverture import open_convention, open_exercice
from financement.operations.rapport_commun import join_exercices, record_depense_commune, separate_exercices
from reporting.operations.documents import produce_rapport_commun
from tests.tous_gestes.monde import DISPOSITIF, fait, make_code, make_fichier, remplir, reread


@fait(Geste.ENREGISTRER_COLLECTIVITE)
def add_collectivite(monde):
    record_collectivite(
        **monde.de_la_centrale,
        champs={
            "code": make_code("M", Collectivite),
            "nature": "metropole",
            **remplir(Collectivite, "nom", "titre_executif", "appellation"),
        },
        departements=[Departement.objects.get(pk="29")],
    )


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


@fait(Geste.NOTIFIER_MONTANT)
def say_notifie(monde):
    enveloppes = {"socle": Decimal(900), "commissaire": Decimal("100.50")}
    record_notification(
        **monde.de_la_centrale,
        exercice=monde.exercice,
        version=Exercice.objects.get(pk=monde.exercice.pk).version,
        montant=Decimal("1000.50"),
        enveloppes=enveloppes,
    )
    assert dict(monde.exercice.enveloppes.values_list("enveloppe", "montant")) == enveloppes


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


@fait(Geste.DIRE_PAIEMENT)
def say_paiement(monde):
    record_paiement(
        **monde.de_l_agent,
        convention=monde.convention,
        version=get_version(monde),
        champs={
            "siret": "73282932000074",
            **remplir(Convention, "modalites_paiement", "comptable", "imputation", "engagement_juridique"),
        },
    )


@fait(Geste.ENREGISTRER_DELIBERATION)
def vote(monde):
    monde.deliberation = record_deliberation(
        **monde.de_l_agent,
        convention=monde.convention,
        deliberation=None,
        approuve=[f"convention-{un.pk}-deliberation" for un in monde.conventions],
        champs={
            "organe": "assemblee_pleniere",
            "date_vote": date(2024, 1, 10),
            **remplir(Deliberation, "numero"),
        },
    )


@fait(Geste.RETIRER_DELIBERATION)
def unvote(monde):
    delete_deliberation(**monde.de_l_agent, convention=monde.convention, deliberation=monde.deliberation)


@fait(Geste.ENREGISTRER_ANTERIEUR)
def record_avenant_anterieur(monde):
    monde.anterieur = record_anterieur(
        **monde.de_l_agent,
        convention=monde.convention,
        avenant=None,
        champs={"numero": 90, "date_signature": date(2024, 2, 10), **remplir(Avenant, "objet")},
    )


@fait(Geste.RETIRER_ANTERIEUR)
def delete_avenant_anterieur(monde):
    delete_anterieur(**monde.de_l_agent, avenant=monde.anterieur)


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
