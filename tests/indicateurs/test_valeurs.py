"""A figure as it is stored: the second of two editors is told, what cannot be is refused by the database."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from indicateurs.models import Valeur
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from saisie.comparaison import CasesModifiees

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)


def test_the_second_of_two_editors_of_a_figure_is_told_and_nothing_is_lost(demo):
    agent, valideur = demo.get_compte("agent.29"), demo.get_compte("valideur.29")
    vue = demo.brouillon.valeurs.get(code="F1").version
    record_valeurs(
        by=valideur,
        at=AT,
        exercice=demo.brouillon,
        saisies={"F1": SaisieValeur(vue, "renseigne", Decimal(71))},
    )
    saisies = {"F1": SaisieValeur(vue, "renseigne", Decimal(72)), "F2": SaisieValeur(1, "neant", Decimal(0))}
    with pytest.raises(CasesModifiees) as conflit:
        record_valeurs(by=agent, at=AT, exercice=demo.brouillon, saisies=saisies)
    assert conflit.value.actuels["F1"].numerateur == 71
    assert demo.brouillon.valeurs.get(code="F2").numerateur != 0
    # The same figure sent twice is no conflict and no change.
    meme = {"F1": SaisieValeur(vue, "renseigne", Decimal(71))}
    assert record_valeurs(by=agent, at=AT, exercice=demo.brouillon, saisies=meme) == 0


@pytest.mark.parametrize(
    ("champs", "contrainte"),
    [
        ({"etat": "renseigne", "numerateur": None}, "valeur_chiffre_selon_etat"),
        ({"etat": "neant", "numerateur": 3}, "valeur_chiffre_selon_etat"),
        ({"etat": "non_disponible", "numerateur": 0}, "valeur_chiffre_selon_etat"),
        ({"etat": "renseigne", "numerateur": -1}, "valeur_positive"),
        ({"etat": "renseigne", "numerateur": 5, "denominateur": 4}, "valeur_numerateur_sous_denominateur"),
    ],
)
def test_the_database_refuses_an_impossible_figure(demo, champs, contrainte):
    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        Valeur.objects.create(
            exercice=demo.brouillon, code="X", par=demo.get_compte("agent.29"), le=AT, **champs
        )
