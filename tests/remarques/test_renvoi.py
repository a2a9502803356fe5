"""What hangs on remarks: an exercice is sent back for some, handed over again once each is answered; what awaits whom;
the annex of the rapport; pages that cost the same however many there are."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.acces import Refus
from comptes.models import Notification
from conventions.models import Acte, Etat, Exercice
from conventions.policies import refusal_of_acte
from indicateurs.operations.transmission import ExerciceIncomplet
from remarques.models import Audience, Remarque
from remarques.operations import (
    CLOSE_PAR_LA_VALIDATION,
    answer_remarque,
    pursue_remarque,
    resolve_remarque,
    withdraw_remarque,
)
from remarques.policies import BLOQUANTES_OUVERTES, RIEN_A_RENVOYER
from reporting import contents
from reporting.operations.documents import produce_rapport
from reporting.operations.transmission import review, transmit
from reporting.queries.documents import build_rapport
from tests.gestes import confirm, read
from tests.lecture import read_html
from tests.remarques.faites import answer_all, ask
from tests.tous_gestes.monde import AT

pytestmark = pytest.mark.une_base

CLE = ["22", 2021]
SECRET = "Entre nous, la préfecture doute de S1-1."


def test_an_exercice_is_sent_back_for_something_that_awaits_an_answer(client, demo, gens):
    client.force_login(gens["prefecture"])
    adresse = reverse("reporting:renvoyer", args=CLE)
    renvoi = {"by": gens["prefecture"], "at": AT, "exercice": demo.transmis}
    renvoi |= {"vers": Etat.A_COMPLETER, "motif": "À revoir."}
    autres = (
        {"is_bloquante": False, "texte": "Une question."},
        {"is_bloquante": False, "audience": Audience.ETAT, "texte": SECRET},
    )
    posees = [ask(demo.transmis, gens["prefecture"], AT, **champs) for champs in autres]
    posees.append(ask(demo.transmis, gens["commissaire"], AT, texte="Une autre."))
    answer_remarque(by=gens["agent"], at=AT, remarque=posees[-1], texte="Voilà.")
    assert RIEN_A_RENVOYER in read_html(client.get(adresse))
    with pytest.raises(Refus, match="au moins une remarque bloquante"):
        review(**renvoi)
    ask(demo.transmis, gens["prefecture"], AT, "indicateur", "R2", texte="Justifiez R2.")
    page = read_html(client.get(adresse))
    jointes = page[page.index("Remarques jointes au renvoi") : page.index("Ce qui suit")]
    # What blocks comes first; what is answered, or said between services, is not sent.
    assert jointes.index("Justifiez R2.") < jointes.index("Une question.")
    assert "Une autre." not in jointes and SECRET not in jointes
    assert confirm(client, adresse, motif="À revoir.").status_code == 302


@pytest.mark.parametrize("service", ["prefecture", "commissaire"])
@pytest.mark.parametrize(
    ("audience", "turn", "attendu"),
    [
        (Audience.COLLECTIVITE, None, Etat.INSTRUCTION),
        (Audience.COLLECTIVITE, pursue_remarque, Etat.INSTRUCTION),
        (Audience.COLLECTIVITE, resolve_remarque, Etat.INSTRUCTION),
        (Audience.COLLECTIVITE, answer_remarque, Etat.TRANSMIS),
        # Nothing a collectivité reads changes when services write to one another.
        (Audience.ETAT, None, Etat.TRANSMIS),
        (Audience.ETAT, pursue_remarque, Etat.TRANSMIS),
    ],
)
def test_who_writes_to_the_collectivite_has_begun_to_read(demo, gens, service, audience, turn, attendu):
    """It is no longer recalled: what was asked would go back with it, unread."""
    posee = None
    if turn:
        posee = ask(demo.transmis, gens[service], AT, audience=audience, is_bloquante=False)
    Exercice.objects.filter(pk=demo.transmis.pk).update(etat=Etat.TRANSMIS)
    by = gens["agent"] if turn is answer_remarque else gens[service]
    if turn:
        turn(by=by, at=AT, remarque=posee, texte="Voilà.")
    else:
        ask(demo.transmis, by, AT, audience=audience, is_bloquante=False)
    exercice = Exercice.objects.get(pk=demo.transmis.pk)
    assert exercice.etat == attendu
    rappel = refusal_of_acte(gens["agent"], exercice, Acte.RAPPELER)
    assert (rappel is None) == (attendu == Etat.TRANSMIS)


def test_a_validation_waits_for_what_blocks_it_and_ends_the_rest(client, demo, gens, monkeypatch):
    """What blocks is answered, resolved or sent back; the page says what else the decision ends, and its thread too."""
    monkeypatch.setattr("reporting.operations.transmission.list_papiers", lambda exercice: [])
    monkeypatch.setattr("reporting.views.exercice.list_papiers", lambda exercice: [])
    client.force_login(gens["prefecture"])
    adresse = reverse("reporting:valider", args=CLE)
    validation = {
        "by": gens["prefecture"],
        "at": AT,
        "exercice": demo.transmis,
        "vers": Etat.VALIDE,
        "motif": "",
    }
    bloquante = ask(demo.transmis, gens["commissaire"], AT)
    restes = [
        ask(demo.transmis, gens["prefecture"], AT, "indicateur", "R2", is_bloquante=False),
        ask(demo.transmis, gens["prefecture"], AT, is_bloquante=False, audience=Audience.ETAT, texte=SECRET),
    ]
    retiree = ask(demo.transmis, gens["prefecture"], AT, "indicateur", "R3")
    withdraw_remarque(by=gens["prefecture"], at=AT, remarque=retiree)
    assert BLOQUANTES_OUVERTES in read_html(client.get(adresse))
    assert confirm(client, adresse).status_code == 422
    with pytest.raises(Refus, match="attend encore la réponse"):
        review(**validation)
    assert not [un for un in restes if un.messages.count() > 1]
    vue = read(client.get(adresse)).champs
    answer_remarque(by=gens["agent"], at=AT, remarque=bloquante, texte="Voilà.")
    changee = client.post(adresse, vue)
    assert changee.status_code == 422 and f"{bloquante.libelle}, répondue" in read_html(changee)
    assert f"{restes[0].libelle}, ouverte" in read_html(changee)
    assert client.post(adresse, read(changee).champs).status_code == 302
    # Nothing is left that nobody may resolve any more.
    assert not Remarque.objects.filter(exercice=demo.transmis).to_end().exists()
    for une in (bloquante, *restes):
        dernier = une.messages.last()
        assert (dernier.vers, dernier.texte) == ("resolue", CLOSE_PAR_LA_VALIDATION)
        assert dernier.par == gens["prefecture"]
    assert retiree.messages.count() == 2
    # Those it awaited are told of the validation alone.
    dites = Notification.objects.filter(sujet__startswith="remarques.remarque:", convention="22")
    assert not dites.filter(phrase__contains="a dit résolue").exists()
    assert dites.exists() and not dites.a_faire().exists()


def test_nothing_is_handed_over_again_before_each_is_answered(client, demo, gens):
    lieux = (
        ("indicateur", "R2"),
        ("montant", "execute:S1-1"),
        ("texte", "bilan:S3-1"),
        ("section", "methode"),
    )
    posees = [ask(demo.transmis, gens["prefecture"], AT, *lieu) for lieu in lieux]
    ask(demo.transmis, gens["prefecture"], AT, is_bloquante=False, audience=Audience.ETAT, texte=SECRET)
    commun = {"by": gens["prefecture"], "at": AT, "exercice": demo.transmis}
    review(**commun, vers=Etat.A_COMPLETER, motif="À revoir.")
    client.force_login(gens["valideur"])
    page = read_html(client.get(reverse("reporting:exercice", args=CLE)))
    manques = page[page.index('id="manques"') :]
    for une in posees:
        assert f"Remarque à laquelle répondre\u00a0: {une.libelle}" in manques, une
        assert manques.count(f'#remarque-{une.pk}"') == 1
    # At the top of every page of the exercice too.
    for route in ("reporting:exercice", "conventions:actions"):
        page = read_html(client.get(reverse(route, args=CLE)))
        assert "4\u00a0attendent votre réponse" in page[: page.index("<h1>")], route
    with pytest.raises(ExerciceIncomplet, match=r"4.éléments"):
        transmit(by=gens["valideur"], at=AT, exercice=demo.transmis, certifie=True)
    answer_all(demo.transmis, gens["agent"], AT)
    transmit(by=gens["valideur"], at=AT, exercice=demo.transmis, certifie=True)


def test_the_first_page_says_whose_turn_it_is(client, demo, gens):
    une = ask(demo.transmis, gens["prefecture"], AT)
    autre = ask(
        demo.transmis, gens["commissaire"], AT, is_bloquante=False, audience=Audience.ETAT, texte=SECRET
    )

    def read_attendus():
        attendus = {}
        for qui, compte in gens.items():
            client.force_login(compte)
            page = read_html(client.get(reverse("reporting:accueil")))
            liste = read_html(client.get(reverse("remarques:liste", args=CLE), {"portee": "attendues"}))
            mots = re.findall(r"((?:Répondre à|Reprendre) (\d)\u00a0remarques?)", page)
            # The page it leads to lists as many.
            assert liste.count('class="fil"') == sum(int(nombre) for _, nombre in mots), qui
            if mots:
                attendus[qui] = mots[0][0]
        return attendus

    repondre = dict.fromkeys(("agent", "valideur"), "Répondre à 1\u00a0remarque")
    assert read_attendus() == repondre | {"prefecture": "Reprendre 1\u00a0remarque"}
    pursue_remarque(by=gens["prefecture"], at=AT, remarque=autre, texte="Non.")
    assert read_attendus() == repondre | {"commissaire": "Reprendre 1\u00a0remarque"}
    pursue_remarque(by=gens["commissaire"], at=AT, remarque=autre, texte="Si.")
    pursue_remarque(by=gens["prefecture"], at=AT, remarque=autre, texte="Non.")
    answer_remarque(by=gens["agent"], at=AT, remarque=une, texte="Oui.")
    assert read_attendus() == {
        "prefecture": "Reprendre 1\u00a0remarque",
        "commissaire": "Reprendre 2\u00a0remarques",
    }


def test_the_annex_prints_what_was_said_to_the_collectivite_only(client, demo, gens):
    une = ask(demo.transmis, gens["prefecture"], AT, texte="Pourquoi\u00a0?")
    answer_remarque(by=gens["agent"], at=AT, remarque=une, texte="Un poste vacant.")
    ask(demo.transmis, gens["prefecture"], AT, is_bloquante=False, audience=Audience.ETAT, texte=SECRET)
    commun = {"by": gens["agent"], "at": AT, "exercice": demo.transmis}
    sans, avec = produce_rapport(**commun), produce_rapport(**commun, avec_remarques=True)
    assert sans.contenu["remarques"] == [] and sans.pk != avec.pk
    (dite,) = contents.from_dict(contents.ContenuRapport, avec.contenu).remarques
    assert (dite.sur, dite.etat, dite.bloquante) == (une.libelle, "Répondue", True)
    assert [un.texte for un in dite.messages] == ["Pourquoi\u00a0?", "Un poste vacant."]
    assert SECRET not in str(avec.contenu)
    # A rapport older than the annex still opens.
    ancien = contents.to_dict(build_rapport(demo.transmis, AT.date()))
    del ancien["remarques"]
    assert contents.from_dict(contents.ContenuRapport, ancien).remarques == ()
    client.force_login(gens["agent"])
    adresse = reverse("reporting:rapport", args=CLE)
    assert "Annexer les remarques" in read_html(client.get(adresse))


PAGES = (
    ("indicateurs:saisie", [*CLE, "S4"]),
    ("conventions:financement", [*CLE, "execute"]),
    ("conventions:action", [*CLE, "S1-1"]),
    ("reporting:execution", CLE),
    ("reporting:exercice", CLE),
    ("remarques:liste", CLE),
)


def test_no_page_asks_more_of_the_database_for_more_remarks(client, demo, gens):
    client.force_login(gens["prefecture"])

    def count():
        comptees = {}
        for route, cle in PAGES:
            with CaptureQueriesContext(connection) as questions:
                assert client.get(reverse(route, args=cle)).status_code == 200
            comptees[route] = len(questions)
        return comptees

    ask(demo.transmis, gens["prefecture"], AT)
    ask(demo.transmis, gens["prefecture"], AT, "indicateur", "R2")
    avant = count()
    for numero in demo.transmis.actions.values_list("numero", flat=True):
        ask(demo.transmis, gens["prefecture"], AT, "montant", f"execute:{numero}")
    for code in ("R1", "R3", "R4"):
        ask(demo.transmis, gens["commissaire"], AT, "indicateur", code)
    assert count() == avant
