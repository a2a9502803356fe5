"""What each of the four readers looks for, found by clicks and keys alone from the first page of the site."""

import csv
import re
from fractions import Fraction
from io import BytesIO, StringIO
from math import ceil
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from indicateurs.models import Cible, Valeur
from nombres.formats import compter, nombre_utile
from tests.fichiers.lecture_tables import read_xlsx
from tests.navigateur.annee import push, take
from tests.navigateur.attentes import follow
from tests.navigateur.gestes import download, tick

DEMANDE = "Pourquoi cette cible est-elle manquée ?"


@pytest.fixture
def entrer(ouvrir):
    """The first page, of `qui`."""

    def entrer(qui):
        page = ouvrir(qui)
        page.goto("/")
        return page

    return entrer


def press(lien):
    """Go where a link leads, by its key."""
    with lien.page.expect_navigation():
        lien.press("Enter")


def unfold_details(page, nom):
    """What a summary folds, by its key."""
    resume = page.locator("summary").filter(has_text=nom).first
    resume.press("Enter")
    expect(resume.locator("..")).to_have_attribute("open", "")
    return resume.locator("..")


def test_a_departement_reads_where_it_stands_and_what_the_next_step_asks_in_persons(entrer):
    page = entrer("agent.22")
    take(page, re.compile(r"Où\s+j’en suis.*2021"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Où j’en suis\u00a0: Côtes-d’Armor (22), 2021")
    take(page, re.compile("^S4 – "))
    chiffre = Valeur.objects.get(exercice__convention__code="22", exercice__annee=2021, code="R2")
    cible = Cible.objects.get(convention__code="22", annee=2021, code="R2")
    manquent = ceil(Fraction(cible.valeur) * Fraction(chiffre.denominateur)) - int(chiffre.numerateur)
    assert manquent > 0
    ligne = page.get_by_role("row").filter(has=page.get_by_role("link", name=re.compile("^R2 – ")))
    demande = f"{compter(manquent, 'personne', 'personnes')} de plus dans le délai"
    expect(ligne).to_contain_text(f"{demande}, sur {nombre_utile(chiffre.denominateur)}.")
    unfold_details(page, "Dessiner S4, année par année")
    expect(page.locator("#axe-S4 ~ details[open] svg").first).to_be_visible()
    press(ligne.get_by_role("link"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("R2")
    expect(page.locator("main")).to_contain_text(nombre_utile(chiffre.denominateur))


def test_a_prefecture_is_told_what_to_ask_next_and_asks_it_there(entrer):
    page = entrer("prefecture.22")
    take(page, "Tableau de bord")
    take(page, re.compile("en profondeur.*que\\s+demander ensuite$"))
    questions = page.locator("#questions ~ details[open] li").first
    quoi = questions.get_by_role("link").first.inner_text()
    press(questions.get_by_role("link", name=re.compile("^Écrire une remarque")))
    expect(page.locator("main")).to_contain_text(quoi.partition(" – ")[0])
    page.get_by_label("Votre remarque").press_sequentially(DEMANDE)
    push(page, "Écrire la remarque")
    # Back to what is left to ask.
    ouvertes = page.locator("#remarques + ul")
    expect(ouvertes).to_contain_text(quoi.partition(" – ")[0])
    follow(ouvertes.get_by_role("link").last)
    expect(page.locator(".fil").filter(has_text=DEMANDE)).to_be_visible()


def test_a_commissaire_goes_from_the_key_figures_to_one_of_them_and_takes_them_away(entrer):
    page = entrer("commissaire.53")
    take(page, "Tableau de bord")
    expect(page.locator(".essentiel > div").first).to_contain_text("1 sur 2")
    unfold_details(page, "Filtrer, trier, choisir les axes")
    page.get_by_label("Conventions", exact=True).select_option("Qui manquent une cible")
    tick(page.get_by_role("checkbox", name=re.compile("^S4 – ")))
    push(page, "Montrer")
    expect(page.locator(".matrice caption")).to_contain_text("de 1 convention sur 2")
    manquee = page.locator(".matrice tbody td.m a").first
    lue = manquee.inner_text().split()[0]
    code = manquee.get_attribute("href").strip("/").rpartition("/")[2]
    press(manquee)
    expect(page.locator("main")).to_contain_text(f"{lue}\u00a0%")
    page.go_back()
    unfold_details(page, "Télécharger")
    feuilles = read_xlsx(download(page, re.compile("^XLSX.*Les chiffres affichés$")))
    entetes, *lignes = next(iter(feuilles.values()))
    chiffres = [dict(zip(entetes, une, strict=True)) for une in lignes]
    assert {une["Département"] for une in chiffres} == {"Côtes-d'Armor"}
    assert {une["Axe"] for une in chiffres} == {"S4"}
    sienne = next(une for une in chiffres if une["Code"] == code)
    assert not sienne["Cible atteinte"]
    assert round(Fraction(str(sienne["Valeur"])) * 1000) == int(lue.replace(",", ""))
    bilan = read_xlsx(download(page, re.compile(r"^Bilan 2021 \(XLSX\)")))
    assert "Côtes-d'Armor (22)" in {case for une in bilan.values() for ligne in une for case in ligne}


def test_the_centrale_walks_the_map_by_its_keys_and_freezes_an_edition(entrer):
    page = entrer("centrale")
    take(page, "La France")
    page.locator(".carte-de-france a").first.focus()
    forme = page.locator(".carte-de-france a:focus")
    while "Armor" not in forme.get_attribute("aria-label"):
        page.keyboard.press("Tab")
    press(forme)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Côtes-d’Armor")
    take(page, "Tableau de bord")
    take(page, re.compile("^Les éditions nationales"))
    take(page, re.compile("^CALPAE 2020.*publier"))
    page.get_by_label("Titre").fill("La pauvreté en 2020, chiffres")
    push(page, "Publier l’édition")
    titre = page.get_by_role("heading", level=1)
    expect(titre).to_have_text("La pauvreté en 2020, chiffres")
    paquet = ZipFile(BytesIO(download(page, re.compile("^Télécharger les données ouvertes"))))
    lignes = list(csv.DictReader(StringIO(paquet.read("indicateurs.csv").decode("utf-8-sig"))))
    chiffre = Valeur.objects.get(exercice__convention__code="29", exercice__annee=2020, code="P2")
    sienne = next(une for une in lignes if (une["convention"], une["indicateur"]) == ("29", "P2"))
    assert Fraction(sienne["numerateur"]) == chiffre.numerateur
    take(page, re.compile("^Ce qui change depuis"))
    expect(page.get_by_text("Les deux éditions disent la même chose.")).to_be_visible()
