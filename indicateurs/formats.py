"""How a figure reads in French, beside its target: as its indicator says, and exact.

Pure Python; numbers, percentages and points come from `nombres.formats`.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicateurs.calculations import compute_ecart
from nombres.exacts import Nombre, arrondi
from nombres.formats import (
    MISSING,
    NBSP,
    is_missing,
    nombre,
    nombre_signe,
    nombre_utile,
    points,
    pourcent,
)
from referentiels.definitions import Indicateur

NATURES_EN_PROPORTION = ("taux", "delai")
NON_CALCULABLE = "Non calculable"
# As the surveys of the délais write them, and what each means.
SIGLES = {"non_disponible": ("ND", "non disponible"), "non_concerne": ("NC", "non concerné")}
PRECISIONS_ETAT = {"provisoire": ("provisoire",), "neant": ("néant confirmé",)}
DECIMALES_MAX = 2  # what tells a missed target from a reached one stays short, and in its column


def valeur_selon(
    value: Fraction | Decimal | int | None, nature: str, decimales: int = 0, de_plus: int = 0
) -> str:
    """A value as its indicator reads it: a percentage, or a number with the indicator's decimals and `de_plus` more."""
    if nature in NATURES_EN_PROPORTION:
        return pourcent(value, _count_decimales(nature, decimales) + de_plus)
    return nombre(value, _count_decimales(nature, decimales) + de_plus)


def read_jours(jours: Nombre | None) -> str:
    """« 1 jour », « 12,5 jours »; « — » for none."""
    return MISSING if jours is None else f"{nombre_utile(jours)}{NBSP}{'jour' if jours < 2 else 'jours'}"


def read_initiale(
    etat: str, valeur: Fraction | None, moyenne_jours: Decimal | None, nature: str, decimales: int = 0
) -> tuple[str, ...]:
    """What an indicator was before the convention: first its figure, or « ND », « NC »; then what it leaves unsaid."""
    if etat in SIGLES:
        return SIGLES[etat]
    moyenne = f"{read_jours(moyenne_jours)} en moyenne" if moyenne_jours is not None else ""
    dite = "" if valeur is None else valeur_selon(valeur, nature, decimales)
    chiffres = tuple(filter(None, (dite, moyenne)))
    if not chiffres:
        return ("Néant confirmé" if etat == "neant" else NON_CALCULABLE,)
    return (*chiffres, *PRECISIONS_ETAT.get(etat, ()))


def ecart_selon(
    value: Fraction | Decimal | int | None, nature: str, decimales: int = 0, de_plus: int = 0
) -> str:
    """A gap as its indicator reads it: points, or a signed number."""
    if nature in NATURES_EN_PROPORTION:
        return points(value, _count_decimales(nature, decimales) + de_plus)
    if is_missing(value):
        return MISSING
    return nombre_signe(Fraction(value), _count_decimales(nature, decimales) + de_plus)


@dataclass(frozen=True)
class ResultatEnMots:
    """A result, its target and the gap between them, in words."""

    resultat: str
    cible: str
    ecart: str


def read_face_a_la_cible(
    valeur: Fraction | None,
    cible: Fraction | Decimal | None,
    nature: str,
    decimales: int,
    *,
    is_manquee: bool,
) -> ResultatEnMots:
    """A missed target never reads as reached: 99.96 % against 100 % is « 99,96 % », not « 100,0 % ».

    Two decimals at most, whatever is missing: nearer than that, « < 100,0 % » and « < 0,01 point ».
    """
    lu = read_resultat(valeur, cible, nature, decimales, is_manquee=is_manquee)
    de_plus = _find_precision(valeur, cible, nature, decimales, is_manquee=is_manquee)
    if de_plus is None:
        infime = f"<{NBSP}{_name_infime(nature, decimales)}"
        return ResultatEnMots(lu, valeur_selon(cible, nature, decimales), infime)
    return ResultatEnMots(
        lu,
        valeur_selon(cible, nature, decimales, de_plus),
        ecart_selon(compute_ecart(valeur, cible), nature, decimales, de_plus),
    )


def read_resultat(
    valeur: Fraction | None,
    cible: Fraction | Decimal | None,
    nature: str,
    decimales: int,
    *,
    is_manquee: bool,
) -> str:
    """The result alone, in the same words."""
    de_plus = _find_precision(valeur, cible, nature, decimales, is_manquee=is_manquee)
    if de_plus is not None:
        return valeur_selon(valeur, nature, decimales, de_plus)
    assert valeur is not None and cible is not None  # it is too near to be told apart
    return f"{'<' if valeur < Fraction(cible) else '>'}{NBSP}{valeur_selon(cible, nature, decimales)}"


def _find_precision(
    valeur: Fraction | None,
    cible: Fraction | Decimal | None,
    nature: str,
    decimales: int,
    *,
    is_manquee: bool,
) -> int | None:
    """How many decimals more than its own a result is written with; None when two do not tell it from its target."""
    if not is_manquee or valeur is None or cible is None:
        return 0
    return _find_decimales_de_plus(valeur, cible, nature, decimales)


def _find_decimales_de_plus(valeur: Nombre, cible: Nombre, nature: str, decimales: int) -> int | None:
    """How many decimals tell a result from its target; None when two do not."""
    base = _count_decimales(nature, decimales)
    facteur = 100 if nature in NATURES_EN_PROPORTION else 1
    (haut, sur), (vise, sous) = valeur.as_integer_ratio(), cible.as_integer_ratio()
    # A whole unit of the last decimal apart: no rounding brings them together.
    if abs(haut * sous - vise * sur) * facteur * 10**base >= sur * sous:
        return 0
    lus = [Fraction(un) * facteur for un in (valeur, cible, Fraction(valeur) - Fraction(cible))]

    def is_lisible(de_plus: int) -> bool:
        obtenu, vise, ecart = (arrondi(un, base + de_plus) for un in lus)
        return obtenu != vise and ecart != 0

    return next((plus for plus in range(max(DECIMALES_MAX - base, 0) + 1) if is_lisible(plus)), None)


def _name_infime(nature: str, decimales: int) -> str:
    """« 0,01 point »: the smallest gap that is written in figures."""
    chiffres = max(DECIMALES_MAX, _count_decimales(nature, decimales))
    seuil = nombre(Fraction(1, 10**chiffres), chiffres)
    return f"{seuil}{NBSP}point" if nature in NATURES_EN_PROPORTION else seuil


def _count_decimales(nature: str, decimales: int) -> int:
    if nature in NATURES_EN_PROPORTION:
        return 1
    return max(decimales, 1) if nature == "moyenne" else decimales


def describe_indicateur(indicateur: Indicateur) -> str:
    """What an indicator counts, and how, sentence after sentence."""
    phrases = [indicateur.definition]
    if indicateur.regle:
        phrases.append(f"Limite{NBSP}: {indicateur.regle.limite.libelle}.")
    if indicateur.nature == "taux":
        phrases.append(f"Rapporté à {indicateur.denominateur}.")
    if indicateur.nature == "moyenne":
        phrases.append(f"{indicateur.numerateur} divisé par {indicateur.denominateur}.")
    if not indicateur.exige:
        phrases.append("Facultatif.")
    return " ".join(filter(None, phrases))
