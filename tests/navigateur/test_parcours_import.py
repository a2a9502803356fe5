"""A file of 100,000 lines in a real browser, calculated by a real worker: columns, progress, cancel, confirm."""

import re
import subprocess
import sys

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from indicateurs.models import ImportParcours
from indicateurs.operations.calculs import claim_import, record_avancement, release_import
from indicateurs.taches import calculer_parcours
from tests.navigateur.attentes import follow, unfold
from tests.navigateur.gestes import EXERCICE, open_session
from tests.sources import RACINE

PARCOURS = f"{EXERCICE}parcours/"


@pytest.fixture(scope="session")
def gros_fichier(tmp_path_factory):
    chemin = tmp_path_factory.mktemp("parcours") / "gros.csv"
    subprocess.run(
        [sys.executable, RACINE / "tests/bench/generer_parcours.py", "100000", str(chemin)], check=True
    )
    return chemin


def deposit(page, fichier):
    page.goto(PARCOURS)
    page.get_by_label("Fichier de parcours").set_input_files(fichier)
    page.get_by_label("Date d’entrée retenue").select_option("demande")
    follow(page.get_by_role("button", name="Vérifier le fichier"))


def follow_a_calculation(page):
    """What a worker tells of it is shown without a reload. Told by the test, a step at a time: a quick worker would be
    done before the page asks."""
    titre = page.get_by_role("heading", name="Le calcul est en cours")
    barre = page.get_by_role("progressbar", name="Avancement")
    expect(barre).to_have_attribute("value", "0")
    page.evaluate("window.sansRecharger = true")
    imp = claim_import(at=timezone.now(), pk=ImportParcours.objects.latest("pk").pk)
    for lignes, part in ((25_000, 0.25), (75_000, 0.75)):
        record_avancement(at=timezone.now(), imp=imp, lignes=lignes, part=part)
        expect(titre).to_be_visible()
        expect(barre).to_have_js_property("value", 1000 * part)
        expect(page.locator("[data-lignes]")).to_have_text(re.compile(rf"{lignes // 1000}\s000"))
    assert page.evaluate("window.sansRecharger")
    release_import(at=timezone.now(), imp=imp, enqueue=calculer_parcours.enqueue)


def test_a_big_file_is_followed_then_confirmed(france, lancer_travailleur, page, gros_fichier):
    open_session(page, "agent.29")
    # Cancelled before any worker came: nothing is left of it.
    deposit(page, gros_fichier)
    expect(page.get_by_role("heading", name="Le fichier attend son tour")).to_be_visible()
    follow(page.get_by_role("link", name="Annuler", exact=True))
    follow(page.get_by_role("button", name="Abandonner l’import"))
    expect(page.get_by_text("rien n’est enregistré")).to_be_visible()

    deposit(page, gros_fichier)
    follow_a_calculation(page)
    lancer_travailleur()
    expect(page.get_by_role("heading", name="Aperçu, avant enregistrement")).to_be_visible()
    expect(page.get_by_text(re.compile(r"100\s000 lignes lues"))).to_be_visible()
    ligne = page.get_by_role("row").filter(has_text="R2 –")
    expect(ligne.get_by_role("cell").first).to_have_text(re.compile(r"\d\d\s\d{3}"))
    expect(page.get_by_role("img", name=re.compile("^R2, distribution des durées"))).to_be_visible()
    unfold(page.get_by_role("button", name="Mois par mois").first)
    expect(page.get_by_role("rowheader", name="mars 2021").first).to_be_visible()
    page.get_by_role("button", name="Confirmer et enregistrer ces chiffres").click()
    expect(page.get_by_text("Les délais calculés depuis le fichier sont enregistrés.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="R2 –")).to_contain_text("Calculé depuis le fichier")


def test_other_columns_and_refused_lines(france, lancer_travailleur, page, tmp_path):
    lancer_travailleur()
    open_session(page, "agent.29")
    fichier = tmp_path / "logiciel.csv"
    fichier.write_text(
        "Dossier;Entrée;Orienté le;Structure;RDV;CER signé\n"
        "P1;2021-03-01;2021-03-31;cd_social;2021-04-14;2021-04-30\n"
        "P2;2021-03-01;2021-02-01;cd_social;;\n"
    )
    deposit(page, fichier)
    for label, colonne in (
        ("Identifiant de la personne", "Dossier"),
        ("Organisme d’orientation", "Structure"),
        ("Entrée dans le RSA", "Entrée"),
        ("Orientation", "Orienté le"),
        ("Premier rendez-vous", "RDV"),
        ("Contrat d’engagements réciproques", "CER signé"),
        ("Soumis aux droits et devoirs", ""),
    ):
        page.get_by_label(label, exact=True).or_(
            page.get_by_label(re.compile(f"^{label}"))
        ).first.select_option(colonne)
    page.get_by_role("button", name="Calculer les délais").click()
    expect(page.get_by_role("heading", name="1 erreur : rien n’est enregistré")).to_be_visible()
    with page.expect_download() as telechargement:
        page.get_by_role("button", name="Télécharger le relevé").click()
    releve = telechargement.value.path().read_text(encoding="utf-8-sig")
    assert releve.splitlines()[1].startswith("3;date_orientation;")
    page.reload()
    expect(page.get_by_text("Le relevé des lignes refusées est effacé.")).to_be_visible()
