"""A campaign, and the time granted in it."""

from datetime import date

from comptes.gestes import Geste
from conventions.models import DelaiAccorde
from conventions.operations.campagnes import grant_delai, open_campagne, record_campagne, withdraw_delai
from tests.tous_gestes.monde import DISPOSITIF, fait, remplir


@fait(Geste.PREPARER_CAMPAGNE)
def prepare(monde):
    dates = {
        "ouverture": date(2022, 5, 2),
        "rapport_le": date(2025, 3, 31),
        "correction_au": date(2025, 5, 31),
        "instruction_au": date(2025, 6, 30),
    }
    monde.campagne = record_campagne(
        **monde.de_la_centrale,
        champs={"dispositif": DISPOSITIF, "annee": 2024, "referentiel": monde.referentiel, **dates},
    )


@fait(Geste.OUVRIR_CAMPAGNE)
def open_it(monde):
    open_campagne(**monde.de_la_centrale, campagne=monde.campagne)
    monde.campagne.refresh_from_db()


@fait(Geste.MODIFIER_CAMPAGNE)
def change(monde):
    record_campagne(
        **monde.de_la_centrale,
        campagne=monde.campagne,
        version=monde.campagne.version,
        champs={"ouverture": date(2022, 5, 3)},
        motif="L’instruction est parue le 3.",
    )


@fait(Geste.ACCORDER_DELAI)
def grant(monde):
    monde.delai = grant_delai(
        **monde.de_la_centrale,
        exercice=monde.exercice,
        jusqu_au=date(2025, 4, 30),
        **remplir(DelaiAccorde, "motif"),
    )


@fait(Geste.RETIRER_DELAI)
def withdraw(monde):
    withdraw_delai(**monde.de_la_centrale, delai=monde.delai)
