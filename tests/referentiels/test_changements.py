"""« Ce qui change » tells every part of a référentiel that is other."""

from copy import deepcopy
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from referentiels.changements import (
    A_PART,
    LIBELLES,
    NOMS,
    RUBRIQUES_DES_PARTIES,
    list_changements,
    list_changements_indicateurs,
)
from referentiels.changements_textes import AUTRES, RUBRIQUES, cut_passages
from referentiels.construction import build_definition
from referentiels.definitions import CalendrierAnnee, RegleRedeploiement
from referentiels.fautes import DefinitionInvalide
from referentiels.lecture import parse_referentiel
from referentiels.schema import Fichier
from tests.referentiels.textes import DOSSIER, TEXTE_2021

CONTENU = parse_referentiel(TEXTE_2021)
DEFINITION = build_definition(CONTENU)
# Read from the text of the rule, which is what a rule is found by.
DE_LA_REGLE = {"Controle": {"codes", "arbre"}}


# Words of a closed list: another of them.
MOTS = {"collectivite": "etat", "total": "etat_et_collectivite", "ensemble": "axe", "bloquant": "alerte"}


def make_autre(valeur):
    """Another value of the same kind."""
    if isinstance(valeur, str) and valeur in MOTS:
        return MOTS[valeur]
    if isinstance(valeur, bool):
        return not valeur
    if isinstance(valeur, Decimal):
        return valeur / 2 + Decimal("0.11")
    if isinstance(valeur, int):
        return valeur + 1
    if isinstance(valeur, date):
        return valeur + timedelta(days=1)
    if isinstance(valeur, str):
        return f"{valeur}x"
    if valeur is None:
        return Decimal("0.5")
    if isinstance(valeur, dict):
        return {"civile": date(2099, 1, 2)}
    return type(valeur)([*valeur, "x"])


def list_variantes(objet, chemin=""):
    """(name, the same object with one part other) for every part of a dataclass, those within it too."""
    for champ in fields(objet):
        nom, valeur = f"{chemin}{type(objet).__name__}.{champ.name}", getattr(objet, champ.name)
        if champ.name in DE_LA_REGLE.get(type(objet).__name__, ()) or (
            type(objet).__name__ == "Definition" and champ.name in NOMS
        ):
            continue
        if champ.name == "regle" and valeur is None:
            continue  # of an indicator that is no délai: its nature is told
        if champ.name == "redeploiement":
            yield nom, replace(objet, redeploiement=None if valeur else RegleRedeploiement("S1", ("S2",)))
        if champ.name == "calendriers" and not valeur:
            yield nom, replace(objet, calendriers=(CalendrierAnnee(2021),))
            continue
        if is_dataclass(valeur):
            for dessous, autre in list_variantes(valeur, f"{nom}>"):
                yield dessous, replace(objet, **{champ.name: autre})
        elif isinstance(valeur, tuple) and valeur and is_dataclass(valeur[0]):
            for dessous, autre in list_variantes(valeur[0], f"{nom}>"):
                yield dessous, replace(objet, **{champ.name: (autre, *valeur[1:])})
            yield f"{nom} (one less)", replace(objet, **{champ.name: valeur[1:]})
        elif isinstance(valeur, dict) and valeur and is_dataclass(next(iter(valeur.values()))):
            for cle in find_un_de_chaque(valeur):
                for dessous, autre in list_variantes(valeur[cle], f"{nom}>{cle}>"):
                    yield dessous, replace(objet, **{champ.name: valeur | {cle: autre}})
        else:
            yield nom, replace(objet, **{champ.name: make_autre(valeur)})


def find_un_de_chaque(indicateurs):
    """One indicator of each nature."""
    return {indicateur.nature: code for code, indicateur in indicateurs.items()}.values()


VARIANTES = {nom: autre for nom, autre in list_variantes(DEFINITION) if not nom.endswith(">RegleDelai.code")}


@pytest.mark.parametrize("nom", [n for n in VARIANTES if not n.endswith(("Indicateur.code",))])
def test_every_part_of_a_definition_that_is_other_is_told(nom):
    changements = list_changements_indicateurs(DEFINITION, VARIANTES[nom])
    assert changements, nom
    assert list_changements_indicateurs(VARIANTES[nom], DEFINITION)


def test_the_same_dates_in_another_order_are_told():
    usuel = DEFINITION.format_parcours
    autre = replace(DEFINITION, format_parcours=replace(usuel, dates=usuel.dates[::-1]))
    assert [(un.objet, un.quoi) for un in list_changements_indicateurs(DEFINITION, autre)] == [
        ("Place dans la liste", "Ordre")
    ]


def test_every_part_of_a_definition_has_words():
    groupes = {"bareme", "seuils_ensemble"}  # told part by part
    objets = [DEFINITION, *(getattr(DEFINITION, nom) for nom in groupes)]
    noms = {champ.name for objet in objets for champ in fields(objet)}
    assert noms - set(LIBELLES) - NOMS - A_PART - groupes == set()


VALEURS = {
    "annees_cibles": [2025],
    "textes": {"rapport": {"introduction": "Autre."}},
    "refaction": {"part_etat_max": "0.4"},
    "comparaison": {"cas_min": 77},
    "parcours": {"organismes": ["un", "deux"]},
}


def list_contenus():
    """(key, the content of 2021 without it, or with it where it says nothing of it): those that can be read."""
    for cle in sorted({champ.name for champ in fields(Fichier)} - NOMS):
        autre = deepcopy(CONTENU)
        if autre.pop(cle, None) is None:
            autre[cle] = VALEURS.get(cle, "x")
        try:
            build_definition(autre)
        except DefinitionInvalide:
            continue
        yield pytest.param(autre, id=cle)


@pytest.mark.parametrize("autre", list(list_contenus()))
def test_every_key_of_a_file_that_goes_or_comes_is_told(autre):
    assert list_changements(CONTENU, autre)


def change(cle, *chemin):
    """(what is told) of the content of 2021 once `cle` has changed what is at a path."""
    autre = deepcopy(CONTENU)
    noeud = autre
    for pas in chemin:
        noeud = noeud[pas]
    cle(noeud)
    return [(un.rubrique, un.objet, un.quoi, un.avant, un.apres) for un in list_changements(CONTENU, autre)]


def test_a_text_that_is_other_is_told_with_the_words_around_what_changed():
    def reword(article):
        article["texte"] = article["texte"].replace(
            "imputée sur le budget", "versée en une fois, sur le budget"
        )

    dit = change(reword, "textes", "avenant", "articles", 2)
    assert dit == [
        (
            "Textes des documents",
            "Avenant, article finances",
            "Rédaction",
            "… contribution d'un montant de {montant_chiffres} ({montant_lettres}), imputée sur le budget "
            "opérationnel de programme …",
            "… contribution d'un montant de {montant_chiffres} ({montant_lettres}), versée en une fois, sur le budget "
            "opérationnel de programme …",
        )
    ]
    assert cut_passages("Un.\n\nDeux.", "Un. Deux.") == ("Un. ¶ Deux.", "Un. Deux.")
    assert cut_passages("Un", "Un deux") == ("Un", "Un deux")
    assert cut_passages("Un\ndeux", "Un deux") == ("Un\ndeux", "Un deux")


def test_a_text_that_comes_or_goes_is_told_whole():
    (ajout,) = change(
        lambda textes: textes.append({"code": "neuf", "titre": "Neuf", "texte": "Il dit."}),
        "textes", "avenant", "clauses",
    )  # fmt: skip
    assert ajout == ("Textes des documents", "Avenant, clause neuf", "Ajouté", "", "Neuf – Il dit.")
    (retrait,) = change(lambda textes: textes.pop("certification"), "textes", "rapport")
    assert retrait[1:3] == ("Rapport, certification", "Retiré")
    assert retrait[3].startswith("Le signataire certifie")


@pytest.mark.parametrize(
    ("suite", "rubrique"),
    [
        (("axes",), "Axes et actions"),
        (("indicateurs",), "Indicateurs"),
        (("controles",), "Règles entre les chiffres"),
        (("textes", "avenant", "articles"), "Textes des documents"),
    ],
)
def test_another_order_is_told_and_nothing_else(suite, rubrique):
    (dit,) = change(lambda tables: tables.insert(0, tables.pop(1)), *suite)
    assert dit[0] == rubrique
    assert dit[2] == "Ordre"
    assert dit[3].split(", ") == dit[4].split(", ")[::-1]
    assert len(dit[3].split(", ")) == 2


def test_changes_are_told_in_the_order_of_the_pages_each_under_its_title():
    autre = parse_referentiel((DOSSIER / "2020-02-12.toml").read_text(encoding="utf-8"))
    rubriques = [un.rubrique for un in list_changements(autre, CONTENU)]
    assert rubriques == sorted(rubriques, key=RUBRIQUES.index)
    assert {
        "Identité",
        "Calendrier",
        "Argent",
        "Axes et actions",
        "Indicateurs",
        "Textes des documents",
    } <= set(rubriques)
    assert AUTRES not in rubriques


def test_every_part_of_a_definition_has_a_title_of_its_own():
    """But for one that has just been declared: it is told under the last title."""
    assert {champ.name for champ in fields(DEFINITION)} - set(RUBRIQUES_DES_PARTIES) - NOMS - A_PART == set()
