"""What is typed in the workbook of money: amounts, reasons, cells nobody should touch."""

from decimal import Decimal
from io import BytesIO
from random import Random

import pytest
from openpyxl import load_workbook

from comptes.models import Trace
from conventions.models import DepotClasseur, Partenaire
from conventions.operations.classeur import ClasseurARevoir
from fichiers.classeur.feuilles import LIGNE_ENTETE
from tests.ampleur import count_cas
from tests.fichiers.classeurs import AT, fill, find_cellule, list_textes
from tests.financement.cellules import get
from tests.financement.classeurs import FEUILLE, download, list_remarques, preview, save

pytestmark = [pytest.mark.usefixtures("cofinanceur", "lecture_ici"), pytest.mark.une_base]


def test_amounts_are_stored_to_the_cent_with_their_reason_and_one_line_of_journal(exercice, agent):
    traces = Trace.objects.count()
    octets = fill(
        download(exercice),
        {
            ("S1-1", "État, exécuté"): 123456.78,
            ("S1-1", "CAF du Finistère, exécuté"): "1 234,50 €",
            ("S1-1", "État, report de l’an dernier, prévu"): 999_999_999_999.99,
            ("S1-1", "Motif de l’écart"): "crise  SANITAIRE",
            ("S1-1", "Justification de l’écart"): "Confinement d’avril.",
            ("S4-1", "Département, valorisation, exécuté"): None,
            ("S4-1", "Département, crédits nouveaux, exécuté"): 0,
        },
    )
    apercu = preview(exercice, octets)
    assert (apercu.nb_crees, apercu.nb_modifies, apercu.nb_erreurs) == (4, 3, 0)
    dits = {(c.objet.code, c.colonne): (c.avant, c.apres) for c in apercu.changements}
    assert dits["S1-1", "État, exécuté"][1] == "123\u202f456,78\u00a0€"
    assert dits["S1-1", "Motif de l’écart"] == ("", "Crise sanitaire")
    assert dits["S4-1", "Département, valorisation, exécuté"][1] == ""
    assert any("comme du texte\u00a0: il est lu 1\u202f234,50\u00a0€." in r for r in list_remarques(apercu))
    assert save(agent, exercice, octets) == 7
    caf = Partenaire.objects.get(nom="CAF du Finistère")
    assert get(exercice, "S1-1", "etat.execute") == Decimal("123456.78")
    assert get(exercice, "S1-1", f"autres-{caf.pk}.execute") == Decimal("1234.50")
    assert get(exercice, "S1-1", "report.prevu") == Decimal("999999999999.99")
    assert get(exercice, "S1-1", "motif_ecart") == "crise sanitaire"
    assert get(exercice, "S4-1", "valorisation.execute") is None
    assert get(exercice, "S4-1", "departement_nouveau.execute") == 0
    assert Trace.objects.count() == traces + 1
    assert not DepotClasseur.objects.exists()
    assert preview(exercice, download(exercice)).changements == []


CASES = [
    (12.345, "«\u00a012,345\u00a0»\u00a0: au plus 2 décimales."),
    (0.001, "«\u00a00,001\u00a0»\u00a0: au plus 2 décimales."),
    (-0.01, "«\u00a0-0,01\u00a0»\u00a0: un montant ne peut pas être négatif."),
    ("-5", "«\u00a0-5\u00a0»\u00a0: un montant ne peut pas être négatif."),
    (1e15, "«\u00a01\u202f000\u202f000\u202f000\u202f000\u202f000\u00a0»\u00a0: ce montant est trop grand"),
    ("1e9", "«\u00a01e9\u00a0»\u00a0: écrivez un montant en euros, par exemple 12 345,67."),
    ("1_000", "«\u00a01_000\u00a0»\u00a0: écrivez un montant en euros"),
    ("beaucoup", "«\u00a0beaucoup\u00a0»\u00a0: écrivez un montant en euros"),
    ("1.234", "«\u00a01.234\u00a0» se lit de deux façons."),
    ("12 %", "Un pourcentage n’est pas un montant\u00a0: écrivez des euros."),
    ("=1+1", "C’est une formule\u00a0: écrivez un montant en euros, ou collez sa valeur."),
    ("#REF!", "#REF! est une erreur du tableur"),
    (True, "C’est une case vrai ou faux"),
    (AT.replace(tzinfo=None), "C’est une date (01/03/2022)"),
]


@pytest.mark.parametrize(("valeur", "attendu"), CASES, ids=lambda v: str(v)[:30])
def test_what_is_no_amount_is_said_at_its_cell_and_nothing_is_written(valeur, attendu, exercice, agent):
    octets = fill(download(exercice), {("S4-1", "État, exécuté"): valeur, ("S1-1", "État, exécuté"): 7})
    cellule = find_cellule(load_workbook(BytesIO(octets)), "S4-1", "État, exécuté").coordinate
    (texte,) = list_textes(preview(exercice, octets))
    assert texte.startswith(f"Feuille Financement, cellule {cellule}\u00a0: {attendu}")
    with pytest.raises(ClasseurARevoir):
        save(agent, exercice, octets)
    assert get(exercice, "S1-1", "etat.execute") != 7


@pytest.mark.parametrize(
    "texte", ["1 234,5", "1\u202f234,50", "1\u00a0234,5 €", "1'234,50", "1.234,50", "1,234.50", "1234.5"]
)
def test_every_separator_of_thousands_is_read(texte, exercice):
    apercu = preview(exercice, fill(download(exercice), {("S4-1", "État, exécuté"): texte}))
    assert [c.apres for c in apercu.changements] == ["1\u202f234,50\u00a0€"]


def test_every_fault_is_said_at_once_and_the_rest_is_kept(exercice):
    saisies = {(a.numero, "État, exécuté"): 5 for a in exercice.actions.all()}
    saisies |= {
        ("S1-1", "État, exécuté"): -1,
        ("S4-1", "Motif de l’écart"): "Grève",
        ("N1-1", "État, prévu"): "x",
    }
    apercu = preview(exercice, fill(download(exercice), saisies))
    assert len(apercu.erreurs) == 3
    assert any(
        "«\u00a0Grève\u00a0» n’est pas un motif\u00a0: choisissez dans la liste." in t
        for t in list_textes(apercu)
    )
    assert len(apercu.changements) == exercice.actions.count() - 1


def move_row(wb):
    ws = wb[FEUILLE]
    rang = find_cellule(wb, "S4-1", "État, prévu").row
    ws.move_range(f"A{rang}:Z{rang}", rows=40)


def rename(entete, nouveau):
    def geste(wb):
        for cellule in wb[FEUILLE][LIGNE_ENTETE]:
            if cellule.value == entete:
                cellule.value = nouveau

    return geste


def add_row(code, montant=None):
    def geste(wb):
        ws = wb[FEUILLE]
        ws.cell(60, 1).value, ws.cell(60, 3).value = code, montant

    return geste


def set_title(wb):
    wb[FEUILLE].title = "Budget"


def merge(wb):
    wb[FEUILLE].merge_cells("C7:D7")


def empty_row(wb):
    for cellule in wb[FEUILLE][find_cellule(wb, "S4-1", "État, prévu").row]:
        cellule.value = None


@pytest.mark.parametrize(
    ("geste", "attendu"),
    [
        (move_row, ""),
        (add_row(None), ""),
        (add_row("S9-9", 5), "cellule A60\u00a0: «\u00a0S9-9\u00a0» n’est pas une action de cet exercice."),
        (add_row(None, 5), "cellule A60\u00a0: Cette ligne n’a pas de code."),
        (add_row("S4-1", 5), "cellule A60\u00a0: L’action S4-1 est aussi sur la feuille Financement, ligne"),
        (empty_row, "Feuille Financement\u00a0: La ligne de l’action S4-1 manque\u00a0: remettez-la."),
        (
            rename("État, prévu", "Etat prevu"),
            "Colonne introuvable\u00a0: «\u00a0État, prévu\u00a0». Remettez la ligne des titres.",
        ),
        (rename("Action", "Numéro"), "Colonne introuvable\u00a0: «\u00a0Action\u00a0»"),
        (rename("Total prévu", "Somme"), ""),
        (set_title, "La feuille «\u00a0Financement\u00a0» manque\u00a0: elle a été supprimée ou renommée."),
        (merge, "Les cellules C7:D7 sont fusionnées"),
    ],
)
def test_a_sheet_one_rearranged_is_read_or_explained(geste, attendu, exercice):
    textes = list_textes(preview(exercice, fill(download(exercice), {}, geste)))
    if attendu:
        assert any(attendu in texte for texte in textes), textes
    else:
        assert textes == []


def test_random_amounts_are_stored_as_typed_to_the_cent(exercice, agent):
    hasard = Random(2021)
    entetes = [
        "État, prévu",
        "État, exécuté",
        "CAF du Finistère, exécuté",
        "État, report de l’an dernier, prévu",
    ]
    numeros = [action.numero for action in exercice.actions.all()]
    for _ in range(count_cas(5)):
        typees = {}
        for numero in numeros:
            for entete in entetes:
                centimes = hasard.choice([0, 1, hasard.randrange(10**6), hasard.randrange(10**14)])
                typees[numero, entete] = Decimal(centimes) / 100
        octets = fill(download(exercice), {cle: float(montant) for cle, montant in typees.items()})
        save(agent, exercice, octets)
        relu = load_workbook(BytesIO(download(exercice)))
        for (numero, entete), montant in typees.items():
            assert Decimal(str(find_cellule(relu, numero, entete).value)) == montant
