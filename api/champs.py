"""The kinds of value that addresses, filters and bodies of the API are made of."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import Field

# Those of `Convention.code` and `Convention.dispositif`.
CodeDeConvention = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9-]{1,20}$", description="Code de la convention, par exemple 29.")
]
Dispositif = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9À-ÿ ._-]{1,20}$", description="Code du dispositif, par exemple CALPAE."),
]
Annee = Annotated[int, Field(ge=2000, le=2100, description="Année de l’exercice.")]
NombreExact = Annotated[
    str | None, Field(description="Nombre décimal exact, écrit avec un point\u00a0; null s’il manque.")
]
Euros = Annotated[
    str | None,
    Field(description="Montant en euros, au centime, écrit avec un point\u00a0; null s’il manque."),
]


def write_exact(nombre: Decimal | int | None) -> str | None:
    """A number as the API gives it, without exponent nor zeros that say nothing: « 12.5 », « 1200 »."""
    if nombre is None:
        return None
    texte = f"{Decimal(nombre):f}"
    return texte.rstrip("0").rstrip(".") if "." in texte else texte


def write_euros(montant: Decimal | None) -> str | None:
    """« 1200.50 »."""
    return None if montant is None else f"{montant:.2f}"


def write_fraction(valeur: Fraction | Decimal | None) -> str | None:
    """An exact value, as a fraction in its lowest terms: « 2/3 », « 120 »."""
    return None if valeur is None else str(Fraction(valeur))
