"""Budgets made by hand, and what the rules of money say of them."""

from decimal import Decimal
from pathlib import Path

import referentiels
from conventions.calculations import SOURCES
from financement.controles import ActionBudget, LigneBudget, list_constats
from referentiels.construction import build_definition
from referentiels.lecture import parse_referentiel

DEFINITION = build_definition(
    parse_referentiel(
        (Path(referentiels.__file__).parent / "instructions" / "2021-03-19.toml").read_text(encoding="utf-8")
    )
)


def euros(texte):
    return None if texte is None else Decimal(texte)


def make_action(numero="1", axe="S1", justifiee=False, is_abandonnee=False, **sources):
    """`etat=("100", None)`: planned, executed."""
    lignes = tuple(
        LigneBudget(source, "", euros(prevu), euros(execute), SOURCES[source])
        for source, (prevu, execute) in sources.items()
    )
    mots = ("recrutement", "Deux postes vacants.") if justifiee else ("", "")
    return ActionBudget(numero, axe, lignes, *mots, is_abandonnee=is_abandonnee)


def say(actions, notifie="100", *, is_bilan=True, definition=DEFINITION, **convention):
    constats = list_constats(actions, definition, euros(notifie), is_bilan=is_bilan, **convention)
    # Narrow and no-break spaces as one reads them.
    return [(c.code, c.gravite, c.phrase.replace("\u202f", " ").replace("\u00a0", " ")) for c in constats]
