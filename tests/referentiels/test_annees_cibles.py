"""A target is of a year that its file aims at: whichever it is, and said with the years of that file otherwise."""

from decimal import Decimal

import pytest

from referentiels.construction import build_definition, check_referentiel
from referentiels.fautes import DefinitionInvalide
from referentiels.lecture import parse_referentiel
from referentiels.queries import build_lecture

FICHIER = """
code = "essai"
dispositif = "ESSAI"
dispositif_libelle = "Dispositif d'essai"
reference = "Instruction d'essai"
date_signature = 2023-10-27
annees = {annees}
[[axes]]
code = "S1"
libelle = "Un axe"
[[indicateurs]]
code = "A1"
axe = "S1"
nature = "effectif"
unite = "jeunes"
libelle = "Jeunes"
[[indicateurs]]
code = "A2"
axe = "S1"
nature = "taux"
denominateur = "A1"
unite = "jeunes"
libelle = "Jeunes suivis"
{cible}
"""
DE_2021, DE_2024 = "[2021]", "[2024, 2025, 2026, 2027]"
VERS_2024 = "2024, 2025, 2026, 2027."
# Years judged, what the indicator says → years aimed at, targets.
ACCEPTEES = [
    (DE_2024, 'cibles = { 2027 = "0.9", 2024 = 0.5 }', (2024, 2025, 2026, 2027), {2024: "0.5", 2027: "0.9"}),
    (DE_2021, "", (2021,), {}),
    (DE_2021, 'cible_2022 = "1"', (2021, 2022), {2022: "1"}),
    (DE_2021, 'cibles = { 2022 = "1" }', (2021, 2022), {2022: "1"}),
    (f"{DE_2021}\nannees_cibles = [2030]", 'cibles = { 2030 = "1" }', (2021, 2030), {2030: "1"}),
]
# … → what is said, and the line of the text it is said of (21: that of the target).
REFUSEES = [
    (
        DE_2021,
        'cible_2027 = "1"',
        "« cible_2027 » est inconnue ; une cible s’écrit « cibles = { année",
        "2021, 2022.",
    ),
    (DE_2021, 'cibles = { 2027 = "1" }', "« 2027 » est inconnue", "2021, 2022."),
    (DE_2024, 'cibles = { 2028 = "1" }', "« 2028 » est inconnue", VERS_2024),
    (DE_2024, 'cible_2022 = "1"', "« cible_2022 » est inconnue", VERS_2024),
    (DE_2024, 'cible_2027 = "1"', 'une cible s’écrit « cibles = { 2027 = "0.9" } »', VERS_2024),
    (DE_2024, 'cibles = { demain = "1" }', "« demain » est inconnue", VERS_2024),
    (f"{DE_2021}\nannees_cibles = [2027]", 'cible_2022 = "1"', "« cible_2022 » est inconnue", "2021, 2027."),
    (DE_2021, 'cibles = "0.9"', "une proportion par année", '{ 2027 = "0.9" }.'),
    (DE_2024, 'cibles = { 2027 = "9" }', "A2 : « cibles » doit être une proportion", '"1".'),
    (DE_2021, 'cible_2022 = "1"\ncibles = { 2022 = "1" }', "pas dans les deux", "deux."),
]


@pytest.mark.parametrize(("annees", "cible", "visees", "cibles"), ACCEPTEES)
def test_a_target_is_of_a_year_of_its_file(annees, cible, visees, cibles):
    contenu = parse_referentiel(FICHIER.format(annees=annees, cible=cible))
    for read in (check_referentiel, build_definition):
        definition = read(contenu)
        assert definition.annees_cibles == visees
        assert definition.indicateurs["A2"].cibles == {an: Decimal(part) for an, part in cibles.items()}
    assert list(definition.indicateurs["A2"].cibles) == sorted(cibles)


@pytest.mark.parametrize(("annees", "cible", "dit", "fin"), REFUSEES)
def test_another_year_is_one_sentence_with_the_years_of_that_file_and_its_line(annees, cible, dit, fin):
    source = FICHIER.format(annees=annees, cible=cible)
    (faute,) = build_lecture(source).fautes
    assert dit in (lue := faute.phrase.replace("\u00a0", " ").replace("\u202f", " "))
    assert lue.endswith(fin)
    assert "Vouliez-vous dire" not in lue
    assert source.splitlines()[faute.ligne - 1] == cible.splitlines()[0]


def test_what_was_published_with_a_year_that_is_no_longer_accepted_still_opens():
    contenu = parse_referentiel(FICHIER.format(annees=DE_2024, cible='cible_2022 = "1"'))
    assert build_definition(contenu).indicateurs["A2"].cibles == {2022: Decimal(1)}
    with pytest.raises(DefinitionInvalide):
        check_referentiel(contenu)
