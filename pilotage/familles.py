"""Indicators that a reader works out of one another: they are published together or not at all. No Django.

A taux is read with what it is divided by, a délai with its cohort and its events; a rule of the référentiel (« R9 + R10
= R8 ») gives one of its figures to whoever has the others. What is so linked is one family.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pilotage.secret import UNITES_DE_CHOSES
from referentiels.controles import CHAMPS
from referentiels.definitions import Definition, Indicateur
from referentiels.mesures import CHIFFRES, VIDE, Mesure

ECART = " - "  # between the two terms of a difference, in the name of its column


@dataclass(frozen=True)
class Famille:
    """Linked indicators, in the order of their référentiel. Terms are those of a rule: « R2 », « R2.denominateur »."""

    codes: tuple[str, ...]
    personnes: frozenset[str]  # those of its codes that count people: what counts things hides nobody
    ecarts: tuple[tuple[str, str], ...]  # the terms one takes from one another: what is left is a count too


def list_familles(definitions: Iterable[Definition]) -> tuple[Famille, ...]:
    """The families of all that these référentiels declare: what one of them links is linked."""
    chefs: dict[str, str] = {}
    ecarts: dict[tuple[str, str], None] = {}
    personnes: set[str] = set()
    for definition in definitions:
        for indicateur in definition.indicateurs.values():
            siens = _list_ecarts(indicateur)
            if indicateur.unite not in UNITES_DE_CHOSES:
                personnes.add(indicateur.code)
            ecarts |= dict.fromkeys(siens)
            termes = [un for un in (indicateur.numerateur, indicateur.denominateur) if un]
            codes = {_get_code(terme) for ecart in siens for terme in ecart}
            _join(chefs, [indicateur.code, *termes, *sorted(codes)])
        for controle in definition.controles:
            _join(chefs, controle.codes)
            if len(set(controle.codes)) == 2:
                haut, bas = dict.fromkeys(controle.codes)
                ecarts[bas, haut] = None
    par_chef: dict[str, list[str]] = {}
    for code in chefs:
        par_chef.setdefault(_find_chef(chefs, code), []).append(code)
    return tuple(
        Famille(
            tuple(codes),
            frozenset(codes) & personnes,
            tuple(un for un in ecarts if _get_code(un[0]) in codes),
        )
        for codes in par_chef.values()
    )


def count_effectifs(famille: Famille, mesures: Mapping[str, Mesure]) -> dict[str, Decimal]:
    """Every count of people that the figures of a convention say of a family, by the name of its term or difference;
    what is not given is not there."""
    termes = {
        nom: valeur
        for code in famille.codes
        if code in famille.personnes
        for nom in (code, f"{code}.denominateur", f"{code}.en_cours")
        if (valeur := _read(nom, mesures)) is not None
    }
    ecarts = {
        f"{haut}{ECART}{bas}": abs(termes[haut] - termes[bas])
        for haut, bas in famille.ecarts
        if haut in termes and bas in termes
    }
    return termes | ecarts


def _read(terme: str, mesures: Mapping[str, Mesure]) -> Decimal | None:
    code, _, champ = terme.partition(".")
    mesure = mesures.get(code, VIDE)
    nombre = getattr(mesure, CHAMPS[champ]) if mesure.etat in CHIFFRES else None
    return None if nombre is None else Decimal(nombre)


def _get_code(terme: str) -> str:
    return terme.partition(".")[0]


def _list_ecarts(indicateur: Indicateur) -> list[tuple[str, str]]:
    """What is taken from what to read an indicator: those outside it, past their delay, still waiting."""
    code, regle = indicateur.code, indicateur.regle
    if indicateur.nature == "taux":
        return [(indicateur.denominateur, code)]
    if regle is None:
        return []
    echus = f"{code}.denominateur"
    ecarts = [(echus, code)]
    if regle.total:
        ecarts += [(regle.total, code), (regle.total, echus)]
    if regle.evenements:
        ecarts += [(regle.evenements, code), (echus, regle.evenements)]
    return ecarts


def _find_chef(chefs: dict[str, str], code: str) -> str:
    while chefs.setdefault(code, code) != code:
        code = chefs[code]
    return code


def _join(chefs: dict[str, str], codes: Iterable[str]) -> None:
    premier = ""
    for code in codes:
        chef = _find_chef(chefs, code)
        premier = premier or chef
        chefs[chef] = _find_chef(chefs, premier)
