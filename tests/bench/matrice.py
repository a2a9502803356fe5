"""How much the heat map of all of France costs beside its floor, on the database that `france.py` filled.

`python tests/bench/matrice.py` prints the median of the CPU seconds of each, and their ratio. The floor asks the same
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

FOIS = 15
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
    geste(*args)
    durees = []
    for _ in range(FOIS):
        debut = time.process_time()
        geste(*args)
        durees.append(time.process_time() - debut)
    return statistics.median(durees)


def main():
    centrale = Utilisateur.objects.get(email=CENTRALE)
    choix = choose_exercices(centrale, ANNEE)
    lisibles = list_lisibles(centrale, choix)
    avancements = list_avancements(centrale, load_perimetre(choix, lisibles), AT)
    plancher = measure(draw_plancher, lisibles)
    matrice = measure(draw_matrice, choix, lisibles, avancements)
    sys.stdout.write(
        f"{len(lisibles)} exercices: heat map {matrice * 1000:.0f} ms, floor {plancher * 1000:.0f} ms, "
        f"ratio {matrice / plancher:.1f} (at most 3 asked)\n"
    )


if __name__ == "__main__":
    main()
