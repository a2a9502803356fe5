"""Rules between figures, as a référentiel writes them: « A2 <= A1 », « abs(G1 - G1.precedent) <= 50 ou G2 > 0 ».

A small language, parsed here and never `eval`-ed:

    règle       = condition { "ou" condition }           condition   = membre { "et" membre }
    membre      = "non" membre | comparaison             comparaison = somme ( "<=" | ">=" | "<" | ">" | "=" ) somme
    somme       = produit { ("+" | "-") produit }        produit     = facteur { ("*" | "/") facteur }
    facteur     = nombre | chiffre | "-" facteur | "abs" "(" somme ")" | "(" règle ou somme ")"
    chiffre     = CODE { ".precedent" | ".denominateur" | ".en_cours" | ".mediane" | ".moyenne" }

`.precedent` is last year's figure; the three others are of a délai. The code of a moyenne stands for its quotient.
Arithmetic is exact. What lacks a figure, or divides by 0, is undecided (None): a rule is only broken when it is
certainly false (« faux et indécis » is false, « vrai ou indécis » is true).
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn, Protocol

from referentiels.fautes import DefinitionInvalide
from referentiels.mesures import CHIFFRES, VIDE, Mesure

GRAVITES = ("bloquant", "alerte", "information")
MOTS = ("abs", "et", "ou", "non")  # no indicator may be called so
LONGUEUR_MAX = 200  # a dérogation keeps the text of its rule
PROFONDEUR_MAX = 20
COMPARAISONS: dict[str, Callable[..., bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
CALCULS: dict[str, Callable[..., Fraction | bool]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "abs": abs,
    "opposé": operator.neg,
    "non": operator.not_,
    **COMPARAISONS,
}
# What a suffix reads in a figure; "" is the figure itself.
CHAMPS = {
    "": "numerateur",
    "denominateur": "denominateur",
    "en_cours": "en_cours",
    "mediane": "mediane_jours",
    "moyenne": "moyenne_jours",
}
JETON = re.compile(r"(\d+(?:\.\d+)?)|([^\W\d]\w*(?:\.\w+)*)|(<=|>=|[<>=+\-*/()])|(\S)")


@dataclass(frozen=True)
class Operande:
    """A figure a rule reads: of which indicator, which of its numbers, of this year or the last."""

    code: str
    champ: str = ""  # a key of CHAMPS
    is_precedent: bool = False


# A number, a figure, or an operator with what it applies to.
Arbre = Fraction | Operande | tuple[str, "Arbre"] | tuple[str, "Arbre", "Arbre"]
Mesures = Mapping[str, Mesure]  # by code


class IndicateurCite(Protocol):
    """What the grammar asks of an indicator that a rule names."""

    @property
    def nature(self) -> str: ...
    @property
    def numerateur(self) -> str: ...
    @property
    def denominateur(self) -> str: ...


@dataclass(frozen=True)
class Controle:
    """One rule, and the tree one reads in it."""

    regle: str
    gravite: str  # one of GRAVITES
    message: str
    code: str  # the indicator whose figure is to be mended or explained
    codes: tuple[str, ...]  # those whose figures it reads
    a_l_essai: bool  # shown, never counted
    arbre: Arbre

    def is_respecte(self, mesures: Mesures, precedentes: Mesures | None = None) -> bool | None:
        """Does the rule hold for `mesures` and last year's `precedentes`? None is undecided."""
        verdict = _compute(self.arbre, mesures, precedentes or {})
        assert not isinstance(verdict, Fraction)  # `parse_regle` takes conditions only
        return verdict


def _compute(noeud: Arbre, mesures: Mesures, precedentes: Mesures) -> Fraction | bool | None:
    if isinstance(noeud, Fraction):
        return noeud
    if isinstance(noeud, Operande):
        mesure = (precedentes if noeud.is_precedent else mesures).get(noeud.code, VIDE)
        nombre = getattr(mesure, CHAMPS[noeud.champ]) if mesure.etat in CHIFFRES else None
        return None if nombre is None else Fraction(nombre)
    signe, *membres = noeud
    valeurs = [_compute(membre, mesures, precedentes) for membre in membres]
    if signe in ("et", "ou"):
        tranche = signe == "ou"  # one such member decides alone
        return tranche if tranche in valeurs else None if None in valeurs else not tranche
    if None in valeurs or (signe == "/" and valeurs[1] == 0):
        return None
    return CALCULS[signe](*valeurs)


Lecture = Callable[[], Arbre]


class _Lecteur:
    """Reads one rule, left to right. `indicateurs`, by code, are those it may speak of."""

    def __init__(self, regle: str, indicateurs: Mapping[str, IndicateurCite]) -> None:
        self.regle, self.indicateurs = regle, indicateurs
        jetons = ((j.lastindex or 0, j) for j in JETON.finditer(regle))
        # Which group of JETON, its text, its column.
        self.jetons = [(genre, j[genre], j.start(genre) + 1) for genre, j in jetons]
        self.jetons.append((0, "", len(regle) + 1))
        self.rang = self.profondeur = 0
        self.codes: list[str] = []

    @property
    def texte(self) -> str:
        return self.jetons[self.rang][1]

    def fail(self, quoi: str, rang: int | None = None) -> NoReturn:
        colonne = self.jetons[self.rang if rang is None else rang][2]
        raise DefinitionInvalide(f"{name_controle(self.regle)}, colonne {colonne}\u00a0: {quoi}")

    def take(self, *textes: str) -> str | None:
        """The text of the present token if it is one of `textes`, which is then behind; None otherwise."""
        if self.texte not in textes:
            return None
        self.rang += 1
        return self.jetons[self.rang - 1][1]

    def expect(self, texte: str) -> None:
        if not self.take(texte):
            self.fail(f"«\u00a0{texte}\u00a0» manque.")

    def read(self) -> Arbre:
        arbre = self.read_suite("ou")
        if self.texte:
            self.fail(f"«\u00a0{self.texte}\u00a0» n’est pas attendu ici.")
        if not _is_condition(arbre):
            self.fail("il manque une comparaison (<=, >=, <, > ou =).")
        if not self.codes:
            self.fail("la règle ne parle d’aucun indicateur.", 0)
        return arbre

    def read_suite(self, mot: str) -> Arbre:
        """« ou » over « et » over members."""
        lire: Lecture = (lambda: self.read_suite("et")) if mot == "ou" else self.read_membre
        debut, arbre = self.rang, lire()
        while self.texte == mot:
            self.check(arbre, True, debut)
            self.rang += 1
            debut = self.rang
            arbre = (mot, arbre, self.check(lire(), True, debut))
        return arbre

    def read_membre(self) -> Arbre:
        debut = self.rang
        if self.take("non"):
            suite = self.rang
            return ("non", self.check(self.deepen(self.read_membre), True, suite))
        gauche = self.read_somme()
        if not (signe := self.take(*COMPARAISONS)):
            return gauche
        self.check(gauche, False, debut)
        suite = self.rang
        arbre = (signe, gauche, self.check(self.read_somme(), False, suite))
        if self.texte in COMPARAISONS:
            self.fail("une seule comparaison à la fois\u00a0: reliez-en deux par «\u00a0et\u00a0».")
        return arbre

    def read_somme(self) -> Arbre:
        return self.read_operations(("+", "-"), lambda: self.read_operations(("*", "/"), self.read_facteur))

    def read_operations(self, signes: Sequence[str], lire: Lecture) -> Arbre:
        debut, arbre = self.rang, lire()
        while signe := self.take(*signes):
            self.check(arbre, False, debut)
            suite = self.rang
            arbre = (signe, arbre, self.check(lire(), False, suite))
        return arbre

    def read_facteur(self) -> Arbre:
        arbre: Arbre
        genre, texte, _ = self.jetons[self.rang]
        debut = self.rang
        self.rang += texte != ""
        if genre == 1:
            return Fraction(texte)
        if texte == "-":
            return ("opposé", self.check(self.deepen(self.read_facteur), False, debut + 1))
        if texte == "abs":
            self.expect("(")
            arbre = ("abs", self.check(self.deepen(self.read_somme), False, debut + 2))
        elif texte == "(":
            arbre = self.deepen(lambda: self.read_suite("ou"))
        elif genre == 2 and texte not in MOTS:
            return self.read_chiffre(texte, debut)
        else:
            self.fail(
                "il manque un nombre ou un indicateur." if genre else "la règle s’arrête trop tôt.", debut
            )
        self.expect(")")
        return arbre

    def read_chiffre(self, texte: str, rang: int) -> Arbre:
        code, *suffixes = texte.split(".")
        indicateur = self.indicateurs.get(code)
        if indicateur is None:
            self.fail(f"«\u00a0{code}\u00a0» n’est ni un indicateur ni un nombre.", rang)
        is_precedent = "precedent" in suffixes
        champs = [s for s in suffixes if s != "precedent"]
        if len(champs) > 1 or len(suffixes) - len(champs) > 1 or not set(champs) <= set(CHAMPS):
            self.fail(
                f"«\u00a0{texte}\u00a0»\u00a0: après le code, .precedent, .denominateur, .en_cours, .mediane ou "
                ".moyenne.",
                rang,
            )
        if champs and indicateur.nature != "delai":
            self.fail(
                f"«\u00a0.{champs[0]}\u00a0» ne se dit que d’un délai, et {code} n’en est pas un.", rang
            )
        if indicateur.nature == "moyenne":
            self.codes += [indicateur.numerateur, indicateur.denominateur]
            haut, bas = (Operande(c, "", is_precedent) for c in self.codes[-2:])
            return ("/", haut, bas)
        self.codes.append(code)
        return Operande(code, "".join(champs), is_precedent)

    def deepen(self, lire: Lecture) -> Arbre:
        self.profondeur += 1
        if self.profondeur > PROFONDEUR_MAX:
            self.fail("trop de parenthèses les unes dans les autres.")
        arbre = lire()
        self.profondeur -= 1
        return arbre

    def check(self, arbre: Arbre, is_condition: bool, rang: int) -> Arbre:
        """`arbre` if it is a condition, or a number, as its place asks; the fault is at the token `rang`."""
        if _is_condition(arbre) != is_condition:
            self.fail(
                "une comparaison est attendue ici." if is_condition else "un nombre est attendu ici.", rang
            )
        return arbre


def _is_condition(arbre: Arbre) -> bool:
    return isinstance(arbre, tuple) and arbre[0] in ("et", "ou", "non", *COMPARAISONS)


def name_controle(regle: str) -> str:
    return f"Contrôle «\u00a0{regle}\u00a0»"


def parse_regle(regle: str, indicateurs: Mapping[str, IndicateurCite]) -> tuple[Arbre, tuple[str, ...]]:
    """The tree of a rule over `indicateurs` by code, and the codes whose figures it reads, in order; raises
    DefinitionInvalide, with the column of the fault."""
    lecteur = _Lecteur(regle, indicateurs)
    return lecteur.read(), tuple(dict.fromkeys(lecteur.codes))
