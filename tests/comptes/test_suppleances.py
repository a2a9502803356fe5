"""« Agir pour le compte de »: who may, what one may not do so, what says it, and how it ends."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from comptes.acces import Refus
from comptes.chaine import compute_maillon
from comptes.gestes import Geste, is_personnel
from comptes.integrite import list_ruptures_du_journal
from comptes.invitations import close_compte
from comptes.journal import act_for, record_trace
from comptes.models import EN_SUPPLEANCE, Role, Suppleance, Trace, Utilisateur
from comptes.suppleances import DUREE, end_suppleances_echues, start_suppleance
from conventions.models import BrouillonSaisie
from tests.actes import prepare_transmission
from tests.chemins import ROUTES, get_url
from tests.dessous import beneath_the_site
from tests.gestes import Page
from tests.lecture import read
from tests.routes import LECTURE, POST_SEUL, QUI

pytestmark = pytest.mark.une_base

BANDEAU = "Vous agissez pour le compte de"
MOTIF = "Demandé au téléphone"


def act(client, demo, qui="agent.29", **saisi):
    """The centrale acts for `qui` in this client."""
    client.force_login(demo.get_compte("centrale"))
    adresse = reverse("conventions:agir", args=[demo.get_compte(qui).pk])
    return client.post(adresse, {"motif": MOTIF} | saisi, follow=True)


def read_last(geste):
    return Trace.objects.filter(geste=geste).order_by("-rang").first()


def test_it_begins_with_a_reason_and_both_ends_are_in_the_journal(client, demo):
    assert act(client, demo, motif=" ").status_code == 422
    assert not Suppleance.objects.exists()
    centrale, agent = demo.get_compte("centrale"), demo.get_compte("agent.29")
    page = read(act(client, demo))
    assert f"{BANDEAU} {agent.nom}" in page
    debut = read_last(Geste.COMMENCER_SUPPLEANCE)
    assert (debut.par, debut.cle_objet, debut.details["motif"]) == (centrale, str(agent.pk), MOTIF)
    assert client.post(reverse("comptes:cesser"), follow=True).context["user"] == centrale
    fin = read_last(Geste.FINIR_SUPPLEANCE)
    assert (fin.par, fin.cle_objet) == (centrale, str(agent.pk))
    assert Suppleance.objects.get().fin
    assert BANDEAU not in read(client.get("/"))
    # Sent again, it ends nothing more.
    client.post(reverse("comptes:cesser"))
    assert Trace.objects.filter(geste=Geste.FINIR_SUPPLEANCE).count() == 1


def test_every_page_says_it_with_the_way_out(client, demo):
    act(client, demo)
    vues = 0
    for nom in sorted(set(ROUTES) & set(LECTURE)):
        if LECTURE[nom] == POST_SEUL or LECTURE[nom]["agent.29"] not in (200, 403, 404):
            continue
        reponse = client.get(get_url(nom, demo.document))
        if reponse.streaming or not reponse["Content-Type"].startswith("text/html"):
            continue
        page = reponse.content.decode()
        assert BANDEAU in page, nom
        assert f'action="{reverse("comptes:cesser")}"' in page, nom
        vues += 1
    assert vues > 50
    assert BANDEAU in client.get("/rien/de/tel/").content.decode()


@pytest.mark.parametrize("geste", Geste, ids=str)
def test_each_line_says_both_and_what_only_the_author_may_do_is_refused(geste, demo):
    """Whatever an operation lets through: its line is of the same transaction."""
    agent, centrale = demo.get_compte("agent.29"), demo.get_compte("centrale")
    ecriture = {"by": agent, "at": demo.document.le, "geste": geste, "objet": demo.brouillon}
    with act_for(centrale):
        if is_personnel(geste):
            with pytest.raises(Refus, match="engage qui le fait"):
                record_trace(**ecriture)
            return
        record_trace(**ecriture)
    record_trace(**ecriture)
    lui_meme, pour_lui = Trace.objects.filter(convention="29").order_by("-rang")[:2]
    assert (pour_lui.par, pour_lui.agi_par) == (agent, centrale)
    assert (lui_meme.par, lui_meme.agi_par) == (agent, None)
    # What older lines lack is in no digest where it is nothing.
    assert "agi_par" not in lui_meme.contenu
    assert pour_lui.maillon != compute_maillon("", {})
    assert not list(list_ruptures_du_journal())
    with beneath_the_site("comptes_trace") as curseur:
        curseur.execute("UPDATE comptes_trace SET agi_par_id = NULL WHERE id = %s", [pour_lui.pk])
    assert [une.cle for une in list_ruptures_du_journal()] == [str(pour_lui.pk)]


def test_certifying_deciding_signing_and_accounts_are_personal():
    """A new état, or a new step of the decision, is by its code; these are by their names."""
    nommes = {
        *("ouvrir_compte", "inviter_compte", "changer_compte", "fermer_compte", "rouvrir_compte"),
        *(
            "changer_mot_de_passe",
            "creer_jeton",
            "retirer_jeton",
            "figer_chiffres",
            "signer_avenant",
            "prolonger_execution",
        ),
        *("lever_regle", "retablir_regle", "rendre_avis", "tenir_dialogue"),
        *("enregistrer_versement", "retirer_versement"),
    }
    assert {un for un in Geste.values if is_personnel(un)} == nommes | {
        un for un in Geste.values if un.startswith(("passer_", "decision_"))
    }


# What one sends, and who it is sent for: (route, places of its address).
ACTES = [
    ("valideur.22", "reporting:transmettre", ["22", 2021]),
    ("prefecture.22", "reporting:valider", ["22", 2021]),
    ("prefecture.22", "reporting:renvoyer", ["22", 2021]),
    ("commissaire.53", "reporting:avis", ["22", 2021]),
    ("agent.22", "reporting:acte", ["22", 2021, "proposer"]),
    ("prefecture.29", "reporting:proposer", ["29", 2020]),
    ("valideur.29", "reporting:repondre", ["29", 2020]),
    ("prefecture.29", "reporting:notifier", ["29", 2020]),
    ("valideur.29", "avenants:signer_avenant", ["29", 2021, 3]),
    ("valideur.29", "conventions:inviter", []),
    # No line of the journal would say by whom.
    ("commissaire.53", "reporting:marquer_vu", ["22", 2021]),
    ("agent.29", "comptes:changer", []),
    ("agent.29", "comptes:lire_notifications", []),
]


@pytest.mark.parametrize(("qui", "route", "places"), ACTES, ids=str)
def test_what_engages_somebody_is_refused_in_a_sentence(client, demo, qui, route, places):
    if route in ("reporting:transmettre", "reporting:acte"):
        prepare_transmission(demo)
    act(client, demo, qui)
    avant = Trace.objects.count()
    adresse = reverse(route, args=places)
    lue = client.get(adresse)
    champs = Page(lue.content.decode()).champs if lue.status_code == 200 else {}
    saisi = {"motif": "Parce que", "certifie": "on", "sans_brouillons": "on", "new_password1": "x" * 20}
    reponse = client.post(adresse, champs | saisi)
    assert reponse.status_code in (403, 422), reponse.status_code
    assert Trace.objects.count() == avant
    assert EN_SUPPLEANCE.replace("\u00a0", " ") in read(reponse)


@pytest.mark.parametrize("qui", [*QUI, "valideur.29"])
def test_nobody_acts_but_the_centrale_for_anybody_but_the_centrale(client, demo, qui):
    lui = demo.get_compte(qui)
    adresse = reverse("conventions:agir", args=[demo.get_compte("agent.29").pk])
    client.force_login(lui)
    if lui.role != Role.CENTRALE:
        assert client.post(adresse, {"motif": MOTIF}).status_code in (403, 404)
        # Nor in turn, by acting for somebody of the same rights.
        act(client, demo, qui)
        assert client.post(adresse, {"motif": MOTIF}).status_code in (403, 404)
        assert Suppleance.objects.count() == 1
    else:
        autre = Utilisateur.objects.create_user(email="autre@example.org", nom="Autre", role=Role.CENTRALE)
        for compte in (lui, autre):
            assert (
                client.post(reverse("conventions:agir", args=[compte.pk]), {"motif": MOTIF}).status_code
                == 403
            )
        assert not Suppleance.objects.exists()


def test_it_ends_after_an_hour_with_the_session_or_with_either_account(client, demo):
    centrale, agent = demo.get_compte("centrale"), demo.get_compte("agent.29")
    fins = {
        "hour": lambda: Suppleance.objects.filter(fin=None).update(
            debut=timezone.now() - 2 * DUREE, echeance=timezone.now() - DUREE
        ),
        "closed": lambda: Utilisateur.objects.filter(pk=agent.pk).update(is_active=False),
        "no more of the centrale": lambda: Utilisateur.objects.filter(pk=agent.pk).update(
            is_active=True, role="centrale", collectivite=None
        ),
    }
    for nom, finir in fins.items():
        if nom != "no more of the centrale":
            assert act(client, demo).context["user"] == agent, nom
        finir()
        page = client.get("/")
        assert page.context["user"] == centrale, nom
        assert BANDEAU not in read(page)
        # The worker says it, whoever asks for a page or not; once.
        for _ in range(2):
            end_suppleances_echues(at=demo.document.le, le=timezone.now())
        assert not Suppleance.objects.filter(fin=None).exists()
    fin = read_last(Geste.FINIR_SUPPLEANCE)
    assert (fin.par, fin.details["de"]) == (None, str(centrale))
    Utilisateur.objects.filter(pk=agent.pk).update(role="agent_departemental", collectivite="29D")
    act(client, demo)
    client.post(reverse("comptes:deconnexion"))
    assert read_last(Geste.FINIR_SUPPLEANCE).par == centrale
    assert not Suppleance.objects.filter(fin=None).exists()
    assert client.get("/").status_code == 302


def test_one_acts_for_one_person_at_a_time(demo):
    centrale, le = demo.get_compte("centrale"), timezone.now()
    for qui in ("agent.29", "prefecture.29"):
        compte = demo.get_compte(qui)
        start_suppleance(by=centrale, at=demo.document.le, le=le, compte=compte, motif=MOTIF)
        le += timedelta(minutes=1)
    assert [une.pour.email.partition("@")[0] for une in Suppleance.objects.filter(fin=None)] == [
        "prefecture.29"
    ]
    close_compte(by=centrale, at=demo.document.le, compte=demo.get_compte("agent.29"))
    with pytest.raises(Refus, match="fermé"):
        start_suppleance(
            by=centrale, at=demo.document.le, le=le, compte=demo.get_compte("agent.29"), motif=MOTIF
        )


def test_what_is_typed_so_is_of_the_account_and_its_journal_says_who(client, demo):
    act(client, demo)
    adresse = reverse("conventions:nouvelle_action", args=["29", 2021])
    champs = Page(client.get(adresse).content.decode()).champs
    champs |= {"numero": "X-9", "titre": "Pour elle", "axe": "S4", "nature": "nouvelle", "etat": "en_cours"}
    assert client.post(adresse, champs).status_code == 302
    page = read(client.get(reverse("reporting:journal", args=["29"])))
    centrale, agent = demo.get_compte("centrale"), demo.get_compte("agent.29")
    assert f"{centrale}, pour le compte de {agent}, a enregistré une action" in page
    assert BrouillonSaisie.objects.filter(par=centrale).count() == 0
    assert Session.objects.exists()
