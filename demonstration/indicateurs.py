"""The targets and the figures of the demo, and the word that explains the surprising ones.

Each function fills one exercice of a `france.Scene`, by the operations an agent uses.
"""

from decimal import Decimal

from conventions.models import Etat
from demonstration.jours import make_instant
from indicateurs.operations.cibles import record_cibles
from indicateurs.operations.valeurs import CHAMPS_SAISIS, SaisieValeur, record_valeurs
from indicateurs.queries.cadre import list_annees_cibles
from indicateurs.queries.fautes import list_fautes
from indicateurs.queries.lignes import get_chiffres

AXES_EN_ATTENTE = ("S4", "S5")  # left to the visitor in a draft


def record_cibles_demo(scene, exercice):
    """The targets of the convention, one a year."""
    cibles = {}
    codes = {**scene.textes["effectifs"], **scene.textes["proportions"]}
    for indicateur in exercice.referentiel.definition.indicateurs.values():
        if not indicateur.attend_une_cible or indicateur.code not in codes:
            continue
        for rang, an in enumerate(list_annees_cibles(exercice)):
            if indicateur.is_proportion:
                depart = Decimal(str(scene.textes["proportions"][indicateur.code]))
                cible = min(Decimal(1), depart + Decimal("0.05") * rang)
            else:
                cible = scene.compute_cible(indicateur, rang)
            cibles[indicateur.code, an] = cible
    record_cibles(by=scene.agent, at=make_instant(2019, 10, 1), exercice=exercice, vus={}, saisis=cibles)


def record_valeurs_demo(scene, exercice, annee, at, etat):
    """Every figure but those of the parcours file; in a draft, two axes are left to the visitor."""
    definition = exercice.referentiel.definition
    saisies, effectifs, stock = {}, {}, _count_stock(scene, annee)
    ouverts = {action["axe"] for action in scene.textes["actions"] if annee >= action["depuis"]}
    for i in definition.indicateurs.values():
        if not i.is_saisi or i.code in definition.codes_calcules or i.axe not in ouverts:
            continue
        if etat == Etat.BROUILLON and i.axe in AXES_EN_ATTENTE:
            continue
        if not i.exige:
            saisies[i.code] = SaisieValeur(0, "renseigne", stock[i.code], fiabilite="fiable")
            continue
        effectifs[i.code] = nombre = _tirer(scene, i, annee, effectifs)
        fiabilite = "estime" if scene.habitudes.random() < 0.15 else "fiable"
        saisies[i.code] = SaisieValeur(0, "renseigne" if nombre else "neant", nombre, fiabilite=fiabilite)
    record_valeurs(by=scene.agent, at=at, exercice=exercice, saisies=saisies)


def _tirer(scene, indicateur, annee, effectifs):
    if indicateur.nature == "taux":
        part = Decimal(scene.hasard.randint(62, 96)) / 100
        if indicateur.code == "P1":  # what was opened stays open
            part = scene.couverture = max(part, scene.couverture)
        return (effectifs[indicateur.denominateur] * part).quantize(Decimal(1))
    base = Decimal(str(scene.textes["effectifs"].get(indicateur.code, 20)))
    variation = Decimal(scene.hasard.randint(90, 125) + 5 * (annee - 2019)) / 100
    if indicateur.code == "P0":
        return scene.compute_population(annee)
    nombre = base * variation * (Decimal(1) if indicateur.code == "G5" else scene.taille)
    return nombre.quantize(Decimal(10) ** -indicateur.decimales)


def _count_stock(scene, annee):
    """Who is in the RSA on 31 December, and towards whom, near what the DREES found for France in 2018."""
    soumis = (scene.stocks.randint(8_800, 9_200) * scene.taille).quantize(Decimal(1)) + 150 * (annee - 2019)

    def take(total, pour_mille):
        return (total * (pour_mille + scene.stocks.randint(-5, 5)) / 1000).quantize(Decimal(1))

    orientes = take(soumis, 800 + 15 * (annee - 2019))
    pole_emploi, autre_spe, departement = (take(orientes, part) for part in (430, 50, 310))
    ailleurs = orientes - pole_emploi
    hors_spe = ailleurs - autre_spe - departement
    comptes = soumis, orientes, pole_emploi, autre_spe, departement, hors_spe, ailleurs, take(ailleurs, 510)
    return {f"R{rang}": compte for rang, compte in enumerate(comptes, start=7)}


def explain_demo(scene, exercice, at):
    """The word the référentiel asks for when a figure is surprising."""
    chiffres = get_chiffres(exercice)
    fautes = list_fautes(exercice.referentiel.definition, chiffres.mesures, chiffres.precedentes)
    saisies = {
        valeur.code: SaisieValeur(
            **{champ: getattr(valeur, champ) for champ in ("version", *CHAMPS_SAISIS)}
            | {"commentaire": scene.textes["explication"]}
        )
        for valeur in chiffres.valeurs.values()
        if any(faute.code == valeur.code and faute.demande_explication for faute in fautes)
    }
    record_valeurs(by=scene.agent, at=at, exercice=exercice, saisies=saisies)
