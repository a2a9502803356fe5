"""One chart of each kind, with what is hard about it: gaps, breaks, a limit, negative values, long words, nothing."""

from fractions import Fraction

from dessins.barres import Barres, LigneDeBarres
from dessins.courbes import Courbes, RuptureDeSerie, Serie, Seuil
from dessins.distribution import Distribution
from dessins.encres import CIBLE, INITIALE, PROJECTION
from dessins.multiples import Multiples
from dessins.nuage import NuageDePoints, Observation
from nombres.formats import NBSP, nombre, pourcent

ANNEES = (2019, 2020, 2021, 2022)


def parts(*centiemes):
    return tuple(None if un is None else Fraction(un, 100) for un in centiemes)


def make_courbes(cle, titre, *centiemes, **autres):
    reglages = {"annees": ANNEES, "ecrire": pourcent, "plafond": Fraction(1), **autres}
    series = (Serie("Dans le délai", parts(*centiemes)), Serie("Cible", parts(None, 50, 65, 80), CIBLE))
    return Courbes(cle=cle, titre=titre, series=series, **reglages)


TRAJECTOIRE = Courbes(
    cle="trajectoire",
    titre="R2, orientations dans le délai",
    constat="Le délai est mieux tenu depuis 2020.",
    annees=("initiale", *ANNEES),
    series=(
        Serie("Résultat", parts(None, 42, 51, 60, None), incomparables=frozenset({3})),
        Serie("Projection", parts(None, None, None, None, 73), PROJECTION, depuis=(3, Fraction(60, 100)),
              suffixe=" projeté", is_ponctuelle=True),
        Serie("Situation initiale", parts(35, None, None, None, None), INITIALE, is_ponctuelle=True),
        Serie("Cible", parts(None, 40, 50, 65, 80), CIBLE),
    ),
    ecrire=pourcent,
    plafond=Fraction(1),
    note="Une année sans résultat est un vide, jamais un zéro.",
)  # fmt: skip
PLUSIEURS = Courbes(
    cle="plusieurs",
    titre="Solde des entrées et des sorties, par semestre",
    annees=ANNEES,
    series=(
        Serie("Finistère", (Fraction(-1200), Fraction(300), None, Fraction(2500))),
        Serie("Morbihan", (Fraction(100), Fraction(-900), Fraction(-450), Fraction(0))),
        Serie("Côtes-d’Armor", (None, Fraction(1800), Fraction(1700), Fraction(1650))),
        Serie("Ille-et-Vilaine", (Fraction(2000), Fraction(2100), Fraction(900), Fraction(1000))),
    ),
    ecrire=nombre,
    seuils=(Seuil("Seuil d’alerte", Fraction(2300)),),
    ruptures=(RuptureDeSerie(2021, "autre méthode"),),
)
MULTIPLES = Multiples(
    cle="multiples",
    titre="R2, orientations dans le délai, département par département",
    courbes=(
        make_courbes("m-22", "Côtes-d’Armor", 40, 52, 61, 70),
        make_courbes("m-29", "Finistère", 45, None, 50, 98, ruptures=(RuptureDeSerie(2021, "autre limite"),)),
        make_courbes("m-35", "Ille-et-Vilaine", None, None, None, 12),
        make_courbes("m-56", "Morbihan", 100, 100, 100, 100),
        Courbes(cle="m-53", titre="Mayenne", annees=ANNEES, series=(), ecrire=pourcent),
    ),
)
DISTRIBUTION = Distribution(
    cle="distribution",
    titre="R2, distribution des durées",
    tranches=tuple((5 * n, 5 * n + 4, abs(7 - n) * 130) for n in range(12)),
    borne=29,
    limite=f"30{NBSP}jours",
)
ANONYME = NuageDePoints(
    cle="anonyme",
    titre="R2 en 2022, les départements",
    observations=(
        Observation(Fraction(542, 1000), "Finistère", is_sienne=True),
        *(Observation(Fraction(40 + (n * n * 7) % 55, 100)) for n in range(100)),
    ),
    ecrire=pourcent,
    unite="départements",
)
NOMME = NuageDePoints(
    cle="nomme",
    titre="Coût par personne suivie",
    observations=tuple(
        Observation(Fraction(valeur), nom, adresse=f"/conventions/{code}/")
        for code, nom, valeur in (("22", "Côtes-d’Armor", 812), ("29", "Finistère", 1240),
                                  ("35", "Ille-et-Vilaine", 812),
                                  ("56", "Morbihan", 530), ("53", "Mayenne", -40))
    ),
    ecrire=nombre,
    unite="départements",
)  # fmt: skip
REGLES = Barres(
    cle="regles",
    titre="Règles le plus souvent enfreintes",
    entete="Règle",
    natures=("Exercices",),
    lignes=(
        LigneDeBarres("Le nombre de personnes orientées ne dépasse pas celui des personnes entrées", (48,),
                      "98 départements sur 101", "/referentiels/"),
        LigneDeBarres("Les co-contractants apportent la moitié au moins", (Fraction(25, 2),),
                      "101 départements sur 101"),
        LigneDeBarres("La méthode est déclarée", (0,), "3 départements sur 101"),
        LigneDeBarres("Jamais demandée", (None,)),
    ),
)  # fmt: skip
CAMPAGNE = Barres(
    cle="campagne",
    titre="Avancement de la campagne, par région",
    entete="Région",
    natures=("En saisie", "Renvoyés", "Chez l’État", "Dialogue", "Non commencés", "Décidés"),
    is_en_parts=True,
    lignes=(
        LigneDeBarres("Bretagne", (1, 1, 1, 1, 0, 0)),
        LigneDeBarres("Pays de la Loire", (0, 0, 2, 1, 1, 1)),
        LigneDeBarres("Corse", (0, 0, 0, 0, 0, 0)),
        LigneDeBarres("Île-de-France", (2, 2, 1, 1, 1, 1)),
    ),
)
VITRINE = (TRAJECTOIRE, PLUSIEURS, MULTIPLES, DISTRIBUTION, ANONYME, NOMME, REGLES, CAMPAGNE)
