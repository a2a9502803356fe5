"""The main journey in a real browser: an agent completes and transmits, a commissaire sees and validates."""

import re
from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import expect

from tests.demo import draw_blank, draw_here
from tests.navigateur.attentes import follow
from tests.navigateur.gestes import EXERCICE, draw_waiting, log_in, read_pdf, tick, work_once

CAS = Path(__file__).parent.parent / "cas"


def import_parcours(page):
    page.goto(f"{EXERCICE}parcours/")
    page.get_by_label("Fichier de parcours").set_input_files(CAS / "delais-2021.csv")
    page.get_by_label("Date d’entrée retenue").select_option("demande")
    page.get_by_role("button", name="Vérifier le fichier").click()
    expect(page.get_by_role("heading", name="Le fichier attend son tour")).to_be_visible()
    call_command("travailler", une_fois=True)
    ligne = page.get_by_role("row").filter(has_text="R2 –")
    expect(ligne.get_by_role("cell").nth(1)).to_have_text("5")
    expect(ligne.get_by_role("cell").nth(2)).to_have_text("3")
    page.get_by_role("button", name="Confirmer et enregistrer ces chiffres").click()
    ligne = page.get_by_role("row").filter(has_text="R2 –")
    expect(ligne).to_contain_text("62,5 %")
    expect(ligne).to_contain_text("Calculé depuis le fichier")


def declare_methode(page):
    page.goto(f"{EXERCICE}methode/")
    expect(page.get_by_text("Le formulaire reprend la déclaration 2020")).to_be_visible()
    tick(page.get_by_label(re.compile("^Jour de la demande")))
    page.get_by_role("button", name="Enregistrer la déclaration").click()
    expect(page.get_by_text("La déclaration de méthode est enregistrée.")).to_be_visible()


def explain_chiffre(page):
    """« Pourquoi ce chiffre ? », with a piece of evidence."""
    page.goto(f"{EXERCICE}indicateurs/S4/")
    follow(page.get_by_role("row").filter(has_text="R2 –").get_by_role("link", name="Pourquoi ce chiffre ?"))
    expect(page.get_by_text("5 dans le délai ÷ (5 + 3 hors délai) échus = 62,5")).to_be_visible()
    expect(page.get_by_text("Non comparable avec 2020").first).to_be_visible()
    expect(page.get_by_role("img", name="Trajectoire de l’indicateur R2")).to_be_visible()
    note = {"name": "note.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 une note"}
    page.get_by_label("Pièce à joindre").set_input_files(note)
    page.get_by_role("button", name="Joindre la pièce").click()
    expect(page.get_by_text("La pièce est jointe.")).to_be_visible()
    with page.expect_download() as recu:
        page.get_by_role("link", name=re.compile("^note.pdf")).click()
    assert Path(recu.value.path()).read_bytes() == note["buffer"]


def complete_exercice(page):
    page.goto(f"{EXERCICE}financement/prevu/")
    sources = ("État", "Département, crédits nouveaux", "Département, valorisation")
    prevus = {source: page.get_by_label(f"S5-1, {source}", exact=True).input_value() for source in sources}
    follow(page.get_by_role("link", name="Exécuté", exact=True))
    for source, prevu in prevus.items():
        page.get_by_label(f"S5-1, {source}", exact=True).fill(prevu)
    page.get_by_role("button", name="Enregistrer les montants exécutés").click()
    expect(page.get_by_text("3\u00a0cases enregistrées.")).to_be_visible()
    # As the list of what is missing leads there: the part of the fiche that holds the field opens.
    page.goto(EXERCICE)
    follow(page.get_by_role("link", name="Action S5-1 : bilan de l’année"))
    page.get_by_label("Bilan de l’année").fill("Deux binômes de plus, installés à Brest.")
    page.get_by_role("button", name="Enregistrer l’action").click()
    expect(page.get_by_text("L’action S5-1 est enregistrée.")).to_be_visible()
    page.goto(f"{EXERCICE}indicateurs/S5/")
    page.locator("[name=G1-numerateur]").fill("beaucoup")
    follow(page.get_by_role("button", name="Enregistrer l’axe S5"))
    page.get_by_role("link", name=re.compile("Écrivez un nombre")).click()
    expect(page.locator("[name=G1-numerateur]")).to_have_value("beaucoup")
    for code, nombre in {"G1": "1 640", "G2": "980", "G3": "14,5", "G5": "24"}.items():
        page.locator(f"[name={code}-numerateur]").fill(nombre)
    page.get_by_role("button", name="Enregistrer l’axe S5").click()
    expect(page.get_by_text("4\u00a0indicateurs enregistrés.")).to_be_visible()


def explain_surprises(page):
    """A file of twelve lines, and last year's hundreds: each figure far from it asks for a word."""
    for axe in ("S2", "S4", "S5"):
        page.goto(f"{EXERCICE}indicateurs/{axe}/")
        for explication in page.locator("textarea[name$=-commentaire]:visible").all():
            explication.fill("Premier mois d’un nouveau logiciel.")
        page.get_by_role("button", name=f"Enregistrer l’axe {axe}").click()
        # Where the series is known to be broken, nothing asks for a word.
        expect(
            page.get_by_text(re.compile("indicateurs? enregistrés?[.]|Rien n’avait changé"))
        ).to_be_visible()


def test_from_the_agent_to_the_commissaire(france, sas, ouvrir_page, erreurs_attendues, monkeypatch):
    erreurs_attendues.append("422")  # the figure typed in words
    agent = ouvrir_page()
    log_in(agent, "agent.29")
    agent.goto(EXERCICE)
    expect(agent.get_by_text("Il manque")).to_be_visible()
    expect(agent.get_by_role("link", name="Proposer au contrôle interne")).to_have_count(0)
    import_parcours(agent)
    declare_methode(agent)
    explain_chiffre(agent)
    complete_exercice(agent)
    explain_surprises(agent)
    agent.goto(f"{EXERCICE}avenants/3/")
    agent.get_by_role("button", name="Produire le projet d’avenant").click()
    # Of three papers, the rapport is drawn as a worker draws it, by a process of its own.
    with monkeypatch.context() as patch:
        patch.setattr("reporting.taches.draw", draw_here)
        draw_waiting(agent)
    expect(agent.get_by_role("link", name=re.compile("Avenant du .* PDF"))).to_be_visible()
    agent.goto(EXERCICE)
    follow(agent.get_by_role("link", name="Proposer au contrôle interne"))
    expect(agent.get_by_role("heading", name="Ce qui ne changera plus")).to_be_visible()
    # A file that the demo computed and nobody confirmed.
    tick(agent.get_by_label("Continuer sans ces saisies en attente"))
    agent.get_by_role("button", name="Proposer au contrôle interne").click()
    expect(agent.get_by_text("Le valideur contrôle l’exercice 2021")).to_be_visible()
    valideur = ouvrir_page()
    log_in(valideur, "valideur.29")
    valideur.goto(EXERCICE)
    expect(valideur.get_by_text("À vous : l’exercice est en contrôle interne")).to_be_visible()
    follow(valideur.get_by_role("link", name="Transmettre à l’État"))
    tick(valideur.get_by_label("Je certifie"))
    valideur.get_by_role("button", name="Transmettre à l’État").click()
    expect(valideur.get_by_text("L’exercice est transmis à l’État.")).to_be_visible()
    with monkeypatch.context() as patch:
        patch.setattr("reporting.taches.draw", draw_blank)
        work_once(agent)

    commissaire = ouvrir_page()
    log_in(commissaire, "commissaire.53")
    follow(commissaire.get_by_role("link", name="Tableau de bord"))
    ligne = commissaire.get_by_role("row").filter(has_text="Finistère (29)")
    expect(ligne.get_by_role("link", name=re.compile(r"^62,5\b"))).to_be_visible()
    follow(ligne.get_by_role("link", name="Finistère (29)", exact=True))
    follow(commissaire.get_by_role("link", name="Rendre un avis"))
    tick(commissaire.get_by_label("Favorable", exact=True))
    commissaire.get_by_role("button", name="Rendre l’avis").click()
    expect(commissaire.get_by_text("L’avis est rendu.")).to_be_visible()
    prefecture = ouvrir_page()
    log_in(prefecture, "prefecture.29")
    prefecture.goto(EXERCICE)
    follow(prefecture.get_by_role("link", name="Valider l’exercice"))
    prefecture.get_by_role("button", name="Valider l’exercice").click()
    expect(prefecture.get_by_text("est validé.")).to_be_visible()

    agent.goto(f"{EXERCICE}rapport/")
    agent.get_by_role("button", name="Produire le rapport").click()
    expect(agent.get_by_text("Ses pages se dessinent…")).to_be_visible()
    draw_waiting(agent)
    expect(
        agent.get_by_role("link", name=re.compile(r"Rapport d’exécution du \S+ à \S+, PDF"))
    ).to_be_visible()
    commissaire.goto(f"{EXERCICE}rapport/")
    rapport = read_pdf(commissaire, commissaire.get_by_role("link", name=re.compile("PDF")).first)
    assert "Deux binômes de plus, installés à Brest." in rapport
    assert "62,5" in rapport
    assert "PROJET" not in rapport
    commissaire.goto(f"{EXERCICE}avenants/3/")
    avenant = read_pdf(commissaire, commissaire.get_by_role("link", name=re.compile("PDF")).first)
    assert "Avenant n° 3" in avenant
    assert "PROJET" in avenant
    assert "Couvrir les zones blanches de la mobilité" in avenant
