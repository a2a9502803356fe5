"""One line of an axe: what its fields may hold, and what is stored."""

from decimal import Decimal

import pytest

from referentiels.mesures import Mesure
from tests.indicateurs.lignes_saisies import make_ligne


@pytest.mark.parametrize(
    ("champs", "etat", "nombre"),
    [
        pytest.param(
            {"etat": "vide", "numerateur": "12"},
            "renseigne",
            12,
            id="a number alone is «\u00a0renseigné\u00a0»",
        ),
        pytest.param(
            {"numerateur": "1 234"}, "renseigne", 1234, id="a number with spaces and no état at all"
        ),
        pytest.param(
            {"etat": "vide", "numerateur": "0"}, "neant", 0, id="a typed 0 is «\u00a0néant confirmé\u00a0»"
        ),
        pytest.param({"etat": "neant"}, "neant", 0, id="«\u00a0néant confirmé\u00a0» alone is a real 0"),
        pytest.param(
            {"etat": "provisoire", "numerateur": "5"}, "provisoire", 5, id="«\u00a0provisoire\u00a0» stays so"
        ),
        pytest.param({"etat": "provisoire", "numerateur": "0"}, "provisoire", 0, id="a 0 may be provisoire"),
        pytest.param(
            {"etat": "non_disponible"},
            "non_disponible",
            None,
            id="«\u00a0non disponible\u00a0» has no number",
        ),
        pytest.param({"etat": "vide"}, "vide", None, id="an empty line is empty, not 0"),
        pytest.param({}, "vide", None, id="a line with nothing but its version is empty"),
    ],
)
def test_a_line_says(champs, etat, nombre):
    ligne = make_ligne(**champs)
    assert ligne.is_valid(), ligne.errors
    assert (ligne.saisie.etat, ligne.saisie.numerateur) == (etat, nombre)


@pytest.mark.parametrize(
    ("nature", "champs", "champ", "message"),
    [
        pytest.param(
            "effectif",
            {"etat": "non_disponible", "numerateur": "3"},
            "numerateur",
            "L’état «\u00a0non disponible\u00a0» n’a pas de chiffre\u00a0: videz ce champ.",
            id="«\u00a0non disponible\u00a0» with a number contradicts itself",
        ),
        pytest.param(
            "effectif",
            {"etat": "non_concerne", "numerateur": "0"},
            "numerateur",
            "L’état «\u00a0non concerné\u00a0» n’a pas de chiffre\u00a0: videz ce champ.",
            id="«\u00a0non concerné\u00a0» with a 0 too: missing is never 0",
        ),
        pytest.param(
            "effectif",
            {"etat": "neant", "numerateur": "3"},
            "numerateur",
            "«\u00a0Néant confirmé\u00a0» est un vrai zéro\u00a0: ce chiffre dit autre chose.",
            id="«\u00a0néant confirmé\u00a0» with 3",
        ),
        pytest.param(
            "delai",
            {"etat": "neant", "numerateur": "0", "hors_delai": "2"},
            "numerateur",
            "«\u00a0Néant confirmé\u00a0» est un vrai zéro\u00a0: ce chiffre dit autre chose.",
            id="«\u00a0néant confirmé\u00a0» with two cases out of time",
        ),
        pytest.param(
            "effectif",
            {"etat": "renseigne"},
            "numerateur",
            "Écrivez le chiffre, ou choisissez un autre état.",
            id="«\u00a0renseigné\u00a0» without number",
        ),
        pytest.param(
            "delai",
            {"hors_delai": "2"},
            "numerateur",
            "Écrivez aussi le nombre dans le délai.",
            id="cases out of time without those in time",
        ),
        pytest.param(
            "effectif",
            {"numerateur": "1,5"},
            "numerateur",
            "Écrivez un nombre entier, sans décimale.",
            id="half",
        ),
        pytest.param(
            "effectif",
            {"numerateur": "82 %"},
            "numerateur",
            "«\u00a082 %\u00a0» est un pourcentage\u00a0: écrivez un nombre.",
            id="a percentage",
        ),
        pytest.param(
            "delai",
            {"numerateur": "1", "hors_delai": "12 15"},
            "hors_delai",
            "«\u00a012 15\u00a0» se lit comme plusieurs nombres\u00a0: écrivez-en un seul.",
            id="two numbers",
        ),
        pytest.param(
            "effectif",
            {"numerateur": "50 €"},
            "numerateur",
            "«\u00a050 €\u00a0» est un montant\u00a0: écrivez un nombre.",
            id="an amount",
        ),
        pytest.param(
            "effectif", {"numerateur": "9" * 13}, "numerateur", "Ce nombre est trop grand.", id="too large"
        ),
        pytest.param(
            "delai",
            {"numerateur": "1", "en_cours": "99999999999"},
            "en_cours",
            "Ce nombre est trop grand.",
            id="more pending cases than the column holds",
        ),
        pytest.param(
            "effectif",
            {"numerateur": "1", "arrete_au": "2020-12-31"},
            "arrete_au",
            "Cette date est avant le début de l’exercice.",
            id="arrêté before the exercice",
        ),
        pytest.param(
            "effectif",
            {"numerateur": "1", "arrete_au": "2022-03-02"},
            "arrete_au",
            "Cette date est dans l’avenir.",
            id="arrêté tomorrow",
        ),
        pytest.param(
            "effectif",
            {"numerateur": "1", "arrete_au": "hier"},
            "arrete_au",
            "Écrivez une date, par exemple 31/12/2021.",
            id="arrêté in words",
        ),
    ],
)
def test_a_line_refuses(nature, champs, champ, message):
    ligne = make_ligne(nature, **champs)
    assert not ligne.is_valid()
    assert ligne.errors == {champ: [message]}


DOUZE = Mesure("renseigne", Decimal(12))


@pytest.mark.parametrize(
    ("champs", "etat", "a_confirmer"),
    [
        pytest.param({"etat": "provisoire", "numerateur": "12"}, "provisoire", True, id="as copied"),
        pytest.param(
            {"etat": "vide", "numerateur": "12"}, "provisoire", True, id="as copied, no état chosen"
        ),
        pytest.param(
            {"etat": "provisoire", "numerateur": "12", "confirme": "on"}, "renseigne", False, id="confirmed"
        ),
        pytest.param({"etat": "renseigne", "numerateur": "12"}, "renseigne", False, id="an état was chosen"),
        pytest.param({"etat": "renseigne", "numerateur": "13"}, "renseigne", False, id="typed over"),
        pytest.param(
            {"etat": "non_disponible", "numerateur": ""}, "non_disponible", False, id="declared unknown"
        ),
    ],
)
def test_a_figure_copied_from_last_year_waits_for_a_person(champs, etat, a_confirmer):
    ligne = make_ligne(precedente=DOUZE, reprise="on", **champs)
    assert ligne.is_valid(), ligne.errors
    assert (ligne.saisie.etat, ligne.saisie.a_confirmer) == (etat, a_confirmer)
