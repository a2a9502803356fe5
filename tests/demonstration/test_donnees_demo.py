"""What the demo tells holds together, in each of its départements; and the command says what to do next."""

from datetime import date, datetime
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone

from avenants.models import Avenant
from avenants.queries import list_fautes_avenant
from comptes.gestes import Geste
from comptes.models import Departement, Trace, Utilisateur
from conventions.models import Etat, Exercice
from demonstration.france import PREMIERES, Demonstration
from financement.queries.reprise import build_bilan_reprise
from indicateurs.models import SituationInitiale
from indicateurs.queries.fautes import list_fautes
from indicateurs.queries.lignes import get_chiffres
from referentiels.models import Referentiel
from tests.demo import MOT_DE_PASSE, draw_blank
from tests.sources import RACINE, list_modeles

# No database changes what the demo tells.
pytestmark = [pytest.mark.django_db, pytest.mark.une_base]


def list_exercices():
    return Exercice.objects.select_related("convention", "referentiel").order_by("convention__code", "annee")


def list_mesures():
    """(exercice, definition, chiffres) of each exercice."""
    for exercice in list_exercices():
        yield exercice, exercice.referentiel.definition, get_chiffres(exercice)


def find_figures_that_break_a_rule():
    for exercice, definition, chiffres in list_mesures():
        for faute in list_fautes(definition, chiffres.mesures, chiffres.precedentes):
            expliquee = faute.code in chiffres.valeurs and chiffres.valeurs[faute.code].commentaire
            if faute.is_bloquante or (exercice.etat != Etat.BROUILLON and not expliquee):
                yield exercice, faute.regle


def get_taux(mesure, total):
    return mesure.numerateur / (mesure.denominateur or total.numerateur)


def find_starts_that_are_not_behind():
    """A situation initiale is short of the first result, or beyond it where less is better."""
    for exercice, definition, chiffres in list_mesures():
        if exercice.annee != 2019:
            continue
        situations = SituationInitiale.objects.filter(convention=exercice.convention)
        for situation in situations:
            if situation.numerateur is None:  # only its mean is known, or nothing
                continue
            i, mesure = definition.indicateurs[situation.code], chiffres.mesures[situation.code]
            depart, premier = situation.numerateur, mesure.numerateur
            if i.is_proportion:
                depart = situation.numerateur / situation.denominateur
                premier = get_taux(mesure, chiffres.mesures.get(i.denominateur))
            if not (depart > premier if i.sens == "baisse" else depart < premier):
                yield exercice, i.code, depart, premier


def find_situations_counted_among_others_than_those_of_their_year():
    """Each step of a chain is counted among those of the step before; none is of more people than the year after."""
    for exercice, definition, chiffres in list_mesures():
        if exercice.annee != 2019:
            continue
        situations = {un.code: un for un in SituationInitiale.objects.filter(convention=exercice.convention)}
        if not situations:
            yield exercice, "none"
        for code, situation in situations.items():
            if situation.denominateur is None:
                continue
            i, mesure = definition.indicateurs[code], chiffres.mesures[code]
            avant = situations.get(i.denominateur)
            total = mesure.denominateur or chiffres.mesures[i.denominateur].numerateur
            if avant and situation.denominateur != avant.numerateur:
                yield exercice, code, "not those of the step before"
            if not avant and not total * 9 / 10 <= situation.denominateur <= total:
                yield exercice, code, situation.denominateur, total


def find_populations_that_jump():
    """A département grows by a few thousandths a year, and those it covers are never fewer than the year before."""
    for (avant, _, hier), (apres, _, jour) in pairwise(list_mesures()):
        if avant.convention != apres.convention:
            continue
        p0, p1 = (hier.mesures["P0"].numerateur, jour.mesures["P0"].numerateur), (
            hier.mesures["P1"].numerateur, jour.mesures["P1"].numerateur,
        )  # fmt: skip
        if not p0[0] <= p0[1] <= p0[0] * 101 / 100 or p1[0] > p1[1]:
            yield apres, p0, p1


def find_cohorts_that_do_not_add_up():
    """Those who entered are those whose delay is counted, and those whose delay still runs."""
    for exercice, _, chiffres in list_mesures():
        r1, r2 = chiffres.mesures.get("R1"), chiffres.mesures.get("R2")
        if r1 and r2 and r1.numerateur is not None and r1.numerateur != r2.denominateur + r2.en_cours:
            yield exercice, r1, r2


def find_actions_whose_origin_is_not_told():
    for exercice in list_exercices():
        bilan = build_bilan_reprise(exercice)
        if bilan is None:
            continue
        anciennes = {ligne.precedente.numero for ligne in bilan.lignes}
        if bilan.a_decider or any(action.numero in anciennes for action in bilan.nouvelles):
            yield exercice, bilan.dit
        for action in exercice.actions.all():
            if (action.nature == "nouvelle") != (action in bilan.nouvelles):
                yield exercice, action.numero, action.nature


def get_aujourdhui():
    """The day `make demo` gives it."""
    ligne = next(
        un for un in (RACINE / "Makefile").read_text().splitlines() if un.startswith("AUJOURDHUI := ")
    )
    return date.fromisoformat(ligne.removeprefix("AUJOURDHUI := "))


def find_what_is_dated_after_the_day_of_the_demo():
    """But a référentiel, published the day another command loads it."""
    jour = get_aujourdhui()
    # Signs of life, what an avenant in preparation would agree, deadlines.
    ailleurs = {"battement", "last_login", "date_joined", "publie_le", "prolonge_au"}
    ailleurs |= {"correction_au", "instruction_au", "jusqu_au"}
    for modele in list_modeles():
        champs = [
            champ.name
            for champ in modele._meta.concrete_fields
            if isinstance(champ, models.DateField) and champ.name not in ailleurs
        ]
        lignes = (
            modele.objects.exclude(geste=Geste.PUBLIER_REFERENTIEL) if modele is Trace else modele.objects
        )
        for ligne in lignes.values(*champs) if champs else ():
            for nom, valeur in ligne.items():
                if isinstance(valeur, datetime):
                    valeur = timezone.localdate(valeur)
                if valeur and valeur > jour:
                    yield modele.__name__, nom, valeur


RELATIONS = [
    find_figures_that_break_a_rule,
    find_starts_that_are_not_behind,
    find_situations_counted_among_others_than_those_of_their_year,
    find_populations_that_jump,
    find_cohorts_that_do_not_add_up,
    find_actions_whose_origin_is_not_told,
    find_what_is_dated_after_the_day_of_the_demo,
]


def test_what_the_demo_tells_holds_together(monkeypatch):
    """All its départements at once: they take a while to fill."""
    monkeypatch.setattr("reporting.taches.draw", draw_blank)
    Demonstration(len(PREMIERES), 2021, MOT_DE_PASSE).run()
    assert list_exercices().count() == 3 * len(PREMIERES) + 1  # the métropole's
    assert set(Avenant.objects.values_list("nature", flat=True)) == {
        "financier",
        "prorogation",
        "modification",
    }
    for avenant in Avenant.objects.exclude(statut="signe"):
        assert not list_fautes_avenant(avenant), avenant
    assert {find.__name__: list(find()) for find in RELATIONS} == {find.__name__: [] for find in RELATIONS}


# --- The command ---------------------------------------------------------------------------------------------------


def run(**options):
    sortie = StringIO()
    call_command("donnees_demo", stdout=sortie, **options)
    return sortie.getvalue()


@pytest.mark.parametrize(
    ("modele", "commande"), [(Departement, "charger_territoires"), (Referentiel, "charger_referentiels")]
)
def test_without_what_it_stands_on_the_command_says_which_one_to_run_first(monkeypatch, modele, commande):
    """In a sentence, which `manage.py` answers with exit code 1; nothing is written."""
    # Rows that conventions point to cannot be deleted: they are hidden from whoever looks for them.
    monkeypatch.setattr(modele, "objects", modele._base_manager.none())
    comptes = Utilisateur.objects.count()
    with pytest.raises(CommandError, match=rf"lancez d’abord `manage\.py {commande}`") as faute:
        run(departements=3)
    assert faute.value.returncode == 1
    assert Utilisateur.objects.count() == comptes


def test_run_again_the_command_says_where_the_password_is(demo, monkeypatch):
    monkeypatch.setenv("DEMO_MOT_DE_PASSE", MOT_DE_PASSE)
    dit = run(departements=2)
    assert "agent.29@calpae.example" in dit
    assert "DEMO_MOT_DE_PASSE" in dit and ".env" in dit
    assert MOT_DE_PASSE not in dit


@pytest.mark.parametrize("autre", ["", "un-autre-mot-de-passe"])
def test_where_no_one_knows_it_the_command_says_how_to_choose_another(demo, monkeypatch, autre):
    monkeypatch.setenv("DEMO_MOT_DE_PASSE", autre)
    dit = run(departements=2)
    assert "manage.py changepassword" in dit
    assert "il est dans" not in dit
