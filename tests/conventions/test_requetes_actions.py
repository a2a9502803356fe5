"""How many queries each page of the actions asks, whatever the number of rows."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from conventions.models import (
    Action,
    Financement,
    MouvementRedeploiement,
    Partenaire,
    PieceAction,
    Redeploiement,
    Reprise,
)
from fichiers.pieces import make_piece
from tests.cloture import reopen_closed

AT = datetime(2021, 3, 1, tzinfo=UTC)
FICHIER = {"nom_fichier": "a.csv", "type_contenu": "text/csv", "octets": b"a;b"}


def add_rows(demo):
    """Twelve actions in each year, with money, lists and evidence; half of last year's decided."""
    agent = demo.get_compte("agent.29")
    for exercice in (demo.valide, demo.brouillon):
        for rang in range(12):
            action = Action.objects.create(
                exercice=exercice, numero=f"S4-{rang + 50}", titre="Une de plus", axe="S4", nature="nouvelle"
            )
            Financement.objects.create(action=action, source="etat", prevu=Decimal(rang))
    convention = demo.brouillon.convention
    action = demo.brouillon.actions.get(numero="S4-1")
    for rang in range(12):
        partenaire = Partenaire.objects.create(convention=convention, nom=f"Partenaire {rang}")
        action.partenaires.add(partenaire)
        action.jalons.create(libelle=f"Étape {rang}", prevu_le=date(2021, 1, 1))
        action.indicateurs_propres.create(libelle=f"Indicateur {rang}")
        piece = make_piece(
            PieceAction, **(FICHIER | {"octets": b"%d" % rang}), by=agent, at=AT, action=action
        )
        piece.save()
        fait = make_piece(Redeploiement, **FICHIER, by=agent, at=AT, exercice=demo.brouillon, constat="Oui.")
        fait.save()
        MouvementRedeploiement.objects.create(redeploiement=fait, action=action, montant=1)
    for precedente in demo.valide.actions.filter(titre="Une de plus")[:6]:
        suite = demo.brouillon.actions.get(numero=precedente.numero)
        Reprise.objects.create(exercice=demo.brouillon, precedente=precedente, choix="gardee", action=suite)


PAGES = [
    ("agent.29", "actions", {}, 11),
    ("agent.29", "action", {"numero": "S4-1"}, 15),
    ("prefecture.29", "action", {"numero": "S4-1"}, 10),
    ("agent.29", "nouvelle_action", {}, 4),
    ("agent.29", "partenaires", {}, 4),
    ("agent.29", "reprise", {}, 8),
    ("agent.29", "redeploiements", {}, 9),
]


@pytest.mark.parametrize(
    ("qui", "nom", "autres", "attendu"), PAGES, ids=[f"{nom} by {qui}" for qui, nom, *_ in PAGES]
)
def test_a_page_asks_the_same_queries_with_few_rows_and_with_many(
    client, demo, django_assert_num_queries, qui, nom, autres, attendu
):
    client.force_login(demo.get_compte(qui))
    adresse = reverse(f"conventions:{nom}", kwargs={"code": "29", "annee": 2021, **autres})
    # One row of each, or what is asked about them is not asked at all.
    action = demo.brouillon.actions.get(numero="S4-1")
    fait = make_piece(
        Redeploiement,
        **FICHIER,
        by=demo.get_compte("agent.29"),
        at=AT,
        exercice=demo.brouillon,
        constat="Oui.",
    )
    fait.save()
    MouvementRedeploiement.objects.create(redeploiement=fait, action=action, montant=1)
    client.get(adresse)
    with django_assert_num_queries(attendu):
        assert client.get(adresse).status_code == 200
    with reopen_closed():
        add_rows(demo)
    with django_assert_num_queries(attendu):
        assert client.get(adresse).status_code == 200
