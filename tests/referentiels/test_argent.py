"""What a référentiel says of money and of the calendar: read, defaulted, refused when misspelt."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import referentiels
from referentiels.construction import build_definition, check_referentiel
from referentiels.definitions import RegleRedeploiement
from referentiels.fautes import DefinitionInvalide
from referentiels.lecture import parse_referentiel

DOSSIER = Path(referentiels.__file__).parent / "instructions"
TEXTE_2021 = (DOSSIER / "2021-03-19.toml").read_text(encoding="utf-8")
INCONNU = (Path(__file__).parent / "inconnu.toml").read_text(encoding="utf-8")
PUBLIES = {chemin.stem: chemin.read_text(encoding="utf-8") for chemin in DOSSIER.glob("*.toml")}


def read(texte):
    return build_definition(parse_referentiel(texte))


@pytest.mark.parametrize("code", sorted(PUBLIES))
def test_the_files_of_the_site_state_their_barème_and_without_it_get_the_département_s_half(code):
    contenu = parse_referentiel(PUBLIES[code])
    check_referentiel(contenu)
    dit = build_definition(contenu).bareme
    assert "fixée par le référentiel" in dit.source
    deduit = build_definition({cle: v for cle, v in contenu.items() if cle != "refaction"}).bareme
    assert "déduite de la part minimale du département" in deduit.source
    for bareme in (dit, deduit):
        assert (bareme.part_etat_max, bareme.report_prolongation) == (Decimal("0.5"), "non_consomme")


def test_the_instruction_of_2021_dates_its_avenants_and_lets_s2_give_to_s4_and_s5():
    definition = read(TEXTE_2021)
    assert definition.redeploiement == RegleRedeploiement("S2", ("S4", "S5"))
    assert definition.echeances_avenant == {"civile": date(2021, 5, 15), "glissante": date(2021, 9, 30)}
    assert (definition.dialogue, definition.prolongation) == ("04-01", None)
    assert (
        definition.refus_part_etat == "La part prévue de l’État dépasse 50\u00a0% du total de la convention."
    )


def test_only_the_year_2020_could_be_extended():
    assert {code for code, texte in PUBLIES.items() if read(texte).prolongation} == {"2020-02-12"}
    assert read(PUBLIES["2020-02-12"]).prolongation == date(2021, 6, 30)


def test_a_file_never_seen_brings_its_own_barème():
    definition = read(INCONNU)
    assert (definition.bareme.part_etat_max, definition.bareme.report_prolongation) == (
        Decimal("0.55"),
        "aucun",
    )
    assert "fixée par le référentiel" in definition.bareme.source
    # The barème of the settlement and the share of the plan are two facts once they are both written.
    assert definition.part_etat_max == Decimal("0.60")
    assert (definition.redeploiement, definition.echeances_avenant, definition.dialogue) == (None, {}, "")


def test_without_any_share_the_state_may_bear_it_all():
    sans = INCONNU.replace('part_departement_min = "0.40"\n', "").replace('part_etat_max = "0.55"\n', "")
    bareme = read(sans).bareme
    assert (bareme.part_etat_max, bareme.report_prolongation) == (1, "aucun")
    assert "ni barème ni part minimale" in bareme.source


@pytest.mark.parametrize(
    ("ligne", "remplace", "faute"),
    [
        ("[refaction]", "[réfaction]", "n’est pas du TOML valide"),
        (
            "[refaction]",
            "[refactions]",
            "«\u00a0refactions\u00a0» est inconnue. Vouliez-vous dire «\u00a0refaction\u00a0»\u202f?",
        ),
        (
            "part_etat_max",
            "part_etat_maxi",
            "[refaction]\u00a0: la clé «\u00a0part_etat_maxi\u00a0» est inconnue. Vouliez-vous dire "
            "«\u00a0part_etat_max\u00a0»\u202f?",
        ),
        (
            'part_etat_max = "0.55"',
            'part_etat_max = "55"',
            "[refaction]\u00a0: «\u00a0part_etat_max\u00a0» doit être une proportion",
        ),
        ('"aucun"', '"tout"', "«\u00a0report_prolongation\u00a0» est l’un de\u00a0: non_consomme, aucun."),
        ('"aucun"', '["aucun"]', "«\u00a0report_prolongation\u00a0» est l’un de"),
    ],
)
def test_a_barème_that_cannot_be_read_is_refused(ligne, remplace, faute):
    assert_refused(INCONNU, ligne, remplace, faute)


@pytest.mark.parametrize(
    ("ligne", "remplace", "faute"),
    [
        ('de = "S2"', 'de = "S9"', "[financement], redeploiement\u00a0: axe «\u00a0S9\u00a0» inconnu."),
        ('"S4", "S5"]', '"S4", "S7"]', "[financement], redeploiement\u00a0: axe «\u00a0S7\u00a0» inconnu."),
        ('"S4", "S5"]', '"S2"]', "l’axe «\u00a0S2\u00a0» ne peut pas donner à lui-même"),
        ('vers = ["S4", "S5"]', 'vers = "S4"', "«\u00a0vers\u00a0» doit être une liste de textes"),
        ('vers = ["S4", "S5"], ', "", "de quel axe (de) et vers quels axes (vers)"),
        ('de = "S2", ', "", "«\u00a0de\u00a0» doit être un texte"),
        (
            'de = "S2"',
            'dee = "S2", de = "S2"',
            "la clé «\u00a0dee\u00a0» est inconnue. Vouliez-vous dire «\u00a0de\u00a0»\u202f?",
        ),
        (
            '"cibles atteintes"',
            '"cible atteinte"',
            "la seule condition connue est «\u00a0cibles atteintes\u00a0»",
        ),
        ("redeploiement = {", "redeploiment = {", "Vouliez-vous dire «\u00a0redeploiement\u00a0»\u202f?"),
        (
            "civile = 2021-05-15",
            "civil = 2021-05-15",
            "[calendrier], avenant\u00a0: la clé «\u00a0civil\u00a0» est inconnue. Vouliez-vous dire "
            "«\u00a0civile\u00a0»\u202f?",
        ),
        (
            "civile = 2021-05-15",
            'civile = "mai"',
            "[calendrier], avenant, civile\u00a0: «\u00a0mai\u00a0» n’est pas une date",
        ),
        (
            "avenant = { civile = 2021-05-15, glissante = 2021-09-30 }",
            "avenant = 2021-05-15",
            "une date par régime",
        ),
        (
            'dialogue_de_performance = "04-01"',
            'dialogue_de_performance = "02-29"',
            "dialogue_de_performance (MM-JJ)",
        ),
        ('rapport = "03-31"', 'rapport = "31-03"', "[calendrier], rapport (MM-JJ)"),
        (
            'rapport = "03-31"',
            'rapport_prolonge = "09-30"',
            "rapport_prolonge\u00a0: «\u00a009-30\u00a0» n’est pas une date",
        ),
        ('rapport = "03-31"', "report_execution = 30", "«\u00a0report_execution\u00a0» doit être un texte"),
    ],
)
def test_a_calendar_or_a_redeployment_that_cannot_be_read_is_refused(ligne, remplace, faute):
    assert_refused(TEXTE_2021, ligne, remplace, faute)


def assert_refused(texte, ligne, remplace, faute):
    assert ligne in texte
    with pytest.raises(DefinitionInvalide) as erreur:
        contenu = parse_referentiel(texte.replace(ligne, remplace, 1))
        check_referentiel(contenu)
    assert faute in str(erreur.value)


def test_what_was_published_before_these_keys_were_read_still_opens():
    contenu = parse_referentiel(TEXTE_2021)
    contenu["calendrier"] |= {"avenant": "mai", "dialogue_de_performance": 4, "report_execution": "un jour"}
    contenu["financement"]["redeploiement"] = "de S2 vers S4"
    definition = build_definition(contenu)
    assert (definition.echeances_avenant, definition.dialogue) == ({}, "")
    assert (definition.prolongation, definition.redeploiement) == (None, None)
    with pytest.raises(DefinitionInvalide):
        check_referentiel(contenu)
