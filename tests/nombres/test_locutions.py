"""A noun in each of its forms."""

import pytest

from nombres.locutions import FORMES, MASCULIN, Nom

NOMS = [
    (Nom("Département", MASCULIN), ["Département", "le Département", "Le Département", "du Département",
                                    "au Département", ""]),
    (Nom("Métropole"), ["Métropole", "la Métropole", "La Métropole", "de la Métropole", "à la Métropole", "e"]),
    (Nom("accord", MASCULIN), ["accord", "l’accord", "L’accord", "de l’accord", "à l’accord", ""]),
    (Nom("Eurométropole"), ["Eurométropole", "l’Eurométropole", "L’Eurométropole", "de l’Eurométropole",
                            "à l’Eurométropole", "e"]),
    (Nom("Bordeaux Métropole", sans_article=True), ["Bordeaux Métropole"] * 3
     + ["de Bordeaux Métropole", "à Bordeaux Métropole", "e"]),
    (Nom("Orléans Métropole", sans_article=True), ["Orléans Métropole"] * 3
     + ["d’Orléans Métropole", "à Orléans Métropole", "e"]),
    (Nom("Évreux", MASCULIN, sans_article=True), ["Évreux"] * 3 + ["d’Évreux", "à Évreux", ""]),
]  # fmt: skip


@pytest.mark.parametrize(("nom", "formes"), NOMS, ids=lambda un: getattr(un, "mot", ""))
def test_a_noun_is_declined(nom, formes):
    assert nom.formes == dict(zip(FORMES, formes, strict=True))


@pytest.mark.parametrize(
    ("nom", "dit"),
    [
        (Nom("convention"), "cette convention"),
        (Nom("contrat", MASCULIN), "ce contrat"),
        (Nom("accord", MASCULIN), "cet accord"),
    ],
)
def test_a_noun_is_pointed_at(nom, dit):
    assert nom.ce == dit
