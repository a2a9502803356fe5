"""What cannot be, typed through the pages: one sentence, beside its place; nothing of it is stored, and all that was
typed is still there."""

from datetime import date
from typing import NamedTuple

import pytest
from django.apps import apps
from django.urls import reverse

from avenants.models import Avenant
from comptes.models import Collectivite
from comptes.operations import create_compte
from tests.demo import BROUILLON_DE_REFERENTIEL, enter
from tests.formulaires_lus import Lecteur
from tests.lecture import read
from tests.reporting.departement import AT, Departement
from tests.sources import APPS

pytestmark = pytest.mark.une_base

BROUILLON = ("referentiels:element", BROUILLON_DE_REFERENTIEL)
METROPOLE = {
    "code": "13M", "nature": "metropole", "nom": "Métropole Aix-Marseille-Provence", "siren": "200 054 807",
    "titre_executif": "présidente de la métropole", "departements": [],
}  # fmt: skip
CONVENTION = {
    "dispositif": "CALPAE", "date_signature": "2020-02-04", "debut": "2020-01-01", "fin": "2022-12-31",
    "titre_etat": "le préfet", "titre_departement": "la présidente de la métropole",
}  # fmt: skip


class Faute(NamedTuple):
    """Who types what on which page, and where one is told why it cannot be."""

    qui: str
    page: tuple
    champs: dict
    lieu: str  # the id of what shows it
    phrase: str


FAUTES = {
    "a share that no one can bring": Faute(
        "centrale", (*BROUILLON, "financement.parts.1"), {"part": "150"}, "id_part_error",
        "Un pourcentage ne dépasse pas 100.",
    ),
    "two envelopes that do not sum": Faute(
        "prefecture.29", ("conventions:notification", "29", 2021),
        {"montant_notifie": "816480", "enveloppe-initiatives": "28 079,99"}, "id_montant_notifie_error",
        "Les enveloppes font 816 479,99 €, le montant notifié est de 816 480,00 € : il manque 0,01 €.",
    ),
    "a target of a year outside the instrument": Faute(
        "centrale", (*BROUILLON, "indicateurs.1"), {"cibles": "2031 : 80"}, "id_cibles_error",
        "pour l’une des années du fichier : 2021, 2022.",
    ),
    "a collectivité without territory": Faute(
        "centrale", ("conventions:nouvelle_collectivite",), METROPOLE, "id_departements_error",
        "Une collectivité sans territoire ne signe aucune convention : choisissez-en un au moins.",
    ),
    "a métropole that takes the address of the département": Faute(
        "centrale", ("conventions:ouvrir_convention",),
        CONVENTION | {"code": "69", "departement": "69", "collectivite": "69M"}, "id_code_error",
        "Ce code est celui du département : celui de cette collectivité commence par 69M.",
    ),
    "a vote later than the signature of what it approves": Faute(
        "agent.29", ("reporting:nouvelle_deliberation", "29"),
        {
            "approuve": lambda: [f"avenant-{get_avenant().pk}-deliberation"], "organe": "commission_permanente",
            "numero": "2021-77", "date_vote": "2021-05-10",
        },
        "id_date_vote_error",
        "La délibération n° 2021-77, votée le 10 mai 2021, ne peut pas être postérieure à la signature de ce qu’elle "
        "approuve, le 9 mai 2021.",
    ),
    "a mean with no count": Faute(
        "agent.29", ("indicateurs:saisie", "29", 2021, "S4"), {"R2-moyenne_jours": "157"}, "signaux-R2",
        "Une moyenne se dit avec ses cas : écrivez ceux dans le délai et ceux hors délai. Seule, elle "
        "n’est admise que d’une situation initiale",
    ),
    "words that a text has not": Faute(
        "centrale", (*BROUILLON, "textes.avenant.articles.1"), {"texte": "L’État verse {montant_inconnu}."},
        "id_texte_error", "mots inconnus entre accolades : {montant_inconnu}.",
    ),
}  # fmt: skip


def get_avenant():
    """That of the 29 that is being prepared, as if it had been signed."""
    avenant = Avenant.objects.get(convention__code="29", numero=3)
    Avenant.objects.filter(pk=avenant.pk).update(statut="signe", date_signature=date(2021, 5, 9))
    return avenant


def read_base():
    """Every row that the site keeps."""
    modeles = [un for app in apps.get_app_configs() if app.name in APPS for un in app.get_models()]
    return {un._meta.label: list(un._base_manager.order_by("pk").values()) for un in modeles}


def read_champs(reponse, adresse):
    """The form of a page that holds the most: {name: [what it holds]}."""
    formulaires = [un.read() for un in Lecteur(reponse.content.decode(), adresse).list_formulaires()]
    return max(formulaires, key=len)


@pytest.mark.parametrize("nom", FAUTES)
def test_what_cannot_be_is_one_sentence_beside_its_place_and_nothing_is_stored(nom, client, demo):
    faute = FAUTES[nom]
    enter(client, faute.qui)
    adresse = reverse(faute.page[0], args=faute.page[1:])
    champs = {champ: un() if callable(un) else un for champ, un in faute.champs.items()}
    envoi = read_champs(client.get(adresse), adresse) | champs
    avant = read_base()
    reponse = client.post(adresse, envoi)
    assert reponse.status_code == 422
    assert read_base() == avant
    (_, apres) = read(reponse).split(f'id="{faute.lieu}"')
    assert faute.phrase in apres.split("</p>")[0]
    garde = read_champs(reponse, adresse)
    for champ, valeur in champs.items():
        assert garde.get(champ, []) == ([valeur] if isinstance(valeur, str) else valeur), champ


def test_the_convention_of_the_département_is_not_found_by_an_agent_of_the_métropole(client, demo):
    departement = Collectivite.objects.get(pk="69D")
    Departement(client, demo, "69", collectivite=departement).open_annee(2021, "2021-03-19")
    lyon = create_compte(
        by=None, at=AT, email="agent@69M.example", nom="Agent", role="agent_departemental", password="x",
        collectivite=Collectivite.objects.get(pk="69M"),
    )  # fmt: skip
    client.force_login(lyon)
    for page in (("reporting:convention", "69"), ("reporting:exercice", "69", 2021)):
        assert client.get(reverse(page[0], args=page[1:])).status_code == 404
