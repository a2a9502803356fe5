"""What makes the figures of the demo worth something: where they start from, how they were counted, what proves them.

Each function fills one exercice of a `france.Scene`, by the operations an agent uses.
"""

from datetime import date
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from indicateurs.models import EtatValeur
from indicateurs.oarsa import get_moyenne
from indicateurs.operations.methode import record_methode
from indicateurs.operations.pieces import record_piece
from indicateurs.operations.situation import record_situations
from indicateurs.queries.lignes import get_chiffres

# The day before the conventions.
VEILLE = date(2018, 12, 31)
# The method of the délais, département après département: most count alike, two do not.
DATES_ENTREE = ("notification_caf",) * 3 + ("flux_cnaf", "notification_caf", "demande")


def record_situations_demo(scene, exercice, at):
    """Where each indicator with targets stood the day before the convention: short of its first result and of its first
    target, counted among as many people as there were, a step of the chain among those of the step before."""
    mesures, situations = get_chiffres(exercice).mesures, {}
    for i in exercice.referentiel.definition.indicateurs.values():
        mesure = mesures.get(i.code)
        if not i.attend_une_cible or mesure is None or mesure.numerateur is None:
            continue
        part = Decimal(scene.departs.randint(80, 94)) / 100
        if i.regle and scene.place % 6 == 4:
            situations[i.code] = _tell_publie(scene, i)
            continue
        sur = None
        if i.is_proportion:
            total = mesures[i.denominateur].numerateur if i.denominateur else mesure.denominateur
            sur = _count_alors(scene, i, total, situations)
            meilleur = min(mesure.numerateur / total, Decimal(str(scene.textes["proportions"][i.code])))
            chiffre = (sur * meilleur * part).to_integral_value(ROUND_DOWN)
        elif i.sens == "baisse":
            chiffre = _round(i, max(mesure.numerateur, scene.compute_cible(i, 0)) / part, ROUND_UP)
        else:
            chiffre = _round(i, min(mesure.numerateur, scene.compute_cible(i, 0)) * part, ROUND_DOWN)
        situations[i.code] = {"au": VEILLE, "numerateur": chiffre, "denominateur": sur}
    record_situations(by=scene.agent, at=at, exercice=exercice, vus={}, saisis=situations)


def _tell_publie(scene, delai):
    """One département in six has nothing left of that time but the means that were published."""
    publiee = get_moyenne(scene.convention.code, delai.regle)
    jours = publiee.jours if publiee else None
    return {
        "au": VEILLE,
        "etat": EtatValeur.NON_DISPONIBLE if jours is None else EtatValeur.RENSEIGNE,
        "moyenne_jours": jours,
    }


def _count_alors(scene, indicateur, total, situations):
    """Among how many people an indicator was counted on VEILLE; where nobody knows, a few fewer than `total`, those of
    the first year."""
    if indicateur.denominateur == "P0":
        return scene.compute_population(VEILLE.year)
    if indicateur.denominateur in situations:
        return situations[indicateur.denominateur]["numerateur"]
    return (total * Decimal("0.96")).to_integral_value()


def _round(indicateur, nombre, arrondi):
    return nombre.quantize(Decimal(10) ** -indicateur.decimales, arrondi)


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
