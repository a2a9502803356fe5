"""What makes the figures of the demo worth something: where they start from, how they were counted, what proves them.

Each function fills one exercice of a `demonstration.Scene`, by the operations an agent uses.
"""

from datetime import date
from decimal import Decimal

from indicateurs.operations.methode import record_methode
from indicateurs.operations.pieces import record_piece
from indicateurs.operations.situation import record_situations
from indicateurs.queries.lignes import get_definition

# The method of the délais, département après département: most count alike, two do not.
DATES_ENTREE = ("notification_caf",) * 3 + ("flux_cnaf", "notification_caf", "demande")


def record_situations_demo(scene, exercice, at):
    """Where each indicator with targets stood the day before the convention: below its first target."""
    situations = {}
    proportions, effectifs = scene.textes["proportions"], scene.textes["effectifs"]
    for i in get_definition(exercice.referentiel).indicateurs.values():
        sur = None
        if not i.attend_une_cible:
            continue
        if i.code in proportions:
            sur = Decimal(round(400 * scene.taille))
            chiffre = Decimal(round(sur * (Decimal(str(proportions[i.code])) - Decimal("0.12"))))
        elif i.code in effectifs:
            chiffre = Decimal(round(scene.compute_cible(i, 0) * Decimal("0.85")))
        else:
            continue
        situations[i.code] = {"au": date(2018, 12, 31), "numerateur": chiffre, "denominateur": sur}
    record_situations(by=scene.agent, at=at, exercice=exercice, vus={}, saisis=situations)


def record_methode_demo(scene, exercice, at):
    """One département in six changes its software in 2021: its figures no longer compare with those of 2020."""
    rupture = exercice.annee == 2021 and scene.place % 6 == 2
    record_methode(
        by=scene.agent,
        at=at,
        exercice=exercice,
        version=0,
        champs={
            "date_entree": scene.date_entree,
            "droits_suspendus": "exclus",
            "date_rdv": "tenue",
            "logiciel": "Suivi des parcours (logiciel du département)",
            "rupture": "Reprise des dossiers dans un nouveau logiciel." if rupture else "",
            "rupture_le": date(2021, 7, 1) if rupture else None,
        },
    )


def record_piece_demo(scene, exercice, at):
    """What proves the coverage of the premier accueil."""
    tableau = "structure;communes couvertes\nMaison départementale des solidarités;18\nCCAS;7\n"
    record_piece(
        by=scene.agent,
        at=at,
        exercice=exercice,
        code="P1",
        nom_fichier=f"premier-accueil-{scene.convention.code}-{exercice.annee}.csv",
        type_contenu="text/csv",
        octets=tableau.encode(),
    )
