"""One section of a référentiel's file, read without the others that a file must have."""

from referentiels.fautes import DefinitionInvalide
from referentiels.lecture import read_contenu


def read_section(contenu, cle):
    """What the tables of `cle` are read as; raises DefinitionInvalide, with what is wrong in them."""
    lu = read_contenu(contenu, complet=True)
    if fautes := [faute.tell(contenu) for faute in lu.fautes if faute.chemin[0] == cle]:
        raise DefinitionInvalide(fautes)
    return getattr(lu.liens, cle)
