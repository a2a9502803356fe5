"""The journal as one reads it: who reads which line, in which words, and the file one takes away."""

import csv
import json
from datetime import timedelta
from hashlib import sha256
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from comptes.gestes import Geste
from comptes.integrite import list_ruptures_de_scelles, list_ruptures_du_journal
from comptes.journal import record_trace
from comptes.models import ROLES_DEPARTEMENTAUX, Trace
from comptes.recits import RECITS, Lecteurs
from conventions.models import Acte, Transition
from conventions.operations.actions import record_action
from conventions.transitions import TRANSITIONS
from reporting.operations.papiers import produce_fiche
from reporting.queries.journal import list_lignes_du_journal, tell_lignes
from reporting.queries.vie import list_echeances_dues
from tests.actes import prepare_transmission
from tests.cloture import decide
from tests.dessous import beneath_the_site
from tests.lecture import read
from tests.reporting.decisions import AT
from tests.routes import QUI

pytestmark = pytest.mark.une_base

# Who reads what the 29 is writing; who knows of its convention only.
DU_BROUILLON = {"agent.29", "prefecture.29"}
DE_LA_CONVENTION = {*DU_BROUILLON, "commissaire.53", "centrale"}
LECTEURS = {
    Lecteurs.TOUS: DE_LA_CONVENTION,
    Lecteurs.DU_BROUILLON: DU_BROUILLON,
    Lecteurs.DE_LA_COLLECTIVITE: {"agent.29"},
}
FORMULE = '=HYPERLINK("http://exemple.org")'
# What only those who read a draft may be told.
SECRET = "SECRET-DU-BROUILLON"


def read_journal(client, demo, lecteur, **demande):
    client.force_login(demo.get_compte(lecteur))
    return client.get(reverse("reporting:journal", args=["29"]), demande)


def export(client, demo, qui, extension="csv"):
    client.force_login(demo.get_compte(qui))
    return client.get(reverse("reporting:exporter_journal", args=["29", extension]))


def read_csv(reponse):
    return list(csv.DictReader(StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def tous_les_gestes(demo):
    """A line of each geste about the draft of the 29, with what a draft holds in each of its details."""
    cles = ("code", "fichier", "nom", "motif", "action", "montant", "regle", "de")
    for rang, geste in enumerate(Geste):
        record_trace(
            by=demo.get_compte("agent.29"),
            at=demo.document.le + timedelta(minutes=rang),
            geste=geste,
            objet=demo.brouillon,
            codes=[SECRET],
            apres={SECRET: "1"},
            **dict.fromkeys(cles, SECRET),
        )


def test_each_geste_says_in_words_what_was_done_and_to_whom_it_is_told():
    """A line is told to those who read a draft only, unless somebody decided otherwise."""
    assert set(RECITS) == set(Geste)
    for recit in RECITS.values():
        assert recit.dit.startswith(("a ", "s’est "))
        assert not recit.dit.endswith(".")


@pytest.mark.parametrize("qui", QUI)
def test_a_line_is_told_to_those_who_may_know_of_it(client, demo, tous_les_gestes, qui):
    if qui not in DE_LA_CONVENTION:
        assert read_journal(client, demo, qui).status_code == 404
        return
    lecteur, convention = demo.get_compte(qui), demo.brouillon.convention
    siennes = (
        list_lignes_du_journal(lecteur, convention).about(demo.brouillon).filter(details__codes=[SECRET])
    )
    lignes = tell_lignes(lecteur, convention, siennes, [demo.brouillon])
    tous = qui in DU_BROUILLON
    assert {ligne.trace.geste for ligne in lignes} == {
        geste for geste, recit in RECITS.items() if qui in LECTEURS[recit.lecteurs]
    }
    assert [SECRET in ligne.phrase for ligne in lignes] == [tous] * len(lignes)
    assert [bool(ligne.adresse) for ligne in lignes] == [tous] * len(lignes)
    assert (SECRET in read(read_journal(client, demo, qui))) == tous
    assert (SECRET in export(client, demo, qui).content.decode()) == (qui in DU_BROUILLON)


def test_an_act_of_the_collectivite_alone_is_told_to_it_alone():
    """Each row of the table of acts: those that nobody of the State does, nor is told of."""
    for passage in TRANSITIONS:
        interne = not {*passage.roles, *passage.previent} - set(ROLES_DEPARTEMENTAUX)
        geste = Transition(de=passage.de, vers=passage.vers).geste
        assert (RECITS[geste].lecteurs is Lecteurs.DE_LA_COLLECTIVITE) == interne, passage


def read_all(client, demo, *gens, code="29"):
    """What each may learn of the journal: its lines, what its filter offers, its file."""
    lus = {}
    for qui in gens:
        client.force_login(demo.get_compte(qui))
        page = client.get(reverse("reporting:journal", args=[code]))
        form = page.context["form"]
        lus[qui] = (
            [ligne.phrase for ligne in page.context["lignes"]],
            [form.fields[nom].choices for nom in ("qui", "geste")],
            client.get(reverse("reporting:exporter_journal", args=[code, "csv"])).content,
        )
    return lus


def test_the_state_learns_nothing_of_what_goes_on_before_an_exercice_is_handed_over(client, demo):
    """Proposed, given back, approved, given back: no line, no name, no choice of the filter; the chain holds."""
    avant = read_all(client, demo, *DE_LA_CONVENTION)
    for qui, acte in (
        ("agent.29", Acte.PROPOSER),
        ("valideur.29", Acte.RENDRE),
        ("valideur.29", Acte.APPROUVER),
        ("valideur.29", Acte.RENDRE),
    ):
        by, motif = demo.get_compte(qui), "À revoir." if acte == Acte.RENDRE else ""
        decide(demo.brouillon, by=by, at=AT, acte=acte, motif=motif)
    apres = read_all(client, demo, *DE_LA_CONVENTION)
    assert [qui for qui in DE_LA_CONVENTION if avant[qui] != apres[qui]] == ["agent.29"]
    nouvelles = [ligne for ligne in apres["agent.29"][0] if ligne not in avant["agent.29"][0]]
    assert len(nouvelles) == 4 and sum("a rendu l’exercice à la saisie" in un for un in nouvelles) == 2
    assert not [*list_ruptures_du_journal(), *list_ruptures_de_scelles()]


def test_since_when_says_nothing_either_of_what_goes_on_before(demo):
    """Sent back, proposed, given back: for the State it is sent back since it was."""
    prepare_transmission(demo)
    for qui, acte, motif in (
        ("agent.22", Acte.PROPOSER, ""),
        ("valideur.22", Acte.RENDRE, "À revoir."),
    ):
        decide(demo.transmis, by=demo.get_compte(qui), at=AT + timedelta(days=9), acte=acte, motif=motif)
    for qui in ("agent.22", "prefecture.22", "centrale"):
        lecteur = demo.get_compte(qui)
        dues = list_echeances_dues(lecteur, [demo.transmis], AT + timedelta(days=10))
        assert dues[demo.transmis.pk].transition.is_interne == lecteur.is_departemental, qui


def test_a_collectivite_learns_nothing_of_what_the_state_prepares(client, demo):
    """Its file has no hole where a line would be: it is verified without the site."""
    gens = ("agent.22", "valideur.22")
    avant = read_all(client, demo, *gens, code="22")
    produce_fiche(by=demo.get_compte("commissaire.53"), at=AT, exercice=demo.transmis)
    assert read_all(client, demo, *gens, code="22") == avant
    trace = Trace.objects.get(geste=Geste.PRODUIRE_DIALOGUE)
    assert (trace.convention, trace.details["annee"]) == ("", 2021)
    assert not [*list_ruptures_du_journal(), *list_ruptures_de_scelles()]


def test_a_line_is_a_sentence_that_leads_to_its_object_while_it_is_there(client, demo):
    champs = {"numero": "X-1", "titre": "Une action de plus", "axe": "S4", "nature": "nouvelle"}
    agent = demo.get_compte("agent.29")
    action = record_action(
        by=agent, at=demo.document.le, exercice=demo.brouillon, action=None, version=None, champs=champs
    )
    page = read(read_journal(client, demo, "agent.29", exercice="2021", qui=agent.pk))
    assert f"{agent} a enregistré une action : numéro" in page
    assert f'href="/conventions/29/2021/actions/X-1/">{action}</a>' in page
    action.delete()
    page = read(read_journal(client, demo, "agent.29", exercice="2021"))
    assert str(action) in page
    assert "/actions/X-1/" not in page


def test_what_is_asked_is_what_is_shown(client, demo):
    toutes = Trace.objects.filter(convention="29")
    une = toutes.filter(geste=Geste.SAISIR_INDICATEURS, type_objet="conventions.exercice").first()
    toutes_le, lui = sorted({ligne.le.date() for ligne in toutes}), f"{une.type_objet}.{une.cle_objet}"
    demandes = {"exercice": "2021", "qui": str(une.par_id), "geste": une.geste, "objet": lui}
    demandes |= {"du": toutes_le[1].isoformat(), "au": toutes_le[-2].isoformat()}
    for nom, valeur in demandes.items():
        page = read_journal(client, demo, "agent.29", **{nom: valeur}).context["page"]
        assert 0 < page.paginator.count < toutes.count(), nom
    refusee = read_journal(client, demo, "agent.29", du="2022-01-01", au="2021-01-01", geste="inventé")
    assert refusee.context["page"].paginator.count == toutes.filter(le__date__gte="2022-01-01").count()
    assert "La période finit avant d’avoir commencé." in read(refusee)


@pytest.mark.parametrize("qui", ["agent.29", "centrale"])
def test_a_page_asks_as_much_of_the_database_whatever_there_is(client, demo, qui):
    comptes = []
    avenant = demo.valide.convention.avenants.filter(exercice=demo.valide).first()
    for fois in (1, 20):
        for objet in (*demo.brouillon.actions.all()[:2], avenant, demo.brouillon) * fois:
            record_trace(by=None, at=demo.document.le, geste=Geste.OUVRIR_EXERCICE, objet=objet)
        read_journal(client, demo, qui)  # what a process reads once
        with CaptureQueriesContext(connection) as questions:
            client.get(reverse("reporting:journal", args=["29"]))
        comptes.append(len(questions))
    assert comptes[0] == comptes[1] <= 10


def test_a_file_can_be_verified_by_whoever_has_it_and_holds_no_formula(client, demo):
    record_trace(
        by=None,
        at=demo.document.le,
        geste=Geste.JOINDRE_PIECE,
        objet=demo.brouillon,
        fichier=FORMULE,
        code="-1+1",
    )
    lignes = read_csv(export(client, demo, "agent.29"))
    precedent = ""
    for rang, ligne in enumerate(lignes, start=1):
        assert ligne["Rang"] == str(rang)
        precedent = sha256(f"{precedent}\n{ligne['Contenu']}".encode()).hexdigest()
        assert ligne["Maillon"] == precedent
        assert json.loads(ligne["Contenu"])["geste"] == ligne["Geste"]
        assert not any(cellule.startswith(("=", "+", "-", "@")) for cellule in ligne.values())
    assert len(lignes) == Trace.objects.filter(convention="29").count()
    feuille = load_workbook(BytesIO(export(client, demo, "agent.29", "xlsx").content)).active
    assert {cellule.data_type for rangee in feuille for cellule in rangee} <= {"s", "n"}
    assert feuille.max_row == len(lignes) + 1


def verify(fichier):
    sortie = StringIO()
    call_command("verifier_integrite", export=fichier, stdout=sortie)
    return sortie.getvalue()


@pytest.mark.parametrize("qui", ["agent.29", "prefecture.29", "commissaire.53"])
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_an_exported_file_is_held_against_the_journal(client, demo, tmp_path, qui, extension):
    fichier = tmp_path / f"journal.{extension}"
    fichier.write_bytes(export(client, demo, qui, extension).content)
    assert "toutes du journal, mot pour mot" in verify(fichier)
    ligne = Trace.objects.filter(convention="29", geste=Geste.PASSER_VALIDE).latest("rang")
    with beneath_the_site("comptes_trace") as curseur:
        curseur.execute("UPDATE comptes_trace SET geste = 'autre' WHERE id = %s", [ligne.pk])
    with pytest.raises(CommandError, match="n’est pas ce que dit le journal"):
        verify(fichier)


@pytest.mark.parametrize("colonne", ["Convention", "Rang", "Date", "Geste", "Objet", "Maillon", "Contenu"])
def test_a_file_that_was_changed_is_found_cell_by_cell(client, demo, tmp_path, colonne):
    lignes = read_csv(export(client, demo, "agent.29"))
    lignes[3][colonne] = f"1{lignes[3][colonne]}"
    fichier = tmp_path / "journal.csv"
    with fichier.open("w", newline="", encoding="utf-8") as ouvert:
        feuille = csv.DictWriter(ouvert, lignes[0], delimiter=";")
        feuille.writeheader()
        feuille.writerows(lignes)
    with pytest.raises(CommandError, match="1 écarts"):
        verify(fichier)
    fichier.write_text("rien;de;tel")
    with pytest.raises(CommandError, match="1 écarts"):
        verify(fichier)


def test_the_centrale_reads_what_is_of_no_convention(client, demo):
    client.force_login(demo.get_compte("centrale"))
    page = read(client.get(reverse("reporting:journal_hors_convention")))
    assert "le site a publié un référentiel" in page
    assert "a saisi" not in page
