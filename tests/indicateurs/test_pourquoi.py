"""« Pourquoi ce chiffre ? », the declaration of method, the initial situations and the evidence."""

import hashlib
import io
import zipfile
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.acces import Refus
from comptes.gestes import Geste
from comptes.models import Trace
from fichiers.examen import find_type
from fichiers.forms.pieces import PieceForm, clean_nom
from indicateurs.models import (
    Cible,
    PieceJointe,
)
from indicateurs.operations.pieces import record_piece
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from tests.cloture import decide
from tests.gestes import confirm
from tests.indicateurs.pourquoi import AT, declare, explain, import_parcours, read

# What a page explains is the same on any database.
pytestmark = pytest.mark.une_base

PDF = b"%PDF-1.7\n"


def get_page(client, demo, code, exercice=None, qui="agent.29"):
    exercice = exercice or demo.brouillon
    client.force_login(demo.get_compte(qui))
    axe = exercice.referentiel.definition.indicateurs[code].axe
    url = reverse("indicateurs:pourquoi", args=[exercice.convention.code, exercice.annee, axe, code])
    return client.get(url)


# --- The page ------------------------------------------------------------------------------------------------


def test_a_délai_says_its_numbers_its_file_and_what_it_was_under_the_référentiel_before(client, demo):
    import_parcours(
        demo, details={"R2": {"par_mois": [["2021-03", 4, 0, 1], ["2021-04", 1, 3, 1]], "decile_9": 44}}
    )
    page = read(get_page(client, demo, "R2"))
    assert "5 dans le délai ÷ (5 + 3 hors délai) échus = <strong>62,5 %</strong>" in page
    assert "ab" * 32 in page
    assert "9<sup>e</sup> décile&nbsp;: 44 jours" in page
    assert '<th scope="row">Avril 2021</th>' in page
    assert "Autre limite (30 jours, et non 1 mois), donc non comparable" in page
    assert reverse("indicateurs:pourquoi", args=["29", 2020, "S4", "R2"]) in page
    assert "Non comparable avec 2020" in page


def test_a_taux_and_a_moyenne_link_to_what_they_divide(client, demo):
    page = read(get_page(client, demo, "A2", demo.valide))
    assert f'href="{reverse("indicateurs:pourquoi", args=["29", 2020, "S1", "A1"])}"' in page
    page = read(get_page(client, demo, "G4", demo.valide))
    for code in ("G2", "G3"):
        assert f'href="{reverse("indicateurs:pourquoi", args=["29", 2020, "S5", code])}"' in page


def test_every_version_is_shown_with_its_author_and_what_changed(client, demo):
    vue = demo.brouillon.valeurs.get(code="F1")
    avant = vue.numerateur
    for rang, (qui, saisie) in enumerate(
        [
            ("valideur.29", SaisieValeur(vue.version, "renseigne", Decimal(77), commentaire="Recompté")),
            ("agent.29", SaisieValeur(vue.version + 1, "vide")),
            ("agent.29", SaisieValeur(vue.version + 2, "neant", Decimal(0), fiabilite="estime")),
        ]
    ):
        record_valeurs(
            by=demo.get_compte(qui),
            at=AT.replace(hour=10 + rang),
            exercice=demo.brouillon,
            saisies={"F1": saisie},
        )
    versions = explain(demo, "F1").versions
    assert [dite.version.version for dite in versions] == [4, 3, 2, 1]
    assert [dite.version.par.nom for dite in versions][:3] == ["Agent Finistère"] * 2 + ["Valideur Finistère"]
    change = {c.libelle: (c.avant, c.apres) for c in versions[2].changements}
    assert change["Chiffre"] == (avant, Decimal(77))
    assert change["Explication"] == ("", "Recompté")
    vide = {c.libelle: (c.avant, c.apres) for c in versions[1].changements}
    assert vide["Chiffre"] == (Decimal(77), None)
    assert versions[3].changements == ()
    page = read(get_page(client, demo, "F1"))
    assert "Chiffre&nbsp;: 77 → —" in page
    assert "Première version" in page


def test_the_rules_say_whether_they_hold_and_a_missing_figure_proves_nothing(demo):
    agent = demo.get_compte("agent.29")
    assert [(r.regle, r.issue) for r in explain(demo, "P1").regles] == [("P1 <= P0", "respectee")]
    assert {r.issue for r in explain(demo, "R5").regles} == {"incomplete"}
    p0, p1 = (demo.brouillon.valeurs.get(code=code) for code in ("P0", "P1"))
    record_valeurs(
        by=agent,
        at=AT,
        exercice=demo.brouillon,
        saisies={"P1": SaisieValeur(p1.version, "renseigne", p0.numerateur + 1)},
    )
    assert [(r.regle, r.issue) for r in explain(demo, "P1").regles] == [("P1 <= P0", "enfreinte")]


def test_a_commissaire_reads_a_past_figure_without_learning_of_the_draft(client, demo):
    import_parcours(demo)
    page = get_page(client, demo, "R2", demo.valide, qui="commissaire.53")
    assert page.status_code == 200
    etapes = {e.annee: e for e in explain(demo, "R2", demo.valide, "commissaire.53").trajectoire.etapes}
    assert etapes[2020].valeur is not None
    assert etapes[2021].valeur is None
    assert get_page(client, demo, "R2", qui="commissaire.53").status_code == 404


@pytest.mark.parametrize("adresse", ["S4/A1", "S4/ZZ", "ZZ/R2"])
def test_an_indicator_that_is_not_there_is_a_404(client, demo, adresse):
    client.force_login(demo.get_compte("agent.29"))
    assert client.get(f"/conventions/29/2021/indicateurs/{adresse}/").status_code == 404


def test_the_page_costs_as_many_queries_whatever_the_history(client, demo):
    import_parcours(demo)
    get_page(client, demo, "R2")
    with CaptureQueriesContext(
        connection,
    ) as court:
        get_page(client, demo, "R2")
    for rang in range(30):
        version = demo.brouillon.valeurs.get(code="R2").version
        saisie = SaisieValeur(
            version, "renseigne", Decimal(5), Decimal(7 + rang % 2), 2, commentaire=str(rang)
        )
        record_valeurs(by=demo.get_compte("agent.29"), at=AT, exercice=demo.brouillon, saisies={"R2": saisie})
    for rang in range(5):
        attach(demo, octets=PDF + bytes([65 + rang]), code="R2")
    with CaptureQueriesContext(connection) as longue:
        assert "Version" in read(get_page(client, demo, "R2"))
    assert len(longue) == len(court) <= 25


# --- The trajectory ------------------------------------------------------------------------------------------


def test_each_year_is_judged_by_its_own_référentiel_and_an_avenant_moves_the_targets(demo):
    import_parcours(demo)
    declare(demo)
    trajectoire = explain(demo, "R2").trajectoire
    etapes = {e.annee: e for e in trajectoire.etapes}
    assert list(etapes) == [2019, 2020, 2021, 2022]
    assert [etapes[annee].referentiel for annee in (2019, 2020, 2021)] == [
        "2019-09-25",
        "2020-02-12",
        "2021-03-19",
    ]
    assert etapes[2021].valeur == Fraction(5, 8)
    assert any("autre limite" in motif for motif in etapes[2021].motifs)
    assert etapes[2020].motifs == ()
    # One comparable point: nothing to project.
    assert trajectoire.projection is None
    assert trajectoire.initiale is not None
    Cible.objects.filter(convention=demo.brouillon.convention, code="R2", annee=2022).update(
        valeur=Decimal("0.9")
    )
    assert explain(demo, "R2").trajectoire.etapes[-1].cible == Fraction(9, 10)


def test_the_drawing_has_words_and_its_table_beside_it(client, demo):
    page = read(get_page(client, demo, "P1"))
    assert '<title id="trajectoire-titre">Trajectoire de l’indicateur P1</title>' in page
    assert page[page.index("<desc id=") :].partition(">")[2].lstrip().startswith("Résultat")
    assert "Trajectoire, année par année" in page
    assert " style=" not in page[page.index('<svg class="dessin__normal"') : page.index("</svg>")]


# --- The evidence --------------------------------------------------------------------------------------------


def make_zip(**fichiers):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        for nom, contenu in fichiers.items():
            archive.writestr(nom.replace("__", "/").replace("TYPES", "[Content_Types].xml"), contenu)
    return tampon.getvalue()


XLSX = make_zip(TYPES="x", **{"xl__workbook.xml": "x"})
ODT = make_zip(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "x"})


def attach(demo, octets=PDF, code="F1", qui="agent.29", exercice=None):
    return record_piece(
        by=demo.get_compte(qui),
        at=AT,
        exercice=exercice or demo.brouillon,
        code=code,
        nom_fichier="note.pdf",
        type_contenu="application/pdf",
        octets=octets,
    )


@pytest.mark.parametrize(
    ("octets", "nature"),
    [
        pytest.param(PDF, "pdf", id="a PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n...", "png", id="a PNG"),
        pytest.param(b"\xff\xd8\xff\xe0...", "jpeg", id="a JPEG"),
        pytest.param(XLSX, "xlsx", id="a workbook"),
        pytest.param(ODT, "odt", id="a text"),
        pytest.param(b"commune;habitants\nBrest;139 000\n", "csv", id="a CSV"),
        pytest.param("commune;nom\nPlouézec;é\n".encode("cp1252"), "csv", id="a CSV of an old Excel"),
        pytest.param(
            make_zip(TYPES="x", **{"xl__workbook.xml": "x", "xl__vbaProject.bin": "x"}), None, id="macros"
        ),
        pytest.param(make_zip(**{"a.txt": "x"}), None, id="some other archive"),
        pytest.param(XLSX[:60], None, id="a cut archive"),
        pytest.param(make_zip(mimetype="application/zip"), None, id="an archive that says something else"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None, id="an old Excel, or a password"),
        pytest.param(b"<svg onload='x'>,</svg>", None, id="markup"),
        pytest.param(b"\xef\xbb\xbf  <html>;</html>", None, id="markup behind a mark and spaces"),
        pytest.param(b"MZ\x00\x01;", None, id="a program"),
        pytest.param(b"#!/bin/sh\necho a;b", None, id="a script"),
        pytest.param(b"\r\n" + PDF, "pdf", id="a PDF after a line end"),
        pytest.param(b"\xef\xbb\xbf\n" + PDF, "pdf", id="a PDF after a mark"),
        pytest.param(b"\n" * 2000 + PDF, None, id="a PDF that begins too far"),
        pytest.param(b"<html>" + PDF, None, id="a PDF inside a page"),
        pytest.param(
            "commune;habitants\r\nBrest;139\r\n".encode("utf-16"), "csv", id="a Unicode text of Excel"
        ),
        pytest.param(b"GIF89a;", "csv", id="what reads as text is text, and is downloaded as text"),
    ],
)
def test_a_file_is_what_its_bytes_say(octets, nature):
    assert find_type(octets) == nature


@pytest.mark.parametrize(
    ("nom", "octets", "phrase"),
    [
        ("note.pdf", b"<html>;</html>", "ce fichier n’est rien de cela"),
        ("note.exe", PDF, "son nom finit par «\u00a0.exe\u00a0»"),
        ("note", PDF, "son nom finit par «\u00a0rien\u00a0»"),
        ("p.csv", b"identifiant;date_entree\nP1;2021-01-01", "des lignes de personnes"),
        ("p.csv", "commune;Prénom\nBrest;x".encode(), "des lignes de personnes"),
        ("p.csv", b"commune;nombre\nBrest;1 84 12 76 451 089 46", "des lignes de personnes"),
        ("p.csv", b"commune,contact\nBrest,a.b@exemple.fr", "des lignes de personnes"),
        ("p.csv", "commune;nom\r\nBrest;x".encode("utf-16"), "des lignes de personnes"),
        ("p.csv", b"Liste au 31/12;\n;\nidentifiant;date\nP1;2021-01-01", "des lignes de personnes"),
        ("p.csv", b"Liste au 31/12;\nNom;Pr\xe9nom\nX;Y", "des lignes de personnes"),
        ("note.pdf", b"", "Le fichier est vide."),
        ("note.pdf", PDF + b"x" * 20_000_000, "Cette pièce dépasse 20 Mo\u00a0: numérisez-la"),
    ],
)
def test_a_refused_file_is_one_sentence(nom, octets, phrase):
    form = PieceForm({}, {"fichier": SimpleUploadedFile(nom, octets)})
    assert not form.is_valid()
    assert phrase in " ".join(form.errors["fichier"])


@pytest.mark.parametrize(
    ("nom", "garde"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\dossier\\note.pdf", "note.pdf"),
        ("no\nte\u202efdp.pdf", "notefdp.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_keeps_no_folder_no_control_character_and_its_end(nom, garde):
    assert clean_nom(nom) == garde


def test_a_piece_is_attached_downloaded_as_a_file_and_removed(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    url = reverse("indicateurs:joindre_piece", args=["29", 2021, "S3", "F1"])
    octets = PDF + b"preuve"
    assert client.post(url, {"fichier": SimpleUploadedFile("été.pdf", octets)}).status_code == 302
    piece = PieceJointe.objects.get(exercice=demo.brouillon, code="F1")
    empreinte = hashlib.sha256(octets).hexdigest()
    assert piece.empreinte == empreinte
    assert empreinte in read(get_page(client, demo, "F1"))
    reponse = client.get(reverse("indicateurs:piece", args=["29", 2021, piece.pk]))
    assert reponse.content == octets
    assert reponse["Content-Disposition"].startswith("attachment")
    assert reponse["X-Content-Type-Options"] == "nosniff"
    # The same file twice is one piece, said beside the field.
    encore = client.post(url, {"fichier": SimpleUploadedFile("autre.pdf", octets)})
    assert encore.status_code == 422
    assert "Cette pièce est déjà jointe à ce chiffre." in read(encore)
    assert (
        confirm(client, reverse("indicateurs:supprimer_piece", args=["29", 2021, piece.pk])).status_code
        == 302
    )
    assert not PieceJointe.objects.filter(exercice=demo.brouillon, code="F1").exists()
    assert Trace.objects.filter(geste=Geste.RETIRER_PIECE, details__empreinte=empreinte).exists()


def test_a_piece_belongs_to_its_exercice_and_is_locked_with_it(client, demo):
    autre = PieceJointe.objects.get(exercice=demo.valide)
    client.force_login(demo.get_compte("agent.29"))
    assert client.get(reverse("indicateurs:piece", args=["29", 2021, autre.pk])).status_code == 404
    assert client.get(reverse("indicateurs:piece", args=["29", 2020, autre.pk])).status_code == 200
    refus = client.post(reverse("indicateurs:supprimer_piece", args=["29", 2020, autre.pk]))
    assert refus.status_code == 403
    assert "il ne se modifie plus" in read(refus)
    with pytest.raises(Refus, match="ne se modifie plus"):
        attach(demo, qui="agent.22", exercice=demo.transmis)
    decide(
        by=demo.get_compte("prefecture.22"),
        at=AT,
        exercice=demo.transmis,
        vers="a_completer",
        motif="La preuve",
    )
    assert attach(demo, qui="agent.22", exercice=demo.transmis).pk
