"""What the State notifies is made of envelopes: read, said in a sentence, refused at their line."""

from pathlib import Path

import pytest

from referentiels.construction import build_definition, check_referentiel
from referentiels.enveloppes import Enveloppe
from referentiels.fautes import DefinitionInvalide
from referentiels.lecture import parse_referentiel
from referentiels.lignes import find_ligne, locate_cles
from tests.referentiels.textes import DOSSIER

INCONNU = (Path(__file__).parent / "inconnu.toml").read_text(encoding="utf-8")
ENVELOPPES = (
    '[[financement.enveloppes]]\ncode = "volet_1"\nlibelle = "L\'accueil"\naxes = ["ENF"]\nfongible = false\n'
    '[[financement.enveloppes]]\ncode = "reste"\nlibelle = "Le reste"\naxes = ["EMP-2", "LOGEMENT"]\n'
)


def write(enveloppes, avant=""):
    return INCONNU.replace("[refaction]", f"{enveloppes}\n[refaction]").replace(
        "[financement]\n", f"[financement]\n{avant}"
    )


@pytest.mark.parametrize("fichier", sorted(DOSSIER.glob("*.toml")), ids=lambda fichier: fichier.stem)
def test_each_axe_of_a_file_of_the_site_is_paid_by_an_envelope_where_there_are_some(fichier):
    definition = check_referentiel(parse_referentiel(fichier.read_text(encoding="utf-8")))
    payes = {axe for enveloppe in definition.enveloppes for axe in enveloppe.axes}
    libres = any(not enveloppe.axes for enveloppe in definition.enveloppes)
    assert not definition.enveloppes or libres or payes == {axe.code for axe in definition.axes}
    # Every socle axe of one is in its envelope, however many are added.
    socles = [set(enveloppe.axes) for enveloppe in definition.enveloppes if enveloppe.code == "socle"]
    assert all(socle == {axe.code for axe in definition.axes if axe.nature == "socle"} for socle in socles)


def test_an_envelope_says_what_it_pays_and_whether_it_pays_anything_else():
    definition = check_referentiel(parse_referentiel(write(ENVELOPPES, "plafond_annuel_constant = true\n")))
    assert definition.enveloppes == (
        Enveloppe("volet_1", "L’accueil", ("ENF",), False),
        Enveloppe("reste", "Le reste", ("EMP-2", "LOGEMENT")),
    )
    assert definition.plafond_annuel_constant
    assert [un.phrase for un in (*definition.enveloppes, Enveloppe("tout", "Tout"))] == [
        "Elle ne paie que l’axe ENF.",
        "Elle paie les axes EMP-2 et LOGEMENT, et peut en payer d’autres.",
        "Elle paie tous les axes.",
    ]


def test_without_any_what_the_state_notifies_is_one():
    definition = build_definition(parse_referentiel(INCONNU))
    assert (definition.enveloppes, definition.plafond_annuel_constant) == ((), False)


@pytest.mark.parametrize(
    ("ligne", "remplace", "faute"),
    [
        ('code = "reste"', 'code = "volet_1"', "deux enveloppes ont le code «\u00a0volet_1\u00a0»"),
        ('code = "reste"', 'code = "Le reste"', "minuscules sans accent"),
        ('axes = ["ENF"]', 'axes = ["ENF", "S9"]', "axe «\u00a0S9\u00a0» inconnu"),
        (', "LOGEMENT"]', "]", "aucune ne paie l’axe «\u00a0LOGEMENT\u00a0»"),
        ("fongible = false", 'fongible = "non"', "true ou false"),
    ],
)
def test_an_envelope_that_cannot_be_is_refused_at_its_line(ligne, remplace, faute):
    texte = write(ENVELOPPES)
    assert ligne in texte
    texte = texte.replace(ligne, remplace, 1)
    with pytest.raises(DefinitionInvalide) as erreur:
        check_referentiel(parse_referentiel(texte))
    (dite,) = erreur.value.fautes
    assert faute in dite.phrase
    lue = texte.splitlines()[find_ligne(locate_cles(texte), dite.chemin) - 1]
    assert lue in (remplace, "[[financement.enveloppes]]")
