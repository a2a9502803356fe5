"""The indicators of the instruction of 2021, by code, without a database."""

from referentiels.construction import build_definition
from referentiels.lecture import parse_referentiel
from tests.sources import RACINE

SOURCE = (RACINE / "referentiels/instructions/2021-03-19.toml").read_text(encoding="utf-8")
INDICATEURS = build_definition(parse_referentiel(SOURCE)).indicateurs
