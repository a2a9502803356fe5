"""The language of the rules: what it means, against an oracle of its own; what it refuses, and where."""

from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referentiels.construction import build_controle, build_definition
from referentiels.fautes import DefinitionInvalide
from referentiels.mesures import Mesure
from tests.ampleur import count_cas
from tests.referentiels.sections import read_section

CODES = ("A1", "A2", "B3", "D1")
INDICATEURS = {
    code: SimpleNamespace(code=code, nature="delai" if code == "D1" else "effectif") for code in CODES
} | {"M1": SimpleNamespace(code="M1", nature="moyenne", numerateur="A1", denominateur="A2")}


def build(regle, **champs):
    contenu = {"controles": [{"regle": regle, "gravite": "bloquant", "message": "Non.", **champs}]}
    return build_controle(read_section(contenu, "controles")[0], INDICATEURS)


def make_mesures(**nombres):
    return {code: Mesure("renseigne", Decimal(nombre)) for code, nombre in nombres.items()}


@pytest.mark.parametrize(
    ("regle", "attendu"),
    [
        ("A2 <= A1", False),
        ("A2<=A1", False),
        ("A1 + B3 < A2 + 2", True),
        ("1.5 = B3", False),
        ("A1 - B3 - 1 = 1", True),
        ("A1 / B3 * 2 = 4", True),
        ("-A1 + A2 = 1", True),
        ("abs(A1 - A2) <= 1", True),
        ("(A1 + 1) * 2 >= 10", True),
        ("A1 * 3 / 3 = A1", True),
        ("A1 / 3 * 3 = 4", True),
        ("A1 > 100 ou B3 = 2", True),
        ("A1 > 100 et B3 = 2", False),
        ("non A1 > 100", True),
        ("non (A1 > 100 ou B3 = 2)", False),
        ("A1 = 4 ou A1 = 5 et A1 = 6", True),
        ("(A1 <= 4) et (B3 <= 2)", True),
        ("M1 < 1", True),
        ("A1 / (B3 - 2) > 0", None),
        ("D1 > 3", None),
        ("A1 > 100 et D1 > 3", False),
        ("A1 < 100 ou D1 > 3", True),
        ("A1 < 100 et D1 > 3", None),
        ("A1.precedent >= A1", True),
        ("abs(A1 - A1.precedent) <= A1.precedent * 0.3", True),
        ("A2.precedent > 0", None),
    ],
)
def test_what_a_rule_means(regle, attendu):
    mesures = make_mesures(A1=4, A2=5, B3=2)
    assert build(regle).is_respecte(mesures, make_mesures(A1=5)) is attendu


def test_a_délai_has_four_numbers_and_last_years_four():
    delai = Mesure("renseigne", Decimal(6), Decimal(8), 3, Decimal("12.5"))
    avant = Mesure("renseigne", Decimal(5), Decimal(9), 1, Decimal(14))
    for regle in (
        "D1 = 6",
        "D1.denominateur = 8",
        "D1.en_cours = 3",
        "D1.mediane = 12.5",
        "D1.precedent = 5",
        "D1.mediane.precedent = 14",
        "D1.precedent.en_cours = 1",
        "D1 / D1.denominateur = 0.75",
    ):
        assert build(regle).is_respecte({"D1": delai}, {"D1": avant}) is True


def test_a_figure_without_number_decides_nothing_and_a_confirmed_zero_does():
    controle = build("A2 <= A1")
    inconnue = {"A1": Mesure("non_disponible"), "A2": Mesure("renseigne", Decimal(4))}
    assert controle.is_respecte(inconnue) is None
    assert controle.is_respecte(inconnue | {"A1": Mesure("neant", Decimal(0))}) is False


def test_the_first_figure_is_to_blame_unless_the_rule_says_another():
    assert build("A2 <= A1").code == "A2"
    assert build("1 <= A1 + B3").code == "A1"
    assert build("A2 <= A1", code="A1").code == "A1"
    assert build("10 >= M1").codes == ("A1", "A2")
    assert build("A2 <= A1", a_l_essai=True).a_l_essai


@pytest.mark.parametrize(
    ("regle", "faute"),
    [
        ("A2 <=", "colonne 6\u00a0: la règle s’arrête trop tôt"),
        ("A2 + <= A1", "colonne 6\u00a0: il manque un nombre ou un indicateur"),
        ("A2", "colonne 3\u00a0: il manque une comparaison"),
        ("A2 <= A1 <= B3", "colonne 10\u00a0: une seule comparaison à la fois"),
        ("A2 <= Z9", "colonne 7\u00a0: «\u00a0Z9\u00a0» n’est ni un indicateur ni un nombre"),
        ("A2 <= A1 B3", "colonne 10\u00a0: «\u00a0B3\u00a0» n’est pas attendu ici"),
        ("(A2 <= A1", "colonne 10\u00a0: «\u00a0)\u00a0» manque"),
        ("A2 <= A1)", "colonne 9\u00a0: «\u00a0)\u00a0» n’est pas attendu ici"),
        ("A2 et A1 <= 3", "colonne 1\u00a0: une comparaison est attendue ici"),
        ("(A2 <= A1) + 1 > 0", "colonne 1\u00a0: un nombre est attendu ici"),
        ("non A2", "colonne 5\u00a0: une comparaison est attendue ici"),
        ("1 <= 2", "colonne 1\u00a0: la règle ne parle d’aucun indicateur"),
        ("A2 <= A1.suivant", "colonne 7\u00a0: «\u00a0A1.suivant\u00a0»"),
        ("A2 <= A1.en_cours", "«\u00a0.en_cours\u00a0» ne se dit que d’un délai"),
        ("A2 <= D1.mediane.en_cours", "après le code"),
        ("A2 <= __import__('os')", "colonne 7\u00a0: «\u00a0__import__\u00a0» n’est ni un indicateur"),
        ("A2 $ A1", "colonne 4\u00a0: «\u00a0$\u00a0» n’est pas attendu ici"),
        ("abs A2 <= 1", "«\u00a0(\u00a0» manque"),
        ("(" * 40 + "A1" + ")" * 40 + " <= 1", "trop de parenthèses"),
        ("A1 <= " + "1 + " * 60 + "1", "200 caractères au plus"),
        ("", "200 caractères au plus"),
    ],
)
def test_a_rule_that_means_nothing_is_refused_at_its_place(regle, faute):
    with pytest.raises(DefinitionInvalide) as erreur:
        build(regle)
    assert faute in str(erreur.value)
    assert str(erreur.value).count("\n") == 0


@pytest.mark.parametrize(
    "champs",
    [
        {"gravite": "grave"},
        {"message": ""},
        {"a_l_essai": "oui"},
        {"code": "B3"},
        {"code": []},
    ],
)
def test_the_fields_of_a_rule_are_checked(champs):
    with pytest.raises(DefinitionInvalide, match="Contrôle"):
        build("A2 <= A1", **champs)


def test_a_key_of_a_rule_that_nobody_reads_is_named():
    with pytest.raises(DefinitionInvalide, match="«\u00a0gravité\u00a0» est inconnue"):
        build("A2 <= A1", gravité="alerte")


# The oracle: the same rule written for Python, over numbers wrapped so that what is missing stays undecided.
class Oracle:
    """A number or None, with the arithmetic of the rules."""

    def __init__(self, valeur):
        self.valeur = None if valeur is None else Fraction(valeur)

    def apply(self, autre, calcul):
        if self.valeur is None or autre.valeur is None:
            return Oracle(None)
        return Oracle(calcul(self.valeur, autre.valeur))

    def __add__(self, autre):
        return self.apply(autre, lambda a, b: a + b)

    def __sub__(self, autre):
        return self.apply(autre, lambda a, b: a - b)

    def __mul__(self, autre):
        return self.apply(autre, lambda a, b: a * b)

    def __truediv__(self, autre):
        return Oracle(None) if autre.valeur == 0 else self.apply(autre, lambda a, b: a / b)

    def __abs__(self):
        return Oracle(None if self.valeur is None else abs(self.valeur))

    def compare(self, signe, autre):
        if self.valeur is None or autre.valeur is None:
            return None
        return bool(
            {
                "<=": self.valeur <= autre.valeur,
                ">=": self.valeur >= autre.valeur,
                "<": self.valeur < autre.valeur,
                ">": self.valeur > autre.valeur,
                "=": self.valeur == autre.valeur,
            }[signe]
        )


def all_of(a, b):
    return False if a is False or b is False else None if a is None or b is None else True


def any_of(a, b):
    return True if a is True or b is True else None if a is None or b is None else False


def negate(a):
    return None if a is None else not a


feuilles = st.one_of(
    st.sampled_from([(c, f"v[{c!r}]") for c in CODES] + [(f"{c}.precedent", f"p[{c!r}]") for c in CODES]),
    st.decimals(0, 20, places=1).map(lambda n: (str(n), f"Oracle({str(n)!r})")),
)
sommes = st.recursive(
    feuilles,
    lambda enfants: st.one_of(
        st.tuples(enfants, st.sampled_from("+-*/"), enfants).map(
            lambda t: (f"({t[0][0]} {t[1]} {t[2][0]})", f"({t[0][1]} {t[1]} {t[2][1]})")
        ),
        enfants.map(lambda e: (f"abs({e[0]})", f"abs({e[1]})")),
    ),
    max_leaves=5,
)
# Without parentheses, so that priorities are compared too: Python has the same.
plates = st.lists(st.tuples(st.sampled_from("+-*/"), sommes), max_size=3).flatmap(
    lambda suite: sommes.map(
        lambda tete: tuple(
            tete[i] + "".join(f" {signe} {membre[i]}" for signe, membre in suite) for i in (0, 1)
        )
    )
)
comparaisons = st.tuples(plates, st.sampled_from(["<=", ">=", "<", ">", "="]), plates).map(
    lambda t: (f"{t[0][0]} {t[1]} {t[2][0]}", f"({t[0][1]}).compare({t[1]!r}, {t[2][1]})")
)
conditions = st.recursive(
    comparaisons,
    lambda enfants: st.one_of(
        st.tuples(enfants, enfants).map(
            lambda t: (f"({t[0][0]} et {t[1][0]})", f"all_of({t[0][1]}, {t[1][1]})")
        ),
        st.tuples(enfants, enfants).map(
            lambda t: (f"({t[0][0]} ou {t[1][0]})", f"any_of({t[0][1]}, {t[1][1]})")
        ),
        enfants.map(lambda e: (f"non ({e[0]})", f"negate({e[1]})")),
    ),
    max_leaves=3,
)
nombres = st.one_of(st.none(), st.decimals(0, 1000, places=2))


@settings(max_examples=count_cas(150), deadline=None)
@given(
    conditions,
    st.fixed_dictionaries(dict.fromkeys(CODES, nombres)),
    st.fixed_dictionaries(dict.fromkeys(CODES, nombres)),
)
def test_every_rule_means_what_python_computes(paire, cette_annee, annee_derniere):
    regle, python = paire
    if len(regle) > 200 or not any(code in regle for code in CODES):
        return
    noms = {"Oracle": Oracle, "abs": abs, "all_of": all_of, "any_of": any_of, "negate": negate}
    v, p = ({c: Oracle(n) for c, n in annee.items()} for annee in (cette_annee, annee_derniere))
    attendu = eval(python, {"__builtins__": {}, **noms, "v": v, "p": p})
    mesures, precedentes = (
        {c: Mesure("vide" if n is None else "renseigne", n) for c, n in annee.items()}
        for annee in (cette_annee, annee_derniere)
    )
    assert build(regle).is_respecte(mesures, precedentes) is attendu


@settings(max_examples=count_cas(150), deadline=None)
@given(st.text(alphabet="A12B3D.()+-*/<>= abséetounon\u00a0précdt_'\"\\", max_size=60))
def test_any_text_is_a_rule_or_one_sentence(texte):
    try:
        build(texte).is_respecte(make_mesures(A1=1, A2=2))
    except DefinitionInvalide as erreur:
        assert str(erreur).startswith("Contrôle")


@pytest.mark.parametrize("code", ["brouillon", "reprendre", "abandonner", "et"])
def test_a_code_that_is_a_word_of_the_rules_or_of_the_addresses_is_refused(code):
    indicateur = {"code": code, "axe": "A", "nature": "effectif", "unite": "u", "libelle": "L"}
    contenu = {
        "code": "x", "dispositif": "X", "dispositif_libelle": "X", "reference": "X", "date_signature": "2021-01-01",
        "annees": [2021], "axes": [{"code": "A", "libelle": "A"}], "indicateurs": [indicateur],
    }  # fmt: skip
    with pytest.raises(DefinitionInvalide, match="choisissez un autre code"):
        build_definition(contenu)
