"""A day of the préfecture, of a commissaire and of the centrale in a real browser: what each is told before an act
that is not undone, and when what they did cannot be."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect

from conventions.models import Etat
from reporting.operations.decision import answer_proposition
from reporting.queries.decision import get_dossier
from tests.cloture import decide
from tests.demo import BROUILLON_DE_REFERENTIEL
from tests.navigateur.attentes import follow
from tests.navigateur.gestes import answer_remarque, expect_brouillon, tick, work_once, write_remarque
from tests.navigateur.roles import (
    AT,
    TITRES,
    TRANSMIS,
    expect_dit,
    expect_erreurs,
    get_compte,
    get_exercice,
    read_page,
    send_too_soon,
)
from tests.reporting.exercices import clone

DEMANDE = "Revoyez la dépense de S1-1, puis l’axe S3."


def send_back(page):
    write_remarque(page, TRANSMIS, "Revoyez cette dépense.")
    page.goto(TRANSMIS)
    follow(page.get_by_role("link", name="Renvoyer pour complément"))
    send_too_soon(page, "Renvoyer pour complément", "Dites à la collectivité ce qu’il faut compléter.")
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
    answer_remarque(page, TRANSMIS, "C’est bien ce qui fut dépensé.")
    page.goto(f"{TRANSMIS}financement/execute/")
    page.locator(".grille-montants input:not([type=hidden])").first.fill("12")
    expect_brouillon(page)
    page.goto(TRANSMIS)
    brouillons = page.locator("#brouillons")
    expect(brouillons).to_contain_text("1 saisie en attente ne compte pas")
    expect(brouillons).to_contain_text("Grille des montants exécutés, par vous")
    follow(page.get_by_role("link", name="Transmettre à l’État"))
    faits = page.locator("[data-recapitulation]")
    for fait in ("À la préfecture du département", "Total exécuté", "Saisies laissées de côté"):
        expect(faits).to_contain_text(fait)
    send_too_soon(page, "Transmettre à l’État", "Cochez cette case pour transmettre sans elles")
    expect_erreurs(page, "rien n’est transmis sans être certifié")
    tick(page.get_by_label("Transmettre sans ces saisies en attente"))
    tick(page.get_by_label("Je certifie"))
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


def validate(page):
    page.goto(TRANSMIS)
    follow(page.get_by_role("link", name="Valider l’exercice"))
    assert read_page(page) >= TITRES
    expect(page.get_by_text("Un exercice validé ne se renvoie plus")).to_be_visible()
    page.get_by_role("button", name="Valider l’exercice").click()
    expect_dit(page, "est validé.")
    assert get_exercice("22").etat == Etat.VALIDE


def test_a_préfecture_sends_back_proposes_validates_and_notifies_after_reading_what_follows(ouvrir, dessiner):
    prefecture, valideur = ouvrir("prefecture.22"), ouvrir("valideur.22")
    send_back(prefecture)
    answer_the_state(valideur)
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
    validate(prefecture)
    write_step(
        prefecture,
        "Notifier la décision",
        "Notifier la décision",
        "Une décision est motivée par écrit.",
        "La décision est notifiée.",
        montant="12",
        motif="Retard établi.",
    )
    assert get_exercice("22").etat == Etat.NOTIFIE
    prefecture.goto(TRANSMIS)
    expect(prefecture.get_by_role("link", name="Renvoyer pour complément")).to_have_count(0)


def read_tableau(page):
    """Of 2021: what is said of the délais of the 22 against the others, and of the whole for one of them."""
    page.goto("/tableau-de-bord/ensemble/R2/?annee=2021")
    somme = page.locator("main").inner_text()
    page.goto("/tableau-de-bord/delais/?annee=2021&region=53")
    ligne = page.get_by_role("row").filter(has_text="(22)")
    return ligne.locator(".comparabilite").all_inner_texts(), somme


def read_echeance(page):
    """The deadline of the rapport 2021, on the page of the convention."""
    page.goto("/conventions/22/")
    annee = page.locator(".frise__annee").filter(has=page.get_by_role("heading", name="Exercice 2021"))
    return annee.locator(".frise__etape").filter(has_text="Rapport d’exécution").inner_text()


def test_a_commissaire_and_the_centrale_read_one_verdict_and_one_deadline(ouvrir):
    """Most of France counts otherwise than the région does: the same for both, until the centrale says otherwise."""
    clone(get_exercice("22"), ["67", "68", "75"], date_entree="flux_cnaf")
    commissaire, centrale = ouvrir("commissaire.53"), ouvrir("centrale")
    (verdicts, _), (ailleurs, _) = read_tableau(commissaire), read_tableau(centrale)
    assert verdicts == ailleurs
    assert verdicts
    assert any("autre date d’entrée" in verdict for verdict in verdicts)

    centrale.goto("/tableau-de-bord/?annee=2021")
    follow(centrale.get_by_role("link", name="Fixer la méthode de référence 2021"))
    for champ, choix in {
        "date_entree": "notification_caf",
        "droits_suspendus": "exclus",
        "date_rdv": "tenue",
    }.items():
        tick(centrale.locator(f"[name={champ}][value={choix}]"))
    centrale.get_by_role("button", name="Fixer la méthode de référence").click()
    expect(centrale.locator("[data-messages]")).to_be_focused()
    (verdicts, de_la_region), (ailleurs, de_france) = read_tableau(commissaire), read_tableau(centrale)
    # What compares says nothing.
    assert not verdicts and not ailleurs
    assert "À titre indicatif\u00a0: ce chiffre repose sur trop peu (1 convention sur 2)" in de_la_region
    assert "À titre indicatif\u00a0: ce chiffre repose sur trop peu (1 convention sur 5)" in de_france

    decide(
        by=get_compte("prefecture.22"), at=AT, exercice=get_exercice("22"), vers="a_completer", motif=DEMANDE
    )
    # What was handed over stays readable, as it was, while it is completed.
    assert commissaire.goto(TRANSMIS).url.endswith("/remises/1/")
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
    tick(page.get_by_label("J’ai relu ce référentiel"))
    page.get_by_role("button", name="Publier le référentiel").click()
    expect(page.get_by_text(re.compile("^Le référentiel .* est publié.$"))).to_be_visible()
    expect(page.get_by_text("il ne change plus")).to_be_visible()
