"""The papers of the State, as values: a letter, an arrêté, the sheet of a dialogue with as much as it may hold."""

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from conventions.calculations import Montants
from reporting.contents import (
    CERTIFICATION,
    LIGNES_MAX,
    NOMS_MAX,
    ActionEnRetard,
    ChiffresDecision,
    ContenuArrete,
    ContenuDialogue,
    ContenuIndicateur,
    ContenuMesure,
    ContenuProposition,
    ContenuRecepisse,
    LigneDialogue,
    Texte,
    make_liste,
)
from tests.reporting.contenus import CONVENTION, EXERCICE

D = Decimal
LE = date(2022, 4, 26)
CHIFFRES = ChiffresDecision(
    arrete_au=date(2021, 12, 31),
    empreinte="9f3ac21b" * 8,
    notifie=D("1000000.00"),
    prevu=D("2000000.00"),
    execute=D("1900000.00"),
    simule=D("50000.00"),
    montant=D("12000.50"),
)
COMMUN = {"etabli_le": LE, "convention": CONVENTION, "exercice": EXERCICE, "motif": "Peu <b>fait</b>."}


def build_lettre():
    return ContenuProposition(
        projet=False, chiffres=CHIFFRES, preambule="J’envisage.", texte="Répondez.", **COMMUN
    )


def build_arrete(projet=True):
    decide = dataclasses.replace(CHIFFRES, propose=D("20000"), accepte=D("1000"))
    article = Texte(code="retenue", titre="Somme retenue", texte="Une somme est retenue.")
    return ContenuArrete(
        projet=projet,
        chiffres=decide,
        visas=("le code",),
        considerants=("que rien n’est fait",),
        articles=(article,),
        texte="De conception.",
        **COMMUN,
    )


def build_recepisse():
    return ContenuRecepisse(
        convention=CONVENTION,
        exercice=EXERCICE,
        rang=2,
        remis_le=datetime(2022, 4, 26, 9, 5, tzinfo=UTC),
        etabli_le=LE,
        par="Anne <b>Le Goff</b>",
        fonction="Valideur départemental",
        phrase=CERTIFICATION,
        empreinte=CHIFFRES.empreinte,
        arrete_au=CHIFFRES.arrete_au,
        prevu=CHIFFRES.prevu,
        execute=None,
        pieces=3,
        avertissements=1,
        page="/conventions/67/2021/remises/2/recepisse/",
        retard="Il est reçu avec un jour de retard.",
        instruction_au=date(2022, 6, 30),
        correction_au=date(2022, 5, 31),
    )


def build_dialogue(mot="mot"):
    """Every list full, every name and sentence as long as it may be: of `mot`, again and again."""
    long = " ".join([mot] * 60)
    indicateur = ContenuIndicateur(
        code="R14",
        libelle=long[:NOMS_MAX],
        unite="",
        nature="taux",
        decimales=1,
        sens="hausse",
        resultat=ContenuMesure(statut="renseigne", numerateur=D(1), denominateur=D(3)),
        cible=Fraction(1, 2),
    )
    axe = LigneDialogue(
        code="S1",
        libelle=long[:NOMS_MAX],
        prevu=D("1234567.89"),
        execute=D("1234567.89"),
        is_partiel=True,
        atteintes=1,
        evaluees=9,
    )
    phrases = make_liste([long] * 20)
    return ContenuDialogue(
        etabli_le=LE,
        convention=CONVENTION,
        exercice=EXERCICE,
        transmis_le=LE,
        arrete_au=date(2021, 12, 31),
        empreinte="9f3ac21b" * 8,
        montant_notifie=D("1234567.89"),
        total=Montants(D("2"), D("1"), execute_partiel=True),
        simule=D("5"),
        is_simulation_complete=False,
        axes=(axe,) * 14,  # as many as an instruction has
        manquees=(indicateur,) * LIGNES_MAX,
        nombre_manquees=30,
        retards=(ActionEnRetard(numero="S1-10", titre=long[:NOMS_MAX], etat="a_demarrer", jalons=3),)
        * LIGNES_MAX,
        nombre_retards=30,
        surprises=phrases,
        questions=phrases,
        avis="Le commissaire n’a pas rendu d’avis sur les derniers chiffres transmis.",
    )
