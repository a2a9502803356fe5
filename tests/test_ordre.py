"""S4-2 comes before S4-10 wherever actions are listed: pages, workbook, documents, both databases."""

import random
import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from conventions.models import Action, Exercice, Financement
from conventions.ordre import OrdreNaturel, make_cle_naturelle
from financement.queries.classeur import build_classeur
from financement.queries.montants import list_actions
from indicateurs.queries.manques import list_manques
from reporting.queries.documents import build_rapport
from tests.chemins import PARAMETRES, ROUTES
from tests.cloture import reopen_closed
from tests.lecture import read_html
from tests.routes import BROUILLON, LECTURE, SAISIE

NUMEROS = [f"S4-{rang}" for rang in range(1, 13)]
CITE = re.compile(r"\bS4-(\d+)\b")
# Read with only what names an exercice; the pages that must list its actions are said, so that none drops out.
PAGES = [
    nom
    for nom, attendu in LECTURE.items()
    if attendu in (BROUILLON, SAISIE) and {"code", "annee"} <= set(ROUTES[nom]) <= set(PARAMETRES)
]
LISTENT = {
    *("reporting:exercice", "reporting:execution", "reporting:simulation", "reporting:transmettre"),
    *("conventions:actions", "conventions:financement", "conventions:reprise", "conventions:redeploiements"),
    "conventions:soldes",
    "avenants:nouveau",
}


@pytest.fixture
def twelve(demo):
    """Twelve actions in each exercice of the Finistère, entered from the last to the first."""
    with reopen_closed():
        for exercice in (demo.valide, demo.brouillon):
            for numero in reversed(NUMEROS):
                exercice.actions.get_or_create(
                    numero=numero,
                    defaults={"titre": "Une de plus", "axe": "S4", "nature": "nouvelle", "etat": "en_cours"},
                )
            # What is decided and what is not are two lists of one page.
            exercice.reprises.all().delete()
            for action in exercice.actions.filter(axe="S4", financements=None):
                Financement.objects.create(action=action, source="etat", prevu=100, execute=90)
    return demo


def list_cites(texte):
    """Each number of axe S4 where it first comes."""
    return list(dict.fromkeys(f"S4-{lu[1]}" for lu in CITE.finditer(texte)))


def is_in_order(cites):
    return cites == sorted(cites, key=make_cle_naturelle)


def test_every_page_lists_actions_in_the_order_of_their_numbers(client, twelve):
    client.force_login(twelve.get_compte("agent.29"))
    for nom in PAGES:
        # The number of an avenant, where it is not that of an action.
        siens = {"numero": 3, "nature": "financier"} if nom.startswith("avenants:") else {}
        parametres = PARAMETRES | siens
        page = client.get(reverse(nom, args=[parametres[un] for un in ROUTES[nom]]))
        if "html" not in page.get("Content-Type", ""):
            continue
        cites = list_cites(read_html(page).split("<main", 1)[-1].split("</main>")[0])
        # The page of one action names it first.
        assert is_in_order(cites[1:] if nom.endswith(":action") else cites), (nom, cites)
        assert nom not in LISTENT or len(cites) >= 11, nom


def test_the_workbook_the_documents_and_what_is_missing_are_in_the_same_order(twelve):
    exercice = twelve.brouillon
    classeur = build_classeur(exercice, datetime(2022, 3, 1, tzinfo=UTC))
    rapport = build_rapport(exercice, date(2022, 3, 1))
    listes = {
        "classeur": [un.code for groupe in classeur.groupes for un in groupe.lignes],
        "rapport": [action.numero for axe in rapport.axes for action in axe.actions],
        "pages": [action.numero for action in list_actions(exercice)],
    }
    for quoi, numeros in listes.items():
        siens = [numero for numero in numeros if numero.startswith("S4-")]
        assert siens == NUMEROS, quoi
    manques = " ".join(manque.libelle for manque in list_manques(exercice, date(2022, 3, 1)))
    assert len(list_cites(manques)) >= 10
    assert is_in_order(re.findall(r"Action (S4-\d+) : bilan", manques))


@pytest.mark.deux_bases
def test_the_database_sorts_as_python_does(demo):
    hasard = random.Random(7)
    signes = "SAs.-0123456789"
    numeros = {"1", "2", "10", "01", "S4-2", "S4-10", "S10-1", "a.10.2", "a.9.10", "9" * 10, "0" * 10}
    numeros |= {"A" + "".join(hasard.choices(signes, k=hasard.randint(0, 9))) for _ in range(200)}
    vide = Exercice.objects.create(
        convention=demo.brouillon.convention,
        annee=2018,
        regime="civile",
        debut=date(2018, 1, 1),
        fin=date(2018, 12, 31),
        referentiel=demo.brouillon.referentiel,
    )
    Action.objects.bulk_create(
        Action(exercice=vide, numero=numero, titre="Une", axe="S4", nature="nouvelle") for numero in numeros
    )
    lus = list(vide.actions.values_list("numero", flat=True))
    assert [make_cle_naturelle(un) for un in lus] == sorted(map(make_cle_naturelle, numeros))
    cles = vide.actions.annotate(cle=OrdreNaturel("numero")).values_list("numero", "cle")
    assert dict(cles) == {numero: make_cle_naturelle(numero) for numero in numeros}
