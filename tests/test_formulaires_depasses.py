"""What is sent from a form opened before: the état was left, the action is gone, the region changed, the link served.
Nothing is done, a sentence says why, and what was typed is still on the screen."""

import pytest
from django.urls import reverse

from comptes.invitations import LIEN_PERIME, make_lien
from comptes.models import Region, Role, Utilisateur
from conventions.models import Acte, Action, Etat, Exercice, Transition
from conventions.transitions import TRANSITIONS
from remarques.models import Remarque
from reporting.models import Avis
from reporting.queries.actes import PAGES
from tests.demo import enter
from tests.gestes import read
from tests.lecture import read_html
from tests.remarques.faites import ask
from tests.reporting.decisions import AT

pytestmark = pytest.mark.une_base

CLE = ["22", 2021]
TEXTE = "Ce que j’ai mis une heure à écrire."
GENS = {
    Role.AGENT_DEPARTEMENTAL: "agent.22",
    Role.VALIDEUR_DEPARTEMENTAL: "valideur.22",
    Role.PREFECTURE: "prefecture.22",
    Role.COMMISSAIRE: "commissaire.53",
    Role.CENTRALE: "centrale",
}
# Fields of an act that hold sentences.
ECRITS = {"motif", "conclusions"}

# Acts that say why, in a form that is open where they are done.
MOTIVES = {Acte.RENDRE, Acte.RENVOYER, Acte.RENDRE_AVIS, Acte.DIALOGUER, Acte.ROUVRIR}


def put(etat):
    Exercice.objects.filter(convention__code="22", annee=2021).update(etat=etat)


def get_page(acte):
    return reverse(PAGES[acte], args=CLE) if acte in PAGES else reverse("reporting:acte", args=[*CLE, acte])


@pytest.mark.parametrize("ailleurs", [Etat.CLOS, Etat.BROUILLON])
def test_an_act_on_an_etat_that_was_left_is_refused_and_its_words_stay(client, demo, ailleurs):
    ouverts = set()
    put(Etat.INSTRUCTION)
    ask(demo.transmis, demo.get_compte("prefecture.22"), AT)
    for acte in Acte:
        passage = next(un for un in TRANSITIONS if un.acte == acte and un.de != ailleurs)
        put(passage.de)
        enter(client, GENS[passage.roles[-1]])
        page = get_page(acte)
        lue = client.get(page)
        if lue.status_code != 200:
            continue
        vue = read(lue).champs
        ecrits = ECRITS & set(lue.context["form"].fields) if "vu" in vue else set()
        ouverts |= {acte} if "vu" in vue else set()
        put(ailleurs)
        avant = Transition.objects.count()
        reponse = client.post(page, vue | dict.fromkeys(ecrits, TEXTE))
        # Handed over already, it leads to its receipt.
        assert reponse.status_code in (403, 404, 422) or (acte, ailleurs) == (Acte.TRANSMETTRE, Etat.CLOS), (
            acte
        )
        assert not ecrits or TEXTE in read_html(reponse), acte
        assert Transition.objects.count() == avant, acte
        assert Exercice.objects.get(convention__code="22", annee=2021).etat == ailleurs, acte
    assert ouverts >= MOTIVES


def test_a_remark_on_an_action_deleted_meanwhile_is_told_and_keeps_its_words(client, demo):
    enter(client, "prefecture.22")
    page = reverse("remarques:ecrire", args=[*CLE, "action", "S1-1"])
    vue = read(client.get(page)).champs | {"texte": TEXTE}
    etat = demo.transmis.etat
    put(Etat.A_COMPLETER)
    Action.objects.filter(exercice=demo.transmis, numero="S1-1").update(numero="S1-9")
    put(etat)
    avant = Remarque.objects.count()
    reponse = client.post(page, vue)
    assert reponse.status_code == 404
    assert TEXTE in read_html(reponse) and "n’existe plus" in read_html(reponse)
    assert Remarque.objects.count() == avant


def test_what_a_commissaire_wrote_before_the_region_changed_is_refused_and_stays(client, demo):
    put(Etat.INSTRUCTION)
    enter(client, "commissaire.53")
    pages = [
        (reverse("remarques:ecrire", args=[*CLE, "action", "S1-1"]), {"texte": TEXTE}),
        (reverse("reporting:avis", args=CLE), {"sens": "defavorable", "motif": TEXTE}),
        (reverse("reporting:dialogue", args=CLE), {"conclusions": TEXTE}),
    ]
    vues = [(page, read(client.get(page)).champs | dit) for page, dit in pages]
    avant = (Remarque.objects.count(), Avis.objects.count())
    Utilisateur.objects.filter(email__startswith="commissaire.53").update(
        region=Region.objects.get(code="44")
    )
    for page, vue in vues:
        reponse = client.post(page, vue)
        assert reponse.status_code == 404, page
        assert "ou n’entre pas dans votre périmètre" in read_html(reponse)
        assert TEXTE in read_html(reponse), page
    assert (Remarque.objects.count(), Avis.objects.count()) == avant


def test_an_invitation_that_was_forwarded_opens_one_account_once(client, demo):
    """Two browsers have its page open: the first to choose a password has the account, the other one is told."""
    compte = Utilisateur.objects.get(email="agent.29@calpae.example")
    lien = reverse("comptes:choisir", kwargs=make_lien(compte))
    autre = type(client)()
    for navigateur in (client, autre):
        assert navigateur.get(lien, follow=True).status_code == 200
    for navigateur, secret, attendu in (
        (client, "une-longue-phrase-a-moi", 302),
        (autre, "une-autre-longue-phrase", 404),
    ):
        reponse = navigateur.post(lien, {"new_password1": secret, "new_password2": secret})
        assert reponse.status_code == attendu
    assert LIEN_PERIME[:30] in read_html(reponse)
    assert client.login(username=compte.email, password="une-longue-phrase-a-moi")
    assert not autre.login(username=compte.email, password="une-autre-longue-phrase")
