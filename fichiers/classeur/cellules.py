"""What one cell of a workbook says; None for a cell that is empty."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from fichiers.classeur.feuilles import CelluleBrute
from nombres import lecture as nombres
from nombres.formats import nombre_exact
from saisie.caracteres import clean_texte


class CelluleRefusee(ValueError):
    """The cell cannot be read for what it should be; `str()` is the sentence to show."""


def read_cellule_nombre(
    cellule: CelluleBrute | None, unite: str, decimales: int = 0
) -> tuple[Decimal | None, str]:
    """The number of a cell and, when its form had to be interpreted, a remark.

    Raises CelluleRefusee. Sign and number of decimals are judged by the form, as on the page; only what looks like a
    rate, where one counts whole things, is named here.
    """
    if cellule is None or (cellule["t"] == "s" and not cellule["v"].strip()):
        return None, ""
    check_valeur(cellule, f"écrivez un nombre ({unite})")
    texte = cellule["v"].strip()
    if cellule.get("p") or texte.endswith("%"):
        raise CelluleRefusee(f"Un pourcentage n’est pas un effectif\u00a0: écrivez un nombre ({unite}).")
    if cellule["t"] == "n":
        exact = Decimal(texte)
        if not decimales and 0 < exact < 1:
            raise CelluleRefusee(
                f"{nombre_exact(exact)} ressemble à un taux\u00a0: écrivez un nombre ({unite})."
            )
        return exact, ""
    try:
        nombre = nombres.read_nombre(texte, nombres.EFFECTIF, decimales)
    except nombres.NombreIllisible as erreur:
        raise CelluleRefusee(explain_refus(texte, str(erreur))) from erreur
    if nombre is None:
        return None, ""
    return nombre, f"Nombre enregistré comme du texte\u00a0: il est lu {nombre_exact(nombre)}."


def explain_refus(texte: str, phrase: str) -> str:
    """The sentence of a refusal, with what the cell holds when it does not quote it."""
    if phrase.startswith("«"):
        return phrase
    return f"«\u00a0{texte[: nombres.TEXTE_MAX]}\u00a0»\u00a0: {phrase[:1].lower()}{phrase[1:]}"


def read_texte(cellule: CelluleBrute | None) -> str:
    """The text of a cell, "" when empty; raises CelluleRefusee on a formula or an error."""
    if cellule is None:
        return ""
    if cellule["t"] in "fe":
        check_valeur(cellule, "écrivez un texte")
    if cellule["t"] == "d":
        return f"{date.fromisoformat(cellule['v'][:10]):%d/%m/%Y}"
    if cellule["t"] == "b":
        return "VRAI" if cellule["v"] == "1" else "FAUX"
    if cellule["t"] == "n":
        return nombre_exact(Decimal(cellule["v"]))
    return clean_texte(cellule["v"]).strip()


def read_choix(cellule: CelluleBrute | None, choix: Mapping[str, str], quoi: str) -> str:
    """The code of a label picked in a list, "" when empty; `choix` are the labels by code. Raises CelluleRefusee."""
    # A list of ours may write « autre : » with a no-break space where the label has a plain one.
    texte = " ".join(read_texte(cellule).split())
    if not texte:
        return ""
    for code, libelle in choix.items():
        if texte.casefold() in (" ".join(libelle.split()).casefold(), code):
            return code
    raise CelluleRefusee(f"«\u00a0{texte[:40]}\u00a0» n’est pas {quoi}\u00a0: choisissez dans la liste.")


def check_valeur(cellule: CelluleBrute, quoi: str) -> None:
    """Raise CelluleRefusee on what is no typed value: a formula, an error, a date, a box; `quoi` says what to write."""
    if cellule["t"] == "f":
        raise CelluleRefusee(f"C’est une formule\u00a0: {quoi}, ou collez sa valeur.")
    if cellule["t"] == "e":
        raise CelluleRefusee(f"{cellule['v']} est une erreur du tableur\u00a0: {quoi}.")
    if cellule["t"] == "d":
        raise CelluleRefusee(f"C’est une date ({read_texte(cellule)})\u00a0: {quoi}.")
    if cellule["t"] == "b":
        raise CelluleRefusee(f"C’est une case vrai ou faux\u00a0: {quoi}.")
