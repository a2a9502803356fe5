"""What a référentiel says of money and of the calendar: read, defaulted, refused when misspelt."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import referentiels
from referentiels.construction import build_definition, check_referentiel
from referentiels.definitions import RegleRedeploiement
from referentiels.fautes import DefinitionInvalide
from referentiels.lecture import parse_referentiel
from referentiels.lignes import find_ligne, locate_cles
from referentiels.parts import ReglePart, choose_regle

DOSSIER = Path(referentiels.__file__).parent / "instructions"
TEXTE_2021 = (DOSSIER / "2021-03-19.toml").read_text(encoding="utf-8")
INCONNU = (Path(__file__).parent / "inconnu.toml").read_text(encoding="utf-8")
PARTS_INCONNU = '[[financement.parts]]\nqui = "collectivite"\npart = "0.40"\n'
CALPAE = {chemin.stem for chemin in DOSSIER.glob("20*.toml")}  # half and half, of the whole
PUBLIES = {chemin.stem: chemin.read_text(encoding="utf-8") for chemin in DOSSIER.glob("*.toml")}


def read(texte):
    return build_definition(parse_referentiel(texte))


@pytest.mark.parametrize("code", sorted(CALPAE))
def test_the_files_of_the_site_state_their_barème_and_without_it_get_the_département_s_half(code):
    contenu = parse_referentiel(PUBLIES[code])
    check_referentiel(contenu)
    dit = build_definition(contenu).bareme
    assert "fixée par le référentiel" in dit.source
    deduit = build_definition({cle: v for cle, v in contenu.items() if cle != "refaction"}).bareme
    assert "déduite de la règle de part" in deduit.source
    for bareme in (dit, deduit):
        assert (bareme.part_etat_max, bareme.report_prolongation) == (Decimal("0.5"), "non_consomme")
        assert (bareme.portee, bareme.sauf) == ("ensemble", ())


def test_the_instruction_of_2021_dates_its_avenants_and_lets_s2_give_to_s4_and_s5():
    definition = read(TEXTE_2021)
    assert definition.redeploiement == RegleRedeploiement("S2", ("S4", "S5"))
    assert definition.echeances_avenant == {"civile": date(2021, 5, 15), "glissante": date(2021, 9, 30)}
    assert (definition.dialogue, definition.prolongation) == ("04-01", None)
    assert [(regle.phrase, regle.effet) for regle in definition.regles_part] == [
        (
            "La collectivité prend à sa charge au moins la moitié du coût total des actions, par des crédits nouveaux "
            "ou par la valorisation de moyens existants.",
            "bloquant",
        ),
        (
            "La collectivité prend à sa charge au moins la moitié du coût total de chaque action, par des crédits "
            "nouveaux ou par la valorisation de moyens existants.",
            "alerte",
        ),
    ]


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
    assert [regle.part_etat_max for regle in definition.regles_part] == [Decimal("0.60")]
    assert (definition.redeploiement, definition.echeances_avenant, definition.dialogue) == (None, {}, "")


def test_without_any_share_the_state_may_bear_it_all():
    sans = INCONNU.replace(PARTS_INCONNU, "").replace('part_etat_max = "0.55"\n', "")
    bareme = read(sans).bareme
    assert (bareme.part_etat_max, bareme.report_prolongation) == (1, "aucun")
    assert "ni barème ni règle de part" in bareme.source
    assert bareme.portee == "action"


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
        ('"S4", "S5"]', '"S4", "S9"]', "[financement], redeploiement\u00a0: axe «\u00a0S9\u00a0» inconnu."),
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


CLS = (
    '[[financement.parts]]\nqui = "collectivite"\npart = "0.5"\nsur = "action"\n'
    '[[financement.parts]]\nqui = "etat"\npart = "0.8"\nde = "etat_et_collectivite"\neffet = "alerte"\n'
)
FRANCE_TRAVAIL = (
    '[[financement.parts]]\nqui = "collectivite"\npart = "0.5"\nsur = "axe"\nsauf = ["ENF", "LOGEMENT"]\n'
)


def test_each_action_half_and_half_is_a_rule_and_the_scope_of_the_simulation():
    definition = check_referentiel(parse_referentiel(INCONNU.replace(PARTS_INCONNU, CLS)))
    regle, plafond = definition.regles_part
    assert (regle.sur, regle.is_bloquante) == ("action", True)
    assert regle.tell("le Département") == (
        "Le Département prend à sa charge au moins la moitié du coût total de chaque action, par des crédits nouveaux "
        "ou par la valorisation de moyens existants."
    )
    assert plafond.phrase == (
        "L’État prend à sa charge au plus 80\u00a0% de ce que l’État et la collectivité apportent aux actions."
    )
    assert (definition.bareme.portee, definition.bareme.sauf) == ("action", ())


def test_a_volet_that_the_state_may_pay_whole_is_left_out_of_the_rule():
    definition = check_referentiel(parse_referentiel(INCONNU.replace(PARTS_INCONNU, FRANCE_TRAVAIL)))
    (regle,) = definition.regles_part
    assert regle.phrase == (
        "La collectivité prend à sa charge au moins la moitié du coût total des actions de chaque axe, les axes ENF et "
        "LOGEMENT exceptés, par des crédits nouveaux ou par la valorisation de moyens existants."
    )
    bareme = definition.bareme
    assert (bareme.portee, bareme.sauf) == ("axe", ("ENF", "LOGEMENT"))
    assert (bareme.get_part("ENF"), bareme.get_part("EMP-2")) == (1, Decimal("0.55"))


def test_of_several_blocking_rules_the_one_that_binds_most_is_the_scope_of_the_simulation():
    ensemble, chacune = (
        ReglePart("collectivite", Decimal("0.5")),
        ReglePart("etat", Decimal("0.9"), sur="action"),
    )
    assert choose_regle([ensemble, chacune]) == choose_regle([chacune, ensemble]) == ensemble
    autant = ReglePart("etat", Decimal("0.5"), sur="axe")
    assert choose_regle([ensemble, autant]) == autant
    assert choose_regle([replace(ensemble, effet="alerte")]) is None


@pytest.mark.parametrize(
    ("ligne", "remplace", "faute"),
    [
        ('part = "0.5"', 'part = "1.5"', "[financement], parts\u00a0: «\u00a0part\u00a0» doit être une proportion"),
        ('part = "0.5"', 'part = "1"', "l’État ne pourrait rien apporter"),
        ('part = "0.5"', "", "«\u00a0part\u00a0» doit être une proportion"),
        ('part = "0.8"', 'part = "0"', "l’État ne pourrait rien apporter"),
        ('qui = "collectivite"', 'qui = "departement"', "«\u00a0qui\u00a0» est l’un de\u00a0: collectivite, "),
        ('sur = "action"', 'sur = "volet"', "«\u00a0sur\u00a0» est l’un de\u00a0: ensemble, axe, action."),
        ('de = "etat_et_collectivite"', 'de = "tout"', "«\u00a0de\u00a0» est l’un de\u00a0: total, etat_et_"),
        ('effet = "alerte"', 'effet = "information"', "«\u00a0effet\u00a0» est l’un de\u00a0: bloquant, alerte."),
        ('sur = "action"', 'sauf = ["S9"]', "[financement], parts\u00a0: axe «\u00a0S9\u00a0» inconnu."),
        ('sur = "action"', 'sauf = ["ENF", "EMP-2", "LOGEMENT"]', "écarte tous les axes"),
        ('sur = "action"', 'sauf = "ENF"', "«\u00a0sauf\u00a0» doit être une liste de textes"),
    ],
)  # fmt: skip
def test_a_share_rule_that_cannot_be_read_or_kept_is_refused_at_its_line(ligne, remplace, faute):
    texte = INCONNU.replace(PARTS_INCONNU, CLS)
    assert ligne in texte
    texte = texte.replace(ligne, remplace, 1)
    with pytest.raises(DefinitionInvalide) as erreur:
        check_referentiel(parse_referentiel(texte))
    (dite,) = erreur.value.fautes
    assert faute in dite.phrase
    numero = find_ligne(locate_cles(texte), dite.chemin)
    # A key that is not there is looked for at its table.
    assert texte.splitlines()[numero - 1] == (remplace or "[[financement.parts]]")


def test_two_rules_that_say_the_same_share_are_one_fault():
    with pytest.raises(DefinitionInvalide, match="deux règles disent la part de «\u00a0collectivite\u00a0»"):
        check_referentiel(parse_referentiel(INCONNU.replace(PARTS_INCONNU, PARTS_INCONNU * 2)))


@pytest.mark.parametrize("code", sorted(CALPAE))
def test_one_number_is_read_as_the_two_rules_its_words_mean(code):
    """docs/decisions/0032-regles-de-part.md: the same definition, whether it was published so or is to be."""
    contenu = parse_referentiel(PUBLIES[code])
    sans = {cle: v for cle, v in contenu["financement"].items() if cle != "parts"}
    court = contenu | {"financement": sans | {"part_departement_min": "0.50"}}
    assert build_definition(court) == check_referentiel(court) == build_definition(contenu)
    rien = contenu | {"financement": sans | {"part_departement_min": "0"}}
    assert check_referentiel(rien).regles_part == ()


@pytest.mark.parametrize(
    ("financement", "phrase"),
    [
        ({"part_departement_min": "1"}, "la règle ne peut pas être tenue"),
        ({"part_departement_min": "la moitié"}, "doit être une proportion"),
        (
            {"part_departement_min": "0.50", "parts": [{"qui": "etat", "part": "0.50"}]},
            "ou dans [[financement.parts]], pas dans les deux.",
        ),
    ],
)
def test_one_number_that_cannot_be_a_rule_is_refused_at_its_place(financement, phrase):
    contenu = parse_referentiel(TEXTE_2021)
    contenu["financement"] = {
        cle: v for cle, v in contenu["financement"].items() if cle != "parts"
    } | financement
    with pytest.raises(DefinitionInvalide) as erreur:
        check_referentiel(contenu)
    (dite,) = erreur.value.fautes
    assert phrase in dite.phrase
    assert dite.chemin == ("financement", "part_departement_min")


def test_what_was_published_before_these_keys_were_read_still_opens():
    contenu = parse_referentiel(TEXTE_2021)
    contenu["calendrier"] |= {"avenant": "mai", "dialogue_de_performance": 4, "report_execution": "un jour"}
    contenu["financement"]["redeploiement"] = "de S2 vers S4"
    definition = build_definition(contenu)
    assert (definition.echeances_avenant, definition.dialogue) == ({}, "")
    assert (definition.prolongation, definition.redeploiement) == (None, None)
    with pytest.raises(DefinitionInvalide):
        check_referentiel(contenu)
