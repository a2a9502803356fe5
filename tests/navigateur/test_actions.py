"""The fiche, the year roll-over and the redéploiement in a real browser."""

import re

from playwright.sync_api import expect

from conventions.models import Action, Exercice, Redeploiement
from tests.navigateur.attentes import follow
from tests.navigateur.gestes import open_session, tick

EXERCICE = "/conventions/29/2021/"
PREUVE = {
    "name": "cibles.csv",
    "mimeType": "text/csv",
    "buffer": b"indicateur;resultat;cible\nP1;98;95",
}


def empty_2021():
    """2021 as it is opened, with one action that comes from no other."""
    exercice = Exercice.objects.get(convention__code="29", annee=2021)
    for avenant in exercice.convention.avenants.filter(exercice=exercice):
        avenant.lignes_financement.all().delete()
    exercice.actions.exclude(numero="N1-1").delete()


def choose(page, numero, choix):
    groupe = page.get_by_role("group", name=re.compile(f"Action {numero}, ce qu’elle devient"))
    tick(groupe.get_by_label(choix))


def test_last_year_s_actions_are_kept_changed_stopped_and_the_new_one_is_told(
    france, page, erreurs_attendues
):
    erreurs_attendues.append("422")
    empty_2021()
    open_session(page, "agent.29")
    page.goto(EXERCICE)
    follow(page.get_by_role("link", name="Reprise de 2020"))
    expect(page.get_by_text("1 nouvelle, 7 encore à décider.")).to_be_visible()
    choose(page, "S2-1", "Arrêtée")
    choose(page, "S4-1", "Changée")
    page.get_by_label("Action S4-1, motif de l’arrêt ou ce qui change").fill("Une seconde plateforme.")
    page.get_by_role("button", name="Tout garder").click()
    expect(page.get_by_text("Rien n’est encore enregistré")).to_be_visible()
    tick(page.get_by_label("Reprendre aussi les montants prévus par la collectivité"))
    follow(page.get_by_role("button", name="Enregistrer ces choix"))
    erreur = page.get_by_role("link", name=re.compile("Dites pourquoi cette action s’arrête"))
    erreur.click()
    expect(page.get_by_label("Action S2-1, motif de l’arrêt ou ce qui change")).to_be_focused()
    page.get_by_label("Action S2-1, motif de l’arrêt ou ce qui change").fill("Confiée aux CCAS.")
    page.get_by_role("button", name="Enregistrer ces choix").click()
    expect(page.get_by_text("C’est enregistré pour 7 actions.")).to_be_visible()
    page.get_by_role("link", name="S4-1, fiche à changer").click()
    expect(
        page.get_by_text("Suite de l’action S4-1 de 2020, changée. Une seconde plateforme.")
    ).to_be_visible()
    expect(page.get_by_label("Nature")).to_have_value("renforcee")
    expect(page.get_by_role("row", name=re.compile("Département, crédits nouveaux"))).to_contain_text("€")
    page.goto(f"{EXERCICE}actions/")
    expect(page.get_by_text("5 gardées, 1 changée, 1 arrêtée, 1 nouvelle")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^S2-1"))).to_have_count(0)
    # Undone while nobody touched it, the copy goes.
    follow(page.get_by_role("link", name="Reprendre les actions de 2020"))
    follow(page.get_by_role("link", name="Annuler le choix de l’action S5-1"))
    expect(page.get_by_text("personne n’y a rien écrit depuis")).to_be_visible()
    follow(page.get_by_role("button", name="Annuler ce choix"))
    expect(page.get_by_text("L’action S5-1 est de nouveau à décider.")).to_be_visible()
    expect(
        page.get_by_text("4 gardées, 1 changée, 1 arrêtée, 1 nouvelle, 1 encore à décider.")
    ).to_be_visible()
    assert not Action.objects.filter(
        exercice__annee=2021, exercice__convention__code="29", numero="S5-1"
    ).exists()


def test_a_redéploiement_is_refused_without_proof_or_by_a_cent_then_accepted(france, page, erreurs_attendues):
    erreurs_attendues.append("422")
    open_session(page, "agent.29")
    page.goto(EXERCICE)
    follow(page.get_by_role("link", name="Redéploiements"))
    page.get_by_label("Action S2-1, montant à retirer").fill("1 000,00")
    page.get_by_label("Action S4-1, montant à ajouter").fill("600")
    page.get_by_label("Action S5-1, montant à ajouter").fill("400,01")
    page.get_by_label("Ce qui montre que les cibles de l’axe S2 sont atteintes").fill(
        "98 % contre 95 % visés."
    )
    page.get_by_role("button", name="Déplacer ces crédits").click()
    resume = page.get_by_role("group", name="Le formulaire contient 3 erreurs")
    expect(resume).to_be_focused()
    expect(resume).to_contain_text("dépassent de 0,01")
    expect(resume).to_contain_text("Joignez la preuve que les cibles de l’axe S2 sont atteintes.")
    expect(resume).to_contain_text("déclarées atteintes")
    expect(page.get_by_label("Action S5-1, montant à ajouter")).to_have_value("400,01")
    page.get_by_label("Action S5-1, montant à ajouter").fill("400")
    tick(page.get_by_label("Les cibles de l’axe S2 sont atteintes", exact=True))
    page.get_by_label("Preuve").set_input_files(PREUVE)
    page.get_by_role("button", name="Déplacer ces crédits").click()
    expect(page.get_by_text("Les crédits sont déplacés. Le total de l’État n’a pas changé.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="S2-1")).to_contain_text("retirés")
    assert Redeploiement.objects.get().mouvements.count() == 3
    page.goto(f"{EXERCICE}actions/S2-1/")
    expect(page.get_by_text("Un redéploiement porte sur cette action")).to_have_count(
        0
    )  # money was spent: said first
    expect(page.get_by_text("Des crédits ont été exécutés sur cette action")).to_be_visible()


def test_a_fiche_is_filled_part_by_part_and_its_errors_open_their_part(france, page, erreurs_attendues):
    erreurs_attendues.append("422")
    open_session(page, "agent.29")
    page.goto(f"{EXERCICE}actions/S3-1/")
    expect(page.get_by_label("Étape 1", exact=True)).to_be_hidden()
    page.get_by_role("heading", name="Calendrier", exact=True).click()
    expect(page.get_by_label("Étape 1", exact=True)).to_be_visible()
    page.get_by_label("Étape 1", exact=True).fill("Ouverture")
    page.get_by_role("button", name="Enregistrer l’action").click()
    # The part of the error stands open.
    expect(page.get_by_text("Dites quand cette étape est prévue.").last).to_be_visible()
    expect(page.get_by_label("Étape 1", exact=True)).to_have_value("Ouverture")
    page.get_by_label("Étape 1, prévue le").fill("2021-09-01")
    page.get_by_role("heading", name="Pilotage et moyens").click()
    expect(page.get_by_label("Ajouter des partenaires")).to_be_visible()
    page.get_by_label("Ajouter des partenaires").fill("Ligue de l’enseignement")
    page.get_by_role("button", name="Enregistrer l’action").click()
    expect(page.get_by_text("L’action S3-1 est enregistrée.")).to_be_visible()
    expect(page.get_by_text("1 étape en retard.")).to_be_visible()
    page.get_by_label("Pièce à joindre").set_input_files(PREUVE)
    page.get_by_role("button", name="Joindre la pièce").click()
    expect(page.get_by_role("link", name=re.compile("^cibles.csv"))).to_be_visible()
