"""Who may do what, route by route. A route that is not in the table fails: nobody forgets to say who may use it."""

import pytest
from django.db import connection
from django.urls import reverse

from comptes.guard import EcritureInterdite, refuse_writes
from comptes.models import Trace, Utilisateur
from conventions.models import (
    ETATS_TRANSMIS,
    Etat,
    Exercice,
)
from reporting.models import Document, Photographie
from tests.chemins import ROUTES, get_url
from tests.demo import enter
from tests.lecture import read_html
from tests.routes import BROUILLON, CONVENTION, ECRITURE, LECTURE, OUVERTES, POST_SEUL, QUI

pytestmark = pytest.mark.une_base

# The préfecture writes there too.
DE_LA_PREFECTURE = {
    "conventions:dates",
    "conventions:paiement",
    "conventions:notification",
    "conventions:signataires",
    "conventions:joindre_copie",
    "conventions:retirer_copie",
    "reporting:nouvel_anterieur",
    "reporting:anterieur",
    "reporting:retirer_anterieur",
    "reporting:proposer",
    "reporting:notifier",
    "reporting:verser",
    "reporting:retirer_versement",
    "indicateurs:derogations",
    "indicateurs:retirer_derogation",
}
ECRIVENT = {("prefecture.29", nom) for nom in DE_LA_PREFECTURE} | {
    ("centrale", un) for un in ("conventions:dates", "api:retirer_jeton")
}
# Where the centrale alone writes.
RESERVES = {nom for nom, attendu in ECRITURE.items() if attendu["agent.29"] == 403}
SANS_ECRITURE = {
    "remarques:liste",
    "reporting:exercice",
    "reporting:execution",
    "reporting:position",
    "reporting:simulation",
    "reporting:decision_financiere",
    "avenants:avenant",
    "avenants:choisir",
    "avenants:prolongation",
    "conventions:actions",
    "conventions:telecharger_classeur",
    "conventions:piece_action",
    "conventions:partenaires",
    "conventions:preuve_redeploiement",
    "comptes:deconnexion",
    "comptes:cesser",
    "comptes:lire_notifications",
    "indicateurs:telecharger_classeur",
    "indicateurs:pourquoi",
    "indicateurs:piece",
    "reporting:demander_export",
    "reporting:fichier_export",
}


def test_every_route_is_in_the_table():
    assert set(ROUTES) - OUVERTES == set(LECTURE)


@pytest.mark.parametrize("nom", sorted(ROUTES))
def test_a_stranger_is_sent_to_the_login_page(nom, client, demo):
    reponse = client.get(get_url(nom, demo.document))
    if nom in OUVERTES:
        assert reponse.status_code == 200
    else:
        assert reponse.status_code == 302
        assert reponse.url.startswith(reverse("comptes:connexion"))


@pytest.mark.parametrize("nom", sorted(LECTURE))
def test_reading_is_refused(nom, client, demo):
    """To those who may, each page is shown in tests/test_formulaires_refuses.py."""
    adresse, refus = get_url(nom, demo.document), {}
    attendus = {qui: statut for qui, statut in LECTURE[nom].items() if statut != 200}
    for qui in attendus:
        enter(client, qui)
        refus[qui] = client.get(adresse).status_code
    assert refus == attendus
    assert set(LECTURE[nom]) == set(QUI)


# Frozen rows, by the route that gives them back: read as the exercice they speak of is, whatever its état.
FIGES = {
    "reporting:photographie": Photographie,
    "reporting:document": Document,
    "reporting:avancement_document": Document,
}


def test_every_frozen_row_has_its_line():
    """A route that names a row by its key alone says nothing of the exercice it is of."""
    sans_contexte = {nom for nom, cles in ROUTES.items() if cles == ("pk",)}
    lues = {nom for nom in sans_contexte if LECTURE[nom] != POST_SEUL}
    assert set(FIGES) == lues


@pytest.mark.parametrize("etat", Etat)
@pytest.mark.parametrize("nom", FIGES)
def test_what_is_frozen_of_a_draft_is_read_as_the_draft(nom, etat, client, demo):
    fige = FIGES[nom].objects.filter(exercice=demo.valide).order_by("pk").first()
    Exercice.objects.filter(pk=demo.valide.pk).update(etat=etat)
    obtenu = {}
    for qui in QUI:
        enter(client, qui)
        obtenu[qui] = client.get(reverse(nom, args=[fige.pk])).status_code
    assert obtenu == (CONVENTION if etat in ETATS_TRANSMIS else BROUILLON)


@pytest.mark.parametrize("nom", sorted(set(ECRITURE) - SANS_ECRITURE))
def test_writing_is_refused_and_leaves_nothing(nom, client, demo):
    traces = Trace.objects.count()
    obtenu, adresse = {}, get_url(nom, demo.document)
    for qui in QUI:
        if (qui == "agent.29" and nom not in RESERVES) or (qui == "centrale" and nom in RESERVES):
            continue
        if (qui, nom) in ECRIVENT:
            continue
        enter(client, qui)
        obtenu[qui] = client.post(adresse, {"x": "1"}).status_code
    assert obtenu == {qui: ECRITURE[nom][qui] for qui in obtenu}
    assert Trace.objects.count() == traces


def test_a_refusal_is_a_sentence(client, demo):
    client.force_login(Utilisateur.objects.get(email="prefecture.29@calpae.example"))
    reponse = client.post(reverse("reporting:transmettre", args=["29", 2021]))
    assert "La saisie est réservée aux agents de la collectivité." in read_html(reponse)


def test_a_get_that_writes_raises(demo):
    with connection.execute_wrapper(refuse_writes), pytest.raises(EcritureInterdite):
        Utilisateur.objects.update(nom="x")


@pytest.mark.parametrize(
    "adresse",
    ["/conventions/2%009/", "/conventions/29/2021/actions/S4%00/", "/referentiels/%00/"],
)
def test_an_address_with_a_nul_is_no_page(client, demo, adresse):
    """PostgreSQL raises on it."""
    client.force_login(Utilisateur.objects.get(email="centrale@calpae.example"))
    assert client.get(adresse).status_code == 404
