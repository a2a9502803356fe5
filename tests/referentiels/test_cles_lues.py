"""No key of a référentiel is accepted that nothing reads, and what changes in one is told."""

import re
from copy import deepcopy
from dataclasses import fields

import pytest

from referentiels.changements import list_changements
from referentiels.construction import check_referentiel
from referentiels.definitions import (
    Axe,
    Bareme,
    CalendrierAnnee,
    ChiffreNational,
    Definition,
    Indicateur,
    MesureAxe,
    RegleRedeploiement,
    SeuilsEnsemble,
)
from referentiels.enveloppes import Enveloppe
from referentiels.fautes import DefinitionInvalide
from referentiels.lecture import parse_referentiel
from referentiels.notice import write_exemple
from referentiels.parts import ReglePart
from tests.referentiels.textes import list_tables
from tests.sources import GABARITS, SOURCES, read

# What reads the file, builds the definition or compares two is not what a key is for.
DE_LECTURE = {
    *(
        "changements.py",
        "coherence.py",
        "construction.py",
        "contraintes.py",
        "enveloppes.py",
        "lecture.py",
        "notice.py",
        "parts.py",
        "schema.py",
        "table_parts.py",
    ),
}
CLASSES = (
    *(
        Axe,
        Bareme,
        CalendrierAnnee,
        ChiffreNational,
        Definition,
        Enveloppe,
        Indicateur,
        MesureAxe,
        ReglePart,
        RegleRedeploiement,
        SeuilsEnsemble,
    ),
)
CONTENU = parse_referentiel(write_exemple())
# These name the two texts that are compared.
NOMS = {("code",), ("precedent",)}
# What a key may hold instead of what it holds, for one of them at least.
MOTS = (
    *(
        "0.35",
        "04-30",
        "baisse",
        "neutre",
        "feminin",
        "bloquant",
        "non_consomme",
        "facultatif",
        "transverse",
        "ENF_2 >= 0",
        "",
    ),
    *("etat", "etat_et_collectivite", "axe", "alerte", "sans_retenue"),
    *("S1", "S2", "ENF_1", "ENF_2", "ENF_4", "entree", "premier_rdv"),
)
# Named by another key, or by what they hold: each is tried where it is free, and the rest by `test_changements.py`.
TENUES = {
    *("code", "nature", "denominateur", "regle", "organismes", "apres", "sauf_organisme"),
    *("de", "vers", "condition"),  # of a redéploiement: two axes are all the example has
}
FEUILLES = [
    (*chemin, cle)
    for chemin, table in list_tables(CONTENU)
    for cle, valeur in table.items()
    if not isinstance(valeur, dict) and not (isinstance(valeur, list) and isinstance(valeur[0], dict))
]


def find(contenu, chemin):
    for pas in chemin:
        contenu = contenu[pas]
    return contenu


LECTEURS = "\n".join(
    read(un)
    for un in (*SOURCES, *GABARITS)
    if not (un.parent.name == "referentiels" and un.name in DE_LECTURE)
)


@pytest.mark.parametrize(
    "nom", sorted({f"{classe.__name__}.{champ.name}" for classe in CLASSES for champ in fields(classe)})
)
def test_what_a_file_says_is_read_by_something(nom):
    champ = nom.partition(".")[2]
    assert re.search(rf"\.{champ}\b", LECTEURS), f"nothing reads {nom}"


def list_mots(valeur):
    """A list says the same whatever its order."""
    return set(valeur) if isinstance(valeur, list) else valeur


def list_autres(valeur):
    """What might be there instead."""
    if isinstance(valeur, bool):
        return [not valeur]
    if isinstance(valeur, int):
        return [valeur + 1]
    if isinstance(valeur, list):
        return [[*valeur, 2031], [*valeur, "autre"], valeur[:-1], ["S1"], ["S2"]]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", valeur):
        return [f"{int(valeur[:4]) + 1}{valeur[4:]}"]
    return [f"{valeur} autre", *MOTS]


def write_autre(chemin):
    """The example with something else that may be published at a path; None where nothing simple may."""
    *ou, cle = chemin
    for valeur in list_autres(find(CONTENU, chemin)):
        autre = deepcopy(CONTENU)
        find(autre, ou)[cle] = valeur
        try:
            check_referentiel(autre)
        except DefinitionInvalide:
            continue
        if list_mots(valeur) != list_mots(find(CONTENU, chemin)):
            return autre
    return None


@pytest.mark.parametrize("chemin", FEUILLES, ids=lambda chemin: ".".join(map(str, chemin)))
def test_what_changes_in_a_file_is_told(chemin):
    autre = write_autre(chemin)
    if autre is None:
        assert chemin[-1] in TENUES, chemin
    elif chemin not in NOMS:
        assert list_changements(CONTENU, autre), chemin
