"""What the pages of a workbook have to know of that of the indicators."""

from conventions.views.classeur import PagesClasseur
from indicateurs.classeur.ecriture import write_classeur
from indicateurs.forms.classeur import interpret_classeur
from indicateurs.operations.classeur import confirm_indicateurs
from indicateurs.queries.apercu import build_apercu
from indicateurs.queries.classeur import build_classeur
from saisie.pages import Sujet

PAGES = PagesClasseur(
    sujet=Sujet.INDICATEURS,
    espace="indicateurs",
    fichier="calpae",
    gabarit="indicateurs/classeur.html",
    titre="Classeur Excel",
    objet="Indicateur",
    champ="chiffre",
    write=lambda exercice, le: write_classeur(build_classeur(exercice, le)),
    read=interpret_classeur,
    compare=build_apercu,
    confirm=confirm_indicateurs,
    bilan=("indicateur enregistré", "indicateurs enregistrés"),
    tell=lambda exercice: {"axes": exercice.referentiel.definition.axes_mesures},
)
