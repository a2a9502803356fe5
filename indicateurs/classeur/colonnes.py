"""The columns of a sheet of indicators. Writer and reader share them."""

from collections.abc import Collection

from fichiers.classeur.feuilles import CODE
from referentiels.definitions import Indicateur

# What one types, in the order of the columns; the first five are numbers.
NOMBRES = ("numerateur", "hors_delai", "en_cours", "mediane_jours", "moyenne_jours")
NOMBRES_DELAI = NOMBRES[1:]
DUREES = ("mediane_jours", "moyenne_jours")
# Not in the workbooks downloaded before the mean had a column.
RECENTES = frozenset({"moyenne_jours"})
TEXTES = ("etat", "fiabilite", "commentaire")
SAISIS = NOMBRES + TEXTES
MOTS = {
    CODE: "Code",
    "libelle": "Indicateur",
    "numerateur": "Chiffre",
    "hors_delai": "Hors délai",
    "en_cours": "En cours",
    "mediane_jours": "Médiane (jours)",
    "moyenne_jours": "Moyenne (jours)",
    "etat": "État",
    "fiabilite": "Fiabilité",
    "commentaire": "Explication",
    "resultat": "Résultat",
    "cible": "Cible {annee}",
    "chiffre_precedent": "Chiffre {precedente}",
    "resultat_precedent": "Résultat {precedente}",
}
CHIFFRE_DELAI = "Chiffre, ou dans le délai"


def list_entetes(annee: int, has_delai: bool) -> dict[str, str]:
    """Headers of a sheet by name of column, in order; the numbers of a délai only where the axe has one."""
    entetes = {
        nom: mot.format(annee=annee, precedente=annee - 1)
        for nom, mot in MOTS.items()
        if has_delai or nom not in NOMBRES_DELAI
    }
    if has_delai:
        entetes["numerateur"] = CHIFFRE_DELAI
    return entetes


def list_saisis(indicateur: Indicateur) -> tuple[str, ...]:
    """Names of the columns one fills for this indicator; its other cells are grey."""
    return SAISIS if indicateur.nature == "delai" else tuple(n for n in SAISIS if n not in NOMBRES_DELAI)


def list_lus(indicateur: Indicateur, colonnes: Collection[str]) -> list[str]:
    """Those that a sheet has, of its `colonnes`."""
    return [nom for nom in list_saisis(indicateur) if nom in colonnes]


def get_decimales(indicateur: Indicateur, nom: str) -> int:
    """How many decimals a number column accepts for this indicator."""
    if nom in DUREES:
        return 1
    return 0 if nom == "en_cours" else indicateur.decimales
