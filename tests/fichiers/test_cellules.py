"""What one cell of a workbook holds: a number, a choice, a text, or one sentence that says why not."""

from decimal import Decimal

import pytest

from fichiers.classeur.cellules import CelluleRefusee, read_cellule_nombre, read_choix, read_texte

NOMBRE_TEXTE = {"t": "s", "v": "1 234,5"}


@pytest.mark.parametrize(
    ("cellule", "nombre"),
    [
        pytest.param(None, None, id="an empty cell"),
        pytest.param({"t": "s", "v": "  "}, None, id="only spaces"),
        pytest.param({"t": "n", "v": "12.5"}, Decimal("12.5"), id="a number"),
        pytest.param({"t": "n", "v": "0"}, Decimal(0), id="a real zero"),
        pytest.param({"t": "s", "v": "1 234,5"}, Decimal("1234.5"), id="a text with a space and a comma"),
        pytest.param({"t": "s", "v": "1\u202f234\u00a0567"}, Decimal(1234567), id="a text with thin spaces"),
        pytest.param({"t": "s", "v": "12.5"}, Decimal("12.5"), id="a text with a point"),
    ],
)
def test_what_is_surely_a_number_is_read(cellule, nombre):
    lu, remarque = read_cellule_nombre(cellule, "jeunes", 1)
    assert lu == nombre
    assert bool(remarque) == (nombre is not None and cellule["t"] == "s")


def test_a_number_stored_as_text_is_read_and_said():
    assert (
        read_cellule_nombre(NOMBRE_TEXTE, "ETP", 1)[1]
        == "Nombre enregistré comme du texte\u00a0: il est lu 1\u202f234,5."
    )


@pytest.mark.parametrize(
    ("cellule", "message"),
    [
        (
            {"t": "s", "v": "env. 30"},
            "«\u00a0env. 30\u00a0»\u00a0: écrivez un nombre, par exemple 1 234 ou 12,5.",
        ),
        (
            {"t": "s", "v": "1.234"},
            "«\u00a01.234\u00a0» se lit de deux façons. Écrivez 1\u202f234 si ce sont des milliers.",
        ),
        (
            {"t": "s", "v": "1,234"},
            "«\u00a01,234\u00a0» se lit de deux façons. Écrivez 1\u202f234 si ce sont des milliers.",
        ),
        ({"t": "s", "v": "85 %"}, "Un pourcentage n’est pas un effectif\u00a0: écrivez un nombre (jeunes)."),
        (
            {"t": "n", "v": "0.85", "p": True},
            "Un pourcentage n’est pas un effectif\u00a0: écrivez un nombre (jeunes).",
        ),
        ({"t": "n", "v": "0.85"}, "0,85 ressemble à un taux\u00a0: écrivez un nombre (jeunes)."),
        (
            {"t": "d", "v": "2021-05-05T00:00:00"},
            "C’est une date (05/05/2021)\u00a0: écrivez un nombre (jeunes).",
        ),
        (
            {"t": "f", "v": "=SUM(A1:A9)"},
            "C’est une formule\u00a0: écrivez un nombre (jeunes), ou collez sa valeur.",
        ),
        ({"t": "e", "v": "#REF!"}, "#REF! est une erreur du tableur\u00a0: écrivez un nombre (jeunes)."),
        ({"t": "b", "v": "1"}, "C’est une case vrai ou faux\u00a0: écrivez un nombre (jeunes)."),
        (
            {"t": "s", "v": "12 15"},
            "«\u00a012 15\u00a0» se lit comme plusieurs nombres\u00a0: écrivez-en un seul.",
        ),
        ({"t": "s", "v": "50 €"}, "«\u00a050 €\u00a0» est un montant\u00a0: écrivez un nombre."),
    ],
)
def test_what_is_no_number_is_one_sentence(cellule, message):
    with pytest.raises(CelluleRefusee) as refus:
        read_cellule_nombre(cellule, "jeunes")
    assert str(refus.value) == message


def test_a_choice_is_read_whatever_its_capitals_and_nothing_else_is():
    choix = {"neant": "Néant confirmé"}
    assert read_choix({"t": "s", "v": " néant Confirmé "}, choix, "un état") == "neant"
    with pytest.raises(CelluleRefusee, match="«\u00a0Néant\u00a0» n’est pas un état\u00a0: choisissez"):
        read_choix({"t": "s", "v": "Néant"}, choix, "un état")


def test_an_explanation_may_be_a_number_or_a_date_but_no_formula():
    assert read_texte({"t": "n", "v": "1234"}) == "1\u202f234"
    assert read_texte({"t": "d", "v": "2021-05-05"}) == "05/05/2021"
    with pytest.raises(CelluleRefusee, match="C’est une formule\u00a0: écrivez un texte"):
        read_texte({"t": "f", "v": "=A1"})
