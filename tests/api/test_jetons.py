"""Tokens: who makes and withdraws them, what they open, and when they stop."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comptes.acces import Refus
from comptes.invitations import close_compte
from comptes.jetons import JOURS_MAX, count_appel, find_jeton, list_jetons, withdraw_jeton
from comptes.models import Jeton, Portee, Role, Trace, Utilisateur
from tests.api.appels import RACINE, Outil, list_appels, make_jeton_de
from tests.demo import enter
from tests.lecture import read
from tests.routes import QUI

pytestmark = pytest.mark.une_base

AGENT = "agent.29"


def test_it_is_shown_once_and_kept_nowhere(client, demo):
    enter(client, AGENT)
    saisi = {"outil": "Infocentre", "portee": "depot", "jours": "90"}
    reponse = client.post(reverse("api:nouveau_jeton"), saisi)
    assert reponse.status_code == 200 and reponse["Cache-Control"] == "no-store"
    jeton = Jeton.objects.get()
    texte = re.search(r"calpae_[\w-]+", read(reponse))[0]
    assert find_jeton(texte) == jeton
    assert timedelta(days=89) < jeton.expire_le - timezone.now() < timedelta(days=91)
    assert texte not in repr(list(Jeton.objects.values())) + repr(list(Trace.objects.values("details")))
    assert texte not in read(client.get(reverse("api:jetons")))
    assert Trace.objects.get(geste="creer_jeton").details["nom"] == "Infocentre"
    outil = {"headers": {"Authorization": f"Bearer {texte}"}}
    assert Client().get(f"{RACINE}/exercices", **outil).status_code == 200
    # A key of a year at most, whatever is asked.
    assert make_jeton_de(AGENT, jours=10_000)[0].expire_le < timezone.now() + timedelta(days=JOURS_MAX + 1)


@pytest.mark.parametrize("qui", ["prefecture.29", "commissaire.53", "centrale"])
def test_the_state_deposits_nothing(client, demo, qui):
    enter(client, qui)
    saisi = {"outil": "Infocentre", "portee": "depot", "jours": "90"}
    assert client.post(reverse("api:nouveau_jeton"), saisi).status_code == 422
    with pytest.raises(Refus, match="compte de la collectivité"):
        make_jeton_de(qui, Portee.DEPOT)


def test_who_sees_and_withdraws_whose(demo):
    """One's own; a valideur those of the collectivité, the centrale all."""
    faits = {qui: make_jeton_de(qui)[0] for qui in (*QUI, "valideur.29")}
    for qui in (*QUI, "valideur.29"):
        compte = demo.get_compte(qui)
        siens = {qui, AGENT} if qui == "valideur.29" else set(faits) if qui == "centrale" else {qui}
        assert set(list_jetons(compte)) == {faits[un] for un in siens}, qui
        for autre, jeton in faits.items():
            ecriture = {"by": compte, "at": jeton.cree_le, "le": jeton.cree_le, "jeton": jeton}
            if autre in siens:
                withdraw_jeton(**ecriture)
            else:
                with pytest.raises(Refus):
                    withdraw_jeton(**ecriture)
    withdraw_jeton(**ecriture)
    assert Trace.objects.filter(geste="retirer_jeton").count() == len(faits)


def explain(outil):
    reponse = outil.call("get", "/exercices")
    return reponse.status_code, reponse.json()["detail"]


def test_it_gives_what_its_holder_has_that_day(client, demo):
    outil, compte = Outil(client, AGENT), demo.get_compte(AGENT)
    valideur = demo.get_compte("valideur.29")
    assert outil.get("/exercices")["total"] > 0
    Utilisateur.objects.filter(pk=compte.pk).update(role=Role.VALIDEUR_DEPARTEMENTAL)
    statut, dit = explain(outil)
    assert statut == 403 and "changé de rôle" in dit
    Utilisateur.objects.filter(pk=compte.pk).update(role=compte.role, collectivite="22D")
    assert explain(outil)[0] == 403
    Utilisateur.objects.filter(pk=compte.pk).update(collectivite="29D")
    assert explain_statut(outil) == 200
    close_compte(by=valideur, at=timezone.now(), compte=compte)
    statut, dit = explain(outil)
    assert statut == 403 and "fermé" in dit


def explain_statut(outil):
    return outil.call("get", "/exercices").status_code


def test_withdrawn_or_expired_it_opens_nothing(client, demo):
    outil = Outil(client, AGENT)
    Jeton.objects.update(
        expire_le=timezone.now() - timedelta(seconds=1), cree_le=timezone.now() - timedelta(1)
    )
    statut, dit = explain(outil)
    assert statut == 401 and "expiré" in dit
    autre = Outil(client, AGENT)
    enter(client, AGENT)
    adresse = reverse("api:retirer_jeton", args=[autre.jeton.pk])
    page = client.get(adresse)
    assert client.post(adresse, {"vu": page.context["form"]["vu"].value()}).status_code == 302
    statut, dit = explain(autre)
    assert statut == 401 and "retiré" in dit


def test_a_session_opens_nothing_and_a_token_is_not_the_session(client, demo):
    """Whatever the browser is logged in as: no page of another site may call for who reads it."""
    enter(client, "centrale")
    for nom, adresse in list_appels():
        reponse = client.get(adresse)
        assert reponse.status_code in (401, 405), nom
        assert reponse["Content-Type"].startswith("application/json"), nom
    outil = Outil(client, AGENT)
    assert {un["convention"] for un in outil.get("/exercices")["elements"]} == {"29"}


@pytest.mark.parametrize(
    "entete", ["", "Bearer", "Bearer x", "Basic x:y", "Bearer calpae_\xe9\xff", "bearer"]
)
def test_what_is_no_token_is_told_how_to_send_one(client, demo, entete):
    reponse = client.get(f"{RACINE}/exercices", headers={"Authorization": entete})
    assert reponse.status_code == 401
    assert "Authorization: Bearer" in reponse.json()["detail"]


def test_so_many_calls_a_minute(client, demo, settings):
    """Counted in the database: of another process, the calls are of the same minute."""
    settings.API_APPELS_PAR_MINUTE = 3
    outil, autre = Outil(client, AGENT), Outil(client, AGENT)
    le = timezone.now().replace(second=0)
    assert [count_appel(le=le, jeton=outil.jeton, maximum=3) for _ in range(5)] == [True] * 3 + [False] * 2
    assert count_appel(le=le + timedelta(minutes=1), jeton=outil.jeton, maximum=3)
    minute = timezone.now().replace(second=0, microsecond=0)
    outil.jeton.appels.__class__.objects.filter(jeton=outil.jeton).update(minute=minute, nombre=3)
    reponse = outil.call("get", "/exercices")
    if timezone.now().replace(second=0, microsecond=0) == minute:
        assert reponse.status_code == 429
        assert 0 < int(reponse["Retry-After"]) <= 60
        assert "Trop d’appels" in reponse.json()["detail"]
    assert autre.call("get", "/exercices").status_code == 200
