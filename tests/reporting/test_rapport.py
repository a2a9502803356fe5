"""What the rapport d'exécution says of how sure its figures are."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from conventions.models import (
    Action,
    Exercice,
    Financement,
    IndicateurPropre,
    Jalon,
    Partenaire,
    RapportCommun,
)
from indicateurs.models import DeclarationMethode
from reporting.libelles import LIBELLES
from reporting.queries.documents import build_rapport
from tests.lecture import fold_blancs

# Its figures are written over, once handed over.
pytestmark = [pytest.mark.usefixtures("sans_verrous"), pytest.mark.une_base]


def build(exercice):
    return build_rapport(exercice, date(2022, 3, 1))


def get_lignes(contenu):
    return {ligne.code: ligne for ligne in contenu.indicateurs}


def render(contenu):
    page = fold_blancs(render_to_string("documents/rapport.html", {"contenu": contenu}))
    return " ".join(page.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_a_figure_is_printed_with_where_it_started_how_sure_it_is_and_how_it_was_counted(demo):
    lignes = get_lignes(build(demo.transmis))
    r2, p1, g4, t1 = (lignes[code] for code in ("R2", "P1", "G4", "T1"))
    assert (r2.date_initiale, p1.date_initiale) == (date(2018, 12, 31), date(2018, 12, 31))
    assert r2.initiale.denominateur > r2.initiale.numerateur > 0
    assert r2.date_arrete == p1.date_arrete == date(2021, 12, 31)
    assert p1.fiabilite in ("fiable", "estime")
    assert r2.methode.startswith("date d’entrée\u00a0: notification par la CAF ou la MSA")
    assert p1.methode == ""
    assert (g4.source, LIBELLES[g4.source]) == ("calcul", "Calculé depuis deux indicateurs")
    assert g4.initiale is not None
    assert t1.initiale is None  # not of the référentiel of 2019: nobody knows


@pytest.mark.parametrize(
    ("code", "comparable", "mots"),
    [
        ("R2", False, "autre limite (30 jours, et non 1 mois)"),
        ("R4", True, ""),
        ("M1", False, "indicateur nouveau dans ce référentiel"),
        ("P1", True, ""),
    ],
)
def test_the_badge_is_frozen_with_its_reasons(demo, code, comparable, mots):
    badge = get_lignes(build(demo.transmis))[code].comparabilite
    assert (badge.avec, badge.is_comparable) == ("2020", comparable)
    assert mots in "\u202f; ".join(badge.motifs)


def test_the_paper_says_the_method_or_that_there_is_none(demo):
    page = render(build(demo.transmis))
    assert "Méthode déclarée par le Département" in page
    assert "Non comparable avec 2020" in page
    assert "31/12/2018" in page
    DeclarationMethode.objects.filter(exercice=demo.transmis).delete()
    contenu = build(demo.transmis)
    assert contenu.methode is None
    assert "Méthode non déclarée" in render(contenu)
    # The file still says its own entry date.
    assert get_lignes(contenu)["R2"].methode == "Notification par la CAF ou la MSA"


def test_the_paper_does_not_ask_a_question_per_figure(demo):
    build(demo.transmis)
    with CaptureQueriesContext(connection) as questions:
        build(demo.transmis)
    # Among them the decision, once notified, and what a closed exercice remembers.
    assert len(questions) <= 16


# --- Money, steps and the simulation -------------------------------------------------------------------------


@pytest.fixture
def action(demo):
    """The first action of the 22's exercice, with its money told to the cent."""
    action = demo.transmis.actions.order_by("axe", "numero").first()
    action.financements.all().delete()
    caf = Partenaire.objects.create(convention=demo.transmis.convention, nom="CAF de l’essai")
    for source, prevu, execute, partenaire in (
        ("etat", "1000.01", "400", None),
        ("departement_nouveau", "1000", "500.11", None),
        ("autres", "33.33", "33.33", caf),
        ("report", "100", "20", None),
    ):
        Financement.objects.create(
            action=action,
            source=source,
            prevu=Decimal(prevu),
            execute=Decimal(execute),
            partenaire=partenaire,
        )
    return action


def test_the_carry_over_and_each_partner_are_in_the_tables_and_in_the_totals(demo, action):
    page = render(build(demo.transmis))
    assert "Autre financeur&nbsp;: CAF de l’essai" in page
    assert "2 133,34 €" in page  # all four, planned
    assert "report de 2020 compris" in page
    for montant in ("100,00", "20,00"):
        assert re.search(rf'<span class="detail"> ?dont report {montant} € ?</span>', page)
    # The référentiel of 2021 still says the contrary, for ever.
    assert "ne s’ajoutent pas aux totaux" not in page
    assert "comptent dans les totaux" in page


def test_the_rapport_simulates_with_every_term_and_says_where_the_rule_comes_from(demo, action):
    contenu = build(demo.transmis)
    # The rule is on the whole: of 1,227,500.01 available, 1,196,244.00 were spent, less than half of all that was.
    (simulee,) = contenu.simulation.unites
    assert (simulee.justifie, simulee.refaction) == (Decimal("1196244.00"), Decimal("31256.01"))
    assert contenu.simulation.par_action[action.numero].non_consomme == Decimal("680.01")
    page = render(contenu)
    for dit in ("Simulation", "n’est pas une décision", "1 100,01", "953,44", "1 196 244,00", "31 256,01"):
        assert dit in page
    assert "Part maximale de l’État fixée par le référentiel" in page
    assert "réponse écrite du Département" in page
    assert "La règle de part porte sur l’ensemble des actions" in page
    assert "ce qui a été dépensé sur ces crédits" in page


def test_a_gap_nobody_explained_is_said_to_be_unexplained(demo, action):
    Action.objects.filter(pk=action.pk).update(motif_ecart="", justification_ecart="")
    assert "Écart à justifier" in render(build(demo.transmis))
    Action.objects.filter(pk=action.pk).update(motif_ecart="autre", justification_ecart="Un mot.")
    assert "Écart à justifier" not in render(build(demo.transmis))


def test_what_two_conventions_spent_together_is_told_beside_the_totals(demo, action):
    commun = RapportCommun.objects.create(
        collectivite=demo.transmis.convention.collectivite,
        dispositif="CALPAE",
        annee=2021,
        depense_commune=Decimal("6096409.53"),
    )
    Exercice.objects.filter(pk=demo.transmis.pk).update(rapport_commun=commun)
    demo.transmis.refresh_from_db()
    contenu = build(demo.transmis)
    assert contenu.depense_commune.montant == Decimal("6096409.53")
    assert contenu.total.execute < Decimal("6096409.53")
    assert "6 096 409,53 € pour les conventions 22 réunies" in render(contenu)


def test_an_extension_is_told_with_what_it_carries_over(demo, action):
    Exercice.objects.filter(pk=demo.transmis.pk).update(prolonge_au=date(2022, 6, 30))
    demo.transmis.refresh_from_db()
    contenu = build(demo.transmis)
    # What was not spent on State credits goes over: it is all that is not justified.
    (simulee,) = contenu.simulation.unites
    assert (simulee.reporte, simulee.refaction) == (Decimal("31256.01"), Decimal("0.00"))
    page = render(contenu)
    assert "exécution prolongée jusqu’au 30 juin 2022" in page
    assert '<th scope="col" class="num">Reporté</th>' in page


def test_a_simulation_without_an_amount_is_partial_and_says_so(demo, action):
    action.financements.filter(source="etat").update(execute=None)
    contenu = build(demo.transmis)
    assert not contenu.simulation.is_complete
    page = render(contenu)
    assert "Totaux partiels&nbsp;: 1 action n’est pas comptée, faute de dépense exécutée." in page
    assert "Total partiel</th>" in page


def test_a_fiche_has_its_steps_its_people_and_its_own_indicators(demo, action):
    Action.objects.filter(pk=action.pk).update(etp=Decimal("2.50"), indicateurs=["R2"])
    Jalon.objects.create(
        action=action, libelle="Recruter", prevu_le=date(2021, 3, 1), fait_le=date(2021, 4, 2)
    )
    Jalon.objects.create(action=action, libelle="Ouvrir", prevu_le=date(2021, 9, 1))
    IndicateurPropre.objects.create(
        action=action, libelle="Ateliers", unite="ateliers", cible=Decimal(10), resultat=Decimal("9.5")
    )
    page = render(build(demo.transmis))
    assert '<th scope="row">Équivalents temps plein</th><td>2,5</td>' in page
    assert '<a href="#indicateur-R2">R2 – ' in page
    assert 'id="indicateur-R2"' in page
    assert '<th scope="row">Recruter</th><td>01/03/2021</td><td>02/04/2021</td>' in page
    assert '<th scope="row">Ouvrir</th><td>01/09/2021</td><td>non faite</td>' in page
    assert '10 <span class="detail non-atteinte">cible non atteinte</span>' in page
