"""What a text states for France stands beside what it concerns, apart from a département's own figures."""

from copy import deepcopy
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from conventions.models import Exercice
from indicateurs.models import Cible
from referentiels.construction import build_definition, check_referentiel
from referentiels.fautes import DefinitionInvalide
from referentiels.models import Referentiel
from reporting.contents import ContenuAxe
from reporting.queries.documents import build_rapport
from tests.demo import enter
from tests.lecture import read

pytestmark = pytest.mark.une_base

PAR_AXE = {
    "S4": ["30 000 000 €"],
    "S5": ["200 000 personnes", "100 000 personnes"],
    "N1": ["5 000 000 €"],
    "N2": ["6 000 000 €"],
}


@pytest.fixture
def contenu(db):
    return deepcopy(Referentiel.objects.get(code="2021-03-19").contenu)


@pytest.mark.parametrize("axe", ["S1", "S4", "S5", "N1", "N2"])
def test_an_axe_says_the_national_figures_that_concern_it_and_no_other(client, demo, axe):
    enter(client, "agent.29")
    page = read(client.get(reverse("indicateurs:saisie", args=["29", 2021, axe])))
    for autre, chiffres in PAR_AXE.items():
        assert [chiffre in page for chiffre in chiffres] == [autre == axe] * len(chiffres)
    assert ("ne s’y additionnent pas" in page) is (axe in PAR_AXE)


def test_the_dashboard_says_them_all(client, demo):
    enter(client, "commissaire.53")
    adresse = reverse("reporting:tableau_de_bord")
    page = read(client.get(f"{adresse}?annee=2021"))
    assert all(chiffre in page for chiffres in PAR_AXE.values() for chiffre in chiffres)
    assert "France entière" not in read(client.get(f"{adresse}?annee=2019"))


def test_the_rapport_says_them_by_axe_and_sums_them_with_nothing(demo):
    exercice = Exercice.objects.select_related("convention", "referentiel").get(pk=demo.brouillon.pk)
    contenu = build_rapport(exercice, date(2022, 3, 1))
    dits = {
        axe.code: [phrase.translate({0xA0: " ", 0x202F: " "}) for phrase in axe.nationaux]
        for axe in contenu.axes
    }
    for code, phrases in dits.items():
        assert [phrase.rpartition(" : ")[2] for phrase in phrases] == PAR_AXE.get(code, [])
    sans = replace(contenu, axes=tuple(replace(axe, nationaux=()) for axe in contenu.axes))
    assert [axe.total for axe in sans.axes] == [axe.total for axe in contenu.axes]


def test_a_document_older_than_them_has_none():
    assert ContenuAxe(code="S1", libelle="x", nature="socle").nationaux == ()


def test_the_target_the_text_sets_is_proposed_until_one_is_stored(client, demo):
    enter(client, "agent.29")
    adresse = reverse("indicateurs:cibles", args=["29", 2021, "S1"])
    Cible.objects.filter(convention__code="29", code="A2", annee=2022).delete()
    assert read(client.get(adresse)).count("Le texte fixe 100,0 %.") == 1
    Cible.objects.create(convention=demo.brouillon.convention, code="A2", annee=2022, valeur="0.9")
    assert "Le texte fixe" not in read(client.get(adresse))


@pytest.mark.parametrize(
    ("chiffre", "attendu"),
    [
        (
            {"libelle": "x", "euros": 1, "axe": "Z9"},
            "Chiffre national «\u00a0essai\u00a0»\u00a0: axe «\u00a0Z9\u00a0» inconnu.",
        ),
        ({"libelle": "x"}, "«\u00a0essai\u00a0» dit son libellé"),
        ({"libelle": "x", "euros": 1, "personnes": 2}, "«\u00a0essai\u00a0» dit son libellé"),
        ({"libelle": " ", "euros": 1}, "«\u00a0essai\u00a0» dit son libellé"),
        ({"libelle": "x", "euros": "1"}, "est un nombre de 0 à"),
        ({"libelle": "x", "euros": -1}, "est un nombre de 0 à"),
        (
            {"libelle": "x", "euro": 1},
            "la clé «\u00a0euro\u00a0» est inconnue. Vouliez-vous dire «\u00a0euros\u00a0»\u202f?",
        ),
        ("trente millions", "«\u00a0essai\u00a0» dit son libellé"),
    ],
)
def test_a_figure_that_cannot_be_shown_is_refused_in_a_sentence(contenu, chiffre, attendu):
    contenu["contexte_national"]["essai"] = chiffre
    with pytest.raises(DefinitionInvalide) as erreur:
        check_referentiel(contenu)
    (phrase,) = erreur.value.phrases
    assert attendu in phrase


def test_what_was_published_before_anything_read_them_is_still_read(contenu):
    """Without the axe, it concerns the whole; what is no figure counts for nothing."""
    del contenu["contexte_national"]["mobilite_diagnostics"]["axe"]
    assert len(build_definition(contenu).list_nationaux("")) == 1
    contenu["contexte_national"] = "libre"
    assert build_definition(contenu).nationaux == ()
