"""Rules and formats of délais, from the tables one writes in a file; what is wrong in them is raised."""

from referentiels import construction
from referentiels.coherence import list_fautes_delai, list_fautes_format
from referentiels.delais import FORMAT_USUEL
from referentiels.fautes import DefinitionInvalide
from tests.referentiels.sections import read_section


def build_regle(table, format_parcours=FORMAT_USUEL):
    """The rule of `{"code", "delai", "total", "evenements"}`; raises DefinitionInvalide."""
    entiere = {"nature": "delai", "axe": "S1", "unite": "personnes", "libelle": "Délai", **table}
    lue = read_section({"indicateurs": [entiere]}, "indicateurs")[0]
    regle = construction.build_regle(lue.code, lue.delai, lue.total, lue.evenements)
    if fautes := list(list_fautes_delai(regle, format_parcours, ("indicateurs", 0, "delai"))):
        raise DefinitionInvalide(fautes)
    return regle


def build_format(parcours):
    """The format of `[parcours]`; raises DefinitionInvalide."""
    table = read_section({"parcours": parcours}, "parcours")
    format_parcours = construction.build_format(table)
    if fautes := list(list_fautes_format(table, format_parcours)):
        raise DefinitionInvalide(fautes)
    return format_parcours
