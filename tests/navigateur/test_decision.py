"""Simulation and decision in a real browser: simulated, supposed, transmitted, proposed, answered, notified, paid."""

from playwright.sync_api import expect

from conventions.models import Etat, Exercice
from tests.navigateur.attentes import follow
from tests.navigateur.gestes import answer_remarque, open_session, tick, work_once, write_remarque

EXERCICE = "/conventions/22/2021/"


def send_back(page):
    """The préfecture asks for more: the demo has transmitted this exercice already."""
    write_remarque(page, EXERCICE, "Revoyez cette dépense.")
    page.goto(EXERCICE)
    follow(page.get_by_role("link", name="Renvoyer pour complément"))
    page.get_by_label("Ce qu’il faut compléter").fill("Revoyez la dépense de S1-1.")
    page.get_by_role("button", name="Renvoyer pour complément").click()
    expect(page.get_by_text("est renvoyé pour complément.")).to_be_visible()


def suppose(page):
    """« Et si… »: what the last euros of S1-1 would change, and nothing is stored."""
    page.goto(EXERCICE)
    follow(page.get_by_role("link", name="Simulation", exact=True))
    expect(page.get_by_role("heading", name="Simulation 2021")).to_be_visible()
    expect(page.get_by_text("30 576,00 €").first).to_be_visible()
    page.get_by_text("Le calcul de chaque action, écrit en toutes lettres").click()
    expect(page.get_by_text("Jugée avec : ensemble des actions.").first).to_be_visible()
    page.get_by_label("Dépense exécutée supposée, action S1-1").fill("497 280")
    page.get_by_label("Dépense exécutée supposée, action S4-1").fill("beaucoup")
    page.get_by_role("button", name="Simuler").click()
    expect(page.get_by_role("link", name="Écrivez un montant en euros")).to_be_visible()
    ligne = page.get_by_role("row").filter(has_text="Réfaction simulée").last
    expect(ligne).to_contain_text("30 576,00 €")
    expect(ligne).to_contain_text("16 749,19 €")
    expect(ligne).to_contain_text("−13 826,81 €")
    expect(page.get_by_text("Rien n’est enregistré")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Dépense exécutée supposée, action S4-1")).to_have_value("beaucoup")
    page.get_by_role("link", name="Revenir aux chiffres saisis").click()
    expect(page.get_by_label("Dépense exécutée supposée, action S1-1")).to_have_value("")


def write_step(page, geste, bouton, succes, **champs):
    page.goto(f"{EXERCICE}decision-financiere/")
    follow(page.get_by_role("link", name=geste))
    expect(page.get_by_role("heading", name="Ce qui ne changera plus")).to_be_visible()
    for libelle, texte in champs.items():
        page.get_by_label(libelle.replace("_", " ")).fill(texte)
    page.get_by_role("button", name=bouton).click()
    expect(page.get_by_text(succes)).to_be_visible()


def test_from_the_simulation_to_the_payment(france, dessiner, ouvrir_page, erreurs_attendues):
    erreurs_attendues.append("422")  # the proposal beyond what is simulated
    prefecture, departement = ouvrir_page(), ouvrir_page()
    open_session(prefecture, "prefecture.22")
    open_session(departement, "valideur.22")
    send_back(prefecture)
    suppose(departement)
    answer_remarque(departement, EXERCICE, "C’est bien ce qui fut dépensé.")
    departement.goto(EXERCICE)
    follow(departement.get_by_role("link", name="Transmettre à l’État"))
    tick(departement.get_by_label("Je certifie"))
    departement.get_by_role("button", name="Transmettre à l’État").click()
    expect(departement.get_by_text("L’exercice est transmis à l’État.")).to_be_visible()
    work_once(departement)

    adresse = f"{EXERCICE}decision-financiere/"
    prefecture.goto(adresse)
    expect(prefecture.get_by_text("la préfecture propose à nouveau, sur ces chiffres")).to_be_visible()
    follow(prefecture.get_by_role("link", name="Proposer à nouveau"))
    prefecture.get_by_label("Réfaction proposée, en euros").fill("40 000")
    prefecture.get_by_label("Motif de la proposition").fill("Sous-exécution de S1-1.")
    follow(prefecture.get_by_role("button", name="Enregistrer la proposition"))
    prefecture.get_by_role("link", name="Au plus 30 576,00 €, le montant simulé.").click()
    expect(prefecture.get_by_label("Motif de la proposition")).to_have_value("Sous-exécution de S1-1.")
    prefecture.get_by_label("Réfaction proposée, en euros").fill("12 000")
    prefecture.get_by_role("button", name="Enregistrer la proposition").click()
    expect(prefecture.get_by_text("12 000,00 € pour 30 576,00 € simulés")).to_be_visible()

    write_step(
        departement,
        "Répondre à la proposition",
        "Enregistrer la réponse",
        "La réponse est enregistrée.",
        Réponse_de_la_collectivité="Deux postes ont été pourvus en septembre.",
    )
    prefecture.goto(adresse)
    expect(prefecture.get_by_text("Deux postes ont été pourvus en septembre.")).to_be_visible()
    prefecture.goto(EXERCICE)
    follow(prefecture.get_by_role("link", name="Valider l’exercice"))
    prefecture.get_by_role("button", name="Valider l’exercice").click()
    expect(prefecture.get_by_text("est validé.")).to_be_visible()
    write_step(
        prefecture,
        "Notifier la décision",
        "Notifier la décision",
        "La décision est notifiée.",
        **{"Réfaction notifiée, en euros": "8 000,50", "Motif_de_la_décision": "Retard établi."},
    )
    expect(prefecture.get_by_text("1 262 079,50 €. Le montant notifié")).to_be_visible()
    prefecture.get_by_label("Versé le").fill("2022-07-01")
    prefecture.get_by_label("Montant versé, en euros").fill("1 262 079,50")
    prefecture.get_by_label("Imputation budgétaire").fill("Programme 304")
    prefecture.get_by_role("button", name="Enregistrer le versement").click()
    expect(prefecture.get_by_text("Tout ce que l’État doit pour cet exercice est versé.")).to_be_visible()

    departement.goto(EXERCICE)
    departement.get_by_role("link", name="8 000,50 € retenus").click()
    expect(departement.get_by_text("Versé le 1er juillet 2022")).to_be_visible()
    departement.get_by_role("link", name="Chiffres à cette date").first.click()
    expect(departement.get_by_text("Ils ne changent plus")).to_be_visible()
    assert Exercice.objects.get(convention__code="22", annee=2021).etat == Etat.NOTIFIE
