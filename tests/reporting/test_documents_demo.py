"""Every document of the demo, as a validator, a screen reader and a reader of paper find it."""

import re
from itertools import pairwise

import page
import pytest

from avenants.models import NATURES_PREPAREES
from tests.reporting.documents_demo import draw_documents
from tests.reporting.lecture_pdf import (
    list_hauteurs,
    list_tables,
    list_textes,
    list_titres,
    read,
    read_dessins,
    text_of,
)

# Drawing takes twenty seconds, and no database changes a page.
pytestmark = [pytest.mark.django_db, pytest.mark.une_base]


@pytest.fixture(scope="module")
def documents(django_db_setup, django_db_blocker, tmp_path_factory, worker_id):
    base = tmp_path_factory.getbasetemp()
    with django_db_blocker.unblock():
        return draw_documents((base if worker_id == "master" else base.parent) / "documents")


def test_every_kind_of_document_is_looked_at(documents):
    assert {nom.split(" ")[0] for nom in documents} == {"rapport", "avenant"}
    assert "rapport commun" in documents and len(documents) > 8


def test_an_avenant_of_each_nature_is_looked_at_and_says_that_it_is_a_draft_until_it_is_signed(documents):
    avenants = {nom: text_of(document) for nom, document in documents.items() if nom.startswith("avenant")}
    signes = {"avenant 29 1", "avenant 29 2"}
    assert {f"avenant 29 {nature}" for nature in NATURES_PREPAREES if nature != "financier"} | signes < set(
        avenants
    )
    assert {nom for nom, texte in avenants.items() if "document non signé" not in texte} == signes
    # How the State pays is said by those that say how much.
    assert all(
        "Directeur départemental des finances publiques" in avenants[f"avenant {un}"]
        for un in ("22 1", "29 3")
    )


def test_every_document_is_valid_pdf_ua(documents):
    fautes = {}
    for nom, document in documents.items():
        constat = page.validate_pdf_bytes(document, profile=page.ValidationProfile.PDF_UA_1)
        if not constat.is_compliant:
            fautes[nom] = sorted({f"{faute.rule_id} : {faute.message}" for faute in constat.failures})
    assert fautes == {}


def test_no_level_of_heading_is_skipped(documents):
    for nom, document in documents.items():
        niveaux = [niveau for niveau, _titre in list_titres(document)]
        assert niveaux[0] == 1, nom
        sauts = [(avant, apres) for avant, apres in pairwise(niveaux) if apres > avant + 1]
        assert not sauts, nom


def list_rangees(documents):
    """(document, table, row) of each row of each table."""
    for nom, document in documents.items():
        for table in list_tables(document):
            for ligne in table:
                yield nom, table, ligne


def test_every_header_says_which_way_it_reads(documents):
    sans = {
        (nom, un.texte)
        for nom, _t, ligne in list_rangees(documents)
        for un in ligne
        if un.tag == "TH" and not un.scope
    }
    assert sans == set()


def test_every_cell_names_the_header_of_its_row_and_of_its_column(documents):
    for nom, table, ligne in list_rangees(documents):
        colonnes = [un.texte for un in table[0] if un.scope == "Column"]
        for rang, cellule in enumerate(reversed(ligne), start=1):
            if cellule.tag == "TD":  # counted from the right: nothing spans rows but at the left
                assert not colonnes or cellule.entetes[-1] == colonnes[-rang], (nom, cellule)
                assert {un.texte for un in ligne if un.tag == "TH"} <= set(cellule.entetes), (nom, cellule)


def test_each_new_amount_is_under_its_own_header(documents):
    """« Nouveau montant » was tied to « Ancien montant » on every row but the first of an action."""
    vus = 0
    for nom, table, ligne in list_rangees(documents):
        if table[0][-1].texte in ("Nouveau montant", "Nouvelle cible") and ligne is not table[0]:
            vus += 1
            dits = [un.entetes for un in ligne[-2:]]
            assert dits == [(ligne[0].texte, un.texte) for un in table[0][-2:]], (nom, ligne)
    assert vus


def test_the_title_of_a_group_of_rows_is_a_header_of_its_rows_only(documents):
    vus = 0
    for nom, document in documents.items():
        for table in list_tables(document):
            titre = None
            for ligne in table[1:]:
                if len(ligne) == 1 and len(table[0]) > 1:
                    titre = ligne[0].texte
                    vus += 1
                elif titre and not ligne[0].texte.startswith("Total général"):
                    assert ligne[-1].entetes[0] == titre, (nom, ligne)
                else:
                    assert titre not in ligne[-1].entetes, (nom, ligne)
    assert vus


def test_no_page_is_nearly_empty(documents):
    """Three quarters empty, or four fifths for the last one, which ends where the document does."""
    vides = []
    for nom, document in documents.items():
        *hauteurs, derniere = list_hauteurs(document)
        vides += [(nom, rang, un) for rang, un in enumerate(hauteurs, start=1) if un < 0.3]
        vides += [(nom, "dernière", derniere)] if derniere < 0.25 else []
    assert vides == []


def test_no_table_leaves_one_row_at_the_foot_of_a_page_nor_at_the_top_of_the_next(documents):
    """A table that goes on says its headers again: its parts are followed from page to page."""
    for nom, document in documents.items():
        for partie, suite in pairwise(list_tables(document)):
            if suite.is_suite:
                for morceau in (partie, suite):
                    rangees = [ligne for ligne in morceau if any(un.tag == "TD" for un in ligne)]
                    assert len(rangees) > 1, (nom, suite[0][0].page, suite[0])


def test_a_link_is_drawn_as_the_words_around_it(documents):
    """Not in the blue of a browser: a document is read on paper."""
    for nom, document in documents.items():
        dessins = b"".join(map(read_dessins, read(document).pages))
        assert not re.search(rb"\b0 0 (?:1|0\.93\d*) (?:rg|RG)\b", dessins), nom


def test_the_cover_names_who_signs(documents):
    for nom, document in documents.items():
        couverture = list_textes(document)[0]
        noms = {
            "22": ("Claude Mercier", "Dominique Le Gall"),
            "29": ("Camille Rousseau", "Frédérique Kerbrat"),
        }
        codes = ["22", "29"] if nom == "rapport commun" else [nom.split(" ")[1]]
        assert all(un in couverture for code in codes for un in noms[code]), nom


def test_an_avenant_says_what_is_agreed_and_nothing_of_what_became_of_it(documents):
    compte_rendu = (
        "Faite le",
        "non faite",
        "cible atteinte",
        "cible non atteinte",
        "Indicateur Résultat",
        "Bilan de",
    )
    vus = 0
    for nom, document in documents.items():
        if nom.startswith("avenant"):
            texte = text_of(document)
            assert not [mot for mot in compte_rendu if mot in texte], nom
            vus += texte.count("Prévue le") and texte.count("Indicateurs propres")
    assert vus


def test_a_method_is_said_once(documents):
    vus = 0
    for nom, document in documents.items():
        texte = text_of(document)
        assert "Méthode :" not in texte, nom
        vus += texte.count("Méthode déclarée par le Département")
    assert vus
