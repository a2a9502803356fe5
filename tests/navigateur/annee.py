"""What each of five people does in a year, by what they click alone, from wherever they are on the site."""

import re

from django.core.management import call_command
from playwright.sync_api import expect

from referentiels.models import Referentiel
from tests.navigateur.attentes import follow
from tests.navigateur.gestes import tick

JOUR = "2022-05-02"
DATES = {
    "Ouverture": JOUR,
    "Échéance du rapport": "2022-06-30",
    "Fin de la fenêtre de correction": "2022-08-31",
    "Échéance de l’instruction": "2022-09-30",
}
EXECUTES = {
    "État": "127 440",
    "Département, crédits nouveaux": "82 836",
    "Département, valorisation": "50 976",
}
NOMBRES = {"G1": "1 640", "G2": "980", "G3": "14,5", "G5": "24"}
A_DIRE = "Dites où les binômes sont installés."
DEMANDE = "Combien de personnes les binômes ont-ils suivies ?"
REPONSE = "Deux cent dix personnes."


def take(page, nom):
    """The link of that name, followed."""
    follow(page.get_by_role("link", name=nom).first)


def push(page, nom):
    """The button of that name, pressed."""
    follow(page.get_by_role("button", name=nom).first)


def take_a_faire(page, quoi):
    """From wherever one is, the first page of the site, then what awaits there about the Finistère."""
    take(page, re.compile("^À faire$"))
    sienne = page.locator(".attentes li").filter(has_text="Finistère").get_by_role("link", name=quoi)
    follow(sienne.first)


def fill(page, **champs):
    for nom, texte in champs.items():
        page.locator(f"[name={nom}]").fill(texte)


def work():
    """A round of the worker: it draws, and sends the mails that cannot wait."""
    call_command("travailler", une_fois=True)


def leave_and_work(page):
    """The same, once `page` no longer asks for what is being drawn: an SQLite in memory has one connection, and that
    of a GET is held to reads."""
    take(page, re.compile("^À faire$"))
    work()


# --- The collectivité ----------------------------------------------------------------------------------------------


def write_bilan(page, texte="Deux binômes de plus."):
    page.get_by_label("Bilan de l’année").fill(texte)
    push(page, "Enregistrer l’action")


def write_montants(page, **executes):
    for source, montant in (executes or EXECUTES).items():
        page.get_by_label(f"S5-1, {source}", exact=True).fill(montant)
    push(page, "Enregistrer les montants exécutés")


def write_chiffres(page):
    """Of the axe that is shown: those that are missing, and a word on each that surprises."""
    for code, nombre in NOMBRES.items():
        if page.locator(f"[name={code}-numerateur]").count():
            fill(page, **{f"{code}-numerateur": nombre})
    for explication in page.locator("textarea[name$=-commentaire]:visible").all():
        explication.fill("Premier mois d’un nouveau logiciel.")
    push(page, re.compile("^Enregistrer l’axe"))


def declare_methode(page):
    """As last year, which the form takes over."""
    push(page, "Enregistrer la déclaration")


# Part of an address → what is missing there.
ECRITS = {
    "/actions/": write_bilan,
    "/financement/": write_montants,
    "/indicateurs/": write_chiffres,
    "/methode/": declare_methode,
}


def complete(page):
    """From the file that waits to be confirmed, each thing that is missing leads to the next, the last to the act."""
    take_a_faire(page, re.compile("^Fichier de parcours"))
    push(page, "Confirmer et enregistrer ces chiffres")
    suivant = page.locator("[data-messages]").get_by_role("link", name=re.compile("^Manque suivant"))
    while suivant.count():
        follow(suivant)
        next(ecrit for lieu, ecrit in ECRITS.items() if lieu in page.url)(page)


def propose(page):
    take(page, "Proposer au contrôle interne")
    push(page, "Proposer au contrôle interne")
    expect(page.get_by_text("Le valideur contrôle l’exercice 2021")).to_be_visible()


def give_back(page):
    take_a_faire(page, "Contrôler l’exercice 2021")
    take(page, "Rendre à la saisie")
    fill(page, motif=A_DIRE)
    push(page, "Rendre à la saisie")


def correct(page):
    """Told by the bell, which leads to the reason."""
    take(page, re.compile("^Notifications"))
    push(page, re.compile("^Ouvrir.*est rendu à la saisie"))
    expect(page.locator(".renvoi")).to_contain_text(A_DIRE)
    take(page, "Actions et financements")
    take(page, re.compile("^S5-1"))
    page.get_by_role("heading", name="Bilan de l’année").click()
    expect(page.get_by_label("Bilan de l’année")).to_be_visible()
    write_bilan(page, "Deux binômes de plus, à Brest.")


def transmit(page):
    take_a_faire(page, "Contrôler l’exercice 2021")
    take(page, "Transmettre à l’État")
    tick(page.get_by_label("Je certifie"))
    push(page, "Transmettre à l’État")
    expect(page.get_by_role("heading", name="Récépissé de la remise")).to_be_visible()


def change(page):
    """An amount, once the request is answered."""
    take_a_faire(page, "Compléter l’exercice 2021")
    take(page, "Financement exécuté")
    write_montants(page, État="120 000")


def answer_request(page):
    """What the State asks, found and answered."""
    take_a_faire(page, re.compile("^Répondre à 1 remarque"))
    expect(page.locator(".fil")).to_contain_text(DEMANDE)
    fill(page, texte=REPONSE)
    push(page, "Envoyer")
    expect(page.get_by_text("Votre réponse est envoyée.")).to_be_visible()


def read_courriel(page, nom, phrase):
    """In the outbox of the demo, the last mail that could not wait: what it says to `nom`; its link leads on."""
    take(page, "Les courriels que le site écrit")
    take(page, re.compile(f"sans attendre.*: à {nom}"))
    expect(page.locator(".courriel")).to_contain_text(phrase)
    follow(page.locator(".courriel").get_by_role("link").first)


# --- The State -----------------------------------------------------------------------------------------------------


def run_campagne(page):
    take(page, "Campagnes")
    take(page, "Préparer une campagne")
    page.get_by_label("Dispositif").select_option("CALPAE")
    fill(page, annee="2021")
    page.get_by_label("Référentiel").select_option(str(Referentiel.objects.get(code="2021-03-19").pk))
    for champ, jour in DATES.items():
        page.get_by_label(champ).fill(jour)
    push(page, "Enregistrer la campagne")
    take(page, "Ouvrir la campagne")
    push(page, "Ouvrir la campagne")
    expect(page.get_by_text("1 exercice créé")).to_be_visible()


def ask(page):
    """Read point by point; a remark that blocks is written where it is read."""
    take_a_faire(page, "Relire l’exercice 2021")
    take(page, "Lecture point par point")
    titre = page.get_by_role("heading", name=re.compile("^Action S5-1"))
    point = page.locator("[data-point]").filter(has=titre)
    expect(point).to_contain_text("à Brest")
    follow(point.get_by_role("link", name=re.compile("^Écrire une")))
    fill(page, texte=DEMANDE)
    tick(page.get_by_label("Bloquante", exact=True))
    push(page, "Écrire la remarque")
    expect(page.locator(".fil").filter(has_text=DEMANDE)).to_be_visible()


def send_back(page):
    take_a_faire(page, "Instruire l’exercice 2021")
    take(page, "Renvoyer pour complément")
    expect(page.locator(".fil").filter(has_text=DEMANDE)).to_be_visible()
    fill(page, motif="Répondez au commissaire.")
    push(page, "Renvoyer pour complément")
    expect(page.get_by_text("est renvoyé pour complément.")).to_be_visible()


def advise(page):
    """What changed is read first; then the remark is settled, the opinion given, the dialogue held."""
    take_a_faire(page, re.compile("^Reprendre 1 remarque"))
    expect(page.locator(".fil")).to_contain_text(REPONSE)
    push(page, "Marquer comme résolue")
    take_a_faire(page, "Relire l’exercice 2021")
    take(page, "Ce qui a changé depuis la remise n° 1")
    expect(page.get_by_text("1 changement : montants (1).")).to_be_visible()
    ligne = page.get_by_role("row").filter(has_text="État, exécuté")
    expect(ligne).to_contain_text("127 440,00 €")
    expect(ligne).to_contain_text("120 000,00 €")
    take(page, "Page de l’exercice")
    take(page, "Rendre un avis")
    tick(page.get_by_label("Favorable", exact=True))
    push(page, "Rendre l’avis")
    take(page, "Enregistrer un dialogue de performance")
    tick(page.locator("[name=modalite][value=visio]"))
    fill(page, tenu_le=JOUR, participants="Commissaire\nAgent", conclusions="Le suivi est engagé.")
    push(page, "Enregistrer le dialogue")
    expect(page.get_by_text("Le suivi est engagé.")).to_be_visible()


def propose_refaction(page):
    take_a_faire(page, "Instruire l’exercice 2021")
    take(page, "Décision financière")
    take(page, "Proposer une réfaction")
    fill(page, montant="100", motif="Un écart de S5-1.")
    push(page, "Enregistrer la proposition")
    leave_and_work(page)


def answer_proposition(page):
    read_courriel(page, "Valideur Finistère", "La préfecture vous propose sa décision financière")
    fill(page, motif="Un départ en décembre.")
    push(page, "Enregistrer la réponse")
    expect(page.get_by_text("La réponse est enregistrée.")).to_be_visible()


def decide(page):
    """Validated, notified, paid, closed."""
    take_a_faire(page, "Instruire l’exercice 2021")
    take(page, "Valider l’exercice")
    push(page, "Valider l’exercice")
    take_a_faire(page, re.compile("^Notifier"))
    fill(page, montant="100", motif="Un écart de S5-1.")
    push(page, "Notifier la décision")
    expect(page.get_by_text("La décision est notifiée.")).to_be_visible()


def pay_and_close(page):
    fill(page, verse_le=JOUR, montant="816 380", imputation="Programme 304")
    push(page, "Enregistrer le versement")
    expect(page.get_by_text("Tout ce que l’État doit pour cet exercice est versé.")).to_be_visible()
    leave_and_work(page)
    take(page, "Exercice 2021")
    take(page, "Décision financière")
    for papier in ("Arrêté", "Lettre"):
        expect(
            page.locator("#documents").get_by_role("link", name=re.compile(f"^{papier}.*PDF"))
        ).to_be_visible()
    take(page, "Finistère (29) – 2021")
    take(page, "Clore l’exercice")
    push(page, "Clore l’exercice")
    expect(page.get_by_text("L’exercice 2021 est clos")).to_be_visible()


def read_fin(page):
    """The digest says all that the State did; its link leads there."""
    take(page, "Les courriels que le site écrit")
    take(page, re.compile("pour information.*: à Agent Finistère"))
    for phrase in ("est notifiée", "est clos"):
        expect(page.locator(".courriel")).to_contain_text(phrase)
    follow(page.locator(".courriel").get_by_role("link").first)
    expect(page.get_by_text("L’exercice 2021 est clos")).to_be_visible()
