"""The dashboard as a workbook, for whoever wants to work on it elsewhere."""

from decimal import Decimal
from fractions import Fraction
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from reporting.formats import LIBELLES

MAX_TEXTE = 32_767  # of one cell
# Heading, width in characters.
COLONNES = (
    ("Convention", 11), ("Département", 26), ("Exercice", 9), ("État de l’exercice", 18), ("Code", 7),
    ("Libellé", 60), ("Référentiel", 13), ("Numérateur", 12), ("Dénominateur", 13), ("Valeur", 10), ("Cible", 10),
    ("État", 16), ("Fiabilité", 10), ("Source", 24), ("Arrêté au", 12), ("Méthode", 60), ("Comparable", 12),
    ("Pourquoi non", 60),
)  # fmt: skip


def write_tableau(annee, lignes):
    """Bytes of the XLSX of `queries.tableau.list_lignes_export`; a text is written as text, never as a formula."""
    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet(f"Indicateurs {annee or ''}".strip())
    feuille.freeze_panes = "A2"
    for rang, (_, largeur) in enumerate(COLONNES, start=1):
        feuille.column_dimensions[get_column_letter(rang)].width = largeur
    feuille.append([_make_texte(feuille, titre, gras=True) for titre, _ in COLONNES])
    for ligne in lignes:
        feuille.append([_make_cellule(feuille, ligne, valeur) for valeur in _list_valeurs(ligne)])
    octets = BytesIO()
    classeur.save(octets)
    return octets.getvalue()


def _list_valeurs(ligne):
    """The cells of a line, in the order of COLONNES; a Fraction is in the unit of the indicator."""
    exercice, i, valeur = ligne.exercice, ligne.indicateur, ligne.valeur
    comparabilite = ligne.comparabilite
    return (
        exercice.convention.code,
        exercice.convention.departement.nom,
        exercice.annee,
        exercice.get_etat_display(),
        i.code,
        i.libelle,
        exercice.referentiel.code,
        ligne.resultat.numerateur,
        ligne.resultat.denominateur,
        ligne.resultat.valeur,
        None if ligne.cible is None else Fraction(ligne.cible),
        LIBELLES[ligne.resultat.etat],
        valeur.get_fiabilite_display() if valeur and valeur.is_chiffree else "",
        valeur.get_source_display() if valeur else "",
        ligne.arrete_au,
        ligne.methode,
        "" if comparabilite is None else "oui" if comparabilite.is_comparable else "non",
        " ; ".join(comparabilite.motifs) if comparabilite else "",
    )


def _make_cellule(feuille, ligne, valeur):
    if valeur is None or valeur == "":
        return None
    if isinstance(valeur, str):
        return _make_texte(feuille, valeur)
    if isinstance(valeur, Fraction):
        # A workbook has no fractions: fifteen digits, beside the two numbers they come from.
        valeur = Decimal(valeur.numerator) / Decimal(valeur.denominator)
        cellule = WriteOnlyCell(feuille, value=valeur)
        cellule.number_format = "0.0%" if ligne.indicateur.is_proportion else "#,##0.##"
        return cellule
    cellule = WriteOnlyCell(feuille, value=valeur)
    if hasattr(valeur, "year"):
        cellule.number_format = "DD/MM/YYYY"
    return cellule


def _make_texte(feuille, texte, gras=False):
    cellule = WriteOnlyCell(feuille, value=ILLEGAL_CHARACTERS_RE.sub("", texte)[:MAX_TEXTE])
    # openpyxl reads « =1+1 » as a formula: somebody typed it, nobody meant it to run.
    cellule.data_type = "s"
    if gras:
        cellule.font = Font(bold=True)
    return cellule
