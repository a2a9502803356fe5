"""Every way a workbook may be wrong or hostile: a French sentence with its place, never a server error."""

import contextlib
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from random import Random

import pytest
from django.core import signing

from fichiers.classeur.feuilles import IDENTITE
from fichiers.classeur.identite import SEL, read_identite, sign_identite
from fichiers.porte import FichierRefuse
from indicateurs.classeur.doutes import find_doute
from indicateurs.classeur.identite import IdentiteIndicateurs
from tests.fichiers.classeurs import AT, fill, list_textes, make_zip, read_here
from tests.indicateurs.classeurs import download, preview

# What is wrong is in the file: no database changes how it is read.
pytestmark = pytest.mark.une_base


@pytest.fixture(autouse=True)
def _lecture_ici(monkeypatch):
    """Workbooks are read in this process: test_classeur_depot.py does it in the child, which takes longer."""
    monkeypatch.setattr("indicateurs.forms.classeur.read_classeur", read_here)


def test_a_percentage_or_a_date_that_may_be_a_count_is_doubted_not_refused(demo):
    indicateurs = demo.brouillon.referentiel.definition.indicateurs
    debut, fin = date(2021, 1, 1), date(2021, 12, 31)
    doute = find_doute(indicateurs["A2"], Decimal(85), Decimal(1240), debut, fin)
    assert (
        doute
        == "85\u00a0: est-ce un pourcentage\u202f? On attend un nombre (jeunes)\u202f; l’an dernier, 1\u202f240."
    )
    assert find_doute(indicateurs["A2"], Decimal(85), Decimal(90), debut, fin) == ""
    doute = find_doute(indicateurs["F2"], Decimal(44321), Decimal(300), debut, fin)
    assert doute == "44\u202f321 est aussi le numéro que le tableur donne au 05/05/2021\u00a0: vérifiez."
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
        ({("A1", "Chiffre"): "=SUM(1,2)"}, None, "Feuille S1, cellule C6\u00a0: C’est une formule"),
        ({("A1", "Chiffre"): "#REF!"}, None, "Feuille S1, cellule C6\u00a0: #REF! est une erreur du tableur"),
        (
            {("A1", "Chiffre"): datetime(2021, 5, 5)},
            None,
            "Feuille S1, cellule C6\u00a0: C’est une date (05/05/2021)",
        ),
        ({("A1", "Chiffre"): 0.85}, None, "Feuille S1, cellule C6\u00a0: 0,85 ressemble à un taux"),
        ({("A1", "Chiffre"): -3}, None, "Feuille S1, cellule C6\u00a0: Un nombre ne peut pas être négatif."),
        (
            {("A1", "Chiffre"): 12.5},
            None,
            "Feuille S1, cellule C6\u00a0: Écrivez un nombre entier, sans décimale.",
        ),
        ({("A1", "Chiffre"): 10**13}, None, "Feuille S1, cellule C6\u00a0: Ce nombre est trop grand."),
        ({("A1", "Chiffre"): 1e300}, None, "Feuille S1, cellule C6\u00a0: Ce nombre est trop grand."),
        ({("A1", "Chiffre"): "9" * 31}, None, "Feuille S1, cellule C6\u00a0: Ce nombre est trop grand."),
        (
            {("A1", "Chiffre"): "une trentaine"},
            None,
            "Feuille S1, cellule C6\u00a0: «\u00a0une trentaine\u00a0»\u00a0: écrivez",
        ),
        (
            {("A1", "État"): "Peut-être"},
            None,
            "Feuille S1, cellule D6\u00a0: «\u00a0Peut-être\u00a0» n’est pas un état",
        ),
        (
            {("A1", "État"): "Non disponible"},
            None,
            "Feuille S1, cellule C6\u00a0: L’état «\u00a0non disponible\u00a0» n’a pas",
        ),
        ({("A1", "Chiffre"): None}, None, "Feuille S1, cellule C6\u00a0: Écrivez le chiffre, ou choisissez"),
        ({("A1", "Explication"): "x" * 2001}, None, "Feuille S1, cellule F6\u00a0: "),
        (
            {("R1", "Hors délai"): 3},
            None,
            "Feuille S4, cellule D6\u00a0: Cette cellule ne se remplit pas pour R1",
        ),
        (
            {("R2", "Hors délai"): 3},
            None,
            "Feuille S4, cellule C7\u00a0: Écrivez aussi le nombre dans le délai.",
        ),
        ({("R2", "Chiffre"): 3, ("R2", "Médiane"): 44321}, None, ""),
        (
            {("R2", "Chiffre"): 3, ("R2", "Médiane"): 443210},
            None,
            "Feuille S4, cellule F7\u00a0: Ce nombre est trop grand.",
        ),
        (
            {("R2", "Chiffre"): 3, ("R2", "En cours"): 10**10},
            None,
            "Feuille S4, cellule E7\u00a0: Ce nombre est trop grand.",
        ),
        ({}, merge, "Feuille S1, cellule C6\u00a0: Les cellules C6:C7 sont fusionnées"),
        (
            {},
            rename,
            "Classeur\u00a0: La feuille «\u00a0S4\u00a0» manque\u00a0: elle a été supprimée ou renommée.",
        ),
        ({}, lambda wb: wb["S1"].delete_rows(7), "Feuille S1\u00a0: La ligne de l’indicateur A2 manque"),
        (
            {("A2", "Code"): "A1"},
            None,
            "Feuille S1, cellule A7\u00a0: L’indicateur A1 est aussi sur la feuille S1, l",
        ),
        (
            {("A2", "Code"): "ZZ"},
            None,
            "Feuille S1, cellule A7\u00a0: «\u00a0ZZ\u00a0» n’est pas un indicateur de cet exercice.",
        ),
        ({("A2", "Code"): None}, None, "Feuille S1, cellule A7\u00a0: Cette ligne n’a pas de code."),
        ({}, lambda wb: wb["S1"].delete_rows(5), "Feuille S1\u00a0: Colonne introuvable"),
        (
            {},
            lambda wb: wb["S1"].delete_cols(4),
            "Feuille S1\u00a0: Colonne introuvable\u00a0: «\u00a0État\u00a0».",
        ),
        ({}, lambda wb: wb["S1"].insert_cols(2), ""),
        ({}, lambda wb: wb.create_sheet("Mes notes", 0).append(["Code", "Chiffre"]), ""),
        ({}, sort_rows, ""),
    ],
)
def test_each_fault_is_one_sentence_with_its_sheet_and_its_cell(cellules, geste, attendu, demo):
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


class IdentiteAncienne(IdentiteIndicateurs):
    format = 0


class IdentiteFinancement(IdentiteIndicateurs):
    sujet = "financement"


def make_identite(exercice, classe=IdentiteIndicateurs, **champs):
    base = {
        "convention": "29",
        "annee": exercice.annee,
        "referentiel": exercice.referentiel.code,
        "empreinte": exercice.referentiel.empreinte,
        "telecharge_le": AT.isoformat(),
        "feuilles": {},
        "versions": {},
    }
    return sign_identite(classe(**base | champs))


def test_a_workbook_downloaded_before_there_were_subjects_is_still_read(demo):
    identite = signing.loads(make_identite(demo.brouillon), salt=SEL)
    ancienne = signing.dumps({c: v for c, v in identite.items() if c != "sujet"}, salt=SEL, compress=True)
    assert read_identite(ancienne, IdentiteIndicateurs).convention == "29"


@pytest.mark.parametrize(
    ("identite", "attendu"),
    [
        (
            {"convention": "22"},
            "Ce classeur est celui de la convention 22\u00a0: vous êtes sur la convention 29.",
        ),
        ({"annee": 2020}, "Ce classeur est celui de l’exercice 2020\u00a0: vous êtes sur l’exercice 2021."),
        (
            {"classe": IdentiteFinancement},
            "Ce classeur est celui du financement\u00a0: cette page attend celui des indicateurs.",
        ),
        ({"classe": IdentiteAncienne}, "Ce classeur est d’une version plus ancienne du site"),
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


def test_a_damaged_workbook_is_read_or_refused_and_never_anything_else(demo):
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
