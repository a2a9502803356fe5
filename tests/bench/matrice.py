"""How much the heat map of all of France costs beside its floor, on the database that `france.py` filled.

`python tests/bench/matrice.py` does one, then the other, FOIS times, and prints the median time of each, that of the
server of the database included, and of their ratios: at most RAPPORT_MAX, or the command fails. The floor asks the same
two questions (figures, targets) as tuples, divides and compares as floats, and joins the cells: no référentiel, no
method, no exact number, no word.
"""

# Django is set up before its models are imported.
# ruff: noqa: E402
import os
import statistics
import sys
import time
from datetime import UTC, datetime
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from france import ANNEES, CENTRALE

from comptes.models import Utilisateur
from indicateurs.models import Cible, Valeur
from pilotage.queries.avancement import list_avancements
from pilotage.queries.perimetre import choose_exercices, list_lisibles, load_perimetre
from pilotage.queries.tableau import build_lignes_bord, choose_colonnes
from pilotage.templatetags.matrice import write_cellules

FOIS = 25
RAPPORT_MAX = 3
ANNEE = ANNEES[-1]
AT = datetime(2026, 4, 1, 9, tzinfo=UTC)


def draw_plancher(lisibles):
    """The cells, and nothing else."""
    cibles = {
        (convention, code): valeur
        for convention, code, valeur in Cible.objects.filter(annee=ANNEE).values_list(
            "convention", "code", "valeur"
        )
    }
    colonnes = ("exercice", "exercice__convention", "code", "etat", "numerateur", "denominateur")
    valeurs = Valeur.objects.filter(exercice__in=lisibles).order_by().values_list(*colonnes)
    cellules = []
    for _exercice, convention, code, _etat, haut, bas in valeurs:
        valeur = haut / bas if bas else haut
        cible = cibles.get((convention, code))
        classe = "" if cible is None else "o" if valeur >= cible else "m"
        cellules.append(f"<td class={classe}>{escape(f'{float(valeur):.1f}')}</td>")
    return "".join(cellules)


def draw_matrice(choix, lisibles, avancements):
    """The same cells as the page writes them, their figures read and judged."""
    perimetre = load_perimetre(choix, lisibles)
    colonnes = choose_colonnes(perimetre.definition, ())
    lignes = build_lignes_bord(perimetre, avancements, colonnes)
    return "".join(write_cellules(ligne, colonnes, has_liens=False) for ligne in lignes)


def measure(geste, *args):
    """Seconds of a call."""
    debut = time.perf_counter()
    geste(*args)
    return time.perf_counter() - debut


def main():
    centrale = Utilisateur.objects.get(email=CENTRALE)
    choix = choose_exercices(centrale, ANNEE)
    lisibles = list_lisibles(centrale, choix)
    avancements = list_avancements(centrale, load_perimetre(choix, lisibles), AT)
    plancher, matrice = (draw_plancher, lisibles), (draw_matrice, choix, lisibles, avancements)
    durees = [(measure(*matrice), measure(*plancher)) for _ in range(FOIS + 1)][1:]
    rapport = statistics.median(haut / bas for haut, bas in durees)
    ligne, plancher = (statistics.median(siennes) * 1000 for siennes in zip(*durees, strict=True))
    sys.stdout.write(
        f"| heat map, {len(lisibles)} exercices | {ligne:.0f} ms | its floor: {plancher:.0f} ms | × {rapport:.1f} |\n"
    )
    return 0 if rapport <= RAPPORT_MAX else 1


if __name__ == "__main__":
    sys.exit(main())
