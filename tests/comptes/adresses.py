"""Every route of the site as an address."""

import re

from tests.chemins import list_motifs

PARAMETRES = {"code": "29", "annee": "2021", "axe": "S4", "indicateur": "R2", "colonne": "prevu"}


def list_adresses():
    """Every route as an address."""
    for motif in list_motifs():
        yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda trouve: PARAMETRES.get(trouve[1], "1"), motif)


def list_adresses_a_nombre(nombre):
    """Every route with `nombre` in the place of one of its numbers, as `reverse` would refuse to write it."""
    for motif in list_motifs():
        for parametre in re.findall(r"<int:(\w+)>", motif):
            un_nombre = PARAMETRES | {parametre: nombre}
            yield "/" + re.sub(
                r"<(?:\w+:)?(\w+)>", lambda trouve, ici=un_nombre: ici.get(trouve[1], "1"), motif
            )
