"""The year roll-over: last year's actions kept, changed or stopped, and the way back."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from comptes.acces import Refus
from comptes.gestes import Geste
from comptes.models import Trace
from comptes.operations import Disparu
from conventions.forms.actions import CHAMPS_FICHE
from conventions.models import Action, Exercice, Financement, Partenaire, Reprise
from conventions.operations.actions import IndicateurSaisi, JalonSaisi, record_action
from financement.operations.reprise import SortSaisi, record_reprise, undo_reprise
from financement.queries.reprise import build_bilan_reprise
from tests.cloture import reopen_closed
from tests.formulaires_lus import read_formulaire
from tests.lecture import read_html

AT = datetime(2021, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def agent(demo, client):
    agent = demo.get_compte("agent.29")
    client.force_login(agent)
    return agent


@pytest.fixture
def vide(demo):
    """2021 as it is opened: without an action; the year before is validated."""
    Exercice.objects.filter(pk=demo.brouillon.pk).update(etat="brouillon")
    for avenant in demo.brouillon.convention.avenants.filter(exercice=demo.brouillon):
        avenant.lignes_financement.all().delete()
    Action.objects.filter(exercice=demo.brouillon).delete()
    return demo.brouillon


def get_pk(demo, numero):
    return demo.valide.actions.get(numero=numero).pk


def reprendre(agent, exercice, sorts, **options):
    return record_reprise(by=agent, at=AT, exercice=exercice, sorts=sorts, **options)


ADRESSE = reverse("conventions:reprise", args=["29", 2021])


def test_a_kept_action_takes_what_it_is_meant_to_be_and_nothing_of_what_came_of_it(demo, agent, vide):
    precedente = demo.valide.actions.get(numero="S4-1")
    Exercice.objects.filter(pk=demo.valide.pk).update(etat="brouillon")
    record_action(
        by=agent,
        at=AT,
        exercice=demo.valide,
        action=precedente,
        version=precedente.version,
        champs={champ: getattr(precedente, champ) for champ in CHAMPS_FICHE}
        | {"indicateurs": ["R1"], "etp": Decimal("3.50"), "evaluation": "Deux enquêtes."},
        partenaires=["CAF", "Pôle emploi"],
        jalons=[
            JalonSaisi("Faite", date(2020, 4, 1), date(2020, 4, 2)),
            JalonSaisi("À faire", date(2021, 4, 1)),
        ],
        indicateurs_propres=[IndicateurSaisi("Visites", "visites", Decimal(10), Decimal(9))],
    )
    [reprise] = reprendre(agent, vide, {precedente.pk: SortSaisi("gardee")})
    suite = Action.objects.get(pk=reprise.action_id)
    precedente.refresh_from_db()
    assert (suite.numero, suite.axe, suite.nature, suite.etat) == ("S4-1", "S4", "reconduite", "a_demarrer")
    assert (suite.titre, suite.public, suite.etp) == (precedente.titre, precedente.public, Decimal("3.50"))
    assert (suite.evaluation, suite.indicateurs) == ("Deux enquêtes.", ["R1"])
    assert {un.nom for un in suite.partenaires.all()} == {"CAF", "Pôle emploi"}
    assert precedente.bilan
    assert (suite.bilan, suite.difficultes, suite.perspectives, suite.motif_ecart) == ("", "", "", "")
    assert [jalon.libelle for jalon in suite.jalons.all()] == ["À faire"]
    propre = suite.indicateurs_propres.get()
    assert (propre.libelle, propre.cible, propre.resultat) == ("Visites", Decimal(10), None)
    assert not suite.financements.exists()


def test_kept_changed_and_stopped_are_told_with_the_new_ones_in_several_times(demo, agent, vide):
    pks = [action.pk for action in demo.valide.actions.order_by("numero")]
    assert len(pks) == 7
    reprendre(agent, vide, {pk: SortSaisi("gardee") for pk in pks[:3]})
    assert build_bilan_reprise(vide).dit == "3 gardées, 4 encore à décider"
    reprendre(agent, vide, {pks[3]: SortSaisi("changee", "Un second site.")})
    reprendre(agent, vide, {pks[4]: SortSaisi("arretee", "Confiée à la Région.")})
    Action.objects.create(exercice=vide, numero="N1-1", titre="Autre", axe="N1", nature="nouvelle")
    bilan = build_bilan_reprise(vide)
    assert bilan.dit == "3 gardées, 1 changée, 1 arrêtée, 1 nouvelle, 2 encore à décider"
    natures = dict(vide.actions.values_list("numero", "nature"))
    assert sorted(natures.values()) == ["nouvelle", "reconduite", "reconduite", "reconduite", "renforcee"]
    trace = Trace.objects.filter(geste=Geste.REPRENDRE_ACTIONS, le=AT).first()
    assert trace.details["sorts"] == {demo.valide.actions.get(pk=pks[4]).numero: "arretee"}


def test_an_action_stopped_says_why_even_to_the_database(demo, agent, vide):
    with pytest.raises(ValidationError, match="Dites pourquoi"), transaction.atomic():
        reprendre(agent, vide, {get_pk(demo, "S4-1"): SortSaisi("arretee")})
    with pytest.raises(IntegrityError), transaction.atomic():
        Reprise.objects.create(exercice=vide, precedente_id=get_pk(demo, "S4-1"), choix="arretee")
    with pytest.raises(IntegrityError), transaction.atomic():
        Reprise.objects.create(exercice=vide, precedente_id=get_pk(demo, "S4-1"), choix="gardee")


def test_one_that_cannot_be_leaves_all_undone_and_names_its_row(demo, agent, vide):
    sorts = {get_pk(demo, "S4-1"): SortSaisi("gardee"), get_pk(demo, "S5-1"): SortSaisi("gardee", axe="Z9")}
    with pytest.raises(ValidationError) as refus, transaction.atomic():
        reprendre(agent, vide, sorts)
    assert list(refus.value.message_dict) == [str(get_pk(demo, "S5-1"))]
    assert not vide.actions.exists()


def test_an_action_is_decided_once_and_only_of_the_year_before(demo, agent, vide):
    pk = get_pk(demo, "S4-1")
    reprendre(agent, vide, {pk: SortSaisi("gardee")})
    with pytest.raises(ValidationError, match="elle est gardée"), transaction.atomic():
        reprendre(agent, vide, {pk: SortSaisi("arretee", "Non.")})
    ailleurs = demo.transmis.actions.first().pk
    with pytest.raises(ValidationError, match="pas de l’exercice précédent"), transaction.atomic():
        reprendre(agent, vide, {ailleurs: SortSaisi("gardee")})


def test_planned_amounts_are_copied_on_request_never_the_state_s_nor_a_carry_over_nor_what_was_spent(
    demo, agent, vide
):
    precedente = demo.valide.actions.get(numero="S4-1")
    region = Partenaire.objects.create(
        convention=vide.convention, nom="Conseil régional", is_cofinanceur=True
    )
    with reopen_closed():
        Financement.objects.create(
            action=precedente, source="autres", partenaire=region, prevu=Decimal("10.01")
        )
        Financement.objects.create(action=precedente, source="report", prevu=Decimal(5), execute=Decimal(5))
    [reprise] = reprendre(agent, vide, {precedente.pk: SortSaisi("gardee")}, avec_montants=True)
    copies = {ligne.cle: (ligne.prevu, ligne.execute) for ligne in reprise.action.financements.all()}
    attendus = {ligne.cle: (ligne.prevu, None) for ligne in precedente.financements.all()}
    assert copies == {
        cle: attendus[cle] for cle in ("departement_nouveau", "valorisation", f"autres-{region.pk}")
    }
    assert attendus[f"autres-{region.pk}"] == (Decimal("10.01"), None)


def test_a_number_already_taken_by_another_continuation_is_numbered_again(demo, agent, vide):
    S4, S5 = demo.valide.actions.get(numero="S4-1"), demo.valide.actions.get(numero="S5-1")
    [premiere] = reprendre(agent, vide, {S5.pk: SortSaisi("gardee")})
    Action.objects.filter(pk=premiere.action_id).update(numero="S4-1")
    [seconde] = reprendre(agent, vide, {S4.pk: SortSaisi("gardee")})
    assert seconde.action.numero == "S4-1-2"


def test_an_action_typed_already_under_the_same_number_is_linked_as_it_is(demo, agent):
    avant = demo.brouillon.actions.get(numero="S4-1")
    # As when the action of this year was typed before one said what becomes of that of last year.
    Reprise.objects.get(exercice=demo.brouillon, action=avant).delete()
    [reprise] = reprendre(agent, demo.brouillon, {get_pk(demo, "S4-1"): SortSaisi("changee", "Plus vite.")})
    apres = demo.brouillon.actions.get(numero="S4-1")
    assert reprise.action == avant
    assert (apres.version, apres.nature, apres.bilan) == (avant.version, avant.nature, avant.bilan)


def test_an_untouched_copy_goes_with_its_undoing(demo, agent, vide):
    [reprise] = reprendre(agent, vide, {get_pk(demo, "S4-1"): SortSaisi("gardee")}, avec_montants=True)
    assert undo_reprise(by=agent, at=AT, reprise=reprise) is None
    assert not vide.actions.exists()
    assert build_bilan_reprise(vide).dit == "7 encore à décider"


def touch_texte(action):
    Action.objects.filter(pk=action.pk).update(bilan="Écrit depuis.", version=2)


def touch_montant(action):
    Financement.objects.create(action=action, source="etat", prevu=Decimal("1.00"))


def touch_jalon(action):
    action.jalons.create(libelle="Nouvelle étape", prevu_le=date(2021, 6, 1))


def touch_partenaire(action):
    action.partenaires.clear()


@pytest.mark.parametrize("toucher", [touch_texte, touch_montant, touch_jalon, touch_partenaire])
def test_what_was_typed_since_survives_the_undoing(demo, agent, vide, toucher):
    [reprise] = reprendre(agent, vide, {get_pk(demo, "S4-1"): SortSaisi("gardee")})
    toucher(reprise.action)
    reprise = Reprise.objects.get(exercice=vide)
    assert undo_reprise(by=agent, at=AT, reprise=reprise) == vide.actions.get()
    assert build_bilan_reprise(vide).dit == "1 nouvelle, 7 encore à décider"
    # Kept again, it is linked, not copied a second time.
    reprendre(agent, vide, {get_pk(demo, "S4-1"): SortSaisi("gardee")})
    assert vide.actions.count() == 1


def test_nothing_is_taken_up_in_a_transmitted_exercice(demo):
    agent = demo.get_compte("agent.22")
    avant = Exercice.objects.get(convention__code="22", annee=2020)
    with pytest.raises(Refus, match="ne se modifie plus"):
        reprendre(agent, demo.transmis, {avant.actions.first().pk: SortSaisi("gardee")})


def test_an_axe_the_new_référentiel_lacks_is_to_be_chosen(demo, agent, vide, client):
    with reopen_closed():
        Action.objects.filter(pk=get_pk(demo, "S5-1")).update(axe="X1")
    saisie = read_formulaire(client.get(ADRESSE))
    pk = get_pk(demo, "S5-1")
    reponse = client.post(ADRESSE, saisie | {f"action-{pk}-choix": "gardee"})
    assert reponse.status_code == 422
    assert "L’axe X1 n’est plus dans le référentiel\u00a0: choisissez le nouvel axe." in read_html(reponse)
    reponse = client.post(ADRESSE, saisie | {f"action-{pk}-choix": "gardee", f"action-{pk}-axe": "S4"})
    assert reponse.status_code == 302
    assert vide.actions.get().axe == "S4"


def test_the_page_chooses_nothing_by_itself_keeps_what_is_typed_and_says_what_is_missing(
    demo, agent, vide, client
):
    saisie = read_formulaire(client.get(ADRESSE))
    assert not [nom for nom in saisie if nom.endswith("-choix")]
    un, deux = get_pk(demo, "S4-1"), get_pk(demo, "S5-1")
    assert "Choisissez ce que devient au moins une action." in read_html(client.post(ADRESSE, saisie))
    saisie |= {f"action-{un}-choix": "arretee", f"action-{deux}-motif": "Deux sites."}
    reponse = client.post(ADRESSE, saisie)
    page = read_html(reponse)
    assert reponse.status_code == 422
    assert "Dites pourquoi cette action s’arrête." in page
    assert "Choisissez ce que devient cette action." in page
    assert read_formulaire(reponse)[f"action-{un}-choix"] == ["arretee"]
    assert read_formulaire(reponse)[f"action-{deux}-motif"].strip() == "Deux sites."


def test_keeping_all_chooses_the_rest_and_stores_nothing_yet(demo, agent, vide, client):
    saisie = read_formulaire(client.get(ADRESSE))
    un = get_pk(demo, "S4-1")
    saisie |= {f"action-{un}-choix": "arretee", f"action-{un}-motif": "Finie.", "avec_montants": "on"}
    reponse = client.post(ADRESSE, saisie | {"tout_garder": "1"})
    assert reponse.status_code == 200
    assert not Reprise.objects.filter(exercice=vide).exists()
    suite = read_formulaire(reponse)
    assert suite[f"action-{un}-choix"] == ["arretee"]
    assert [suite[nom] for nom in suite if nom.endswith("-choix")].count(["gardee"]) == 6
    assert client.post(ADRESSE, suite).status_code == 302
    assert build_bilan_reprise(vide).dit == "6 gardées, 1 arrêtée"
    actions = read_html(client.get(reverse("conventions:actions", args=["29", 2021])))
    assert "<strong>6 gardées, 1 arrêtée</strong>" in actions


def test_the_first_exercice_of_a_convention_has_nothing_to_take_up(agent, client):
    assert client.get(reverse("conventions:reprise", args=["29", 2019])).status_code == 404
    assert "Depuis" not in read_html(client.get(reverse("conventions:actions", args=["29", 2019])))


def test_what_is_refused_of_the_whole_is_said_on_top_of_the_page(demo, agent, vide, client, monkeypatch):
    """A race lost in the database names no action."""

    def refuse(**_):
        raise Disparu

    monkeypatch.setattr("financement.views.reprise.record_reprise", refuse)
    choix = {f"action-{get_pk(demo, 'S4-1')}-choix": "gardee"}
    reponse = client.post(ADRESSE, read_formulaire(client.get(ADRESSE)) | choix)
    assert reponse.status_code == 422
    assert "vient d’être supprimé par quelqu’un d’autre" in read_html(reponse)
    assert read_formulaire(reponse)[next(iter(choix))] == ["gardee"]


def test_two_agents_on_the_page_the_second_sees_what_the_first_decided(demo, agent, vide, client):
    pk = get_pk(demo, "S4-1")
    saisie = read_formulaire(client.get(ADRESSE))
    reprendre(demo.get_compte("valideur.29"), vide, {pk: SortSaisi("arretee", "Finie.")})
    autre = f"action-{get_pk(demo, 'S5-1')}-choix"
    reponse = client.post(ADRESSE, saisie | {f"action-{pk}-choix": "gardee", autre: "gardee"})
    page = read_html(reponse)
    assert reponse.status_code == 422
    assert Reprise.objects.get(exercice=vide).choix == "arretee"
    assert "Action S4-1\u00a0: quelqu’un vient de décider qu’elle est arrêtée, voyez plus bas." in page
    assert "Finie." in page
    # What else was chosen is still there, and goes through.
    assert client.post(ADRESSE, read_formulaire(reponse)).status_code == 302
    assert build_bilan_reprise(vide).dit == "1 gardée, 1 arrêtée, 5 encore à décider"


def test_who_may_not_read_last_year_does_not_see_what_becomes_of_its_actions(client, demo):
    client.force_login(demo.get_compte("commissaire.53"))
    adresse, actions = (reverse(f"conventions:{nom}", args=["22", 2021]) for nom in ("reprise", "actions"))
    assert client.get(adresse).status_code == 200
    Exercice.objects.filter(convention__code="22", annee=2020).update(etat="a_completer")
    assert client.get(adresse).status_code == 404
    assert client.get(actions).status_code == 200
