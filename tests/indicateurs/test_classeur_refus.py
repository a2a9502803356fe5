"""Every way a workbook may be wrong or hostile: a French sentence with its place, never a server error."""

import contextlib
import re
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from random import Random

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from indicateurs.classeur.appel import annotate_classeur, read_classeur
from indicateurs.classeur.cellules import CelluleRefusee, find_doute, read_choix, read_nombre, read_texte
from indicateurs.classeur.colonnes import A_CORRIGER, IDENTITE
from indicateurs.classeur.identite import Identite, sign_identite
from indicateurs.depot import FichierRefuse
from indicateurs.models import DepotClasseur
from indicateurs.queries.lignes import get_definition
from tests.indicateurs.classeurs import (
    AT,
    download,
    fill,
    find_cellule,
    list_textes,
    open_autre_exercice,
    preview,
    read_here,
)
from tests.indicateurs.test_classeur import LECTEUR, get, record, upload

NOMBRE_TEXTE = {"t": "s", "v": "1 234,5"}


@pytest.mark.parametrize(
    ("cellule", "nombre"),
    [
        pytest.param(None, None, id="an empty cell"),
        pytest.param({"t": "s", "v": "  "}, None, id="only spaces"),
        pytest.param({"t": "n", "v": "12.5"}, Decimal("12.5"), id="a number"),
        pytest.param({"t": "n", "v": "0"}, Decimal(0), id="a real zero"),
        pytest.param({"t": "s", "v": "1 234,5"}, Decimal("1234.5"), id="a text with a space and a comma"),
        pytest.param({"t": "s", "v": "1\u202f234\u00a0567"}, Decimal(1234567), id="a text with thin spaces"),
        pytest.param({"t": "s", "v": "12.5"}, Decimal("12.5"), id="a text with a point"),
    ],
)
def test_what_is_surely_a_number_is_read(cellule, nombre):
    lu, remarque = read_nombre(cellule, "jeunes", 1)
    assert lu == nombre
    assert bool(remarque) == (nombre is not None and cellule["t"] == "s")


def test_a_number_stored_as_text_is_read_and_said():
    assert (
        read_nombre(NOMBRE_TEXTE, "ETP", 1)[1] == "Nombre enregistré comme du texte : il est lu 1\u202f234,5."
    )


@pytest.mark.parametrize(
    ("cellule", "message"),
    [
        ({"t": "s", "v": "env. 30"}, "« env. 30 » n’est pas un nombre : écrivez par exemple 1 234 ou 12,5."),
        (
            {"t": "s", "v": "1.234"},
            "« 1.234 » peut se lire de deux façons : écrivez 1234 si ce sont des milliers.",
        ),
        (
            {"t": "s", "v": "1,234"},
            "« 1,234 » peut se lire de deux façons : écrivez 1234 si ce sont des milliers.",
        ),
        ({"t": "s", "v": "85 %"}, "Un pourcentage n’est pas un effectif : écrivez un nombre (jeunes)."),
        (
            {"t": "n", "v": "0.85", "p": True},
            "Un pourcentage n’est pas un effectif : écrivez un nombre (jeunes).",
        ),
        ({"t": "n", "v": "0.85"}, "0,85 ressemble à un taux : écrivez un nombre (jeunes)."),
        (
            {"t": "d", "v": "2021-05-05T00:00:00"},
            "C’est une date (05/05/2021) : écrivez un nombre (jeunes).",
        ),
        (
            {"t": "f", "v": "=SUM(A1:A9)"},
            "C’est une formule : écrivez un nombre (jeunes), ou collez sa valeur.",
        ),
        ({"t": "e", "v": "#REF!"}, "#REF! est une erreur du tableur : écrivez un nombre (jeunes)."),
        ({"t": "b", "v": "1"}, "C’est une case vrai ou faux : écrivez un nombre (jeunes)."),
        (
            {"t": "s", "v": "9" * 31},
            f"« {'9' * 31} » n’est pas un nombre : écrivez par exemple 1 234 ou 12,5.",
        ),
    ],
)
def test_what_is_no_number_is_one_sentence(cellule, message):
    with pytest.raises(CelluleRefusee) as refus:
        read_nombre(cellule, "jeunes")
    assert str(refus.value) == message


def test_a_choice_is_read_whatever_its_capitals_and_nothing_else_is():
    choix = {"neant": "Néant confirmé"}
    assert read_choix({"t": "s", "v": " néant Confirmé "}, choix, "un état") == "neant"
    with pytest.raises(CelluleRefusee, match="« Néant » n’est pas un état : choisissez"):
        read_choix({"t": "s", "v": "Néant"}, choix, "un état")


def test_an_explanation_may_be_a_number_or_a_date_but_no_formula():
    assert read_texte({"t": "n", "v": "1234"}) == "1\u202f234"
    assert read_texte({"t": "d", "v": "2021-05-05"}) == "05/05/2021"
    with pytest.raises(CelluleRefusee, match="C’est une formule : écrivez un texte"):
        read_texte({"t": "f", "v": "=A1"})


def test_a_percentage_or_a_date_that_may_be_a_count_is_doubted_not_refused(demo):
    indicateurs = get_definition(demo.brouillon.referentiel).indicateurs
    debut, fin = date(2021, 1, 1), date(2021, 12, 31)
    doute = find_doute(indicateurs["A2"], Decimal(85), Decimal(1240), debut, fin)
    assert doute == "85 : est-ce un pourcentage ? On attend un nombre (jeunes) ; l’an dernier, 1\u202f240."
    assert find_doute(indicateurs["A2"], Decimal(85), Decimal(90), debut, fin) == ""
    doute = find_doute(indicateurs["F2"], Decimal(44321), Decimal(300), debut, fin)
    assert doute == "44\u202f321 est aussi le numéro que le tableur donne au 05/05/2021 : vérifiez."
    assert find_doute(indicateurs["F2"], Decimal(44321), Decimal(44000), debut, fin) == ""


def merge(wb):
    wb["S1"].merge_cells("C6:C7")


def rename(wb):
    wb["S4"].title = "Délais"


def sort_rows(wb):
    """Two rows change places, as when a user sorts them."""
    for colonne in range(1, 10):
        haut, bas = wb["S1"].cell(6, colonne), wb["S1"].cell(8, colonne)
        haut.value, bas.value = bas.value, haut.value


@pytest.mark.parametrize(
    ("cellules", "geste", "attendu"),
    [
        ({("A1", "Chiffre"): "=SUM(1,2)"}, None, "Feuille S1, cellule C6 : C’est une formule"),
        ({("A1", "Chiffre"): "#REF!"}, None, "Feuille S1, cellule C6 : #REF! est une erreur du tableur"),
        (
            {("A1", "Chiffre"): datetime(2021, 5, 5)},
            None,
            "Feuille S1, cellule C6 : C’est une date (05/05/2021)",
        ),
        ({("A1", "Chiffre"): 0.85}, None, "Feuille S1, cellule C6 : 0,85 ressemble à un taux"),
        ({("A1", "Chiffre"): -3}, None, "Feuille S1, cellule C6 : Un nombre ne peut pas être négatif."),
        (
            {("A1", "Chiffre"): 12.5},
            None,
            "Feuille S1, cellule C6 : Écrivez un nombre entier, sans décimale.",
        ),
        ({("A1", "Chiffre"): 10**13}, None, "Feuille S1, cellule C6 : Ce nombre est trop grand."),
        ({("A1", "Chiffre"): 1e300}, None, "Feuille S1, cellule C6 : Ce nombre est trop grand."),
        ({("A1", "Chiffre"): "une trentaine"}, None, "Feuille S1, cellule C6 : « une trentaine » n’est pas"),
        ({("A1", "État"): "Peut-être"}, None, "Feuille S1, cellule D6 : « Peut-être » n’est pas un état"),
        (
            {("A1", "État"): "Non disponible"},
            None,
            "Feuille S1, cellule C6 : L’état « non disponible » n’a pas",
        ),
        ({("A1", "Chiffre"): None}, None, "Feuille S1, cellule C6 : Écrivez le chiffre, ou choisissez"),
        ({("A1", "Explication"): "x" * 2001}, None, "Feuille S1, cellule F6 : "),
        ({("R1", "Hors délai"): 3}, None, "Feuille S4, cellule D6 : Cette cellule ne se remplit pas pour R1"),
        ({("R2", "Hors délai"): 3}, None, "Feuille S4, cellule C7 : Écrivez aussi le nombre dans le délai."),
        ({("R2", "Chiffre"): 3, ("R2", "Médiane"): 44321}, None, ""),
        (
            {("R2", "Chiffre"): 3, ("R2", "Médiane"): 443210},
            None,
            "Feuille S4, cellule F7 : Ce nombre est trop grand.",
        ),
        (
            {("R2", "Chiffre"): 3, ("R2", "En cours"): 10**10},
            None,
            "Feuille S4, cellule E7 : Ce nombre est trop grand.",
        ),
        ({}, merge, "Feuille S1, cellule C6 : Les cellules C6:C7 sont fusionnées"),
        ({}, rename, "Classeur : La feuille « S4 » manque : elle a été supprimée ou renommée."),
        ({}, lambda wb: wb["S1"].delete_rows(7), "Feuille S1 : La ligne de l’indicateur A2 manque"),
        (
            {("A2", "Code"): "A1"},
            None,
            "Feuille S1, cellule A7 : L’indicateur A1 est aussi sur la feuille S1, l",
        ),
        (
            {("A2", "Code"): "ZZ"},
            None,
            "Feuille S1, cellule A7 : « ZZ » n’est pas un indicateur de cet exercice.",
        ),
        ({("A2", "Code"): None}, None, "Feuille S1, cellule A7 : Cette ligne n’a pas de code."),
        ({}, lambda wb: wb["S1"].delete_rows(5), "Feuille S1 : Colonne introuvable"),
        ({}, lambda wb: wb["S1"].delete_cols(4), "Feuille S1 : Colonne introuvable : « État »."),
        ({}, lambda wb: wb["S1"].insert_cols(2), ""),
        ({}, lambda wb: wb.create_sheet("Mes notes", 0).append(["Code", "Chiffre"]), ""),
        ({}, sort_rows, ""),
    ],
)
def test_each_fault_is_one_sentence_with_its_sheet_and_its_cell(cellules, geste, attendu, demo, monkeypatch):
    monkeypatch.setattr(LECTEUR, read_here)
    textes = list_textes(preview(demo.brouillon, fill(download(demo.brouillon), cellules, geste)))
    if not attendu:
        assert textes == []
    else:
        assert any(texte.startswith(attendu) for texte in textes), textes


def test_every_fault_is_said_at_once(demo):
    fautes = {("A1", "Chiffre"): "=1", ("R2", "Hors délai"): -1, ("F1", "État"): "?", ("G3", "Chiffre"): "x"}
    assert len(list_textes(preview(demo.brouillon, fill(download(demo.brouillon), fautes)))) == 4


def test_moved_rows_say_the_same_figures(demo):
    apercu = preview(demo.brouillon, fill(download(demo.brouillon), {}, sort_rows))
    assert (apercu.changements, apercu.conflits) == ([], [])


def make_identite(exercice, **champs):
    base = {
        "convention": "29",
        "annee": exercice.annee,
        "referentiel": exercice.referentiel.code,
        "empreinte": exercice.referentiel.empreinte,
        "telecharge_le": AT.isoformat(),
        "feuilles": {},
        "versions": {},
    }
    return sign_identite(Identite(**base | champs))


@pytest.mark.parametrize(
    ("identite", "attendu"),
    [
        ({"convention": "22"}, "Ce classeur est celui de la convention 22 : vous êtes sur la convention 29."),
        ({"annee": 2020}, "Ce classeur est celui de l’exercice 2020 : vous êtes sur l’exercice 2021."),
        ({"format": 0}, "Ce classeur est d’une version plus ancienne du site"),
        ({"empreinte": "x"}, "Ce classeur suit d’autres règles"),
        ({"referentiel": "2020-02-12"}, "Ce classeur suit d’autres règles (référentiel 2020-02-12)"),
        (None, "La feuille d’identité de ce classeur a été modifiée"),
    ],
)
def test_a_workbook_of_elsewhere_is_refused_and_says_why(identite, attendu, demo):
    texte = "x:y:z" if identite is None else make_identite(demo.brouillon, **identite)

    def alter(wb):
        wb[IDENTITE]["A2"] = texte

    with pytest.raises(FichierRefuse) as refus:
        preview(demo.brouillon, fill(download(demo.brouillon), {}, alter))
    assert refus.value.message.startswith(attendu)


@pytest.mark.parametrize(
    "geste", [lambda wb: wb.remove(wb[IDENTITE]), lambda wb: wb[IDENTITE].delete_rows(2, 9)]
)
def test_a_deleted_identity_is_refused(geste, demo):
    with pytest.raises(FichierRefuse, match="a été supprimée"):
        preview(demo.brouillon, fill(download(demo.brouillon), {}, geste))


def test_the_workbook_of_another_exercice_is_refused_over_http_and_not_kept(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    reponse = upload(client, download(open_autre_exercice()))
    assert reponse.status_code == 422
    assert "Ce classeur est celui de l’exercice 2024" in reponse.content.decode()
    assert not DepotClasseur.objects.exists()


def make_zip(entrees):
    sortie = BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in entrees.items():
            archive.writestr(nom, contenu)
    return sortie.getvalue()


def rewrite(octets, change):
    """The same archive with `change(name, bytes)` applied to each entry, and what it adds under no name."""
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        entrees = {nom: change(nom, archive.read(nom)) for nom in archive.namelist()}
    return make_zip(entrees)


def add_to_sheet(octets, ancien, nouveau):
    def change(nom, contenu):
        return contenu.replace(ancien, nouveau, 1) if nom == "xl/worksheets/sheet2.xml" else contenu

    return rewrite(octets, change)


def make_hostiles(octets):
    """{name of the trick: (bytes, file name, words of the sentence)}."""
    loin = Workbook()
    loin.active["XFD1048576"] = 1
    sortie = BytesIO()
    loin.save(sortie)
    fin = b"</sheetData>"
    ligne = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    fusion = fin + b'<mergeCells count="1"><mergeCell ref="A20:XFD1048576"/></mergeCells>'
    entites = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    return {
        "zip bomb": (make_zip({"xl/workbook.xml": b"0" * 200_000_000}), "c.xlsx", "trop volumineux"),
        "far cell": (sortie.getvalue(), "c.xlsx", "au-delà de la"),
        "far row": (add_to_sheet(octets, fin, ligne), "c.xlsx", "très loin du tableau"),
        "huge merge": (add_to_sheet(octets, fin, fusion), "c.xlsx", "zone fusionnée"),
        "macro": (
            make_zip({"xl/workbook.xml": b"<a/>", "xl/vbaProject.bin": b"x"}),
            "c.xlsx",
            "contient des macros",
        ),
        "macro file": (octets, "c.xlsm", "Le format .xlsm n’est pas accepté"),
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


def any_workbook():
    wb = Workbook()
    wb.active.append(["Code", "Chiffre"])
    sortie = BytesIO()
    wb.save(sortie)
    return sortie.getvalue()


def test_a_hostile_file_is_one_sentence_and_nothing_is_kept(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    for ruse, (octets, nom, attendu) in make_hostiles(download(demo.brouillon)).items():
        debut = time.monotonic()
        reponse = upload(client, octets, nom)
        assert reponse.status_code == 422, ruse
        assert attendu in reponse.content.decode(), ruse
        assert time.monotonic() - debut < 20, ruse
    assert not DepotClasseur.objects.exists()


VALEURS = (
    b"1e999",
    b"nan",
    b"-0",
    b"9" * 400,
    b"",
    b"TRUE",
    b"2021-05-05T00:00:00",
    b"#N/A",
    b"44321.5",
    b"x",
)
TYPES = (b"d", b"b", b"e", b"str", b"n", b"s", b"inlineStr")
CELLULE = re.compile(rb'<c r="[A-Z]+\d+".*?(?:/>|</c>)')


def mutate(entrees, hasard):
    """One to four accidents: a cell of another type, a byte changed, a piece lost."""
    for _ in range(hasard.randint(1, 4)):
        nom = hasard.choice([nom for nom in sorted(entrees) if nom.startswith("xl/")])
        octets = entrees[nom]
        cellules = CELLULE.findall(octets)
        place = hasard.randrange(len(octets))
        if cellules and hasard.random() < 0.7:
            adresse = re.match(rb'<c r="[A-Z]+\d+"', cellule := hasard.choice(cellules))[0]
            valeur = b' t="%b"><v>%b</v></c>' % (hasard.choice(TYPES), hasard.choice(VALEURS))
            octets = octets.replace(cellule, adresse + valeur, 1)
        elif hasard.random() < 0.5:
            octets = octets[:place] + bytes([hasard.randrange(32, 127)]) + octets[place + 1 :]
        else:
            octets = octets[:place] + octets[place + hasard.randint(1, 60) :]
        entrees[nom] = octets


def test_a_damaged_workbook_is_read_or_refused_and_never_anything_else(demo, monkeypatch):
    def read(octets):
        try:
            return read_here(octets)
        except Exception as mort:  # in the child, its end
            raise FichierRefuse("classeur_illisible", "Illisible.") from mort

    monkeypatch.setattr(LECTEUR, read)
    with zipfile.ZipFile(BytesIO(download(demo.brouillon))) as archive:
        entrees = {nom: archive.read(nom) for nom in archive.namelist()}
    lus = 0
    for graine in range(60):
        mutant = dict(entrees)
        mutate(mutant, Random(graine))
        with contextlib.suppress(FichierRefuse):
            assert isinstance(preview(demo.brouillon, make_zip(mutant)).marques, list)
            lus += 1
    assert lus > 5


def test_the_child_dies_alone_and_that_is_a_sentence(demo, monkeypatch):
    octets = download(demo.brouillon)
    monkeypatch.setattr("indicateurs.classeur.appel.ENFANT", ["/bin/sh", "-c", "cat >/dev/null; kill -9 $$"])
    with pytest.raises(FichierRefuse, match="endommagé ou trop lourd"):
        read_classeur(octets)
    monkeypatch.setattr("indicateurs.classeur.appel.ENFANT", ["/bin/sh", "-c", "sleep 30"])
    monkeypatch.setattr("indicateurs.classeur.appel.SECONDES", 0.2)
    with pytest.raises(FichierRefuse, match="endommagé ou trop lourd"):
        read_classeur(octets)
    monkeypatch.setattr(
        "indicateurs.classeur.appel.ENFANT", ["/bin/sh", "-c", "cat >/dev/null; echo bonjour"]
    )
    with pytest.raises(FichierRefuse, match="endommagé ou trop lourd"):
        read_classeur(octets)


def test_the_child_knows_no_secret(demo, monkeypatch):
    monkeypatch.setattr(
        "indicateurs.classeur.appel.ENFANT",
        ["/bin/sh", "-c", 'cat >/dev/null; printf \'{"refus": "%s|%s"}\' "$SECRET_KEY" "$DATABASE_URL"'],
    )
    with pytest.raises(FichierRefuse) as refus:
        read_classeur(b"x")
    assert refus.value.message == "|"


def test_a_workbook_that_would_fill_the_memory_is_refused_before(demo):
    """Sixty sheets of cells spread over two thousand rows and sixty columns: sparse, but wide once read."""
    wb = Workbook()
    for rang in range(79):
        ws = wb.create_sheet(f"f{rang}")
        for ligne in range(1, 2001, 40):
            ws[f"{get_column_letter(60)}{ligne}"] = 1
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
    assert "« trente » n’est pas un nombre" in find_cellule(wb, "A1", "Chiffre").comment.text
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
    octets = fill(download(demo.brouillon), {}, merge)
    marque = {"feuille": "S1", "cellule": "C7", "texte": "Fusion.", "gravite": "erreur"}
    assert annotate_classeur(octets, [marque])


def test_a_deposit_that_can_no_longer_be_read_sends_back_to_the_upload(client, demo):
    agent = demo.get_compte("agent.29")
    client.force_login(agent)
    DepotClasseur.objects.create(
        exercice=demo.brouillon, par=agent, nom_fichier="x.xlsx", octets=b"PK\x03\x04", le=AT
    )
    for nom in ("apercu_classeur", "annoter_classeur"):
        assert get(client, nom).url == reverse("indicateurs:classeur", args=["29", 2021])
