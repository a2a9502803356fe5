"""One cell of the grid of money: what the site holds in it, and somebody who types in it."""

from financement.operations.montants import record_montants
from financement.queries.montants import list_actions, read_cellules
from tests.fichiers.classeurs import AT


def record(par, exercice, numero, champ, valeur):
    """Somebody types one cell of the grid."""
    cellule = exercice.actions.get(numero=numero).pk, champ
    vus = read_cellules(list_actions(exercice))
    record_montants(by=par, at=AT, exercice=exercice, vus=vus, saisis={cellule: valeur})


def get(exercice, numero, champ):
    """What the site holds in one cell."""
    return read_cellules(list_actions(exercice)).get((exercice.actions.get(numero=numero).pk, champ))
