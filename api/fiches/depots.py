"""What tools send, and what is answered to it."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Field, Schema
from pydantic import ConfigDict

from indicateurs.models import EtatValeur, Fiabilite

NombreEnvoye = Annotated[
    Decimal | None,
    Field(
        ge=0,
        max_digits=13,
        decimal_places=2,
        description="Nombre exact\u00a0: texte ou nombre\u00a0; null le vide.",
    ),
]
Version = Annotated[int, Field(ge=0, le=2_147_483_647)]


class ChiffreEnvoye(Schema):
    """A figure of an indicator. What is not sent stays as it is; null, or an empty text, empties it."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,10}$", description="Code de l’indicateur.")
    version: Version = Field(
        description="Celle qui a été lue\u00a0: 0 si le chiffre n’avait jamais été écrit."
    )
    etat: EtatValeur | None = Field(
        None,
        description="Sans lui, un nombre est «\u00a0renseigné\u00a0», et un 0 «\u00a0néant confirmé\u00a0».",
    )
    numerateur: NombreEnvoye = Field(None, description="L’effectif\u00a0; d’un délai, les cas dans le délai.")
    hors_delai: NombreEnvoye = Field(None, description="D’un délai, les cas échus hors délai.")
    en_cours: NombreEnvoye = Field(None, description="D’un délai, les cas qui ne sont pas échus.")
    mediane_jours: NombreEnvoye = None
    moyenne_jours: NombreEnvoye = None
    fiabilite: Fiabilite | None = None
    arrete_au: date | None = Field(None, description="null\u00a0: le dernier jour de l’exercice.")
    commentaire: str | None = Field(None, max_length=2000)
    confirme: bool = Field(False, description="Confirme un chiffre repris de l’an dernier.")


class ChiffresEnvoyes(Schema):
    """Some figures of an exercice: all are written, or none."""

    model_config = ConfigDict(extra="forbid")

    chiffres: list[ChiffreEnvoye] = Field(min_length=1, max_length=500)


class ChiffreEnregistre(Schema):
    code: str
    version: int = Field(description="Celle à rendre la prochaine fois.")


class SignalDonne(Schema):
    """What a rule says of what was written, and that keeps nothing from being so."""

    code: str
    gravite: str
    message: str


class ChiffresEnregistres(Schema):
    changes: int = Field(description="Combien de chiffres ont changé.")
    chiffres: list[ChiffreEnregistre]
    signaux: list[SignalDonne]
