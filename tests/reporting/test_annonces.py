"""Who is told of a decision, of a paper, of a file: whose turn it is, and nobody else."""

import pytest

from comptes.models import Notification
from indicateurs.models import EtatImport
from indicateurs.operations.annonces import FINS, tell_calcul
from reporting.models import Document, EtatDocument
from reporting.operations.dessin import claim_document, record_echec_dessin
from tests.annonces import check_told, list_told
from tests.demo import enter
from tests.reporting.decisions import AT

pytestmark = pytest.mark.une_base


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
