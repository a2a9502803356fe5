"""Who is told of a decision, of a paper, of a file: whose turn it is, and nobody else."""

import re
from datetime import date

import pytest

from avenants.models import Avenant, NatureAvenant, Statut
from avenants.operations.annonces import tell_signature
from comptes.models import Notification
from conventions.models import Acte, Etat, Exercice
from conventions.transitions import TRANSITIONS
from indicateurs.models import EtatImport
from indicateurs.operations.annonces import FINS, tell_calcul
from nombres.locutions import capitalize
from reporting.models import Document, EtatDocument
from reporting.operations.annonces import tell_projet
from reporting.operations.decision import withdraw_versement
from reporting.operations.dessin import claim_document, record_dessin, record_echec_dessin
from reporting.operations.rappels import write_rappels
from tests.annonces import check_told, list_told
from tests.cloture import decide
from tests.demo import enter
from tests.reporting.decisions import AT

pytestmark = pytest.mark.une_base

GENS = ("valideur.22", "prefecture.22", "centrale")
ETATS_DEPUIS = (Etat.INSTRUCTION, Etat.VALIDE)  # what each of them starts from


def test_each_step_of_the_decision_tells_whose_turn_it_is(dossier, client):
    Notification.objects.all().delete()
    dossier.proposer("0")
    code = dossier.exercice.convention.code
    attendue = "La préfecture vous propose sa décision financière sur l’exercice 2021"
    dits = list_told()
    assert set(dits) == {f"agent.{code}", f"valideur.{code}"}
    assert all(phrase.startswith(attendue) for (phrase,) in dits.values())
    enter(client, f"valideur.{code}")
    assert client.get(Notification.objects.latest("pk").url).status_code == 200
    dossier.repondre()
    # What was asked is done, whoever did it; the préfecture alone is told what follows.
    assert not Notification.objects.a_faire().filter(nature="proposition").exists()
    assert set(list_told(reglee_le=None)) == {f"prefecture.{code}"}
    enter(client, f"prefecture.{code}")
    assert client.get(Notification.objects.latest("pk").url).status_code == 200
    dossier.notifier("0")
    assert not Notification.objects.a_faire().exists()
    check_told()


@pytest.mark.parametrize("is_repondue", [False, True])
@pytest.mark.parametrize("acte", [Acte.RENVOYER, Acte.ROUVRIR, Acte.OUVRIR_SECOND_ARRETE])
def test_what_a_proposal_asked_is_asked_no_more_once_the_exercice_is_written_again(
    dossier, demo, acte, is_repondue
):
    """Nobody answers it, nor notifies it, on figures that change."""
    dossier.proposer("0")
    if is_repondue:
        dossier.repondre()
    demandes = Notification.objects.a_faire().filter(nature__in=("proposition", "decision"))
    assert demandes.exists()
    de, roles = next((un.de, un.roles) for un in TRANSITIONS if un.acte == acte and un.de in ETATS_DEPUIS)
    Exercice.objects.filter(pk=dossier.exercice.pk).update(etat=de, prolonge_au=date(2022, 6, 30))
    by = next(un for un in map(demo.get_compte, GENS) if un.role in roles)
    decide(by=by, at=AT, exercice=dossier.exercice, acte=acte, motif="Tout est à revoir.")
    assert dossier.exercice.is_modifiable
    assert not demandes.exists()


@pytest.mark.parametrize("is_repondue", [False, True])
def test_nor_once_its_execution_goes_on(dossier, demo, is_repondue):
    dossier.proposer("0")
    if is_repondue:
        dossier.repondre()
    demandes = Notification.objects.a_faire().filter(nature__in=("proposition", "decision"))
    assert demandes.exists()
    exercice = dossier.exercice
    # Its référentiel has none: what signing one does is tried in tests/avenants.
    report = Avenant(pk=0, convention=exercice.convention, exercice=exercice, numero=9)
    report.nature = NatureAvenant.REPORT
    tell_signature(by=demo.get_compte("valideur.22"), at=AT, avenant=report)
    assert not demandes.exists()


def test_a_payment_is_told_to_the_collectivite_without_its_amount_and_so_is_its_withdrawal(dossier):
    dossier.proposer("0")
    dossier.repondre()
    dossier.notifier("0")
    Notification.objects.all().delete()
    versement = dossier.verser("1000")
    withdraw_versement(
        by=dossier.prefecture, at=AT, exercice=dossier.exercice, vu=dossier.lire().version, pk=versement.pk
    )
    sur = f"Un versement de l’État sur {dossier.exercice.designation} est"
    dits = {qui: set(phrases) for qui, phrases in list_told().items()}
    attendus = {f"{sur} enregistré.", f"{sur} retiré."}
    assert dits == {"agent.22": attendus, "valideur.22": attendus}
    assert not Notification.objects.a_faire().exists()
    check_told()


def test_who_signs_is_told_that_a_projet_is_drawn_until_the_avenant_is_signed(demo, client, sans_verrous):
    """Drawn again, it is asked once; the agents and the State are told that it is signed."""
    Notification.objects.all().delete()
    Avenant.objects.filter(pk=demo.document.avenant_id).update(statut=Statut.BROUILLON, date_signature=None)
    projet = Document.objects.select_related("avenant").get(pk=demo.document.pk)
    code = projet.exercice.convention.code
    for _ in range(2):
        Document.objects.filter(pk=projet.pk).update(etat=EtatDocument.A_DESSINER, octets=None, empreinte="")
        record_dessin(at=AT, document=claim_document(at=AT, pk=projet.pk), octets=b"%PDF-")
    attendue = (
        f"{capitalize(projet.avenant.designation)} est prêt à signer, sur {projet.exercice.designation}."
    )
    assert list_told(reglee_le=None) == {f"valideur.{code}": [attendue.replace(chr(160), " ")]}
    valideur = demo.get_compte(f"valideur.{code}")
    client.force_login(valideur)
    assert client.get(Notification.objects.latest("pk").url).status_code == 200
    tell_signature(by=valideur, at=AT, avenant=projet.avenant)
    assert not Notification.objects.a_faire().exists()
    signes = list_told(is_action=False)
    assert set(signes) == {f"agent.{code}", f"prefecture.{code}", "commissaire.53"}
    check_told()
    # Its final paper asks for nothing.
    projet.avenant.statut = Statut.SIGNE
    tell_projet(document=projet)
    assert not Notification.objects.a_faire().exists()


def test_who_asked_for_a_paper_is_told_that_it_could_not_be_drawn(demo, sans_verrous):
    Notification.objects.all().delete()
    Document.objects.filter(pk=demo.document.pk).update(
        etat=EtatDocument.A_DESSINER, octets=None, empreinte="", par=demo.get_compte("agent.29")
    )
    document = claim_document(at=AT, pk=demo.document.pk)
    for _ in range(2):
        record_echec_dessin(at=AT, document=document, motif="Trop lourd.")
    ((dite,),) = list_told().values()
    assert dite.startswith("Un document n’a pas pu être produit : ")


@pytest.mark.parametrize("etat", FINS)
def test_who_deposited_a_file_is_told_what_became_of_it_and_not_once_elsewhere(etat, demo):
    Notification.objects.all().delete()
    imp = demo.brouillon.imports.get()
    tell_calcul(at=AT, imp=imp, etat=etat)
    assert list(list_told()) == [imp.par.email.partition("@")[0]]
    assert Notification.objects.get().is_action == (etat == EtatImport.CALCULE)
    imp.par.collectivite_id = "22D"
    tell_calcul(at=AT, imp=imp, etat=etat)
    assert Notification.objects.count() == 1


def test_the_year_of_the_demo_told_nobody_of_what_they_may_not_see(demo):
    assert Notification.objects.exists()
    check_told()


def test_nothing_that_is_told_is_a_figure(demo):
    """It may leave by mail: years, days, codes and numbers of things, never an amount nor a count."""
    write_rappels(at=AT)
    dites = set(Notification.objects.values_list("nature", "phrase"))
    assert {nature for nature, _ in dites} >= {"avenant", "decision", "echeance", "proposition"}
    for _, phrase in dites:
        assert not re.search(r"€|%|\d[\u202f ]\d{3}|\d,\d|\d{5,}", phrase), phrase
