"""What one takes away: the rows of the screen, in each format, of who may still read them."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Action, Exercice, Financement, Partenaire
from fichiers.tables.colonnes import TypeColonne
from fichiers.tables.formats import FORMATS
from indicateurs.models import Valeur
from pilotage.tables.actions import COLONNES_ACTIONS
from tests.pilotage.fichiers_lus import COLONNES, is_same, list_attendues, make_france, read_lignes, take
from tests.reporting.exercices import clone

pytestmark = [pytest.mark.usefixtures("sans_verrous", "sas"), pytest.mark.une_base]

HOSTILE = "=cmd|' /C calc'!A0"


@pytest.fixture
def france(demo):
    return make_france(demo)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("table", COLONNES)
def test_each_format_gives_the_same_rows_with_their_types(client, france, table, format_):
    """Whatever people wrote in every text of a row."""
    champs = [un.code for un in COLONNES_ACTIONS if un.type is TypeColonne.TEXTE and hasattr(Action, un.code)]
    propres = [
        un for un in champs if un not in ("axe", "mesure", "numero", "nature", "indicateurs", "partenaires")
    ]
    assert len(propres) > 8
    Action.objects.update(**dict.fromkeys(propres, HOSTILE))
    Valeur.objects.update(commentaire=HOSTILE)
    reponse = take(client, france, table=table, format=format_)
    assert reponse["Content-Type"] == FORMATS[format_].type_contenu
    assert reponse["Content-Disposition"] == f'attachment; filename="{table}-2021.{format_}"'
    attendues = list_attendues(france.get_compte("centrale"), table)
    lues = read_lignes(reponse.content, format_, table)
    assert len(lues) == len(attendues) > 3
    for lue, attendue in zip(lues, attendues, strict=True):
        assert set(lue) == set(attendue)
        ecarts = {code: (lue[code], dit) for code, dit in attendue.items() if not is_same(lue[code], dit)}
        assert not ecarts
    assert sum(list(lue.values()).count(HOSTILE) for lue in lues) >= len(lues) - 20


def test_the_figures_are_those_of_the_screen_and_of_the_rows_beneath(client, france):
    """Counted again from what is stored, without what computes the site's own."""
    lues = read_lignes(take(client, france, format="parquet").content, "parquet", "chiffres")
    ecran = client.get(reverse("reporting:tableau_de_bord"), {"annee": 2021}).context["tableau"]
    montrees = [
        (ligne.exercice.convention.code, cellule.indicateur.code, cellule.resultat.numerateur)
        for ligne in ecran.lignes
        for cellule in ligne.cellules
    ]
    assert [(un["convention"], un["indicateur"], un["numerateur"]) for un in lues] == montrees
    assert {un["convention"] for un in lues} == {"13", "22", "35", "67"}  # the 29 is a draft
    stockees = {
        (un.exercice.convention.code, un.code): un
        for un in Valeur.objects.filter(exercice__annee=2021).select_related("exercice__convention")
    }
    vus = set()
    for lue in lues:
        valeur = stockees.get((lue["convention"], lue["indicateur"]))
        if valeur is None or valeur.denominateur is None or valeur.numerateur is None:
            continue
        vus.add(lue["indicateur"])
        assert (lue["numerateur"], lue["denominateur"]) == (valeur.numerateur, valeur.denominateur)
        if valeur.denominateur:
            part = Fraction(valeur.numerateur) / Fraction(valeur.denominateur)
            assert abs(Fraction(lue["valeur"]) - part) < Fraction(1, 10**15)
            assert lue["unite"] == "proportion"
    assert len(vus) >= 3


def test_the_actions_sum_their_money_to_the_cent(client, france):
    lues = read_lignes(take(client, france, table="actions", format="parquet").content, "parquet", "actions")
    sommes = defaultdict(lambda: [Decimal(0), Decimal(0), 0])
    lignes = Financement.objects.filter(action__exercice__annee=2021).exclude(
        action__exercice__convention__code="29"
    )
    for un in lignes.select_related("action__exercice__convention"):
        somme = sommes[un.action.exercice.convention.code, un.action.numero]
        somme[0] += un.prevu or 0
        somme[1] += un.execute or 0
        somme[2] += 1
    assert len(sommes) >= 2
    par_action = {(un["convention"], un["numero"]): un for un in lues}
    assert len(par_action) == len(lues) == Action.objects.filter(
        exercice__annee=2021, exercice__etat="transmis"
    ).count() or len(lues)
    for cle, (prevu, execute, _) in sommes.items():
        lue = par_action[cle]
        assert (lue["prevu"] or 0, lue["execute"] or 0) == (prevu, execute)
        par_source = [
            lue[f"{source}_execute"]
            for source in ("etat", "departement_nouveau", "valorisation", "autres", "report")
        ]
        assert sum(un or 0 for un in par_source) == execute
    partielle = next(un for un in lues if un["titre"] == "Une action")
    assert (partielle["incomplet"], partielle["valorisation_prevu"], partielle["valorisation_execute"]) == (
        True, None, Decimal("0.01"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "demande",
    [
        *({"region": "53"}, {"axe": "S4"}, {"axe": ["S4", "S2"]}, {"tri": "-R2"}, {"tri": "R2", "region": "53"}),
        *({"etat": "transmis"}, {"constat": "manquee"}, {"constat": "retard", "axe": "S4"}, {"annee": 2020}),
    ],
)  # fmt: skip
def test_the_filters_of_the_screen_are_those_of_the_file(client, france, demande):
    lues = read_lignes(take(client, france, format="csv", **demande).content, "csv", "chiffres")
    ecran = client.get(reverse("reporting:tableau_de_bord"), {"annee": 2021} | demande).context["tableau"]
    montrees = [
        (ligne.exercice.convention.code, ligne.exercice.annee, cellule.indicateur.code)
        for ligne in ecran.lignes
        for cellule in ligne.cellules
    ]
    assert [(un["convention"], un["annee"], un["indicateur"]) for un in lues] == montrees


def test_every_year_at_once_is_each_year_after_the_other(client, france):
    toutes = read_lignes(take(client, france, annee="toutes", format="csv").content, "csv", "chiffres")
    annees = sorted({un["annee"] for un in toutes})
    assert len(annees) == 3
    une_a_une = [
        ligne
        for annee in annees
        for ligne in read_lignes(take(client, france, annee=annee, format="csv").content, "csv", "chiffres")
    ]
    assert toutes == une_a_une


@pytest.mark.parametrize("qui", ["agent.29", "prefecture.22", "commissaire.53", "commissaire.44", "centrale"])
@pytest.mark.parametrize("table", COLONNES)
def test_nobody_takes_away_what_they_may_not_read(client, france, qui, table):
    user = france.get_compte(qui)
    lues = read_lignes(
        take(client, france, qui, annee="toutes", table=table, format="csv").content, "csv", table
    )
    lisibles = Exercice.objects.readable_by(user).values_list("convention__code", "annee")
    assert {(un["convention"], un["annee"]) for un in lues} <= set(lisibles)
    if qui == "agent.29":  # its own draft
        assert ("29", 2021) in {(un["convention"], un["annee"]) for un in lues}


@pytest.mark.parametrize(
    "demande", [{}, {"table": "actions"}, {"format": "ods"}, {"format": "xls", "table": "x"}]
)
def test_the_queries_do_not_grow_with_the_départements(client, demo, demande):
    client.force_login(demo.get_compte("centrale"))

    def count():
        with CaptureQueriesContext(connection) as requetes:
            client.get(reverse("reporting:exporter_tableau"), {"annee": 2021} | demande)
        return len(requetes)

    deux = count()
    clone(demo.transmis, ["35", "56", "67", "68"])
    assert count() == deux <= 20


def test_partners_are_called_what_the_closed_year_calls_them(client, demo):
    action = Action.objects.filter(exercice=demo.transmis).first()
    for nom in ("B", "A"):
        action.partenaires.add(
            Partenaire.objects.create(convention=demo.transmis.convention, nom=f"{nom} essai")
        )
    demo.transmis.memoires.create(
        sujet="partenaire", cle=str(Partenaire.objects.get(nom="B essai").pk), valeur="Ancien B"
    )
    lues = read_lignes(take(client, demo, table="actions", format="csv").content, "csv", "actions")
    dits = next(un["partenaires"] for un in lues if un["numero"] == action.numero)
    assert "Ancien B" in dits
    assert "A essai" in dits


def test_an_empty_perimeter_makes_an_empty_file_and_a_draft_is_its_own(client, demo):
    for format_ in FORMATS:
        lues = read_lignes(
            take(client, demo, "commissaire.44", annee="", format=format_).content, format_, "chiffres"
        )
        assert lues == []
    lues = read_lignes(take(client, demo, "prefecture.29").content, "xlsx", "chiffres")
    assert {un["convention"] for un in lues} == {"29"}
    r2 = next(un for un in lues if un["indicateur"] == "R2")
    assert (r2["etat"], r2["valeur"], r2["comparable"]) == ("Non renseigné", None, None)


def test_a_row_says_what_its_figure_is_worth(client, demo):
    lues = read_lignes(take(client, demo).content, "xlsx", "chiffres")
    r2 = next(un for un in lues if (un["convention"], un["indicateur"]) == ("22", "R2"))
    stocke = demo.transmis.valeurs.get(code="R2")
    assert (r2["mediane_jours"], r2["moyenne_jours"]) == (stocke.mediane_jours, stocke.moyenne_jours)
    assert (r2["source"], r2["arrete_au"].isoformat()) == ("Calculé depuis le fichier", "2021-12-31")
    assert (r2["comparable"], r2["oarsa_2018_absence"], r2["oarsa_2018_jours"]) == (
        True,
        "non disponible",
        None,
    )
    assert "notification par la CAF" in r2["methode"]
