"""The kinds of avenant: what each asks, what its grid shows and keeps, what it may not say."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from avenants.calculations import AutresAvenants, find_ecart_etat
from avenants.forms.avenants import CHAMPS
from avenants.models import NATURES_PREPAREES, SUJETS, Avenant, NatureAvenant
from avenants.operations.avenants import draft_avenant
from avenants.queries import get_suite
from conventions.models import Action, Etat, Exercice
from tests.avenants.champs import get_champs
from tests.avenants.report import draft_report
from tests.formulaires_lus import read_formulaire
from tests.lecture import read, read_html

pytestmark = pytest.mark.une_base

AT = datetime(2021, 5, 14, 9, tzinfo=UTC)
JUIN = date(2021, 6, 30)


@pytest.fixture
def agent(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    return client


def test_every_kind_the_site_prepares_says_what_it_is_for_and_what_it_asks():
    assert set(NATURES_PREPAREES) == set(SUJETS) == set(CHAMPS) == set(NatureAvenant) - {"anterieur"}
    assert all(nature.sujet.endswith(".") for nature in NATURES_PREPAREES)


@pytest.mark.parametrize("nature", NATURES_PREPAREES)
def test_the_form_of_a_kind_has_its_fields_and_the_grid_where_it_moves_money(agent, demo, nature):
    annee = 2020 if nature == "report" else 2021
    page = agent.get(reverse("avenants:nouveau", args=["29", annee, nature]))
    champs = [champ.name for champ in page.context["form"]]
    assert {nom for nom in champs if not nom.startswith("c-")} == {"version", *CHAMPS[nature]}
    is_chiffre = nature in ("financier", "modification")
    assert ("grille-montants" in read_html(page)) is is_chiffre
    assert any(nom.startswith("c-") for nom in champs) is is_chiffre


def test_an_unknown_kind_has_no_page(agent):
    for nature in ("anterieur", "autre"):
        assert agent.get(f"/conventions/29/2021/avenants/nouveau/{nature}/").status_code == 404


def test_what_a_kind_may_not_say_is_refused_by_the_database(demo):
    avenant = Avenant.objects.get(convention__code="29", numero=3)
    for champs in (
        {"prolonge_au": JUIN},
        {"montant_etat": None},
        {"nature": "report"},
        {"nature": "prorogation", "montant_etat": None},
        {"nature": "modification"},
        {"stipulations": "Un texte"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Avenant.objects.filter(pk=avenant.pk).update(**champs)


def test_money_moves_in_an_open_exercice_only_and_what_is_extended_does_not_wait(demo, client):
    Exercice.objects.filter(pk=demo.brouillon.pk).update(etat=Etat.TRANSMIS)
    client.force_login(demo.get_compte("agent.29"))
    codes = {
        nature: client.get(reverse("avenants:nouveau", args=["29", 2021, nature])).status_code
        for nature in NATURES_PREPAREES
    }
    assert codes == {"financier": 403, "modification": 403, "report": 403, "prorogation": 200}
    draft_report(by=demo.get_compte("agent.29"), at=AT, exercice=demo.valide)
    # The choice is there as long as one of them is; the préfecture has none.
    assert client.get(reverse("avenants:choisir", args=["29", 2021])).status_code == 200
    client.force_login(demo.get_compte("prefecture.29"))
    assert client.get(reverse("avenants:choisir", args=["29", 2021])).status_code == 403


def test_a_draft_that_extends_takes_its_number_and_leaves_the_sequence(demo):
    draft_report(by=demo.get_compte("agent.29"), at=AT, exercice=demo.valide, numero=4)
    suite = get_suite(demo.valide.convention_id)
    assert (suite.prepares, suite.a_part, suite.suivant) == ({3}, {4}, 5)
    assert suite.find_faute(5) is None
    signes = AutresAvenants(frozenset({1, 2}), frozenset({1, 2}), frozenset(), frozenset({3}))
    assert "n°\u00a03 est encore en préparation" in signes.find_attente(4)


@pytest.mark.parametrize(
    ("avant", "apres", "dit"),
    [
        (None, None, False),
        ("0", None, False),
        ("10", "10.00", False),
        ("10", "10.01", True),
        (None, "1", True),
    ],
)
def test_a_modification_leaves_the_states_total(avant, apres, dit):
    lus = (None if un is None else Decimal(un) for un in (avant, apres))
    assert bool(find_ecart_etat(*lus)) is dit


# The grid of an avenant


def get_pks(avenant):
    return [action.pk for action in avenant.exercice.actions.order_by("pk")]


def test_a_cell_put_back_or_emptied_is_no_line(agent, demo):
    avenant = Avenant.objects.get(convention__code="29", numero=3)
    adresse = reverse("avenants:modifier", args=["29", 2021, 3])
    lignes = {(un.action_id, un.cle): un.montant for un in avenant.lignes_financement.all()}
    assert len(lignes) == 2
    lu = read_formulaire(agent.get(adresse))
    (pk, cle), _ = next(iter(lignes.items()))
    en_vigueur = Action.objects.get(pk=pk).financements.get(source=cle).prevu
    # As in force, then emptied: the State's amount no longer follows, which the form says.
    for tape in (str(en_vigueur), ""):
        reponse = agent.post(adresse, lu | {f"{pk}-{cle}": tape, "montant_etat": "818400"})
        assert reponse.status_code == 422 and "Le montant de l’État est de" in read(reponse)
    autre = next(un for un in get_pks(avenant) if un != pk)
    assert agent.post(adresse, lu | {f"{autre}-valorisation": "12,50"}).status_code == 302
    avenant.refresh_from_db()
    apres = {(un.action_id, un.cle): un.montant for un in avenant.lignes_financement.all()}
    assert apres == lignes | {(autre, "valorisation"): Decimal("12.50")}
    lu = read_formulaire(agent.get(adresse))
    assert agent.post(adresse, lu | {f"{autre}-valorisation": ""}).status_code == 302
    assert avenant.lignes_financement.count() == len(lignes)


def test_an_amount_that_cannot_be_read_is_said_and_nothing_is_lost(agent, demo):
    adresse = reverse("avenants:modifier", args=["29", 2021, 3])
    pk = get_pks(Avenant.objects.get(convention__code="29", numero=3))[0]
    reponse = agent.post(
        adresse, read_formulaire(agent.get(adresse)) | {f"{pk}-etat": "1,4 M€", "objet": "Autre"}
    )
    assert reponse.status_code == 422
    lu = read_formulaire(reponse)
    assert (lu[f"{pk}-etat"], lu["objet"]) == ("1,4 M€", "Autre")
    assert "1 case ne se lit pas" in read(reponse)
    assert Avenant.objects.get(convention__code="29", numero=3).version == 1


def test_totals_and_rules_are_told_as_one_types_and_nothing_is_stored(agent, demo):
    adresse = reverse("avenants:modifier", args=["29", 2021, 3])
    lu = read_formulaire(agent.get(adresse))
    pk = get_pks(Avenant.objects.get(convention__code="29", numero=3))[0]
    reponse = agent.post(f"{adresse}?calcul", lu | {f"{pk}-valorisation": "1", "montant_etat": "1000"})
    dit = read(reponse)
    assert reponse.status_code == 200
    assert 'id="tout-total"' in dit and "n’est pas le montant notifié, 1 000,00 €" in dit
    avenant = Avenant.objects.get(convention__code="29", numero=3)
    assert (avenant.version, avenant.lignes_financement.count()) == (1, 2)


def test_two_agents_in_one_grid_read_each_other(client, demo):
    adresse = reverse("avenants:modifier", args=["29", 2021, 3])
    pk = get_pks(Avenant.objects.get(convention__code="29", numero=3))[0]
    client.force_login(demo.get_compte("agent.29"))
    lu = read_formulaire(client.get(adresse))
    client.force_login(demo.get_compte("valideur.29"))
    sien = read_formulaire(client.get(adresse))
    assert client.post(adresse, sien | {f"{pk}-valorisation": "11"}).status_code == 302
    client.force_login(demo.get_compte("agent.29"))
    reponse = client.post(adresse, lu | {f"{pk}-valorisation": "22"})
    page = read(reponse)
    assert reponse.status_code == 422
    assert demo.get_compte("valideur.29").nom in page and "11,00 €" in page
    lu = read_formulaire(reponse)
    assert lu[f"{pk}-valorisation"] == "22"
    assert client.post(adresse, lu).status_code == 302
    avenant = Avenant.objects.get(convention__code="29", numero=3)
    assert avenant.lignes_financement.get(action=pk, source="valorisation").montant == 22


def test_the_queries_of_the_form_do_not_grow_with_its_rows(agent, demo):
    def count(adresse):
        with CaptureQueriesContext(connection) as questions:
            assert agent.get(adresse).status_code == 200
        return len(questions)

    adresses = [
        reverse("avenants:nouveau", args=["29", 2021, nature]) for nature in ("financier", "modification")
    ]
    adresses.append(reverse("avenants:modifier", args=["29", 2021, 3]))
    avant = [count(adresse) for adresse in adresses]
    for rang in range(12):
        demo.brouillon.actions.create(numero=f"S4-{rang + 20}", titre="Une de plus", axe="S4")
    assert [count(adresse) for adresse in adresses] == avant
    assert max(avant) <= 14


def test_a_modification_is_checked_below_the_form_too(demo):
    qui = {"by": demo.get_compte("agent.29"), "at": AT, "exercice": demo.brouillon}
    champs = {"numero": 4, "objet": "Rien", "stipulations": ""}
    with pytest.raises(ValidationError, match="ne change rien"):
        draft_avenant(**qui, nature=NatureAvenant.MODIFICATION, champs=champs)
    avenant = Avenant.objects.get(convention__code="29", numero=3)
    with pytest.raises(ValidationError, match="elle se proroge à un jour qui vient après"):
        draft_avenant(
            **qui,
            nature=NatureAvenant.PROROGATION,
            champs={"numero": 4, "prolonge_au": avenant.convention.fin},
        )
    with pytest.raises(ValidationError, match="Seul un avenant de modification"):
        draft_avenant(**qui, champs=get_champs(avenant, numero=4, stipulations="Un texte"))
