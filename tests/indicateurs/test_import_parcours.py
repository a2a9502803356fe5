"""The import of a parcours file, from the page to the figures: the queue, the preview, what is confirmed."""

import re
import stat
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from indicateurs.models import (
    DeclarationMethode,
    EtatImport,
    ImportParcours,
    Valeur,
)
from indicateurs.operations.calculs import (
    claim_import,
    record_avancement,
)
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from tests.indicateurs.depots import (
    ATTENDU,
    FICHIER,
    PARCOURS,
    deposit,
    get_dernier,
    go,
    list_files,
    look,
)
from tests.lecture import read_html

pytestmark = [pytest.mark.usefixtures("sas"), pytest.mark.une_base]


@pytest.fixture
def agent(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    return client


# --- The journey of a file --------------------------------------------------------------------------------------


def test_a_file_is_calculated_in_the_background_then_confirmed(agent, travailler, demo, sas):
    reponse = deposit(agent)
    imp = get_dernier()
    assert (reponse.status_code, imp.etat) == (302, EtatImport.EN_ATTENTE)
    assert stat.S_IMODE(sas.stat().st_mode) == 0o700
    (fichier,) = list_files(sas)
    assert fichier.name == imp.depot != "parcours.csv"
    assert stat.S_IMODE(fichier.stat().st_mode) == 0o600
    assert "Le fichier attend son tour" in look(agent)
    travailler()
    imp.refresh_from_db()
    assert (imp.etat, imp.resultats, imp.depot) == (EtatImport.CALCULE, ATTENDU, "")
    assert list_files(sas) == []
    assert imp.exercice.valeurs.filter(code="R2").first() is None
    page = look(agent)
    assert "62,5\u202f%" in page or "62,5\u00a0%" in page or "62,5 %" in page
    assert "Aucun fichier n’avait été confirmé" in page
    assert go(agent, "confirmer_parcours").status_code == 302
    valeur = Valeur.objects.get(exercice=demo.brouillon, code="R2")
    assert (valeur.numerateur, valeur.denominateur, valeur.en_cours) == (5, 8, 2)
    assert (valeur.import_parcours_id, valeur.fiabilite) == (imp.pk, "fiable")


def test_a_workbook_is_calculated_too(agent, travailler):
    classeur, octets = Workbook(), BytesIO()
    for ligne in FICHIER.decode().splitlines():
        classeur.active.append(ligne.split(";"))
    classeur.save(octets)
    deposit(agent, octets.getvalue(), "parcours.xlsx")
    travailler()
    assert get_dernier().resultats == ATTENDU


def test_confirming_twice_changes_nothing(agent, travailler, demo):
    deposit(agent)
    travailler()
    go(agent, "confirmer_parcours")
    avant = list(demo.brouillon.valeurs.values_list())
    assert go(agent, "confirmer_parcours").status_code == 302
    assert list(demo.brouillon.valeurs.values_list()) == avant


def test_the_preview_says_what_changed_since_the_last_confirmed_file(agent, travailler):
    deposit(agent)
    travailler()
    go(agent, "confirmer_parcours")
    lignes = FICHIER.decode().splitlines(keepends=True)
    deposit(agent, "".join(lignes[:1] + lignes[2:]))
    travailler()
    page = look(agent)
    assert "avant&nbsp;: 10" in page
    assert "depuis le fichier confirmé auparavant, «\u00a0parcours.csv\u00a0»" in page
    deposit(agent)
    travailler()
    assert "Aucun nombre ne change" in look(agent)


def type_figure(demo, code="R1", numerateur=77, qui="valideur.29"):
    version = demo.brouillon.valeurs.filter(code=code).values_list("version", flat=True).first() or 0
    saisie = SaisieValeur(version, "renseigne", Decimal(numerateur))
    at = timezone.now()
    record_valeurs(by=demo.get_compte(qui), at=at, exercice=demo.brouillon, saisies={code: saisie})


def get_r1(demo):
    return demo.brouillon.valeurs.get(code="R1").numerateur


def test_the_preview_shows_what_was_typed_and_what_replaces_it(agent, travailler, demo):
    deposit(agent)
    travailler()
    assert "Ce que la confirmation remplace" not in look(agent)
    type_figure(demo)
    page = look(agent)
    assert "Ce que la confirmation remplace" in page
    assert "Chiffre&nbsp;: 77 → <strong>10</strong>" in page
    assert str(demo.get_compte("valideur.29")) in page
    assert get_r1(demo) == 77
    assert go(agent, "confirmer_parcours").status_code == 302
    assert get_r1(demo) == 10


@pytest.mark.parametrize(
    "deja", [False, True], ids=["a figure that was not there", "a figure that was there"]
)
@pytest.mark.parametrize("sans", [False, True], ids=["versions of the page", "no version at all"])
def test_what_is_typed_after_the_preview_is_a_conflict(agent, travailler, demo, deja, sans):
    deposit(agent)
    travailler()
    if deja:
        type_figure(demo, numerateur=55)
    page = look(agent)
    vues = {} if sans else dict(re.findall(r'name="(version-[^"]+)" value="([^"]+)"', page))
    type_figure(demo)
    reponse = go(agent, "confirmer_parcours", donnees=vues)
    assert reponse.status_code == 409
    page = read_html(reponse)
    assert "Rien n’est enregistré" in page and "R1, enregistré par" in page
    assert "Chiffre&nbsp;: 77 → <strong>10</strong>" in page
    assert get_r1(demo) == 77
    assert get_dernier().etat == EtatImport.CALCULE
    assert not demo.brouillon.valeurs.filter(code="R2").exists()
    assert go(agent, "confirmer_parcours").status_code == 302  # seen, then confirmed
    assert get_r1(demo) == 10


def test_the_same_figure_typed_meanwhile_is_no_conflict(agent, travailler, demo):
    deposit(agent)
    travailler()
    type_figure(demo, numerateur=10)
    assert go(agent, "confirmer_parcours", donnees={}).status_code == 302


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 5_000, "1.0", "٣"])
def test_a_version_that_is_no_number_is_none_seen(agent, travailler, demo, version):
    type_figure(demo)
    deposit(agent)
    travailler()
    assert go(agent, "confirmer_parcours", donnees={"version-R1": version}).status_code == 409


def test_of_two_files_previewed_together_the_second_says_what_the_first_wrote(agent, travailler, demo):
    deposit(agent)
    travailler()
    premier = get_dernier()
    lignes = FICHIER.decode().splitlines(keepends=True)
    deposit(agent, "".join(lignes[:1] + lignes[2:]))
    travailler()
    second = get_dernier()
    look(agent, second)
    go(agent, "confirmer_parcours", premier)
    assert go(agent, "confirmer_parcours", second, {}).status_code == 409
    assert get_r1(demo) == 10


def test_the_months_and_the_distribution_are_shown_with_the_limit(agent, travailler):
    deposit(agent)
    travailler()
    page = look(agent)
    assert "limite&nbsp;: 30 jours" in page
    assert "Mars 2021" in page
    details = get_dernier().details["R2"]
    assert sum(sum(mois[1:]) for mois in details["par_mois"]) == 10
    assert sum(nombre for _, _, nombre in details["distribution"]) <= 10


def test_giving_up_a_calculated_file_forgets_its_figures(agent, travailler):
    deposit(agent)
    travailler()
    assert go(agent, "annuler_parcours").status_code == 302
    imp = get_dernier()
    assert (imp.etat, imp.resultats, imp.details) == (EtatImport.ANNULE, None, None)
    assert go(agent, "confirmer_parcours").status_code == 403


def test_progress_is_said_in_json(agent, demo):
    deposit(agent)
    imp = claim_import(at=timezone.now(), pk=get_dernier().pk)
    record_avancement(at=timezone.now(), imp=imp, lignes=1234, part=0.5)
    reponse = agent.get(reverse("indicateurs:avancement_parcours", args=["29", 2021, imp.pk]))
    assert reponse.json() == {
        "etat": "en_cours",
        "libelle": "Calcul en cours",
        "avancement": 500,
        "lignes": 1234,
        "fini": False,
    }


def test_the_declared_method_is_proposed(agent, demo):
    assert 'value="flux_cnaf" selected' not in read_html(agent.get(PARCOURS))
    DeclarationMethode.objects.create(
        exercice=demo.brouillon,
        date_entree="flux_cnaf",
        droits_suspendus="exclus",
        date_rdv="tenue",
        logiciel="Iodas",
        par=demo.get_compte("agent.29"),
        le=timezone.now(),
    )
    assert 'value="flux_cnaf" selected' in read_html(agent.get(PARCOURS))


def test_one_calculation_at_a_time_for_an_exercice(agent, sas):
    deposit(agent)
    assert "Un calcul est déjà en cours" in read_html(agent.get(PARCOURS))
    reponse = deposit(agent)
    assert reponse.status_code == 403
    assert "Un calcul est déjà en cours" in read_html(reponse)
    assert len(list_files(sas)) == 1


# --- Who, and when ----------------------------------------------------------------------------------------------


def test_a_transmitted_exercice_takes_no_figure_any_more(client, demo):
    imp = demo.transmis.imports.get()
    ImportParcours.objects.filter(pk=imp.pk).update(etat=EtatImport.CALCULE)
    client.force_login(demo.get_compte("agent.22"))
    adresse = reverse("indicateurs:import_parcours", args=["22", 2021, imp.pk])
    assert "il ne se modifie plus" in read_html(client.get(adresse))
    for geste in ("confirmer", "annuler", "releve", "effacer"):
        reponse = client.post(f"{adresse}{geste}/")
        assert reponse.status_code == 403
        assert "il ne se modifie plus" in read_html(reponse)


def test_the_state_reads_the_confirmed_files_only_and_touches_none(client, demo):
    client.force_login(demo.get_compte("prefecture.29"))
    liste = read_html(client.get(PARCOURS))
    assert "La saisie est réservée aux agents de la collectivité." in liste
    assert "parcours-29-2021.csv" not in liste
    imp = demo.valide.imports.get()
    adresse = reverse("indicateurs:import_parcours", args=["29", 2020, imp.pk])
    assert "Chiffres enregistrés" in read_html(client.get(adresse))
    reponse = client.post(f"{adresse}annuler/")
    assert reponse.status_code == 403
    assert "réservée aux agents de la collectivité" in read_html(reponse)
