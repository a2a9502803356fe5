"""What the pages of a workbook have to know of that of the money."""

from conventions.views.classeur import PagesClasseur
from financement.classeur.ecriture import write_classeur
from financement.forms.classeur import interpret_classeur
from financement.operations.classeur import confirm_financement
from financement.queries.apercu import build_apercu
from financement.queries.classeur import build_classeur
from saisie.pages import Sujet

PAGES = PagesClasseur(
    sujet=Sujet.FINANCEMENT,
    espace="conventions",
    fichier="calpae-financement",
    gabarit="financement/classeur.html",
    titre="Classeur du financement",
    objet="Action",
    champ="champ",
    write=lambda exercice, le: write_classeur(build_classeur(exercice, le)),
    read=interpret_classeur,
    compare=lambda exercice, lu, choix, jour: build_apercu(exercice, lu, choix),
    confirm=confirm_financement,
    bilan=("cellule enregistrée", "cellules enregistrées"),
)
