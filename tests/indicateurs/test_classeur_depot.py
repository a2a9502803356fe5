"""Depositing a workbook, over HTTP and in the child process: who may, how it ends, what a hostile file can do."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from conventions.models import Convention, DepotClasseur, Exercice
from conventions.operations.classeur import ClasseurARevoir, store_depot
from fichiers.classeur.appel import annotate_classeur, read_classeur
from fichiers.classeur.feuilles import A_CORRIGER
from fichiers.porte import FichierRefuse
from indicateurs.forms.classeur import interpret_classeur
from indicateurs.models import Derogation, Valeur
from indicateurs.operations.classeur import confirm_indicateurs
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from tests.fichiers.classeurs import AT, add_to_sheet, fill, find_cellule, list_textes, make_zip, rewrite
from tests.gestes import confirm
from tests.indicateurs.classeurs import download, open_autre_exercice, preview, record
from tests.lecture import read_html

pytestmark = pytest.mark.une_base


@pytest.fixture
def agent(demo):
    return demo.get_compte("agent.29")


@pytest.fixture
def valideur(demo):
    return demo.get_compte("valideur.29")


def get(client, nom, annee=2021):
    return client.get(reverse(f"indicateurs:{nom}", args=["29", annee]))


def upload(client, octets, nom="calpae.xlsx", annee=2021):
    fichier = BytesIO(octets)
    fichier.name = nom
    return client.post(reverse("indicateurs:classeur", args=["29", annee]), {"fichier": fichier})


def test_upload_preview_and_confirm_over_http(client, demo, agent):
    client.force_login(agent)
    octets = fill(get(client, "telecharger_classeur").content, {("R1", "Chiffre"): 420})
    reponse = upload(client, octets)
    assert reponse.url == reverse("indicateurs:apercu_classeur", args=["29", 2021])
    page = read_html(client.get(reponse.url))
    assert "420" in page
    assert not demo.brouillon.valeurs.filter(code="R1").exists()
    confirmer = reverse("indicateurs:confirmer_classeur", args=["29", 2021])
    assert "1\u00a0indicateur enregistré." in read_html(client.post(confirmer, follow=True))
    assert demo.brouillon.valeurs.get(code="R1").source == "classeur"
    assert "Aucun classeur" in read_html(client.post(confirmer, follow=True))
    upload(client, octets)
    assert "Rien n’a changé" in read_html(get(client, "apercu_classeur"))
    assert "Rien n’avait changé." in read_html(client.post(confirmer, follow=True))


def test_a_conflict_without_a_choice_is_shown_again_and_nothing_is_written(client, demo, agent, valideur):
    client.force_login(agent)
    upload(client, fill(download(demo.brouillon), {("F1", "Chiffre"): 72, ("R1", "Chiffre"): 9}))
    record(valideur, demo.brouillon, "F1", 71)
    confirmer = reverse("indicateurs:confirmer_classeur", args=["29", 2021])
    reponse = client.post(confirmer)
    assert reponse.status_code == 422
    assert "Garder celui du site" in read_html(reponse)
    assert not demo.brouillon.valeurs.filter(code="R1").exists()
    actuelle = demo.brouillon.valeurs.get(code="F1")
    client.post(confirmer, {"choix-F1": "classeur", "version-F1": actuelle.version})
    assert demo.brouillon.valeurs.get(code="F1").numerateur == 72


def test_a_waiver_that_ended_yesterday_here_blocks_a_workbook_even_before_midnight_elsewhere(demo, agent):
    chiffres = {"A1": 10, "A2": 12} | dict.fromkeys(("A3", "A4", "A5", "A6"), 0)
    octets = fill(download(demo.brouillon), {(code, "Chiffre"): n for code, n in chiffres.items()})
    depot = store_depot(
        by=agent, at=AT, exercice=demo.brouillon, sujet="indicateurs", nom_fichier="c.xlsx", octets=octets
    )
    Derogation.objects.create(
        exercice=demo.brouillon,
        code="A2",
        regle="A2 <= A1",
        motif="Cohorte de 2020.",
        jusqu_au=date(2022, 3, 1),
        par=demo.get_compte("prefecture.29"),
        le=AT,
    )
    lu = interpret_classeur(demo.brouillon, octets)
    minuit_passe = datetime(2022, 3, 1, 23, 30, tzinfo=UTC)
    with pytest.raises(ClasseurARevoir) as arret:
        confirm_indicateurs(
            by=agent,
            at=minuit_passe,
            exercice=demo.brouillon,
            depot=depot,
            classeur=lu,
            choix={},
            versions={},
        )
    assert [faute.texte[:4] for faute in arret.value.apercu.fautes] == ["A2\u00a0:"]


def test_a_deposit_is_only_its_owners(client, demo, agent, valideur):
    client.force_login(agent)
    upload(client, fill(download(demo.brouillon), {("R1", "Chiffre"): 420}))
    client.force_login(valideur)
    assert get(client, "apercu_classeur").status_code == 302
    client.post(reverse("indicateurs:abandonner_classeur", args=["29", 2021]))
    assert DepotClasseur.objects.count() == 1
    client.force_login(agent)
    confirm(client, reverse("indicateurs:abandonner_classeur", args=["29", 2021]))
    assert DepotClasseur.objects.count() == 0


def test_the_préfecture_is_refused_with_a_sentence(client, demo):
    client.force_login(demo.get_compte("prefecture.29"))
    reponse = get(client, "telecharger_classeur")
    assert reponse.status_code == 403
    assert "La saisie est réservée aux agents de la collectivité." in read_html(reponse)


def count_queries(client, django_assert_max_num_queries, nom):
    with django_assert_max_num_queries(19) as requetes:
        assert get(client, nom, 2024).status_code == 200
    return len(requetes)


def test_forty_indicators_take_few_queries_whatever_the_number_of_départements(
    client, demo, agent, valideur, django_assert_max_num_queries
):
    client.force_login(agent)
    exercice = open_autre_exercice(40)
    saisies = {f"K{rang}": SaisieValeur(0, "renseigne", Decimal(rang)) for rang in range(1, 41)}
    record_valeurs(by=agent, at=AT, exercice=exercice, saisies=saisies)
    octets = download(exercice)
    for rang in (1, 5, 9):
        record(valideur, exercice, f"K{rang}", 70)
    upload(client, fill(octets, {(f"K{rang}", "Chiffre"): 90 for rang in (1, 2, 5, 6)}), annee=2024)
    noms = ("telecharger_classeur", "apercu_classeur", "annoter_classeur")
    avant = [count_queries(client, django_assert_max_num_queries, nom) for nom in noms]
    fill_france(exercice, agent)
    assert [count_queries(client, django_assert_max_num_queries, nom) for nom in noms] == avant == [5, 6, 6]


def fill_france(modele, agent):
    """Twenty other conventions with as many figures."""
    for rang in range(20):
        convention = Convention.objects.create(
            code=f"X{rang}",
            departement_id=f"{rang + 30}",
            collectivite=modele.convention.collectivite,
            date_signature=modele.debut,
            debut=modele.debut,
            fin=modele.fin,
        )
        exercice = Exercice.objects.create(
            convention=convention,
            annee=modele.annee,
            debut=modele.debut,
            fin=modele.fin,
            referentiel=modele.referentiel,
        )
        Valeur.objects.bulk_create(
            Valeur(exercice=exercice, code=f"K{n}", etat="renseigne", numerateur=n, par=agent, le=AT)
            for n in range(1, 41)
        )


def test_the_workbook_of_another_exercice_is_refused_over_http_and_not_kept(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    reponse = upload(client, download(open_autre_exercice()))
    assert reponse.status_code == 422
    assert "Ce classeur est celui de l’exercice 2024" in read_html(reponse)
    assert not DepotClasseur.objects.exists()


def make_hostiles(octets):
    """{name of the trick: (bytes, file name, words of the sentence)}."""
    fin = b"</sheetData>"
    fusion = fin + b'<mergeCells count="1"><mergeCell ref="A20:XFD1048576"/></mergeCells>'
    entites = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    return {
        "zip bomb": (make_zip({"xl/workbook.xml": b"0" * 200_000_000}), "c.xlsx", "trop volumineux"),
        "huge merge": (add_to_sheet(octets, fin, fusion), "c.xlsx", "zone fusionnée"),
        "macro": (
            make_zip({"xl/workbook.xml": b"<a/>", "xl/vbaProject.bin": b"x"}),
            "c.xlsx",
            "contient des macros",
        ),
        "macro file": (octets, "c.xlsm", "fr-error-text"),
        "ods": (make_zip({"mimetype": b"x"}), "c.ods", "Le format .ods n’est pas lu ici"),
        "ods renamed": (make_zip({"mimetype": b"x"}), "c.xlsx", "Le format .ods n’est pas lu ici"),
        "styles": (add_styles(octets, 70_000), "c.xlsx", "trop de mises en forme"),
        "tags": (add_to_sheet(octets, fin, b"<row/>" * 250_001 + fin), "c.xlsx", "trop de feuilles"),
        "password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "c.xlsx", "protégé par mot de passe"),
        "xls renamed": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"BIFF" * 99, "c.xlsx", "ancien classeur"),
        "csv renamed": (b"a;b\n1;2\n", "c.xlsx", "n’est pas un classeur Excel"),
        "csv": (b"a;b\n1;2\n", "c.csv", "n’est pas un classeur Excel"),
        "empty": (b"", "c.xlsx", "Le fichier est vide."),
        "cut": (octets[: len(octets) // 2], "c.xlsx", "endommagé"),
        "dtd": (add_to_sheet(octets, b"<worksheet", entites + b"<worksheet"), "c.xlsx", "refusées"),
        "not xml": (add_to_sheet(octets, b"<sheetData>", b"<sheetData"), "c.xlsx", "endommagé"),
        "any zip": (make_zip({"a.txt": b"a"}), "c.xlsx", "classeur Excel lisible"),
        "any workbook": (any_workbook(), "c.xlsx", "n’est pas un classeur CALPAE"),
        "too heavy": (octets + b"\0" * 6_000_000, "c.xlsx", "dépasse 5 Mo"),
    }


def add_styles(octets, nombre):
    """The same workbook with that many formats more."""

    def change(nom, contenu):
        ajout = b"<cellXfs>" + b"<xf/>" * nombre
        return re.sub(rb"<cellXfs[^>]*>", ajout, contenu) if nom == "xl/styles.xml" else contenu

    return rewrite(octets, change)


def any_workbook():
    wb = Workbook()
    wb.active.append(["Code", "Chiffre"])
    sortie = BytesIO()
    wb.save(sortie)
    return sortie.getvalue()


def test_a_hostile_file_is_one_sentence_and_nothing_is_kept(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    for ruse, (octets, nom, attendu) in make_hostiles(download(demo.brouillon)).items():
        reponse = upload(client, octets, nom)
        assert reponse.status_code == 422, ruse
        assert attendu in read_html(reponse), ruse
    assert not DepotClasseur.objects.exists()


@pytest.mark.parametrize(
    "commande", ["cat >/dev/null; kill -9 $$", "sleep 30", "cat >/dev/null; echo bonjour"]
)
def test_the_child_dies_alone_and_that_is_a_sentence(commande, monkeypatch):
    monkeypatch.setattr("fichiers.appel.PYTHON", ["/bin/sh", "-c", commande])
    monkeypatch.setattr("fichiers.appel.ATTENTE", 0.5)
    for geste in (read_classeur, lambda octets: annotate_classeur(octets, [])):
        with pytest.raises(
            FichierRefuse, match="n’a pas pu être lu en 10 secondes et avec 300 Mo de mémoire"
        ):
            geste(b"x")


def test_cells_spread_far_apart_cost_what_they_hold():
    """Sixty sheets of cells over two thousand rows and sixty columns: ten million places, few of them filled."""
    wb = Workbook()
    for rang in range(78):
        ws = wb.create_sheet(f"f{rang}")
        for ligne in range(1, 2001, 40):
            ws[f"{get_column_letter(60)}{ligne}"] = 1
    sortie = BytesIO()
    wb.save(sortie)
    assert len(read_classeur(sortie.getvalue())["feuilles"]) == 79
    wb.create_sheet("de trop")
    wb.create_sheet("encore")
    sortie = BytesIO()
    wb.save(sortie)
    with pytest.raises(FichierRefuse, match="trop de feuilles ou de cellules"):
        read_classeur(sortie.getvalue())


def test_the_annotated_copy_colours_the_wrong_cells_and_lists_them(client, demo):
    agent, valideur = demo.get_compte("agent.29"), demo.get_compte("valideur.29")
    client.force_login(agent)
    octets = download(demo.brouillon)
    record(valideur, demo.brouillon, "F1", 71)
    fautes = {("A1", "Chiffre"): "trente", ("F1", "Chiffre"): 72, ("F2", "Chiffre"): "1 234"}
    upload(client, fill(octets, fautes, lambda wb: wb.create_sheet("Mes notes").append(["à moi"])))
    reponse = get(client, "annoter_classeur")
    assert reponse["Content-Disposition"] == 'attachment; filename="calpae-29-2021-annote.xlsx"'
    wb = load_workbook(BytesIO(reponse.content))
    couleurs = {
        code: find_cellule(wb, code, "Chiffre").fill.start_color.rgb for code in ("A1", "F1", "F2", "A2")
    }
    assert couleurs == {"A1": "00FFB3B3", "F1": "00FFD08A", "F2": "00CFE3FF", "A2": "00FEF7DA"}
    assert "«\u00a0trente\u00a0»\u00a0: écrivez un nombre" in find_cellule(wb, "A1", "Chiffre").comment.text
    assert "Valideur Finistère" in find_cellule(wb, "F1", "Chiffre").comment.text
    assert wb.sheetnames[0] == A_CORRIGER
    assert wb[A_CORRIGER]["A2"].value == "Feuille S1, cellule C6"
    assert wb["Mes notes"]["A1"].value == "à moi"
    assert wb["S1"].protection.sheet
    assert wb["S1"].data_validations.dataValidation


def test_an_annotated_copy_once_mended_comes_back_clean(demo):
    marques = [
        {"feuille": "S1", "cellule": "C6", "texte": "Non.", "gravite": "erreur"},
        {"feuille": "", "cellule": "", "texte": "=Rien", "gravite": "erreur"},
    ]
    annote = annotate_classeur(download(demo.brouillon), marques)
    assert list_textes(preview(demo.brouillon, annote)) == []
    wb = load_workbook(BytesIO(annotate_classeur(annote, [])))
    assert wb["S1"]["C6"].comment is None
    assert wb["S1"]["C6"].fill.start_color.rgb == "00FEF7DA"
    assert wb[A_CORRIGER].max_row == 1


def test_a_mark_on_a_merged_cell_does_no_harm(demo):
    octets = fill(download(demo.brouillon), {}, lambda wb: wb["S1"].merge_cells("C6:C7"))
    marque = {"feuille": "S1", "cellule": "C7", "texte": "Fusion.", "gravite": "erreur"}
    assert annotate_classeur(octets, [marque])


def test_a_deposit_that_can_no_longer_be_read_sends_back_to_the_upload(client, demo):
    agent = demo.get_compte("agent.29")
    client.force_login(agent)
    DepotClasseur.objects.create(
        exercice=demo.brouillon,
        sujet="indicateurs",
        par=agent,
        nom_fichier="x.xlsx",
        octets=b"PK\x03\x04",
        le=AT,
    )
    for nom in ("apercu_classeur", "annoter_classeur"):
        assert get(client, nom).url == reverse("indicateurs:classeur", args=["29", 2021])


def test_a_confirmation_locks_asks_and_compares_once(demo, agent, django_assert_num_queries):
    octets = fill(download(demo.brouillon), {("F1", "Chiffre"): 72})
    depot = store_depot(
        by=agent, at=AT, exercice=demo.brouillon, sujet="indicateurs", nom_fichier="c.xlsx", octets=octets
    )
    lu = interpret_classeur(demo.brouillon, octets)
    with django_assert_num_queries(13):
        confirm_indicateurs(
            by=agent, at=AT, exercice=demo.brouillon, depot=depot, classeur=lu, choix={}, versions={}
        )
