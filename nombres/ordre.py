"""The order of names as a French reader expects it: « Île-de-France » with the i, « Côte-d’Or » before
« Côtes-d’Armor ». Pure."""

import re
import unicodedata

_LIGATURES = {ord("Œ"): "oe", ord("œ"): "oe", ord("Æ"): "ae", ord("æ"): "ae"}
_ACCENTS = re.compile("[\u0300-\u036f]")
_ENTRE_MOTS = re.compile("[^a-z0-9]+")


def make_cle_de_nom(nom: str) -> str:
    """What a name is sorted by: its letters and digits, lower case, without accent; whatever else parts two words."""
    lu = unicodedata.normalize("NFKD", nom.translate(_LIGATURES))
    return _ENTRE_MOTS.sub(" ", _ACCENTS.sub("", lu).lower()).strip()
