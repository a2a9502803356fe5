"""The files of the référentiels: those of the project as they are, and any damage to one is one French sentence."""

import random
import tomllib
from contextlib import suppress
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from referentiels.construction import build_definition, check_referentiel
from referentiels.fautes import DefinitionInvalide
from referentiels.lecture import parse_referentiel
from referentiels.management.commands import charger_referentiels
from referentiels.models import Referentiel
from tests.ampleur import count_cas
from tests.referentiels.textes import DOSSIER, NOUVEAU


def test_the_files_of_the_project_and_one_without_texts_are_read_as_they_are():
    for fichier in DOSSIER.glob("*.toml"):
        texte = fichier.read_text(encoding="utf-8")
        # The content is what it was before texts were kept: fingerprints of what is published hold.
        assert parse_referentiel(texte) == _as_json(tomllib.loads(texte))
        definition = build_definition(parse_referentiel(texte))
        sans = parse_referentiel(texte.split("[textes.rapport]")[0])
        assert build_definition(sans).indicateurs == definition.indicateurs


def test_a_key_nobody_knows_any_more_is_refused_in_a_file_and_ignored_in_what_is_published():
    contenu = parse_referentiel(NOUVEAU)
    definition = build_definition(contenu)
    delai = next(i for i in contenu["indicateurs"] if i["nature"] == "delai")
    for table in (
        contenu,
        contenu["axes"][0],
        contenu["indicateurs"][0],
        delai["delai"],
        contenu["controles"][0],
        contenu["saisie"],
        contenu["financement"],
        contenu["calendrier"],
        contenu["textes"].setdefault("rapport", {}),
    ):
        table["cle_ancienne"] = "1"
        with pytest.raises(DefinitionInvalide, match="cle"):
            check_referentiel(contenu)
        assert build_definition(contenu) == definition
        del table["cle_ancienne"]


def _as_json(valeur):
    if isinstance(valeur, dict):
        return {cle: _as_json(v) for cle, v in valeur.items()}
    if isinstance(valeur, list):
        return [_as_json(v) for v in valeur]
    return valeur.isoformat() if isinstance(valeur, date) else valeur


@pytest.mark.parametrize("graine", range(count_cas(100)))
def test_any_damage_to_a_file_is_one_french_sentence(graine):
    hasard = random.Random(graine)
    contenu = parse_referentiel(NOUVEAU)
    for _ in range(hasard.randint(1, 3)):
        damage(contenu, hasard)
    with suppress(DefinitionInvalide):
        # What is published is read without the checks of a file: no other exception there either.
        build_definition(contenu)
    try:
        check_referentiel(contenu)
    except DefinitionInvalide as erreur:
        assert str(erreur).strip()


def damage(noeud, hasard):
    """Replace something somewhere in a tree of JSON by something else."""
    while True:
        cle = hasard.choice(list(noeud) if isinstance(noeud, dict) else range(len(noeud)))
        fils = noeud[cle]
        if isinstance(fils, dict | list) and fils and hasard.random() < 0.8:
            noeud = fils
            continue
        geste = hasard.choice(["remove", "rename", "replace", "replace", "replace"])
        if geste == "remove" or (geste == "rename" and isinstance(noeud, list)):
            del noeud[cle]
        elif geste == "rename":
            noeud[f"{cle}s"] = noeud.pop(cle)
        else:
            autres = [
                None,
                "",
                " ",
                "x",
                "{mot}",
                "{",
                0,
                -1,
                10**30,
                True,
                [],
                {},
                [[]],
                ["x"],
                {"x": 1},
                "9.9",
                "NaN",
            ]
            noeud[cle] = hasard.choice(autres)
        return


@pytest.mark.parametrize(
    "texte",
    [
        "x = " + "[" * 5000,
        "x = " + "9" * 5000,
        "x = 0x" + "f" * 5000,
        "x" + ".x" * 2000 + " = 1",
        "x" * 600_000,
        "a = 1\na = 2",
        "\x00",
        'code = "\\u0000"',
        "code = '''",
    ],
    ids=[
        "nested",
        "long number",
        "long hexadecimal",
        "deep key",
        "too long",
        "twice",
        "nul",
        "escaped nul",
        "open",
    ],
)
def test_a_hostile_text_is_one_sentence(texte):
    with pytest.raises(DefinitionInvalide) as erreur:
        parse_referentiel(texte)
    assert str(erreur.value).endswith(".")


def test_a_proportion_too_small_to_be_one_is_refused():
    contenu = parse_referentiel(NOUVEAU) | {"saisie": {"seuil_surprise": "1e-999999999"}}
    with pytest.raises(DefinitionInvalide, match="«\u00a0seuil_surprise\u00a0» a au plus 6 décimales"):
        build_definition(contenu)


def test_an_endless_unknown_key_is_cut_in_its_sentence():
    with pytest.raises(DefinitionInvalide) as erreur:
        check_referentiel({"k" * 400_000: 1})
    assert "kkk…\u00a0» est inconnue" in str(erreur.value)
    assert max(map(len, erreur.value.phrases)) < 120


def test_a_file_of_the_project_that_changed_leaves_what_is_published_as_it_is(demo, tmp_path, monkeypatch):
    publie = Referentiel.objects.get(code="2021-03-19")
    autre = publie.source.replace('part = "0.50"', 'part = "0.40"')
    assert autre != publie.source
    fichier = tmp_path / "2021-03-19.toml"
    fichier.write_text(autre, encoding="utf-8")
    monkeypatch.setattr(charger_referentiels, "DOSSIER", tmp_path)
    sortie = StringIO()
    call_command("charger_referentiels", stdout=sortie)
    assert "2021-03-19\u00a0: déjà publié sous une forme antérieure, laissé tel quel." in sortie.getvalue()
    assert Referentiel.objects.get(code="2021-03-19").empreinte == publie.empreinte
    # Asked for by its name, it is refused.
    with pytest.raises(CommandError, match="ne change plus"):
        call_command("charger_referentiels", str(fichier), stdout=StringIO())
