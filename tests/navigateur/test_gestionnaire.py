"""A manager of the centrale in a real browser: a référentiel duplicated, changed by forms, published, and judged by."""

from playwright.sync_api import expect

from comptes.models import Utilisateur
from conventions.models import Exercice
from referentiels.models import Referentiel
from tests.concurrence import make_convention
from tests.navigateur.attentes import follow
from tests.navigateur.gestes import open_session


def send(page, bouton):
    with page.expect_navigation():
        page.get_by_role("button", name=bouton).click()


def duplicate(page):
    page.goto("/referentiels/2021-03-19/")
    follow(page.get_by_role("link", name="Dupliquer en brouillon"))
    page.get_by_label("Code").fill("2021-06-01")
    page.get_by_label("Texte de référence").fill("Instruction du 1er juin 2021")
    page.get_by_label("Date de signature").fill("2021-06-01")
    page.get_by_label("Exercices jugés").fill("2021 et la suite")
    send(page, "Préparer le brouillon")
    # Refused, and nothing of it is lost.
    expect(page.locator(".fr-error-text")).to_have_text("Écrivez des années, par exemple 2022, 2023.")
    expect(page.get_by_label("Texte de référence")).to_have_value("Instruction du 1er juin 2021")
    page.get_by_label("Exercices jugés").fill("2021")
    send(page, "Préparer le brouillon")
    expect(page.get_by_text("Le brouillon est prêt, repris du référentiel 2021-03-19.")).to_be_visible()
    expect(page.get_by_text("Rien ne s’oppose à la publication")).to_be_visible()


def change_limit(page):
    follow(page.get_by_role("link", name="Indicateurs", exact=True))
    follow(page.get_by_role("link", name="R2 – Nouveaux entrants orientés dans le délai", exact=True))
    page.get_by_label("Limite").fill("vingt jours")
    send(page, "Enregistrer dans le brouillon")
    expect(page.locator(".fr-error-text")).to_contain_text("Écrivez une durée, par exemple 30 jours")
    expect(page.get_by_label("Limite")).to_have_value("vingt jours")
    page.get_by_label("Limite").fill("20 jours")
    send(page, "Enregistrer dans le brouillon")
    expect(page.get_by_text("Le brouillon est enregistré.")).to_be_visible()


def add_indicateur(page):
    follow(page.get_by_role("link", name="un taux (S1)"))
    page.get_by_label("Code", exact=True).fill("A7")
    page.get_by_label("Unité").fill("jeunes")
    page.get_by_label("Libellé").fill("Jeunes suivis un an après leur sortie")
    page.get_by_label("Sens").select_option("hausse")
    send(page, "Enregistrer dans le brouillon")
    # What it is divided by was not said.
    expect(page.get_by_label("Dénominateur")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Axe", exact=True)).to_have_value("S1")
    page.get_by_label("Dénominateur").select_option("A2")
    send(page, "Enregistrer dans le brouillon")
    expect(
        page.get_by_role("link", name="A7 – Jeunes suivis un an après leur sortie", exact=True)
    ).to_be_visible()


def put_before(page):
    """By the keyboard: the new one goes up one place."""
    bouton = page.get_by_role("button", name="Monter A7 – Jeunes suivis un an après leur sortie")
    bouton.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    codes = page.locator("tbody th[scope=row] a").all_inner_texts()
    rangs = {code.partition(" ")[0]: rang for rang, code in enumerate(codes)}
    assert rangs["A7"] == rangs["A6"] - 1


def read_changes_and_publish(page):
    follow(page.get_by_role("link", name="Toutes les parties"))
    follow(page.get_by_role("link", name="Voir ce qui change et publier"))
    ligne = page.get_by_role("row").filter(has_text="R2 – Nouveaux entrants orientés dans le délai")
    expect(ligne).to_contain_text("Limite")
    expect(ligne).to_contain_text("30 jours")
    expect(ligne).to_contain_text("20 jours")
    ajoute = page.get_by_role("row").filter(has_text="A7 – Jeunes suivis un an après leur sortie")
    expect(ajoute.first).to_contain_text("Ajouté")
    page.get_by_text("J’ai relu ce référentiel.").click()
    expect(page.get_by_role("checkbox", name="J’ai relu ce référentiel.")).to_be_checked()
    send(page, "Publier le référentiel")
    expect(page.get_by_text("Le référentiel 2021-06-01 est publié.")).to_be_visible()


def open_exercice(page, convention):
    referentiel = Referentiel.objects.get(code="2021-06-01")
    page.goto("/ouvrir/exercice/")
    page.get_by_label("Convention", exact=True).select_option(str(convention.pk))
    page.get_by_label("Année", exact=True).fill("2021")
    page.get_by_label("Début").fill("2021-01-01")
    page.get_by_label("Fin").fill("2021-12-31")
    page.get_by_label("Référentiel").select_option(str(referentiel.pk))
    page.get_by_label("Montant notifié").fill("1 000")
    send(page, "Ouvrir l’exercice")
    exercice = Exercice.objects.get(convention=convention)
    assert exercice.referentiel == referentiel
    assert exercice.referentiel.definition.indicateurs["R2"].regle.limite.jours == 20
    assert "A7" in exercice.referentiel.definition.indicateurs


def test_a_référentiel_is_written_without_a_line_of_toml(france, page, erreurs_attendues):
    erreurs_attendues.append("422")  # what is malformed is refused
    centrale = Utilisateur.objects.get(email="centrale@calpae.example")
    convention = make_convention({"centrale": centrale})[0]()
    open_session(page, "centrale")
    duplicate(page)
    change_limit(page)
    add_indicateur(page)
    put_before(page)
    read_changes_and_publish(page)
    open_exercice(page, convention)
    # The comments of the file it was taken from are still there.
    assert "# exercices jugés selon ce référentiel" in Referentiel.objects.get(code="2021-06-01").source
