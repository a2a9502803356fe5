"""Controls written in a workbook as its format writes them (« _x0000_ »): wherever they stand, the file is read or
refused in a sentence, and none reaches the database. PostgreSQL stores no NUL, in a text nor in JSON.
"""

import io
import json
import re

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from indicateurs.models import EtatImport
from tests.fichiers.classeurs import fill, rewrite
from tests.indicateurs.depots import (
    ATTENDU,
    AUTRES_ENTETES,
    AUTRES_MOTS,
    COLONNES,
    FICHIER,
    REPONSES,
    deposit,
    get_dernier,
    go,
    look,
)
from tests.lecture import read_html
from tests.sources import list_modeles

pytestmark = [pytest.mark.usefixtures("sas"), pytest.mark.une_base]

ECRITS = ("_x0000_", "_x000B_", "_x001F_")
# One that is no XML: the file cannot be opened.
INTERDIT = "&#xFFFE;"
ETAPES = {
    "indicateurs/parcours_colonnes.html": ("colonnes_parcours", COLONNES),
    "indicateurs/parcours_valeurs.html": ("valeurs_parcours", REPONSES),
}
# As JSON writes them.
CONTROLES = re.compile(r"\\u00[01][0-9a-f]|\\[bfr]|[\ud800-\udfff\ufffe\uffff]")


@pytest.fixture
def agent(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    return client


def make_classeur(texte, titre="Feuille"):
    """A workbook of the lines of a text; two sheets, so that the name of the one that is read is kept."""
    classeur = openpyxl.Workbook()
    classeur.active.title = titre
    for ligne in texte.strip().split("\n"):
        classeur.active.append(ligne.split(";"))
    classeur.create_sheet("Autre").append(["rien"])
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def write_in(octets, reperes, ecrit):
    """The same workbook where each of `reperes` is written with a control in the middle, in every entry."""

    def change(_, contenu):
        for repere in reperes:
            contenu = contenu.replace(repere.encode(), (repere[:2] + ecrit + repere[2:]).encode())
        return contenu

    return rewrite(octets, change)


TEXTE = FICHIER.decode()
IDENTIFIANT, JOUR, *_ = TEXTE.split("\n")[1].split(";")
AUTRES = AUTRES_MOTS.replace(TEXTE.split("\n")[0], AUTRES_ENTETES.split("\n")[0])
# Where: (the text of the file, what stands there).
PLACES = {
    "a sheet, a title, a header nobody reads, an identifier, a word": (
        "Extraction\n" + TEXTE.replace("date_notification", "remarque"),
        ("Feuille", "Extraction", "remarque", IDENTIFIANT, "cd_social"),
    ),
    "an expected header": (TEXTE, ("date_cer",)),
    "a header and a word to be told": (AUTRES, ("Structure", "CCAS de Brest")),
    "a date": (TEXTE, (JOUR,)),
}


def choose(champ, *attendus):
    """The answer that one reads as one of `attendus`, whatever stands in its middle, as a browser sends it."""
    bouts = {(un[:2], un[-2:]) for un in attendus}
    choix = [un for un, _ in getattr(champ, "choices", ()) if (un[:2], un[-2:]) in bouts]
    return next((un for un in attendus if un in choix), choix[0].replace("\n", "\r\n") if choix else "")


def go_through(agent, travailler, octets):
    """The deposit of a workbook to its end, answering what is asked; returns what was made of it."""
    reponse = deposit(agent, octets, "parcours.xlsx")
    for _ in range(len(ETAPES) + 1):
        if reponse.status_code == 302:
            travailler()
            return get_dernier()
        (etape,) = (ETAPES[gabarit.name] for gabarit in reponse.templates if gabarit.name in ETAPES)
        form, (route, reponses) = reponse.context["form"], etape
        champs = {nom: choose(champ, nom, reponses.get(nom, "")) for nom, champ in form.fields.items()}
        champs["jeton"] = form["jeton"].value()
        reponse = agent.post(reverse(f"indicateurs:{route}", args=["29", 2021]), champs)
    raise AssertionError("asked for ever")


def list_controles():
    """Rows of our tables that hold a control; what is no text holds what it may."""

    def write(un):
        return "" if isinstance(un, bytes | memoryview) else str(un)

    lignes = (
        json.dumps(ligne, default=write, ensure_ascii=False)
        for m in list_modeles()
        for ligne in m.objects.values_list()
    )
    return [ligne for ligne in lignes if CONTROLES.search(ligne)]


# All at once where each is taken out; a date that holds one is refused, whichever it is.
DANS_UN_PARCOURS = [
    *((place, ecrit) for place in PLACES for ecrit in ("".join(ECRITS), INTERDIT)),
    *(("a date", ecrit) for ecrit in ECRITS),
]


@pytest.mark.parametrize(("place", "ecrit"), DANS_UN_PARCOURS)
def test_a_control_written_in_a_parcours_workbook_is_stored_nowhere(agent, travailler, place, ecrit):
    texte, reperes = PLACES[place]
    octets = write_in(make_classeur(texte), reperes, ecrit)
    imp = go_through(agent, travailler, octets)
    if place == "a date":
        assert [faute["code"] for faute in imp.erreurs] == ["date_illisible"]
    else:
        assert imp.etat == EtatImport.CALCULE, imp.erreurs
        assert imp.resultats == ATTENDU
        look(agent)
        assert go(agent, "confirmer_parcours").status_code == 302
    assert list_controles() == []


# --- The two workbooks ----------------------------------------------------------------------------------------------

# Subject: (its app, the cell where one types a text, as its line and its column).
CLASSEURS = {
    "indicateurs": ("indicateurs", ("F1", "Explication")),
    "financement": ("conventions", ("S1-1", "Justification")),
}
PHRASE, PROPRE, TITRE = "Parce que la crise", "Notes de service", "Le titre du classeur"


def write_everywhere(octets, cellule, ecrit):
    """The workbook with a control in a typed text, the name and a cell of a sheet of one's own, its own title."""

    def add(wb):
        wb.create_sheet(PROPRE).append([PHRASE])
        wb.properties.title = TITRE

    return write_in(fill(octets, {cellule: PHRASE}, add), (PHRASE, PROPRE, TITRE), ecrit)


@pytest.mark.parametrize("sujet", CLASSEURS)
@pytest.mark.parametrize("ecrit", ["".join(ECRITS), INTERDIT])
def test_a_control_written_in_a_workbook_of_ours_is_stored_nowhere(agent, demo, sujet, ecrit):
    app, cellule = CLASSEURS[sujet]
    adresses = {
        geste: reverse(f"{app}:{geste}_classeur", args=["29", 2021])
        for geste in ("telecharger", "apercu", "annoter", "confirmer")
    }
    octets = write_everywhere(agent.get(adresses["telecharger"]).content, cellule, ecrit)
    fichier = ContentFile(octets, name="chiffres.xlsx")
    adresse = reverse(f"{app}:classeur", args=["29", 2021])
    reponse = agent.post(adresse, {"fichier": fichier})
    if ecrit == INTERDIT:
        assert "fr-error-text" in read_html(reponse)
        return
    assert reponse.url == adresses["apercu"]
    assert "crise" in read_html(agent.get(adresses["apercu"]))
    assert agent.get(adresses["annoter"]).content.startswith(b"PK")
    assert agent.post(adresses["confirmer"]).status_code == 302
    ecrits = (
        demo.brouillon.valeurs.get(code="F1").commentaire
        if sujet == "indicateurs"
        else demo.brouillon.actions.get(numero="S1-1").justification_ecart
    )
    assert ecrits.split()[-1] == "crise"
    assert list_controles() == []
