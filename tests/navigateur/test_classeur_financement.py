"""The workbook of money in a real browser: filled offline, somebody else came meanwhile, a choice, then a wrong one."""

from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import expect

from comptes.models import Utilisateur
from conventions.models import Exercice
from tests.fichiers.classeurs import fill, find_cellule
from tests.financement.cellules import get, record
from tests.navigateur.attentes import follow
from tests.navigateur.gestes import EXERCICE, XLSX, download, open_session, tick


def upload(page, octets):
    page.goto(f"{EXERCICE}financement/classeur/")
    fichier = {"name": "mon financement.xlsx", "mimeType": XLSX, "buffer": octets}
    page.get_by_label("Votre classeur rempli").set_input_files(fichier)
    page.get_by_role("button", name="Vérifier le classeur").click()
    expect(page.get_by_role("heading", name="Ce que votre classeur change")).to_be_visible()


def test_a_round_trip_with_a_conflict_then_an_annotated_copy(france, ouvrir_page):
    agent = ouvrir_page()
    exercice = Exercice.objects.get(convention__code="29", annee=2021)
    valideur = Utilisateur.objects.get(email="valideur.29@calpae.example")
    open_session(agent, "agent.29")
    agent.goto(EXERCICE)
    follow(agent.get_by_role("link", name="Classeur du financement"))
    octets = download(agent, "Télécharger mon classeur 2021")
    record(valideur, exercice, "S1-1", "etat.execute", Decimal("71.50"))
    rempli = fill(octets, {("S1-1", "État, exécuté"): 72, ("S4-1", "État, exécuté"): "228 960,10"})
    upload(agent, rempli)
    conflit = agent.get_by_role("group", name="S1-1 –")
    expect(conflit).to_contain_text("Modifié par Valideur Finistère")
    expect(conflit).to_contain_text("État, exécuté : 71,50 €")
    expect(agent.get_by_role("row").filter(has_text="S4-1 –").filter(has_text="exécuté")).to_contain_text(
        "228 960,10 €"
    )
    tick(conflit.get_by_label("Prendre celui de mon classeur"))
    agent.get_by_role("button", name="Confirmer").click()
    expect(agent.get_by_text("2\u00a0cellules enregistrées.")).to_be_visible()
    assert get(exercice, "S1-1", "etat.execute") == 72
    assert get(exercice, "S4-1", "etat.execute") == Decimal("228960.10")

    upload(agent, fill(rempli, {("S2-1", "État, prévu"): "1e9", ("S3-1", "État, prévu"): -1}))
    expect(agent.get_by_text("2 erreurs : rien n’est enregistré")).to_be_visible()
    expect(agent.get_by_role("button", name="Confirmer")).to_have_count(0)
    annote = load_workbook(BytesIO(download(agent, "Télécharger mon classeur annoté")))
    cellule = find_cellule(annote, "S2-1", "État, prévu")
    assert cellule.fill.start_color.rgb == "00FFB3B3"
    assert "«\u00a01e9\u00a0»" in cellule.comment.text
    follow(agent.get_by_role("link", name="Abandonner ce dépôt"))
    follow(agent.get_by_role("button", name="Abandonner ce dépôt"))
    expect(agent.get_by_text("rien n’a été enregistré")).to_be_visible()
