"""The values of closed lists that a file writes in words of its own: to be asked about once, then remembered."""

from collections.abc import Iterable, Mapping, Sequence

from fichiers.personnes import get_identifiant, is_personnelle, normalize
from fichiers.porte import FichierRefuse
from indicateurs.parcours.cellules import (
    Cellule,
    CelluleFautive,
    CodesDesChoix,
    Rangee,
    Vocabulaire,
    is_erreur_de_formule,
    make_organismes,
    make_soumis,
)
from referentiels.delais import ORGANISME, SOUMIS, FormatParcours

MAX_TEXTES = 1_000  # different texts in a column: beyond, it is no closed list
MAX_INCONNUES = 20  # words asked about
LONGUEUR_MAX = 60


def list_choix(colonne: str, format_parcours: FormatParcours) -> tuple[str, ...]:
    """The codes a value of a closed list may stand for."""
    return {ORGANISME: tuple(format_parcours.organismes), SOUMIS: ("oui", "non")}[colonne]


def find_inconnues(
    rangees: Iterable[Rangee[Cellule]],
    places: Mapping[str, int],
    format_parcours: FormatParcours,
    valeurs: Vocabulaire,
) -> dict[str, list[str]]:
    """The values that no reader knows in some rows, by column, as the file writes them.

    A column with too many is no closed list: nothing is asked, and its lines will be refused one by one. Nor is
    anything asked about what looks like a person.
    """
    lecteurs = {
        ORGANISME: make_organismes(format_parcours.organismes, valeurs.get(ORGANISME)),
        SOUMIS: make_soumis(valeurs.get(SOUMIS)),
    }
    textes: dict[str, set[Cellule]] = {colonne: set() for colonne in lecteurs if colonne in places}
    _collect(rangees, [(places[colonne], vus) for colonne, vus in textes.items()])
    inconnues = {colonne: _list_inconnues(vus, lecteurs[colonne]) for colonne, vus in textes.items()}
    return {colonne: mots for colonne, mots in inconnues.items() if 0 < len(mots) <= MAX_INCONNUES}


def _collect(rangees: Iterable[Rangee[Cellule]], ou: Sequence[tuple[int, set[Cellule]]]) -> None:
    """Add to each set of `ou` the texts at its place; a file that breaks off is read as far as it goes."""
    try:
        for _, cellules in rangees:
            for place, vus in ou:
                if place < len(cellules) and len(vus) < MAX_TEXTES:
                    vus.add(cellules[place])
    except FichierRefuse:
        return


def _list_inconnues(textes: Iterable[Cellule], lecteur: CodesDesChoix) -> list[str]:
    inconnues: dict[str, str] = {}
    for cellule in textes:
        texte = get_identifiant(cellule)
        try:
            lecteur[cellule]
        except CelluleFautive:
            if normalize(texte) and not is_erreur_de_formule(texte):
                inconnues.setdefault(normalize(texte), texte)
    if any(len(texte) > LONGUEUR_MAX or is_personnelle(texte) for texte in inconnues.values()):
        return []
    return sorted(inconnues.values())
