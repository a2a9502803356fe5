"""What is typed outlives the session: every form of the site, sent too late, comes back filled to its author only."""

from html.parser import HTMLParser

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve

from comptes.envois import CHAMP_COMPTE, Envoi, dump_envoi, load_envoi
from comptes.guard import EcritureInterdite
from comptes.models import Trace, Utilisateur
from tests.chemins import get_url
from tests.demo import MOT_DE_PASSE
from tests.lecture import read_html
from tests.routes import LECTURE

TEXTE = "L’atelier de Morlaix — « 12 personnes »\r\n<b>a</b> & 'fini'  en mai."
QUI = ("agent.29", "prefecture.29", "centrale")


class Formulaires(HTMLParser):
    """The forms of a page: action, and (name, value, kind) of each field as a browser would send it untouched."""

    def __init__(self, page):
        super().__init__()
        self.tous, self.ici, self.zone = [], None, None
        self.feed(page)

    def handle_starttag(self, balise, attributs):
        un = dict(attributs)
        if balise == "form":
            self.ici = {"action": un.get("action", ""), "method": un.get("method", "get"), "champs": []}
            self.tous.append(self.ici)
        elif self.ici is None or not un.get("name"):
            return
        elif balise == "textarea":
            self.zone = [un["name"], "", "textarea"]
            self.ici["champs"].append(self.zone)
        elif balise == "input":
            nature = un.get("type", "text")
            if nature not in ("checkbox", "radio", "submit", "file") or "checked" in un:
                self.ici["champs"].append([un["name"], un.get("value") or "", nature])

    def handle_data(self, texte):
        if self.zone:
            self.zone[1] += texte

    def handle_endtag(self, balise):
        if balise == "textarea":
            # A browser leaves out the line end that follows the tag.
            self.zone[1] = self.zone[1].removeprefix("\r").removeprefix("\n")
            self.zone = None
        elif balise == "form":
            self.ici = None


def list_formulaires(page, adresse=""):
    tous = [un for un in Formulaires(page).tous if un["method"] == "post"]
    for un in tous:
        un["action"] = (un["action"] or adresse).partition("#")[0]
    return [un for un in tous if un["action"] != "/deconnexion/"]


def get_champs(formulaire):
    return {nom: valeur for nom, valeur, _ in formulaire["champs"]}


def type_in(formulaire):
    """The form with our text in each place where one writes; whether there is one."""
    champs = get_champs(formulaire)
    places = [nom for nom, _, nature in formulaire["champs"] if nature in ("textarea", "text")]
    return champs | dict.fromkeys(places, TEXTE), bool(places)


def find_formulaire(page, adresse):
    """The form of a page that goes to `adresse` and holds our text."""
    for un in list_formulaires(page, adresse):
        if un["action"] == adresse and any("Morlaix" in valeur for _, valeur, _ in un["champs"]):
            return un
    raise AssertionError(adresse)


def collect_formulaires(client, qui, demo):
    """Every form one can write in, by the route it is sent to: (where it is sent, what it sends, its page)."""
    client.force_login(demo.get_compte(qui))
    trouves = {}
    for nom in sorted(nom for nom, attendu in LECTURE.items() if attendu[qui] == 200):
        adresse = get_url(nom, demo.document)
        reponse = client.get(adresse)
        if "html" not in reponse.headers["Content-Type"]:
            continue
        for formulaire in list_formulaires(reponse.content.decode(), adresse):
            champs, ecrit = type_in(formulaire)
            if ecrit:
                trouves.setdefault(
                    resolve(formulaire["action"]).view_name, (formulaire["action"], champs, adresse)
                )
    return trouves


def log_in(client, champs, email="agent.29@calpae.example"):
    return client.post("/connexion/", champs | {"username": email, "password": MOT_DE_PASSE})


@pytest.mark.une_base
@pytest.mark.parametrize(("qui", "au_moins"), [("agent.29", 15), ("prefecture.29", 2), ("centrale", 3)])
def test_every_form_sent_after_the_session_ended_is_there_filled_in_its_page(qui, au_moins, demo):
    client = Client(enforce_csrf_checks=True)
    formulaires = collect_formulaires(client, qui, demo)
    assert len(formulaires) >= au_moins, sorted(formulaires)
    traces = Trace.objects.exclude(geste="se_connecter").count()
    for route, (adresse, champs, page) in formulaires.items():
        Session.objects.all().delete()
        refus = client.post(adresse, champs, headers={"referer": f"http://testserver{page}"})
        assert refus.status_code == 403, route
        assert "Connectez-vous de nouveau" in read_html(refus)
        (connexion,) = list_formulaires(refus.content.decode(), adresse)
        assert connexion["action"] == "/connexion/"
        retour = log_in(client, get_champs(connexion), f"{qui}@calpae.example")
        assert retour.status_code == 200
        assert "Rien n’est encore enregistré" in read_html(retour), route
        # Its own form: with its labels, not only what was sent.
        visibles = [
            nom
            for nom, _, nature in find_formulaire(retour.content.decode(), adresse)["champs"]
            if nature != "hidden"
        ]
        assert {nom for nom, valeur in champs.items() if valeur == TEXTE} <= set(visibles), route
        rendus = get_champs(find_formulaire(retour.content.decode(), adresse))
        dits = {nom: un for nom, un in champs.items() if nom not in ("csrfmiddlewaretoken", CHAMP_COMPTE)}
        assert {nom: rendus.get(nom) for nom in dits} == dits, route
    assert Trace.objects.exclude(geste="se_connecter").count() == traces


def open_form(client, adresse="/conventions/29/2021/actions/S4-1/"):
    formulaires = list_formulaires(client.get(adresse).content.decode(), adresse)
    return next(
        (un["action"], *type_in(un)) for un in formulaires if any(c[2] == "textarea" for c in un["champs"])
    )


@pytest.fixture
def agent(demo):
    client = Client(enforce_csrf_checks=True)
    client.force_login(demo.get_compte("agent.29"))
    return client


def log_in_elsewhere(client, email="agent.29@calpae.example"):
    """In another tab of the same browser: the token turns."""
    client.cookies.pop("sessionid", None)
    page = client.get("/connexion/").content.decode()
    assert log_in(client, get_champs(list_formulaires(page, "/connexion/")[0]), email).status_code == 302


def test_a_token_turned_by_a_login_in_another_tab_comes_back_filled_at_once(agent, demo):
    adresse, champs, _ = open_form(agent)
    champs |= {nom: "" for nom, valeur in champs.items() if valeur == TEXTE} | {"bilan": TEXTE}
    log_in_elsewhere(agent)
    refus = agent.post(adresse, champs)
    assert refus.status_code == 403
    reprise = find_formulaire(refus.content.decode(), adresse)
    assert get_champs(reprise)["bilan"] == TEXTE
    envoi = agent.post(adresse, get_champs(reprise))
    # The form itself, with its own errors: the token was not one.
    assert envoi.status_code == 422
    assert [c for f in list_formulaires(envoi.content.decode()) for c in f["champs"] if "Morlaix" in c[1]]


def test_another_account_that_logs_in_is_not_shown_the_text(agent):
    adresse, champs, _ = open_form(agent)
    Session.objects.all().delete()
    (connexion,) = list_formulaires(agent.post(adresse, champs).content.decode(), adresse)
    retour = log_in(agent, get_champs(connexion), "valideur.29@calpae.example")
    assert retour.status_code == 302
    page = agent.get("/").content.decode()
    assert "Morlaix" not in page
    assert "par un autre compte" in page


@pytest.mark.parametrize("jeton_tourne", [True, False])
def test_a_page_of_another_account_left_open_in_the_browser_is_refused(jeton_tourne, agent):
    adresse, champs, _ = open_form(agent)
    log_in_elsewhere(agent, "valideur.29@calpae.example")
    if not jeton_tourne:
        champs["csrfmiddlewaretoken"] = agent.cookies["csrftoken"].value
    reponse = agent.post(adresse, champs)
    assert reponse.status_code == 403
    assert "par un autre compte" in read_html(reponse)
    assert "Morlaix" not in read_html(reponse)


def test_a_wrong_password_and_a_lock_keep_the_text(agent):
    adresse, champs, _ = open_form(agent)
    Session.objects.all().delete()
    page = agent.post(adresse, champs).content.decode()
    for _ in range(6):
        (connexion,) = list_formulaires(page, "/connexion/")
        faux = {"username": "valideur.29@calpae.example", "password": "faux"}
        page = agent.post("/connexion/", get_champs(connexion) | faux).content.decode()
    assert "verrouillée" in page
    (connexion,) = list_formulaires(page, "/connexion/")
    assert "Morlaix" in read_html(log_in(agent, get_champs(connexion)))


def test_the_login_page_itself_outlives_its_token_and_keeps_the_text(agent):
    adresse, champs, _ = open_form(agent)
    Session.objects.all().delete()
    (connexion,) = list_formulaires(agent.post(adresse, champs).content.decode(), adresse)
    log_in_elsewhere(agent)
    for jeton in (connexion["champs"][0][1], agent.cookies["csrftoken"].value):
        siens = get_champs(connexion) | {"csrfmiddlewaretoken": jeton}
        assert "Morlaix" in read_html(log_in(agent, siens))
    agent.post("/deconnexion/", {"csrfmiddlewaretoken": agent.cookies["csrftoken"].value})
    page = log_in(agent, get_champs(connexion))
    assert page.status_code == 403
    (connexion,) = list_formulaires(page.content.decode(), "/connexion/")
    assert get_champs(connexion)["password"] == ""
    assert "Morlaix" in read_html(log_in(agent, get_champs(connexion)))


def test_files_are_named_and_neither_they_nor_passwords_are_kept(agent):
    adresse, champs, _ = open_form(agent)
    Session.objects.all().delete()
    fichier = SimpleUploadedFile("note.pdf", b"%PDF-contenu-du-fichier")
    refus = agent.post(adresse, champs | {"fichier": fichier, "password": "secret-tape"})
    (connexion,) = list_formulaires(refus.content.decode(), adresse)
    retour = log_in(agent, get_champs(connexion)).content.decode()
    assert "vous le joindrez de nouveau\xa0: note.pdf" in retour.replace("&nbsp;", "\xa0")
    assert "secret-tape" not in retour
    assert "contenu-du-fichier" not in retour


@pytest.mark.parametrize("marque", ["", "1", "1:faux", None])
def test_a_form_that_does_not_prove_its_author_shows_nothing(marque, agent):
    """A page of another site can have a browser post: it cannot have its text shown, nor sent."""
    adresse, champs, _ = open_form(agent)
    champs = champs | {CHAMP_COMPTE: marque} if marque is not None else champs
    if marque is None:
        del champs[CHAMP_COMPTE]
    champs["csrfmiddlewaretoken"] = "a" * 32
    refus = agent.post(adresse, champs)
    assert refus.status_code == 403
    assert "Morlaix" not in read_html(refus)
    Session.objects.all().delete()
    champs["csrfmiddlewaretoken"] = agent.cookies["csrftoken"].value
    assert agent.post(adresse, champs).url == "/connexion/"


def test_a_carried_text_is_taken_from_us_only(demo):
    envoi = Envoi("/conventions/29/", "1", [["bilan", TEXTE]], [])
    assert load_envoi(dump_envoi(envoi)) == envoi
    for faux in ("", "x", dump_envoi(envoi)[:-1], dump_envoi(envoi) + "a", "\x00"):
        assert load_envoi(faux) is None


# --- The session slides ---------------------------------------------------------------------------------------------


def test_a_session_in_use_is_prolonged_and_a_page_read_again_writes_nothing(agent, settings, monkeypatch):
    instant = [1_000_000_000]
    monkeypatch.setattr("comptes.sessions.time.time", lambda: instant[0])
    agent.force_login(Utilisateur.objects.get(email="agent.29@calpae.example"))
    assert "sessionid" not in agent.get("/").cookies
    fin = Session.objects.get(pk=agent.session.session_key).expire_date
    instant[0] += settings.SESSION_COOKIE_AGE // 12 + 1
    assert agent.get("/").cookies["sessionid"]["max-age"] == settings.SESSION_COOKIE_AGE
    assert Session.objects.get(pk=agent.session.session_key).expire_date > fin
    assert "sessionid" not in agent.get("/").cookies
    instant[0] += settings.SESSION_COOKIE_AGE
    assert "sessionid" in agent.get("/accessibilite/").cookies
    # Nobody's visit begins no session.
    assert "sessionid" not in Client().get("/connexion/").cookies


def test_the_words_of_a_button_are_no_text_that_somebody_wrote():
    champs = (("conclusion", TEXTE), ("envoyer", "Enregistrer les textes du rapport"))
    assert Envoi("/", "1", champs, ()).textes == [TEXTE]


# --- Where its page cannot hold it ----------------------------------------------------------------------------------


def send_too_late(agent, adresse, champs, **entetes):
    """Sent after the session ended; the answer to the login."""
    Session.objects.all().delete()
    (connexion,) = list_formulaires(agent.post(adresse, champs, headers=entetes).content.decode(), adresse)
    return log_in(agent, get_champs(connexion))


def test_what_has_no_place_in_the_page_goes_with_the_form_and_is_shown(agent):
    """A row that was added by a script, for instance."""
    adresse, champs, _ = open_form(agent)
    page = send_too_late(agent, adresse, champs | {"jalons-9-libelle": f"{TEXTE} neuf"}).content.decode()
    champ = [un for un in find_formulaire(page, adresse)["champs"] if un[0] == "jalons-9-libelle"]
    assert champ == [["jalons-9-libelle", f"{TEXTE} neuf", "hidden"]]
    assert "n’ont pas de place visible" in page


def test_a_form_whose_page_is_no_longer_ones_own_comes_back_by_itself(agent, demo):
    adresse, champs, _ = open_form(agent)
    demo.brouillon.actions.filter(numero="S4-1").update(numero="Z-9")
    page = send_too_late(agent, adresse, champs).content.decode()
    assert "Ce que vous aviez écrit est là" in page
    assert "Morlaix" in page


def test_a_page_of_another_site_is_not_read(agent):
    adresse, champs, _ = open_form(agent)
    page = send_too_late(agent, f"{adresse}pieces/", champs, referer=f"http://ailleurs.example{adresse}")
    assert "Ce que vous aviez écrit est là" in read_html(page)


def test_giving_back_writes_nothing(agent, monkeypatch):
    adresse, champs, _ = open_form(agent)

    def write(*arguments, **options):
        Utilisateur.objects.update(nom="x")

    monkeypatch.setattr("conventions.views.actions.build_fiche", write)
    with pytest.raises(EcritureInterdite):
        send_too_late(agent, adresse, champs)
