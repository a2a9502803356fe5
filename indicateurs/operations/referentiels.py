"""Publishing the rules that indicators are judged by."""

from conventions.operations import publish_referentiel
from indicateurs.definitions import build_definition_indicateurs


def load_referentiel(*, by, at, contenu):
    """Validate a référentiel whole, then publish it. Raises DefinitionInvalide or ReferentielPublie."""
    build_definition_indicateurs(contenu)
    return publish_referentiel(by=by, at=at, contenu=contenu)
