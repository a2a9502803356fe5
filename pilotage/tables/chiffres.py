"""The figures: one row per figure, of what `pilotage.queries.chiffres` reads."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from fichiers.classeur.ecriture import make_format
from fichiers.tables.colonnes import POURCENT, Case, ColonneExport, NombreEcrit, TypeColonne
from pilotage.tables.communes import COLONNES_EXERCICE
from referentiels.comparabilite import Comparabilite
from referentiels.definitions import Indicateur
from reporting.libelles import LIBELLES

TEXTE, ENTIER, DECIMAL = TypeColonne.TEXTE, TypeColonne.ENTIER, TypeColonne.DECIMAL
DATE, BOOLEEN = TypeColonne.DATE, TypeColonne.BOOLEEN
PROPORTION = "proportion"
# Of a quotient, which no number of decimals says exactly: as many as a workbook keeps, beside the two it comes from.
DECIMALES = 15


def _write(valeur: Decimal | Fraction | None, indicateur: Indicateur) -> NombreEcrit | None:
    """A value in the unit of its indicator."""
    format_ = POURCENT if indicateur.is_proportion else make_format(indicateur.decimales_lues)
    return None if valeur is None else NombreEcrit(Fraction(valeur), format_)


def _get(champ: str) -> Callable[[Any], Case]:
    """What reads a column of the stored figure, nothing where there is none."""
    return lambda un: getattr(un.valeur, champ) if un.valeur else None


def _list_motifs(comparabilite: Comparabilite | None) -> str:
    return "\u202f; ".join(comparabilite.motifs) if comparabilite else ""


COLONNES_CHIFFRES = (
    *COLONNES_EXERCICE,
    ColonneExport(
        "axe", "Axe", TEXTE, "Code de l’axe du référentiel.", lambda un: un.indicateur.axe, largeur=7,
    ),
    ColonneExport(
        "indicateur", "Code", TEXTE, "Code de l’indicateur dans le référentiel.",
        lambda un: un.indicateur.code, largeur=7,
    ),
    ColonneExport(
        "libelle", "Libellé", TEXTE, "Libellé de l’indicateur.", lambda un: un.indicateur.libelle, largeur=60,
    ),
    ColonneExport(
        "unite", "Unité", TEXTE,
        "Unité de la valeur et de la cible\u00a0; «\u00a0proportion\u00a0» va de 0 à 1, un tableur la montre en %.",
        lambda un: PROPORTION if un.indicateur.is_proportion else un.indicateur.unite, largeur=16,
    ),
    ColonneExport(
        "etat", "État", TEXTE,
        "Ce qui est dit du chiffre\u00a0: renseigné, provisoire, néant confirmé, non disponible, non concerné…",
        lambda un: LIBELLES[un.resultat.etat], largeur=16,
    ),
    ColonneExport(
        "numerateur", "Numérateur", DECIMAL,
        "Effectif compté\u00a0; d’un délai, les cas dans le délai. Vide\u00a0: pas de chiffre, jamais zéro.",
        lambda un: un.resultat.numerateur,
    ),
    ColonneExport(
        "denominateur", "Dénominateur", DECIMAL,
        "Ce à quoi le numérateur se rapporte\u00a0; d’un délai, les cas échus. Vide pour un simple effectif.",
        lambda un: un.resultat.denominateur, largeur=13,
    ),
    ColonneExport(
        "valeur", "Valeur", DECIMAL,
        "Numérateur divisé par dénominateur, ou l’effectif. On n’additionne ni ne moyenne des taux\u00a0: "
        "refaites la somme des deux colonnes d’avant.",
        lambda un: _write(un.resultat.valeur, un.indicateur), decimales=DECIMALES,
    ),
    ColonneExport(
        "cible", "Cible", DECIMAL, "Cible de l’année pour cet indicateur, dans la même unité.",
        lambda un: _write(un.cible, un.indicateur), decimales=6,
    ),
    ColonneExport(
        "cible_atteinte", "Cible atteinte", BOOLEEN,
        "La valeur atteint-elle la cible, dans le sens attendu\u00a0? Vide s’il manque l’une ou l’autre.",
        lambda un: un.atteinte,
    ),
    ColonneExport(
        "en_cours", "En cours", ENTIER, "D’un délai, les cas ni résolus ni échus, comptés à part.",
        _get("en_cours"), "cas",
    ),
    ColonneExport(
        "mediane_jours", "Médiane (jours)", DECIMAL, "D’un délai, sa médiane.", _get("mediane_jours"), "jours",
        decimales=1,
    ),
    ColonneExport(
        "moyenne_jours", "Moyenne (jours)", DECIMAL, "D’un délai, sa moyenne.", _get("moyenne_jours"), "jours",
        decimales=1,
    ),
    ColonneExport(
        "oarsa_2018_jours", "OARSA 2018, moyenne (jours)", ENTIER,
        "Délai moyen publié par la DREES pour ce territoire (enquête OARSA de 2018)\u00a0; à lire à côté, il ne "
        "se compte pas de la même façon.",
        lambda un: un.oarsa.jours if un.oarsa else None, "jours", largeur=16,
    ),
    ColonneExport(
        "oarsa_2018_absence", "OARSA 2018, pourquoi non", TEXTE, "Pourquoi la DREES n’en publie pas.",
        lambda un: un.oarsa.absence if un.oarsa else "", largeur=18,
    ),
    ColonneExport(
        "fiabilite", "Fiabilité", TEXTE, "Ce que la collectivité dit de la sûreté du chiffre.",
        lambda un: un.valeur.get_fiabilite_display() if un.valeur and un.valeur.is_chiffree else "", largeur=10,
    ),
    ColonneExport(
        "source", "Source", TEXTE, "D’où vient le chiffre\u00a0: saisie, classeur, ou fichier de parcours.",
        lambda un: un.valeur.get_source_display() if un.valeur else "", largeur=24,
    ),
    ColonneExport("arrete_au", "Arrêté au", DATE, "Jour dont parle le chiffre.", lambda un: un.arrete_au),
    ColonneExport(
        "methode", "Méthode", TEXTE, "Comment la collectivité compte les délais\u00a0: ce qu’elle a déclaré.",
        lambda un: un.methode, largeur=60,
    ),
    ColonneExport(
        "comparable", "Comparable", BOOLEEN,
        "Le chiffre est-il compté comme la référence de l’année\u00a0? Vide sans chiffre.",
        lambda un: un.comparabilite and un.comparabilite.is_comparable,
    ),
    ColonneExport(
        "motifs", "Pourquoi non", TEXTE, "Ce qui fait que le chiffre ne se compare pas.",
        lambda un: _list_motifs(un.comparabilite), largeur=60,
    ),
    ColonneExport(
        "explication", "Explication", TEXTE, "Ce que la collectivité a écrit de ce chiffre.",
        _get("commentaire"), largeur=60,
    ),
)  # fmt: skip
