"""A day of each of the five roles in a real browser: what each is told before an act that is not undone, and when what
they did cannot be."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from avenants.models import Avenant
from avenants.operations import record_avenant
from comptes.models import Utilisateur
from conventions.models import Etat, Exercice
from nombres.formats import format_euros
from reporting.operations.decision import answer_proposition
from reporting.queries.decision import get_dossier
from tests.avenants.champs import get_champs
from tests.cloture import decide
from tests.conftest import BROUILLON_DE_REFERENTIEL, MOT_DE_PASSE
from tests.navigateur.attentes import follow
from tests.navigateur.gestes import draw_waiting, expect_brouillon, log_in, open_session, read_pdf, work_once
from tests.reporting.exercices import clone

BROUILLON, TRANSMIS = "/conventions/29/2021/", "/conventions/22/2021/"
AT = datetime(2022, 6, 1, 9, tzinfo=UTC)
TITRES = {"Ce qui suit", "Ce qui ne changera plus"}


@pytest.fixture
def ouvrir(france, ouvrir_page, erreurs_attendues):
    """Opens a page for a person who is logged in; a refusal is expected of every journey."""
    erreurs_attendues += ["422"]

    def ouvrir(qui):
        page = ouvrir_page()
        open_session(page, qui)
        return page

    return ouvrir


def get_compte(qui):
    return Utilisateur.objects.get(email=f"{qui}@calpae.example")


def get_exercice(code):
    return Exercice.objects.select_related("convention").get(convention__code=code, annee=2021)


def read_page(page):
    """Headings and links of a page, which is there whole."""
    return set(
        page.evaluate(
            """() => [...document.querySelectorAll("main :is(h1, h2, h3, a)")].map(
                (un) => un.textContent.trim() + (un.getAttribute("href") ?? "")
            )"""
        )
    )


def expect_erreurs(page, *phrases):
    """The summary of what is wrong is read first."""
    resume = page.get_by_role("group", name=re.compile("Le formulaire contient"))
    expect(resume).to_be_focused()
    for phrase in phrases:
        expect(resume).to_contain_text(phrase)
    return resume


def send_too_soon(page, bouton, phrase):
    """The page of an act sent as it is: it comes back whole, and says why nothing was done."""
    lue = read_page(page)
    assert lue >= TITRES
    follow(page.get_by_role("button", name=bouton, exact=True))
    expect_erreurs(page, phrase)
    assert lue <= read_page(page)


def expect_dit(page, phrase):
    dit = page.locator("[data-messages]")
    expect(dit).to_contain_text(phrase)
    expect(dit).to_be_focused()
    return dit


# --- Agent ---------------------------------------------------------------------------------------------------------

ILLISIBLES = {
    "G1": ("82 %", "« 82 % » est un pourcentage : écrivez un nombre."),
    "G2": ("12 15", "« 12 15 » se lit comme plusieurs nombres : écrivez-en un seul."),
    "G3": ("50 €", "« 50 € » est un montant : écrivez un nombre."),
}


def read_nombre(element):
    return int(re.search(r"\d+", element.inner_text())[0])


def test_an_agent_is_told_what_cannot_be_read_then_led_on_to_what_is_missing(ouvrir):
    page = ouvrir("agent.29")
    page.goto(BROUILLON)
    avant = read_nombre(page.get_by_text(re.compile(r"Il manque \d+ éléments")))
    follow(page.get_by_role("link", name=re.compile("^G1 –")))
    for code, (texte, phrase) in ILLISIBLES.items():
        page.locator(f"[name={code}-numerateur]").fill(texte)
        expect(page.locator(f"#signaux-{code}")).to_contain_text(phrase)
    page.get_by_role("button", name="Enregistrer l’axe S5").click()
    expect_erreurs(page, *(phrase for _, phrase in ILLISIBLES.values()))
    for code, nombre in {"G1": "1 640", "G2": "980", "G3": "14,5"}.items():
        expect(page.locator(f"[name={code}-numerateur]")).to_have_value(ILLISIBLES[code][0])
        page.locator(f"[name={code}-numerateur]").fill(nombre)
    page.get_by_role("button", name="Enregistrer l’axe S5").click()
    expect_dit(page, "3 indicateurs enregistrés.")
    dit = page.locator(".barre-saisie [data-messages]")
    expect(dit).to_be_in_viewport(ratio=1)
    expect(dit.get_by_role("link", name="Axe suivant : Formation des travailleurs sociaux")).to_be_visible()
    retour = dit.get_by_role("link", name=re.compile(r"Retour à ce qui manque \(\d+\)"))
    reste = read_nombre(retour)
    assert reste < avant
    retour.click()
    expect(page).to_have_url(re.compile(f"{BROUILLON}#manques$"))
    expect(page.get_by_text(f"Il manque {reste} éléments")).to_be_in_viewport()


# --- Préfecture, and the agent it asks -----------------------------------------------------------------------------

DEMANDE = "Revoyez la dépense de S1-1, puis l’axe S3."


def send_back(page):
    page.goto(TRANSMIS)
    follow(page.get_by_role("link", name="Renvoyer pour complément"))
    send_too_soon(page, "Renvoyer pour complément", "Dites au département ce qu’il faut compléter.")
    page.get_by_label("Ce qu’il faut compléter").fill(DEMANDE)
    page.get_by_role("button", name="Renvoyer pour complément").click()
    expect_dit(page, "est renvoyé pour complément.")


def answer_the_state(page):
    """What is asked stands first; what is not saved is named, and left out by choice only."""
    page.goto(TRANSMIS)
    demande = page.locator(".renvoi")
    expect(demande).to_contain_text(DEMANDE)
    expect(demande).to_contain_text(re.compile(r"complément le \d\d/\d\d/\d{4} à \d\d:\d\d par Préfecture"))
    expect(demande).to_be_in_viewport(ratio=1)
    assert demande.bounding_box()["y"] < page.locator("h1").bounding_box()["y"]
    expect(page.get_by_text("Rien ne manque")).to_have_count(0)
    expect(page.locator("main .fr-alert--success")).to_have_count(0)
    page.goto(f"{TRANSMIS}financement/execute/")
    page.locator(".grille-montants input:not([type=hidden])").first.fill("12")
    expect_brouillon(page)
    page.goto(TRANSMIS)
    brouillons = page.locator("#brouillons")
    expect(brouillons).to_contain_text("1 saisie en attente ne compte pas")
    expect(brouillons).to_contain_text("Grille des montants exécutés, de vous")
    follow(page.get_by_role("link", name="Transmettre à l’État"))
    faits = page.locator("[data-recapitulation]")
    for fait in ("À la préfecture du département", "Total exécuté", "Saisies laissées de côté"):
        expect(faits).to_contain_text(fait)
    send_too_soon(page, "Transmettre à l’État", "Cochez cette case pour transmettre sans elles")
    page.get_by_label("Transmettre sans ces saisies en attente").check(force=True)
    page.get_by_role("button", name="Transmettre à l’État").click()
    expect_dit(page, "L’exercice est transmis à l’État.")
    expect(page.locator(".renvoi")).to_have_count(0)
    work_once(page)


def write_step(page, geste, bouton, manque, succes, **champs):
    """One step of the decision: refused while a word is missing, then done from the same page."""
    page.goto(f"{TRANSMIS}decision-financiere/")
    follow(page.get_by_role("link", name=geste, exact=True))
    send_too_soon(page, bouton, manque)
    for nom, texte in champs.items():
        page.locator(f"[name={nom}]").fill(texte)
    page.get_by_role("button", name=bouton, exact=True).click()
    expect_dit(page, succes)


def test_a_préfecture_sends_back_proposes_notifies_and_validates_after_reading_what_follows(ouvrir):
    prefecture, agent = ouvrir("prefecture.22"), ouvrir("agent.22")
    send_back(prefecture)
    answer_the_state(agent)
    write_step(
        prefecture,
        "Proposer à nouveau",
        "Enregistrer la proposition",
        "Une proposition est motivée par écrit.",
        "La proposition est enregistrée.",
        montant="12",
        motif="Sous-exécution de S1-1.",
    )
    exercice = get_exercice("22")
    answer_proposition(
        by=get_compte("valideur.22"),
        at=datetime.now(UTC),
        exercice=exercice,
        vu=get_dossier(exercice).version,
        montant=None,
        motif="Deux postes sont pourvus.",
    )
    write_step(
        prefecture,
        "Notifier la décision",
        "Notifier la décision",
        "Une décision est motivée par écrit.",
        "La décision est notifiée.",
        montant="12",
        motif="Retard établi.",
    )
    prefecture.goto(TRANSMIS)
    expect(prefecture.get_by_role("link", name="Renvoyer pour complément")).to_have_count(0)
    follow(prefecture.get_by_role("link", name="Valider l’exercice"))
    assert read_page(prefecture) >= TITRES
    expect(prefecture.get_by_text("Un exercice validé ne se renvoie plus")).to_be_visible()
    prefecture.get_by_role("button", name="Valider l’exercice").click()
    expect_dit(prefecture, "est validé.")
    assert get_exercice("22").etat == Etat.VALIDE


# --- Valideur ------------------------------------------------------------------------------------------------------


def test_a_valideur_signs_the_avenant_that_was_read_and_reads_its_paper(ouvrir, sas):
    page, avenant = ouvrir("valideur.29"), Avenant.objects.get(convention__code="29", numero=3)
    adresse = f"{BROUILLON}avenants/3/"
    page.goto(f"{adresse}modifier/")
    montant = page.locator("[name=montant_etat]")
    juste = montant.input_value()
    montant.fill("1")
    page.get_by_role("button", name="Enregistrer l’avenant").click()
    recus = format_euros(avenant.montant_etat)
    fautes = expect_erreurs(page, f"est de 1,00 €, ses actions en reçoivent {recus} :", "€ de trop.")
    fautes.get_by_role("link").click()
    expect(montant).to_be_focused()
    expect(montant).to_have_value("1")
    montant.fill(juste)
    page.get_by_role("button", name="Enregistrer l’avenant").click()
    expect_dit(page, "L’avenant n° 3 est enregistré.")

    expect(page.get_by_role("link", name="Signer l’avenant")).to_have_count(0)
    page.get_by_role("button", name="Produire le projet d’avenant").click()
    draw_waiting(page)
    follow(page.get_by_role("link", name="Signer l’avenant"))
    assert read_page(page) >= TITRES | {"Ce que l’avenant change"}
    expect(page.get_by_text("La signature ne s’annule pas")).to_be_visible()
    avenant.refresh_from_db()
    record_avenant(
        by=get_compte("agent.29"),
        at=datetime.now(UTC),
        avenant=avenant,
        version=avenant.version,
        champs=get_champs(avenant),
        montants={},
        cibles={("R2", 2022): Decimal("0.95")},
    )
    lue = read_page(page)
    page.get_by_label("Date de signature").fill("2021-05-14")
    page.get_by_role("button", name="Enregistrer la signature").click()
    expect_erreurs(page, "L’avenant a été modifié par Agent Finistère", "rien n’est signé")
    expect(page.get_by_role("row").filter(has_text="R2 –").filter(has_text="2022")).to_contain_text("95,0 %")
    assert lue <= read_page(page)
    # Read again, it is not the one whose paper was drawn.
    page.get_by_role("button", name="Enregistrer la signature").click()
    expect_erreurs(page, "Produisez de nouveau le projet et relisez-le")

    page.goto(adresse)
    page.get_by_role("button", name="Produire le projet d’avenant").click()
    draw_waiting(page)
    follow(page.get_by_role("link", name="Signer l’avenant"))
    page.get_by_label("Date de signature").fill("2021-05-14")
    page.get_by_role("button", name="Enregistrer la signature").click()
    expect_dit(page, "L’avenant n° 3 est signé : la convention est à jour.")
    draw_waiting(page)
    final = page.locator("#documents li").filter(has_not_text="(projet)").get_by_role("link")
    papier = read_pdf(page, final)
    assert "14 mai 2021" in papier
    assert "95,0 %" in papier
    assert "PROJET" not in papier


# --- Commissaire and centrale --------------------------------------------------------------------------------------


def read_tableau(page):
    """Of the dashboard 2021: what is said of the 22 against the others, and of the whole."""
    page.goto("/tableau-de-bord/?annee=2021")
    ligne = page.get_by_role("row").filter(has_text="(22)")
    return ligne.locator(".comparabilite").all_inner_texts(), page.locator("tfoot").inner_text()


def read_echeance(page):
    """The deadline of the rapport 2021, on the page of the convention."""
    page.goto("/conventions/22/")
    annee = page.locator(".frise__annee").filter(has=page.get_by_role("heading", name="Exercice 2021"))
    return annee.locator(".frise__etape").filter(has_text="Rapport d’exécution").inner_text()


def test_a_commissaire_and_the_centrale_read_one_verdict_and_one_deadline(ouvrir, erreurs_attendues):
    """Most of France counts otherwise than the région does: the same for both, until the centrale says otherwise."""
    erreurs_attendues += ["404"]
    clone(get_exercice("22"), ["67", "68", "75"], date_entree="flux_cnaf")
    commissaire, centrale = ouvrir("commissaire.53"), ouvrir("centrale")
    (verdicts, _), (ailleurs, _) = read_tableau(commissaire), read_tableau(centrale)
    assert verdicts == ailleurs
    assert verdicts
    assert any("autre date d’entrée" in verdict for verdict in verdicts)

    follow(centrale.get_by_role("link", name="Fixer la méthode de référence 2021"))
    for champ, choix in {
        "date_entree": "notification_caf",
        "droits_suspendus": "exclus",
        "date_rdv": "tenue",
    }.items():
        centrale.locator(f"[name={champ}][value={choix}]").check(force=True)
    centrale.get_by_role("button", name="Fixer la méthode de référence").click()
    expect(centrale.locator("[data-messages]")).to_be_focused()
    (verdicts, de_la_region), (ailleurs, de_france) = read_tableau(commissaire), read_tableau(centrale)
    assert verdicts == ailleurs
    assert {verdict.split(" avec")[0].lower() for verdict in verdicts} == {"comparable"}
    assert "À titre indicatif\u00a0: ce taux repose sur trop peu (1 département sur 2)" in de_la_region
    assert "À titre indicatif\u00a0: ce taux repose sur trop peu (1 département sur 5)" in de_france

    decide(
        by=get_compte("prefecture.22"), at=AT, exercice=get_exercice("22"), vers="a_completer", motif=DEMANDE
    )
    assert commissaire.goto(TRANSMIS).status == 404
    lue = read_echeance(commissaire)
    assert "exercice transmis le 22 mars 2022" in lue
    assert read_echeance(ouvrir("agent.22")) == lue
    assert read_echeance(centrale) == lue


# Text of the draft → what it becomes: (before, after, the row of « Ce qui change » that tells it, its two values).
REDACTIONS = (
    ('precedent = "2020-02-12"', 'precedent = "2021-03-19"', None),
    ('rapport = "03-31"', 'rapport = "04-15"', ("Échéance du rapport (MM-JJ)", "03-31", "04-15")),
    (
        'part_etat_max = "0.50"',
        'part_etat_max = "0.40"',
        ("Barème, part maximale de l’État", "50 %", "40 %"),
    ),
    ('vers = ["S4", "S5"]', 'vers = ["S4"]', ("Redéploiement, vers les axes", "S4, S5", "S4")),
    ("2021/23 du 19 mars 2021", "2022/1 du 19 janvier 2022", ("Texte de référence", "2021/23", "2022/1")),
)


def test_the_centrale_publishes_after_reading_all_that_changes(ouvrir):
    page = ouvrir("centrale")
    page.goto(f"/referentiels/{BROUILLON_DE_REFERENTIEL}/modifier/")
    texte = page.locator("[name=source]").input_value()
    for avant, apres, _ in REDACTIONS:
        assert avant in texte
        texte = texte.replace(avant, apres)
    page.locator("[name=source]").fill(texte)
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect_dit(page, "Le brouillon est enregistré.")
    follow(page.get_by_role("link", name="Publier", exact=True))
    changements = page.get_by_role("table", name="Ce qui change")
    for _, _, dit in REDACTIONS:
        if dit:
            ligne = changements.get_by_role("row").filter(has_text=dit[0])
            expect(ligne.get_by_role("cell").nth(-2)).to_contain_text(dit[1])
            expect(ligne.get_by_role("cell").nth(-1)).to_contain_text(dit[2])
    send_too_soon(page, "Publier le référentiel", "Cochez cette case pour publier.")
    page.get_by_label("J’ai relu ce référentiel").check(force=True)
    page.get_by_role("button", name="Publier le référentiel").click()
    expect(page.get_by_text(re.compile("^Le référentiel .* est publié.$"))).to_be_visible()
    expect(page.get_by_text("il ne change plus")).to_be_visible()


# --- Anybody -------------------------------------------------------------------------------------------------------


def try_password(page, qui, mot_de_passe):
    page.get_by_label("Adresse électronique").fill(f"{qui}@calpae.example")
    page.locator("input[name=password]").fill(mot_de_passe)
    page.get_by_role("button", name="Se connecter").click()


def test_who_cannot_come_in_is_told_why_and_what_was_typed_comes_back(france, ouvrir_page, erreurs_attendues):
    erreurs_attendues += ["429", "403"]
    page = ouvrir_page()
    page.goto("/connexion/")
    for rang in range(5):
        try_password(page, "agent.29", f"faux-{rang}")
        expect_erreurs(page, "Adresse électronique ou mot de passe incorrect.")
    try_password(page, "agent.29", MOT_DE_PASSE)
    expect_erreurs(page, "la connexion est verrouillée. Attendez une minute, puis recommencez.")
    Utilisateur.objects.filter(email="prefecture.29@calpae.example").update(is_active=False)
    try_password(page, "prefecture.29", MOT_DE_PASSE)
    expect_erreurs(page, "Ce compte est fermé. Demandez sa réouverture à l’administration centrale.")

    log_in(page, "valideur.29")
    page.goto(f"{BROUILLON}rapport/")
    page.get_by_label("Conclusion").fill("Une année pleine, malgré tout.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Enregistrer les textes").click()
    expect(page.get_by_text("ce que vous venez d’envoyer n’est pas perdu")).to_be_visible()
    try_password(page, "valideur.29", MOT_DE_PASSE)
    expect(page.get_by_text("Rien n’est encore enregistré")).to_be_visible()
    expect(page.get_by_label("Conclusion")).to_have_value("Une année pleine, malgré tout.")
    page.get_by_role("button", name="Enregistrer les textes").click()
    expect_dit(page, "sont enregistrés")
    expect(page.get_by_label("Conclusion")).to_have_value("Une année pleine, malgré tout.")
