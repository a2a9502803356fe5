"""The remarks of whoever left their service: a colleague takes each over by writing in it."""

import pytest
from django.urls import reverse

from comptes.gestes import Geste
from comptes.integrite import list_ruptures_de_scelles, list_ruptures_du_journal
from comptes.models import Trace, Utilisateur
from remarques.models import Audience, Remarque
from remarques.operations import answer_remarque, pursue_remarque, resolve_remarque, withdraw_remarque
from remarques.queries.fils import find_attendues
from tests.lecture import read_html
from tests.remarques.faites import ask, open_prefecture
from tests.tous_gestes.monde import AT

pytestmark = pytest.mark.une_base

CLE = ["22", 2021]

# How one leaves a service: what becomes of the account.
DEPARTS = {
    "closed": {"is_active": False},
    "another service": {"role": "commissaire", "departement": None, "region_id": "53"},
    "another département": {"departement_id": "29"},
}


@pytest.mark.parametrize("depart", DEPARTS)
def test_the_remarks_of_whoever_left_are_their_service_s_and_a_colleague_takes_them_over(
    client, demo, gens, depart
):
    """None is left that nobody may resolve, withdraw or answer; the page says who follows it, the journal too."""
    parti, collegue = open_prefecture(gens["prefecture"], "Partie", AT), gens["prefecture"]
    ouverte = ask(demo.transmis, parti, AT)
    entre = ask(demo.transmis, parti, AT, audience=Audience.ETAT, is_bloquante=False)
    retiree = ask(demo.transmis, parti, AT, "indicateur", "R3")
    Utilisateur.objects.filter(pk=parti.pk).update(**DEPARTS[depart])
    client.force_login(collegue)
    liste = reverse("remarques:liste", args=CLE)
    assert read_html(client.get(liste)).count("Partie a quitté son service") == 3
    # It is still between the same two services.
    attend = [qui for qui, compte in gens.items() if find_attendues(compte, [demo.transmis.pk])]
    assert attend == ["agent", "valideur", "commissaire"]
    assert pursue_remarque(by=gens["commissaire"], at=AT, remarque=entre, texte="Oui.").vers == "repondue"
    answer_remarque(by=gens["agent"], at=AT, remarque=ouverte, texte="Voilà.")
    for une in (entre, ouverte):
        une.refresh_from_db()
        assert une.auteur == parti
    withdraw_remarque(by=collegue, at=AT, remarque=retiree)
    for une in (entre, ouverte):
        resolve_remarque(by=collegue, at=AT, remarque=une)
    assert set(Remarque.objects.filter(exercice=demo.transmis, auteur=parti)) == set()
    page = read_html(client.get(liste))
    assert page.count("Reprise par Préfecture") == 2 and "a quitté son service" not in page
    lignes = Trace.objects.filter(geste=Geste.REPRENDRE_REMARQUE)
    assert [(ligne.par, ligne.convention) for ligne in lignes.order_by("pk")] == [
        (collegue, "22"),
        (collegue, ""),
        (collegue, "22"),
    ]
    assert not [*list_ruptures_du_journal(), *list_ruptures_de_scelles()]


def test_nobody_takes_over_the_remark_of_somebody_who_is_there(client, demo, gens):
    autre = open_prefecture(gens["prefecture"], "Présente", AT)
    une = ask(demo.transmis, autre, AT)
    resolve_remarque(by=gens["prefecture"], at=AT, remarque=une)
    une.refresh_from_db()
    assert une.auteur == autre
    assert not Trace.objects.filter(geste=Geste.REPRENDRE_REMARQUE).exists()
    client.force_login(gens["centrale"])
    for compte, dit in ((autre, True), (gens["agent"], False)):
        page = read_html(client.get(reverse("conventions:fermer_compte", args=[compte.pk])))
        assert ("Ses remarques restent à son service" in page) == dit
