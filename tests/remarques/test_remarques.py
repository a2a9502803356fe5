"""Remarks: who writes, answers, resolves and withdraws them, what the database holds, who reads them."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from comptes.acces import Refus
from comptes.integrite import list_ruptures_de_scelles, list_ruptures_du_journal
from comptes.models import Trace
from comptes.operations import ModifieEntreTemps
from conventions.models import Action, Etat, Exercice
from remarques.models import Ancre, Audience, EtatRemarque, MessageRemarque, Remarque
from remarques.operations import (
    LIEU_PERDU,
    answer_remarque,
    pursue_remarque,
    resolve_remarque,
    withdraw_remarque,
    write_remarque,
)
from remarques.queries.fils import find_attendues, read_remarques
from remarques.queries.lieux import find_adresse, list_lieux
from tests.chemins import ROUTES
from tests.gestes import confirm, read
from tests.lecture import read_html
from tests.remarques.faites import ask
from tests.routes import LECTURE, POST_SEUL
from tests.tous_gestes.monde import AT

CLE = ["22", 2021]
SECRET = "Entre nous, la préfecture doute de S1-1."


def test_a_thread_goes_from_one_side_to_the_other(demo, gens):
    une = ask(demo.transmis, gens["prefecture"], AT)
    commun = {"remarque": une, "at": AT}
    etats = [EtatRemarque(une.etat)]
    for operation, qui, texte in (
        (answer_remarque, "agent", "Voici."),
        (pursue_remarque, "commissaire", "Encore un mot."),
        (answer_remarque, "valideur", "Voilà."),
        (resolve_remarque, "prefecture", ""),
        (pursue_remarque, "prefecture", "Finalement, non."),
    ):
        etats.append(operation(by=gens[qui], texte=texte, **commun).vers)
        une.refresh_from_db()
        assert une.etat == etats[-1]
    assert etats == ["ouverte", "repondue", "ouverte", "repondue", "resolue", "ouverte"]
    assert not [*list_ruptures_du_journal(), *list_ruptures_de_scelles()]


def test_between_services_the_other_one_answers(demo, gens):
    une = ask(demo.transmis, gens["prefecture"], AT, audience=Audience.ETAT, is_bloquante=False)
    attend = [qui for qui, compte in gens.items() if find_attendues(compte, [demo.transmis.pk])]
    assert attend == ["commissaire"]
    assert pursue_remarque(by=gens["commissaire"], at=AT, remarque=une, texte="Oui.").vers == "repondue"
    attend = [qui for qui, compte in gens.items() if find_attendues(compte, [demo.transmis.pk])]
    assert attend == ["prefecture"]


def test_what_is_withdrawn_is_shown_no_more_and_stays_answered_ones_do_not_go(demo, gens):
    avant = Remarque.objects.visible_to(gens["prefecture"]).count()
    une, repondue = (ask(demo.transmis, gens["prefecture"], AT) for _ in range(2))
    answer_remarque(by=gens["agent"], at=AT, remarque=repondue, texte="Non.")
    with pytest.raises(Refus, match="elle se résout"):
        withdraw_remarque(by=gens["prefecture"], at=AT, remarque=repondue)
    with pytest.raises(Refus, match="Seul le service"):
        withdraw_remarque(by=gens["commissaire"], at=AT, remarque=une)
    withdraw_remarque(by=gens["prefecture"], at=AT, remarque=une)
    for qui in gens.values():
        assert une not in Remarque.objects.visible_to(qui)
    assert Remarque.objects.visible_to(gens["prefecture"]).count() == avant + 1
    assert une.messages.count() == 2
    with pytest.raises(Refus, match="retirée"):
        answer_remarque(by=gens["agent"], at=AT, remarque=une, texte="Trop tard.")


@pytest.mark.parametrize(
    "champs",
    [
        {"ancre": "page"},
        {"cle": ""},
        {"libelle": ""},
        {"audience": "tous"},
        {"audience": "etat", "is_bloquante": True},
        {"etat": "lue"},
        {"service": "agent_departemental"},
    ],
)
def test_the_database_refuses_what_no_remark_is(demo, gens, champs):
    une = {
        "exercice": demo.transmis,
        "ancre": "action",
        "cle": "S1-1",
        "libelle": "S1-1",
        "audience": "collectivite",
        "service": "prefecture",
        "auteur": gens["prefecture"],
        "le": AT,
    } | champs
    with pytest.raises(IntegrityError), transaction.atomic():
        Remarque.objects.create(**une)
    with pytest.raises(ValidationError):
        Remarque(**une).full_clean()


@pytest.mark.parametrize("champs", [{"texte": ""}, {"vers": "lue"}])
def test_the_database_refuses_an_empty_message(demo, gens, champs):
    une = ask(demo.transmis, gens["prefecture"], AT)
    message = {"remarque": une, "par": gens["agent"], "le": AT, "texte": "x", "vers": "repondue"} | champs
    with pytest.raises(IntegrityError), transaction.atomic():
        MessageRemarque.objects.create(**message)


def test_what_is_said_stays_and_only_its_author_may_change(demo, gens):
    une = ask(demo.transmis, gens["prefecture"], AT)
    siennes = Remarque.objects.filter(pk=une.pk)
    for champs in (
        {"cle": "S2-1"},
        {"libelle": "Autre"},
        {"audience": "etat", "is_bloquante": False},
        {"le": AT + timedelta(1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            siennes.update(**champs)
    for lignes in (une.messages.all(), siennes):
        with pytest.raises(IntegrityError), transaction.atomic():
            lignes._raw_delete(lignes.db)
    with pytest.raises(IntegrityError), transaction.atomic():
        une.messages.update(texte="Autre.")
    assert siennes.update(auteur=gens["commissaire"]) == 1


# --- Places --------------------------------------------------------------------------------------------------------


def list_tous_lieux(exercice):
    """Every place of an exercice, found from one of each kind."""
    indicateurs = [("indicateur", code) for code in exercice.referentiel.definition.indicateurs]
    actions = [("action", un) for un in exercice.actions.values_list("numero", flat=True)]
    for ancre, cle in (*indicateurs, *actions, ("section", "ensemble")):
        yield from list_lieux(exercice, ancre, cle)


def test_every_place_has_its_page_which_shows_what_is_said_there(client, demo, gens):
    """One of each page: the indicator, the action with its texts and amounts, the grids, the texts, the parts."""
    client.force_login(gens["prefecture"])
    lieux = list(list_tous_lieux(demo.transmis))
    assert {un.ancre for un in lieux} == set(Ancre)
    pages = {}
    for lieu in lieux:
        pages.setdefault((find_adresse(demo.transmis, lieu.ancre, lieu.cle), lieu.ancre), lieu)
    for (page, _), lieu in pages.items():
        une = ask(demo.transmis, gens["prefecture"], AT, lieu.ancre, lieu.cle)
        assert une.libelle == lieu.libelle
        reponse = client.get(page)
        assert reponse.status_code == 200, lieu
        assert f'id="remarque-{une.pk}"' in read_html(reponse), lieu


def test_a_remark_on_what_is_gone_stays_readable(client, demo, gens):
    une = ask(demo.transmis, gens["prefecture"], AT)
    Exercice.objects.filter(pk=demo.transmis.pk).update(etat="a_completer")
    Action.objects.filter(exercice=demo.transmis, numero="S1-1").update(numero="S1-9")
    client.force_login(gens["agent"])
    page = read_html(client.get(reverse("remarques:liste", args=CLE)))
    assert une.libelle in page and "n’est plus dans l’exercice" in page
    answer_remarque(by=gens["agent"], at=AT, remarque=une, texte="Elle s’appelle S1-9.")
    (fil,) = [un for un in read_remarques(gens["agent"], demo.transmis).fils if un.remarque == une]
    assert (fil.page, fil.remarque.etat) == ("", "repondue")


def test_nothing_is_said_of_a_place_that_is_not_there(client, demo, gens):
    client.force_login(gens["prefecture"])
    for ancre, cle in (
        ("indicateur", "ZZ"),
        ("action", "Z-1"),
        ("montant", "prevu:Z-1"),
        ("texte", "x"),
        ("page", "1"),
    ):
        assert client.get(reverse("remarques:ecrire", args=[*CLE, ancre, cle])).status_code == 404
        with pytest.raises(ValidationError, match=LIEU_PERDU[:20]):
            ask(demo.transmis, gens["prefecture"], AT, ancre, cle)


# --- Two people at once --------------------------------------------------------------------------------------------


def test_whoever_comes_second_is_told_and_keeps_their_text(client, demo, gens):
    """A new remark at a place where a colleague just wrote one; an answer to what was resolved meanwhile."""
    client.force_login(gens["prefecture"])
    adresse = reverse("remarques:ecrire", args=[*CLE, "action", "S1-1"])
    champs = read(client.get(adresse)).champs | {
        "lieu": "montant/execute:S1-1",
        "texte": "Le mien.",
        "audience": "collectivite",
    }
    ask(demo.transmis, gens["commissaire"], AT, texte="Le sien.")
    reponse = client.post(adresse, champs)
    page = read_html(reponse)
    assert reponse.status_code == 422
    assert all(dit in page for dit in ("Quelqu’un vient d’écrire", "Le mien.", "Le sien."))
    assert client.post(adresse, champs | {"vu": read(reponse).champs["vu"]}).status_code == 302
    assert Remarque.objects.latest("pk").cle == "execute:S1-1"

    une = ask(demo.transmis, gens["prefecture"], AT)
    client.force_login(gens["agent"])
    adresse = reverse("remarques:remarque", args=[*CLE, une.pk])
    champs = read(client.get(adresse)).champs | {"texte": "Ma réponse."}
    answer_remarque(by=gens["valideur"], at=AT, remarque=une, texte="La sienne.")
    reponse = client.post(adresse, champs)
    page = read_html(reponse)
    assert reponse.status_code == 422
    assert all(dit in page for dit in ("vient d’écrire dans ce fil", "Ma réponse.", "La sienne."))
    assert client.post(adresse, champs | {"vu": read(reponse).champs["vu"]}).status_code == 302
    assert une.messages.count() == 3
    with pytest.raises(ModifieEntreTemps):
        answer_remarque(by=gens["agent"], at=AT, remarque=une, texte="x", vu="ouverte.1")


def test_a_form_is_sent_with_a_sentence_ready_made_or_ones_own(client, demo, gens):
    client.force_login(gens["prefecture"])
    adresse = reverse("remarques:ecrire", args=[*CLE, "indicateur", "R2"])
    vide = confirm(client, adresse, audience="collectivite")
    assert vide.status_code == 422 and "ou choisissez une formule" in read_html(vide)
    assert (
        confirm(client, adresse, audience="collectivite", formule="1", texte="Le tableau.").status_code == 302
    )
    une = Remarque.objects.latest("pk")
    assert une.messages.get().texte == "Pièce justificative attendue.\nLe tableau."
    entre = confirm(client, adresse, audience="etat", formule="1", is_bloquante="on")
    assert entre.status_code == 422 and "entre services ne bloque pas" in read_html(entre)
    suite = confirm(client, reverse("remarques:remarque", args=[*CLE, une.pk]), resoudre="1")
    assert suite.status_code == 302
    une.refresh_from_db()
    assert une.is_resolue


def test_the_list_is_filtered(client, demo, gens):
    prefecture = gens["prefecture"]
    ask(demo.transmis, prefecture, AT, texte="Première bloquante.")
    ask(demo.transmis, prefecture, AT, texte="Seconde libre.", is_bloquante=False)
    ask(demo.transmis, prefecture, AT, texte="Troisième interne.", is_bloquante=False, audience="etat")
    resolue = ask(demo.transmis, prefecture, AT, texte="Quatrième résolue.")
    resolve_remarque(by=prefecture, at=AT, remarque=resolue)
    client.force_login(prefecture)
    adresse = reverse("remarques:liste", args=CLE)
    dites = ("Première", "Seconde", "Troisième", "Quatrième")
    for demande, attendues in (
        ({}, dites),
        ({"portee": "bloquantes"}, ("Première", "Quatrième")),
        ({"audience": "etat"}, ("Troisième",)),
        ({"etat": "resolue"}, ("Quatrième",)),
        ({"etat": "inventé"}, dites),
    ):
        page = read_html(client.get(adresse, demande))
        assert tuple(un for un in dites if un in page) == attendues, demande


# --- What a collectivité never reads --------------------------------------------------------------------------------


def list_pages_du_22(demo):
    """Every address of the 22 that is read, and those of everybody: with the parameters the demo has for them."""
    valeurs = {
        "code": "22",
        "annee": 2021,
        "numero": "S1-1",
        "axe": "S1",
        "indicateur": "R2",
        "colonne": "execute",
        "ancre": "action",
        "cle": "S1-1",
        "dispositif": "CALPAE",
        "nature": "parcours",
        "acte": "rappeler",
        "pk": demo.transmis.photographies.first().pk,
    }
    for nom, cles in ROUTES.items():
        if LECTURE.get(nom, POST_SEUL) != POST_SEUL and set(cles) <= set(valeurs):
            siennes = valeurs | ({"numero": 3} if "avenant" in nom else {})
            yield nom, reverse(nom, kwargs={cle: siennes[cle] for cle in cles})


@pytest.mark.une_base
@pytest.mark.parametrize(("qui", "etat"), [("agent", Etat.TRANSMIS), ("valideur", Etat.INSTRUCTION)])
def test_nothing_a_collectivite_reads_changes_when_services_write_to_one_another(
    client, demo, gens, qui, etat
):
    """Pages, exports, counts, what a form holds: each is the same to the letter before and after, but for its
    tokens."""
    Exercice.objects.filter(pk=demo.transmis.pk).update(etat=etat)
    client.force_login(gens[qui])

    def read_all():
        lues = {}
        for nom, adresse in list_pages_du_22(demo):
            reponse = client.get(adresse)
            if not reponse.streaming and reponse.get("Content-Type", "").startswith(
                ("text/html", "text/csv")
            ):
                lues[nom] = mask(reponse.content.decode())
        return lues

    avant = read_all()
    assert {"remarques:liste", "reporting:exercice", "reporting:accueil", "reporting:execution"} <= set(avant)
    assert ('name="vu"' in avant["reporting:acte"]) == (etat == Etat.TRANSMIS)
    une = write_remarque(
        by=gens["prefecture"],
        at=AT,
        exercice=demo.transmis,
        ancre="action",
        cle="S1-1",
        texte=SECRET,
        audience=Audience.ETAT,
    )
    pursue_remarque(by=gens["commissaire"], at=AT, remarque=une, texte=SECRET)
    apres = read_all()
    assert [nom for nom in avant if avant[nom] != apres[nom]] == []
    assert client.get(reverse("remarques:remarque", args=[*CLE, une.pk])).status_code == 404
    with pytest.raises(Refus):
        answer_remarque(by=gens[qui], at=AT, remarque=une, texte="Vu.")
    assert not find_attendues(gens[qui], [demo.transmis.pk])
    # The journal of the convention has no line of it, nor a hole where one would be.
    assert set(Trace.objects.about(une).values_list("convention", flat=True)) == {""}


def mask(html):
    """A page without what is new each time it is asked for."""
    return re.sub(r'(nonce="|name="csrfmiddlewaretoken" value=")[^"]+', "", html)
