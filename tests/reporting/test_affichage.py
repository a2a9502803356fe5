"""What templates ask of Python: the sentences that choose between cases, and the looks of a code."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from comptes.templatetags import formats
from conventions.models import Etat
from financement.controles import ALERTE, BLOQUANT, INFORMATION
from financement.forms.rangees import A_COMPLETER
from indicateurs.models import EtatImport
from indicateurs.templatetags import chiffres
from referentiels.controles import GRAVITES
from reporting.contents import Cibles
from reporting.formats import phrase_cibles
from saisie.templatetags import signaux


def test_every_code_that_is_shown_has_its_looks():
    assert set(chiffres.BADGES) == {*Etat.values, *EtatImport.values}
    assert set(signaux.ICONES) == {BLOQUANT, ALERTE, INFORMATION, A_COMPLETER, *GRAVITES}


@pytest.mark.parametrize(
    ("atteintes", "evaluees", "sans_reponse", "phrase"),
    [
        (0, 0, 0, "aucun indicateur"),
        (0, 0, 1, "1 indicateur sans cible ou sans résultat"),
        (0, 0, 2, "2 indicateurs sans cible ou sans résultat"),
        (0, 3, 0, "aucune cible atteinte sur 3"),
        (1, 3, 0, "1 cible atteinte sur 3"),
        (2, 3, 4, "2 cibles atteintes sur 3, 4 sans réponse"),
    ],
)
def test_targets_in_words(atteintes, evaluees, sans_reponse, phrase):
    assert phrase_cibles(Cibles(atteintes=atteintes, evaluees=evaluees, sans_reponse=sans_reponse)) == phrase


def test_a_draft_of_another_day_says_which():
    instant = datetime(2022, 3, 3, 14, 5, tzinfo=UTC)
    assert formats.de_quand(instant, date(2022, 3, 3)) == "de 14 h 05"
    assert formats.de_quand(instant, date(2022, 3, 4)) == "du 3 mars 2022 à 14 h 05"


@pytest.mark.parametrize(
    ("gravite", "phrase"),
    [(BLOQUANT, "Trop."), (ALERTE, "Alerte\u00a0: Trop."), (INFORMATION, "À savoir\u00a0: Trop.")],
)
def test_a_remark_says_how_grave_it_is(gravite, phrase):
    assert signaux.dit(SimpleNamespace(gravite=gravite, message="Trop.")) == phrase
