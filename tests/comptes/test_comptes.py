"""Accounts in the site: invited by a mail, opened by its link once, changed, closed; and forgotten passwords."""

import re
import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from comptes import invitations
from comptes.courriels import ATTENTES, send_courriels
from comptes.gestes import Geste
from comptes.invitations import change_compte
from comptes.models import Courriel, Region, Role, Trace, Utilisateur
from conventions.models import BrouillonSaisie
from tests.demo import enter
from tests.formulaires_lus import read_formulaire
from tests.lecture import read

pytestmark = pytest.mark.une_base

NOUVELLE = {"email": "Anne.Le-Bihan@finistere.example", "nom": "Anne Le Bihan", "role": "agent_departemental"}
AT = datetime(2022, 6, 1, 9, tzinfo=UTC)
SECRET = "une-longue-phrase-29"


def invite(client, qui="valideur.29", **champs):
    enter(client, qui)
    return client.post(reverse("conventions:inviter"), NOUVELLE | champs)


def get_nouvelle():
    return Utilisateur.objects.get(email=NOUVELLE["email"].lower())


def send():
    """The mails that wait now; what the last one says."""
    send_courriels(at=datetime.now(UTC))
    return mail.outbox[-1]


def find_lien(message):
    return re.search(r"https?://[^/]+(/mot-de-passe/\S+)", message.body)[1]


def choose(client, lien, secret=SECRET):
    client.logout()
    return client.post(lien, {"new_password1": secret, "new_password2": secret})


def test_who_is_invited_chooses_a_password_behind_a_link_that_serves_once(client, demo):
    assert invite(client).status_code == 302
    compte = get_nouvelle()
    assert (compte.collectivite_id, compte.is_invite) == (
        demo.get_compte("valideur.29").collectivite_id,
        True,
    )
    message = send()
    assert message.to == [compte.email]
    assert "Département du Finistère" in message.body
    lien = find_lien(message)
    # The log says that it was sent, and no more what opens the account.
    assert Courriel.objects.get().etat == "envoye"
    assert Courriel.objects.get().corps == ""
    assert "trop court" in read(choose(client, lien, "court"))
    assert choose(client, lien).status_code == 302
    assert client.login(username=compte.email, password=SECRET)
    assert choose(client, lien, "une-autre-longue-phrase").status_code == 404
    assert "il a déjà servi" in read(client.get(lien))
    assert client.login(username=compte.email, password=SECRET)
    gestes = Trace.objects.about(compte).values_list("geste", flat=True)
    assert set(gestes) == {Geste.OUVRIR_COMPTE, Geste.INVITER_COMPTE, Geste.CHANGER_MOT_DE_PASSE}


def test_an_account_closed_at_the_very_instant_is_not_opened_by_its_link(client, demo, monkeypatch):
    """Whoever closes it comes between the link that is read and the account that is locked."""
    invite(client)
    lien, compte = find_lien(send()), get_nouvelle()
    lock = invitations.lock_compte

    def close_then_lock(un):
        Utilisateur.objects.filter(pk=un.pk).update(is_active=False)
        return lock(un)

    monkeypatch.setattr(invitations, "lock_compte", close_then_lock)
    assert choose(client, lien).status_code == 404
    compte.refresh_from_db()
    assert not compte.has_usable_password()


def test_a_valideur_invites_for_the_collectivity_only(client, demo):
    reponse = invite(client, role="centrale")
    assert reponse.status_code == 422
    invite(client, collectivite="22D", departement="22")
    assert get_nouvelle().collectivite_id == demo.get_compte("valideur.29").collectivite_id
    autre = demo.get_compte("agent.22")
    assert client.get(reverse("conventions:compte", args=[autre.pk])).status_code == 404
    page = read(client.get(reverse("conventions:comptes")))
    assert "agent.29@" in page
    assert "agent.22@" not in page


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"email": "agent.29@calpae.example"}, "Un compte existe déjà avec cette adresse électronique."),
        ({"email": "pas une adresse"}, "adresse"),
        ({"role": "prefecture"}, "Département : Choisissez le département de cette préfecture."),
        ({"role": "commissaire"}, "Région : Choisissez la région de ce commissaire."),
        (
            {"role": "commissaire", "region": "53", "departement": "29"},
            "Département : Ce rôle n’en a pas : laissez ce champ vide.",
        ),
        ({"role": "centrale", "region": "53"}, "Région : Ce rôle n’en a pas : laissez ce champ vide."),
        (
            {"role": "valideur_departemental", "collectivite": ""},
            "Choisissez la collectivité de ce valideur.",
        ),
    ],
)
def test_what_cannot_be_invited_is_told_and_nothing_is_written(client, demo, champs, attendu):
    avant = Utilisateur.objects.count()
    reponse = invite(client, "centrale", **champs)
    assert (reponse.status_code, attendu in read(reponse)) == (422, True)
    assert (Utilisateur.objects.count(), Courriel.objects.count()) == (avant, 0)


def test_an_account_that_is_closed_is_refused_at_its_next_page(client, demo):
    agent = demo.get_compte("agent.29")
    autre = type(client)()
    enter(autre, "agent.29")
    assert autre.get(reverse("reporting:accueil")).status_code == 200
    enter(client, "valideur.29")
    adresse = reverse("conventions:fermer_compte", args=[agent.pk])
    page = client.get(adresse)
    assert "Ses saisies en attente se reprennent" in read(page)
    assert client.post(adresse, read_formulaire(page)).status_code == 302
    assert autre.get(reverse("reporting:accueil")).status_code == 302
    assert client.post(reverse("conventions:rouvrir_compte", args=[agent.pk])).status_code == 302
    agent.refresh_from_db()
    assert agent.is_active


@pytest.mark.parametrize("reprend", [True, False])
def test_what_a_leaver_typed_is_told_before_the_account_closes_and_taken_over_if_asked(client, demo, reprend):
    agent, valideur = demo.get_compte("agent.29"), demo.get_compte("valideur.29")
    commun = {"exercice": demo.brouillon, "champs": {"x": "1"}, "le": AT}
    laisses = [
        BrouillonSaisie.objects.create(par=agent, page=page, **commun) for page in ("financement:prevu", "S1")
    ]
    # One never loses what one typed oneself at the same place.
    le_mien = BrouillonSaisie.objects.create(par=valideur, page="S1", **commun)
    enter(client, "valideur.29")
    adresse = reverse("conventions:fermer_compte", args=[agent.pk])
    page = client.get(adresse)
    assert "Finistère (29) – 2021 : 2" in read(page)
    vu = read_formulaire(page) | ({"reprendre": "on"} if reprend else {})
    # What was told is what is done: one more, and the page is read again.
    laisses[0].delete()
    assert client.post(adresse, vu).status_code == 422
    assert demo.get_compte("agent.29").is_active
    laisses[0] = BrouillonSaisie.objects.create(par=agent, page="financement:prevu", **commun)
    vu |= {"vu": read_formulaire(client.get(adresse))["vu"]}
    assert client.post(adresse, vu).status_code == 302
    assert not demo.get_compte("agent.29").is_active
    auteurs = [BrouillonSaisie.objects.get(pk=un.pk).par for un in (*laisses, le_mien)]
    assert auteurs == [valideur if reprend else agent, agent, valideur]
    assert Trace.objects.filter(geste=Geste.REPRENDRE_BROUILLON, par=valideur).count() == reprend


def test_whoever_may_not_type_is_told_and_takes_nothing_over(client, demo):
    BrouillonSaisie.objects.create(
        par=demo.get_compte("agent.29"), page="S1", exercice=demo.brouillon, champs={"x": "1"}, le=AT
    )
    enter(client, "centrale")
    adresse = reverse("conventions:fermer_compte", args=[demo.get_compte("agent.29").pk])
    page = client.get(adresse)
    assert "Finistère (29) – 2021 : 1" in read(page)
    assert "reprendre" not in read_formulaire(page)
    assert client.post(adresse, read_formulaire(page) | {"reprendre": "on"}).status_code == 302
    assert not Trace.objects.filter(geste=Geste.REPRENDRE_BROUILLON).exists()


def test_a_commissaire_whose_region_changed_this_morning_is_refused_in_a_sentence(client, demo):
    commissaire = demo.get_compte("commissaire.53")
    client.force_login(commissaire)
    lue, decidee = (reverse(f"reporting:{quoi}", args=["22", 2021]) for quoi in ("exercice", "avis"))
    assert client.get(lue).status_code == 200
    ouverte = read_formulaire(client.get(decidee))
    change_compte(
        by=demo.get_compte("centrale"),
        at=AT,
        compte=commissaire,
        version=commissaire.version,
        champs={"region": Region.objects.get(code="44")},
    )
    traces = Trace.objects.count()
    for reponse in (client.get(lue), client.get(decidee), client.post(decidee, {"motif": "Vu."})):
        assert reponse.status_code == 404
        assert "elle n’entre pas dans votre périmètre" in read(reponse)
    # What was written is not lost.
    texte = "Les chiffres de la région me semblent justes."
    assert texte in read(client.post(decidee, ouverte | {"motif": texte}))
    assert Trace.objects.count() == traces
    lignes = client.get("/").context["page"].paginator.object_list
    assert "22" not in {ligne.exercice.convention.code for ligne in lignes}


def test_a_role_or_a_perimeter_changes_with_a_trace_and_two_editors_are_told(client, demo):
    agent = demo.get_compte("agent.29")
    enter(client, "centrale")
    adresse = reverse("conventions:compte", args=[agent.pk])
    lu = read_formulaire(client.get(adresse))
    assert client.post(adresse, lu | {"role": "valideur_departemental"}).status_code == 302
    reponse = client.post(adresse, lu | {"nom": "Un autre nom"})
    assert (reponse.status_code, "modifiée entre-temps" in read(reponse)) == (422, True)
    trace = Trace.objects.about(agent).filter(geste=Geste.CHANGER_COMPTE).get()
    assert (trace.details["avant"]["role"], trace.details["apres"]["role"]) == (
        "agent_departemental",
        "valideur_departemental",
    )


def test_the_last_account_of_the_centrale_stays(client, demo):
    centrale = demo.get_compte("centrale")
    seconde = Utilisateur.objects.create_user(
        email="b@example.org", nom="B", role=Role.CENTRALE, password=SECRET
    )
    enter(client, "centrale")
    assert client.get(reverse("conventions:fermer_compte", args=[centrale.pk])).status_code == 403
    client.force_login(seconde)
    adresse = reverse("conventions:fermer_compte", args=[centrale.pk])
    Utilisateur.objects.filter(pk=seconde.pk).update(role=Role.CENTRALE)
    assert client.post(adresse, read_formulaire(client.get(adresse))).status_code == 302
    # Its own account, no more than the last one, is closed by nobody.
    assert client.get(reverse("conventions:fermer_compte", args=[seconde.pk])).status_code == 403


def test_a_forgotten_password_is_chosen_again_and_no_address_is_told(client, demo):
    adresse = reverse("comptes:oublie")
    dits = {client.post(adresse, {"email": qui}, follow=True).content.count(b"vient de lui")
            for qui in ("agent.29@calpae.example", "personne@example.org")}  # fmt: skip
    assert dits == {1}
    assert Courriel.objects.count() == 1
    client.post(adresse, {"email": "AGENT.29@calpae.example"})
    assert Courriel.objects.count() == 1  # not before five minutes
    lien = find_lien(send())
    autre = type(client)()
    enter(autre, "agent.29")
    assert choose(client, lien).status_code == 302
    assert autre.get(reverse("reporting:accueil")).status_code == 302
    assert client.login(username="agent.29@calpae.example", password=SECRET)


def test_a_link_of_an_account_that_is_closed_opens_nothing(client, demo):
    client.post(reverse("comptes:oublie"), {"email": "agent.29@calpae.example"})
    lien = find_lien(send())
    Utilisateur.objects.filter(email="agent.29@calpae.example").update(is_active=False)
    assert client.get(lien).status_code == 404
    assert client.get("/mot-de-passe/zzz/1-2/").status_code == 404


def test_one_changes_one_s_own_password(client, demo):
    compte = Utilisateur.objects.create_user(
        email="b@example.org", nom="B", role=Role.CENTRALE, password=SECRET
    )
    client.force_login(compte)
    adresse = reverse("comptes:changer")
    envoi = {"old_password": "faux", "new_password1": SECRET + "x", "new_password2": SECRET + "x"}
    assert client.post(adresse, envoi).status_code == 422
    assert client.post(adresse, envoi | {"old_password": SECRET}).status_code == 302
    assert client.get(reverse("reporting:accueil")).status_code == 200
    assert client.login(username="b@example.org", password=SECRET + "x")


# --- Mails ---------------------------------------------------------------------------------------------------


def break_mail(monkeypatch, erreur):
    def fail(self, messages):
        raise erreur

    monkeypatch.setattr(EmailBackend, "send_messages", fail)


def test_a_server_away_for_an_hour_loses_no_mail_and_sends_none_twice(client, demo, monkeypatch):
    invite(client)
    debut = Courriel.objects.get().le
    with monkeypatch.context() as sans_serveur:
        break_mail(sans_serveur, ConnectionRefusedError())
        for minutes in range(60):
            assert send_courriels(at=debut + timedelta(minutes=minutes)) == 0
    assert 3 < Courriel.objects.get().tentatives < 7
    envoyes = [send_courriels(at=debut + timedelta(hours=1, minutes=minutes)) for minutes in range(90)]
    assert sum(envoyes) == len(mail.outbox) == 1


def test_a_mailbox_that_refuses_is_said_on_the_page_of_accounts(client, demo, monkeypatch):
    invite(client)
    break_mail(monkeypatch, smtplib.SMTPRecipientsRefused({NOUVELLE["email"]: (550, b"unknown")}))
    send_courriels(at=datetime.now(UTC))
    assert Courriel.objects.get().etat == "echec"
    assert "L’invitation n’a pas pu être remise" in read(client.get(reverse("conventions:comptes")))
    monkeypatch.undo()
    assert (
        client.post(reverse("conventions:renvoyer_invitation", args=[get_nouvelle().pk])).status_code == 302
    )
    assert send().to == [get_nouvelle().email]


def test_a_mailbox_that_asks_to_come_back_is_tried_again(client, demo, monkeypatch):
    invite(client)
    break_mail(monkeypatch, smtplib.SMTPRecipientsRefused({NOUVELLE["email"]: (450, b"greylisted")}))
    send_courriels(at=datetime.now(UTC))
    assert Courriel.objects.get().etat == "a_envoyer"
    monkeypatch.undo()
    assert send_courriels(at=datetime.now(UTC) + timedelta(minutes=2)) == 1


def test_an_invitation_sent_again_twice_at_once_is_one_mail(client, demo):
    invite(client)
    adresse = reverse("conventions:renvoyer_invitation", args=[get_nouvelle().pk])
    for _ in range(3):
        assert client.post(adresse).status_code == 302
    assert Courriel.objects.count() == 1
    # Later, one asks for another.
    Courriel.objects.update(le=datetime.now(UTC) - invitations.ENTRE_DEUX)
    for _ in range(3):
        assert client.post(adresse).status_code == 302
    assert Courriel.objects.count() == 2


def test_an_invitation_sent_again_to_who_opened_the_account_meanwhile_is_told(client, demo):
    agent = demo.get_compte("agent.29")
    enter(client, "valideur.29")
    reponse = client.post(reverse("conventions:renvoyer_invitation", args=[agent.pk]), follow=True)
    assert "n’attend plus d’invitation" in read(reponse)
    assert not Courriel.objects.exists()


def test_a_mail_is_given_up_after_days(client, demo, monkeypatch):
    invite(client)
    break_mail(monkeypatch, OSError())
    le = Courriel.objects.get().le
    for jours in range(len(ATTENTES) + 5):
        send_courriels(at=le + timedelta(days=2 * jours))
    assert (Courriel.objects.get().etat, Courriel.objects.get().corps) == ("echec", "")
