"""Hautes-Alpes 2019 through the pages: what the département does not bring is not signed as « au moins la moitié »."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from comptes.models import Departement, Utilisateur
from comptes.operations import create_compte
from conventions.models import Convention, Exercice, Partenaire
from referentiels.models import Referentiel
from reporting.models import Document
from tests.lecture import read
from tests.reporting.alsace import SANS_LISTE, post

AT = datetime(2019, 7, 1, 9, tzinfo=UTC)
MANQUE = (
    "La collectivité apporte moins de 50 % du total prévu : 0,00 € sur 400 000,00 €, soit 0 %, "
    "il manque 200 000,00 € à total égal."
)
MOITIE = "Le Département prend à sa charge au moins la moitié du coût total des actions"


@pytest.fixture
def hautes_alpes(client, demo):
    """The convention of 25 June 2019, its exercice, one action; `client` is its agent."""
    departement = Departement.objects.get(code="05")
    client.force_login(demo.get_compte("centrale"))
    post(
        client, "conventions:ouvrir_convention", dispositif="CALPAE", code="05", departement="05",
        collectivite=departement.collectivites.get().pk, date_signature="2019-06-25", debut="2019-01-01",
        fin="2021-12-31", titre_etat="la préfète des Hautes-Alpes",
        titre_departement="le premier vice-président, représentant le président",
    )  # fmt: skip
    post(
        client, "conventions:ouvrir_exercice", convention=Convention.objects.get(code="05").pk, annee="2019",
        regime="civile", debut="2019-01-01", fin="2019-12-31",
        referentiel=Referentiel.objects.get(code="2019-09-25").pk, montant_notifie="200 000,00",
    )  # fmt: skip
    for role in ("agent", "valideur"):
        create_compte(
            by=None, at=AT, email=f"{role}@05.example", nom=f"{role} des Hautes-Alpes", password="x",
            role=f"{role}_departemental", collectivite=departement.collectivites.get(),
        )  # fmt: skip
    become(client, "agent")
    post(
        client, "conventions:nouvelle_action", "05", 2019, numero="S4-1", titre="Orientation", axe="S4",
        nature="nouvelle", etat="realisee", bilan="Fait.", version="0", **SANS_LISTE,
    )  # fmt: skip
    return client


def become(client, role):
    client.force_login(Utilisateur.objects.get(email=f"{role}@05.example"))


def type_montants(client, **montants):
    """The plan, then the same spent: by key of the source, « fse » for the partner."""
    post(client, "conventions:ajouter_cofinanceur", "05", 2019, "prevu", cofinanceur="FSE")
    exercice = Exercice.objects.get(convention__code="05")
    fse = f"autres-{Partenaire.objects.get(convention=exercice.convention, nom='FSE').pk}"
    pk = exercice.actions.get().pk
    tapes = {f"{pk}-{fse if cle == 'fse' else cle}": montant for cle, montant in montants.items()}
    for colonne in ("prevu", "execute"):
        post(client, "conventions:financement", "05", 2019, colonne, **tapes)


def draft(client):
    post(
        client, "avenants:nouveau", "05", 2019, numero="1", regime="civile", objet="Engagements de 2019",
        montant_etat="200 000,00", version="0",
    )  # fmt: skip


def test_with_the_fse_and_nothing_of_the_département_the_exercice_is_not_handed_over(hautes_alpes):
    client = hautes_alpes
    type_montants(client, etat="200 000", departement_nouveau="0", valorisation="0", fse="200 000")
    for nom, *args in (
        ("conventions:financement", "05", 2019, "prevu"),
        ("conventions:actions", "05", 2019),
        ("reporting:execution", "05", 2019),
        ("reporting:exercice", "05", 2019),
    ):
        assert MANQUE in read(client.get(reverse(nom, args=args))), nom
    become(client, "valideur")
    adresse = reverse("reporting:transmettre", args=["05", 2019])
    assert MANQUE in read(client.get(adresse))
    reponse = client.post(adresse)
    assert reponse.status_code in (403, 422)
    assert Exercice.objects.get(convention__code="05").etat == "brouillon"


def test_and_no_avenant_says_that_it_brings_at_least_half(hautes_alpes):
    client = hautes_alpes
    type_montants(client, etat="200 000", departement_nouveau="0", valorisation="0", fse="200 000")
    draft(client)
    page = read(client.get(reverse("avenants:avenant", args=["05", 2019, 1])))
    refus = f"dirait le contraire de son tableau : {MANQUE[:1].lower()}{MANQUE[1:]}"
    assert refus in page
    assert MOITIE not in page
    assert "Produire le projet" not in page
    for role, nom, champs in (
        ("agent", "produire_avenant", {}),
        ("valideur", "produire_avenant", {}),
        ("valideur", "signer_avenant", {"version": "1", "date_signature": "2019-07-01"}),
    ):
        become(client, role)
        reponse = client.post(reverse(f"avenants:{nom}", args=["05", 2019, 1]), champs)
        assert reponse.status_code == 403
        assert refus in read(reponse)
    assert not Document.objects.filter(avenant__convention__code="05").exists()


def test_where_it_does_bring_half_the_article_says_it_and_the_table_its_own_share(hautes_alpes):
    client = hautes_alpes
    type_montants(client, etat="200 000", departement_nouveau="150 000", valorisation="50 000,01", fse="0,01")
    draft(client)
    post(client, "avenants:produire_avenant", "05", 2019, 1)
    document = Document.objects.get(avenant__convention__code="05")
    (finances,) = (un["texte"] for un in document.contenu["articles"] if un["code"] == "finances")
    assert f"{MOITIE}, par des crédits nouveaux ou par la valorisation de moyens existants." in finances
    page = read(client.get(reverse("avenants:avenant", args=["05", 2019, 1])))
    assert "dirait le contraire" not in page
