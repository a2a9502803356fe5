"""A workbook of money as it comes back."""

from fichiers.classeur.appel import read_classeur
from fichiers.classeur.feuilles import CODE
from fichiers.classeur.identite import check_identite, read_identite
from fichiers.classeur.lecture import find_identite
from financement.classeur.colonnes import CALCULS, FEUILLE, LIBELLE
from financement.classeur.identite import IdentiteFinancement
from financement.classeur.lecture import LectureFinancement
from financement.queries.apercu import ClasseurLu
from financement.queries.classeur import list_motifs


def interpret_classeur(exercice, octets):
    """Read a workbook in the child process and clean its cells; raises FichierRefuse with one sentence."""
    brut = read_classeur(octets)
    identite = read_identite(find_identite(brut), IdentiteFinancement)
    check_identite(identite, exercice)
    saisis = tuple(nom for nom in identite.entetes if nom not in (CODE, LIBELLE, *CALCULS))
    lecture = LectureFinancement(
        identite.actions, identite.entetes, identite.muettes, saisis, list_motifs(exercice)
    )
    # The row of an action that was deleted since need not be there.
    restantes = set(exercice.actions.values_list("pk", flat=True))
    lecture.read(brut, {FEUILLE: [numero for numero, pk in identite.actions.items() if pk in restantes]})
    return ClasseurLu(identite, lecture.lignes, lecture.anomalies)
