"""Who brings what share, through the pages: Hautes-Alpes 2019, where the article would have been false; a contrat where
each action is half and half (Hauts-de-Seine); a plan where one volet may be the State's alone."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from referentiels.lecture import parse_referentiel
from referentiels.models import Referentiel
from referentiels.operations import load_referentiel
from reporting.models import Document
from tests.financement.classeurs import download
from tests.lecture import read
from tests.reporting.lieux import open_lieu

AT = datetime(2019, 7, 1, 9, tzinfo=UTC)
MANQUE = (
    "La collectivité apporte moins de 50 % du total prévu : 0,00 € sur 400 000,00 €, soit 0 %, "
    "il manque 200 000,00 € à total égal."
)
MOITIE = "Le Département prend à sa charge au moins la moitié du coût total des actions"
INCONNU = (Path(__file__).parents[1] / "referentiels" / "inconnu.toml").read_text(encoding="utf-8")
REGLE_INCONNUE = 'qui = "collectivite"\npart = "0.40"\n'


@pytest.fixture
def hautes_alpes(client, demo):
    referentiel = Referentiel.objects.get(code="2019-09-25")
    return open_lieu(client, demo, "05", referentiel, "200 000,00", "2019-06-25")


@pytest.fixture
def ouvrir_selon(client, demo):
    """A contrat of the Hauts-de-Seine under the share rule that is given."""

    def ouvrir(regle, notifie):
        contenu = parse_referentiel(INCONNU.replace(REGLE_INCONNUE, regle).replace('"0.55"', '"0.50"'))
        referentiel = load_referentiel(by=None, at=AT, contenu=contenu)
        return open_lieu(client, demo, "92", referentiel, notifie, "2024-05-13")

    return ouvrir


def test_with_the_fse_and_nothing_of_the_département_the_exercice_is_not_handed_over(hautes_alpes):
    lieu = hautes_alpes
    lieu.add_action("S4-1", "S4", etat="200 000", departement_nouveau="0", valorisation="0", fse="200 000")
    for nom, *args in (
        ("conventions:financement", "prevu"),
        ("conventions:actions",),
        ("reporting:execution",),
        ("reporting:exercice",),
    ):
        assert MANQUE in lieu.read(nom, *args), nom
    lieu.become("valideur")
    assert MANQUE in lieu.read("reporting:transmettre")
    reponse = lieu.client.post(reverse("reporting:transmettre", args=["05", 2019]))
    assert reponse.status_code in (403, 422)
    assert lieu.exercice.etat == "brouillon"


def check_refus(lieu, refus):
    """Neither put on paper nor signed, whoever asks: the sentence, and no document."""
    page = lieu.read("avenants:avenant", 1)
    assert refus in page
    assert MOITIE not in page
    assert "Produire le projet" not in page
    for role, nom, champs in (
        ("agent", "produire_avenant", {}),
        ("valideur", "produire_avenant", {}),
        ("valideur", "signer_avenant", {"version": "1", "date_signature": "2019-07-01"}),
    ):
        lieu.become(role)
        reponse = lieu.client.post(reverse(f"avenants:{nom}", args=[lieu.code, lieu.annee, 1]), champs)
        assert reponse.status_code == 403
        assert refus in read(reponse)
    assert not Document.objects.filter(avenant__convention__code=lieu.code).exists()


def test_and_no_avenant_says_that_it_brings_at_least_half(hautes_alpes):
    lieu = hautes_alpes
    lieu.add_action("S4-1", "S4", etat="200 000", departement_nouveau="0", valorisation="0", fse="200 000")
    lieu.draft("200 000,00")
    check_refus(lieu, f"dirait le contraire de son tableau : {MANQUE[:1].lower()}{MANQUE[1:]}")


def read_finances(lieu):
    """The article on money of the avenant that is produced, and what its table says of shares."""
    lieu.post("avenants:produire_avenant", 1)
    document = Document.objects.get(avenant__convention__code=lieu.code)
    (finances,) = (un["texte"] for un in document.contenu["articles"] if un["code"] == "finances")
    return finances


def test_where_it_does_bring_half_the_article_says_it_and_the_table_its_own_share(hautes_alpes):
    lieu = hautes_alpes
    lieu.add_action(
        "S4-1", "S4", etat="200 000", departement_nouveau="150 000", valorisation="50 000,01", fse="0,01"
    )
    lieu.draft("200 000,00")
    assert f"{MOITIE}, par des crédits nouveaux ou par la valorisation de moyens existants." in read_finances(
        lieu
    )
    assert "dirait le contraire" not in lieu.read("avenants:avenant", 1)


CHAQUE_ACTION = 'qui = "collectivite"\npart = "0.50"\nsur = "action"\n'
SAUF_UN_VOLET = 'qui = "collectivite"\npart = "0.50"\nsauf = ["LOGEMENT"]\n'


def test_where_each_action_is_half_and_half_one_at_95_per_cent_of_the_state_blocks(ouvrir_selon):
    lieu = ouvrir_selon(CHAQUE_ACTION, "100 000")
    lieu.add_action("1", "ENF", etat="95 000", departement_nouveau="5 000")
    lieu.add_action("2", "EMP-2", etat="5 000", departement_nouveau="95 000")
    refus = "la collectivité apporte moins de 50 % du total prévu de l’action : 5 000,00 € sur 100 000,00 €, soit 5 %"
    lieu.become("valideur")
    assert f"Action 1 : {refus}" in lieu.read("reporting:transmettre")
    assert lieu.client.post(reverse("reporting:transmettre", args=["92", 2024])).status_code in (403, 422)
    lieu.become("agent")
    lieu.draft("100 000")
    check_refus(lieu, f"dirait le contraire de son tableau : pour l’action 1, {refus}")


def test_half_and_half_executed_as_planned_has_nothing_to_simulate(ouvrir_selon):
    lieu = ouvrir_selon(CHAQUE_ACTION, "100 000")
    for numero in range(1, 4):
        lieu.add_action(str(numero), "ENF", etat=f"{numero}0 000,01", valorisation=f"{numero}0 000,01")
    page = lieu.read("reporting:simulation")
    assert "<dt>Réfaction simulée</dt><dd>0,00 €</dd>" in page
    assert "Le total est la somme des actions : une action n’en compense pas une autre." in page
    assert "apporte moins de" not in lieu.read("conventions:financement", "prevu")
    # Of the three rows under their axe, the State's of each (C, I), the collectivité's (E, G), the total (K).
    parts = ",".join(f"IF(SUM(C{r},I{r})>0,SUM(E{r},G{r})/SUM(K{r}),1)" for r in (7, 8, 9))
    assert read_part(lieu) == (
        "Plus petite part par action (50\u00a0% au moins)",
        f'=IF(SUM(C6,I6)=0,"",MIN({parts}))',
    )


def read_part(lieu):
    """What the workbook counts at its top: its words, its formula."""
    classeur = load_workbook(BytesIO(download(lieu.exercice)))
    return classeur["Financement"]["E2"].value, classeur["Financement"]["H2"].value


def test_a_volet_the_rule_leaves_out_may_be_the_states_alone_and_the_article_says_so(ouvrir_selon):
    lieu = ouvrir_selon(SAUF_UN_VOLET, "150 000")
    lieu.add_action("1", "LOGEMENT", etat="100 000")
    lieu.add_action("2", "ENF", etat="50 000", departement_nouveau="50 000")
    assert "apporte moins de" not in lieu.read("conventions:financement", "prevu")
    page = lieu.read("reporting:simulation")
    assert "<dt>Réfaction simulée</dt><dd>0,00 €</dd>" in page
    assert "La règle ne dit rien de l’axe LOGEMENT : l’État peut y porter toute la dépense." in page
    # Over the totals of the other axe alone.
    assert read_part(lieu) == (
        "Part de la collectivité (50\u00a0% au moins)",
        '=IF(SUM(K6)=0,"",SUM(E6,G6)/SUM(K6))',
    )
    lieu.draft("150 000")
    assert f"{MOITIE}, l’axe LOGEMENT excepté, par des crédits nouveaux" in read_finances(lieu)
