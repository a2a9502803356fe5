"""A day of an agent, of a valideur and of whoever cannot come in, in a real browser: what each is told before an act
that is not undone, and when what they did cannot be."""

import re
from datetime import UTC, datetime
from decimal import Decimal

from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from avenants.models import Avenant
from avenants.operations.avenants import record_avenant
from comptes.models import Utilisateur
from nombres.formats import format_euros
from tests.avenants.champs import get_champs
from tests.demo import MOT_DE_PASSE, draw_here
from tests.navigateur.attentes import follow
from tests.navigateur.gestes import draw_waiting, log_in, read_pdf
from tests.navigateur.roles import BROUILLON, TITRES, expect_dit, expect_erreurs, get_compte, read_page

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


# --- Valideur ------------------------------------------------------------------------------------------------------


def test_a_valideur_signs_the_avenant_that_was_read_and_reads_its_paper(ouvrir, sas, dessiner, monkeypatch):
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
    # Of the three papers, the one that is read.
    monkeypatch.setattr("reporting.taches.draw", draw_here)
    draw_waiting(page)
    final = page.locator("#documents li").filter(has_not_text="(projet)").get_by_role("link")
    papier = read_pdf(page, final)
    assert "14 mai 2021" in papier
    assert "95,0 %" in papier
    assert "PROJET" not in papier


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
