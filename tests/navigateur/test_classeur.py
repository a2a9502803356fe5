"""The workbook in a real browser: filled offline, somebody else came meanwhile, a choice, then a wrong one."""

from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.fichiers.classeurs import fill, find_cellule
from tests.navigateur.attentes import follow
from tests.navigateur.gestes import EXERCICE, XLSX, download, open_session, tick


def upload(page, octets):
    page.goto(f"{EXERCICE}classeur/")
    fichier = {"name": "mon classeur.xlsx", "mimeType": XLSX, "buffer": octets}
    page.get_by_label("Votre classeur rempli").set_input_files(fichier)
    page.get_by_role("button", name="Vérifier le classeur").click()
    expect(page.get_by_role("heading", name="Ce que votre classeur change")).to_be_visible()


def test_a_round_trip_with_a_conflict_then_an_annotated_copy(france, ouvrir_page):
    agent, valideur = ouvrir_page(), ouvrir_page()
    open_session(agent, "agent.29")
    agent.goto(EXERCICE)
    follow(agent.get_by_role("link", name="Classeur Excel"))
    octets = download(agent, "Télécharger mon classeur 2021")

    open_session(valideur, "valideur.29")
    valideur.goto(f"{EXERCICE}indicateurs/S3/")
    valideur.locator("[name=F1-numerateur]").fill("71")
    valideur.get_by_role("button", name="Enregistrer l’axe S3").click()
    expect(valideur.get_by_text("1\u00a0indicateur enregistré.")).to_be_visible()

    rempli = fill(
        octets,
        {
            ("F1", "Chiffre"): 72,
            ("G1", "Chiffre"): 1640,
            ("R1", "Chiffre"): 20,
            ("R2", "Chiffre"): 12,
            ("R2", "Hors délai"): 4,
        },
    )
    upload(agent, rempli)
    conflit = agent.get_by_role("group", name="F1 –")
    expect(conflit).to_contain_text("Modifié par Valideur Finistère")
    expect(conflit).to_contain_text("Chiffre : 71")
    expect(agent.get_by_role("row").filter(has_text="G1 –").filter(has_text="Chiffre")).to_contain_text(
        "1 640"
    )
    tick(conflit.get_by_label("Prendre celui de mon classeur"))
    agent.get_by_role("button", name="Confirmer").click()
    expect(agent.get_by_text("4\u00a0indicateurs enregistrés.")).to_be_visible()
    agent.get_by_role("link", name="S3").click()
    expect(agent.locator("[name=F1-numerateur]")).to_have_value("72")
    expect(agent.get_by_role("row").filter(has_text="F1 –")).to_contain_text("classeur")
    agent.get_by_role("link", name="S4").click()
    expect(agent.get_by_role("row").filter(has_text="R2 –")).to_contain_text("75,0 %")

    upload(agent, rempli)
    expect(agent.get_by_text("Rien n’a changé")).to_be_visible()
    upload(agent, fill(rempli, {("G1", "Chiffre"): "beaucoup", ("G2", "Chiffre"): "=1+1"}))
    expect(agent.get_by_text("2 erreurs : rien n’est enregistré")).to_be_visible()
    expect(agent.get_by_role("button", name="Confirmer")).to_have_count(0)
    annote = load_workbook(BytesIO(download(agent, "Télécharger mon classeur annoté")))
    cellule = find_cellule(annote, "G1", "Chiffre")
    assert cellule.fill.start_color.rgb == "00FFB3B3"
    assert "«\u00a0beaucoup\u00a0»\u00a0: écrivez un nombre" in cellule.comment.text
    follow(agent.get_by_role("link", name="Abandonner ce dépôt"))
    follow(agent.get_by_role("button", name="Abandonner ce dépôt"))
    expect(agent.get_by_text("rien n’a été enregistré")).to_be_visible()
