"""Which rules what is handed over raises: against the pages that judge one exercice alone."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from django.utils.http import urlencode

from conventions.models import Exercice, Financement
from financement import controles
from financement.queries.montants import build_tableau_financier
from indicateurs.models import Valeur
from indicateurs.queries.fautes import list_fautes
from indicateurs.queries.lignes import get_chiffres, list_reperes
from pilotage.queries.regles import ARGENT, REGLES_D_ARGENT, build_regles_soulevees
from tests.demo import enter
from tests.lecture import read_html
from tests.reporting.exercices import clone
from tests.sources import RACINE, read

pytestmark = [pytest.mark.une_base, pytest.mark.usefixtures("sans_verrous")]

ADRESSE = reverse("reporting:regles")


def list_soulevees(vue):
    """{(code, words): the conventions that raise it}."""
    return {(un.code, un.libelle): [e.convention.code for e in un.exercices] for un in vue.regles}


def judge_alone(exercice):
    """What one exercice raises, read by itself as its own pages do: (code of the figure, or ARGENT and its rule)."""
    chiffres = get_chiffres(exercice)
    fautes = list_fautes(
        exercice.referentiel.definition,
        chiffres.mesures,
        chiffres.precedentes,
        lambda: chiffres.list_codes_rompus(exercice),
    )
    constats = build_tableau_financier(exercice, is_bilan=True).constats
    lus = {(un.code, un.regle) for un in fautes if not un.a_l_essai}
    return lus | {(ARGENT, un.code) for un in constats}


def test_what_all_raise_is_what_each_raises_alone(demo):
    clones = clone(demo.transmis, ["35", "56", "67"])
    Valeur.objects.filter(exercice=clones[0], code="A1").update(numerateur=1)
    Valeur.objects.filter(exercice=clones[1], code="R2").update(denominateur=10**6)
    Valeur.objects.filter(exercice=demo.transmis, code="G2").update(numerateur=10**5)
    Financement.objects.filter(action__exercice=demo.transmis, source="etat").update(execute=None)
    Exercice.objects.filter(annee=2021, convention__code="67").update(etat="brouillon")
    vue = build_regles_soulevees(demo.get_compte("centrale"), 2021)
    attendues = {}
    for exercice in Exercice.objects.filter(annee=2021, convention__code__in=["22", "35", "56"]):
        for cle in judge_alone(exercice):
            attendues.setdefault("" if cle[0] == ARGENT else cle[0], []).append(exercice.convention.code)
    trouvees = {}
    for (code, _), conventions in list_soulevees(vue).items():
        trouvees.setdefault(code, []).extend(conventions)
    assert {code: sorted(un) for code, un in trouvees.items()} == {
        code: sorted(un) for code, un in attendues.items()
    }
    assert {"A2", "R2", "G2", ""} <= set(trouvees)
    assert [un.nombre for un in vue.regles] == sorted((un.nombre for un in vue.regles), reverse=True)
    # A bar is as long as what it counts is of them all.
    assert vue.transmis == vue.dessin.plus_longue == 3
    assert vue.touches == len({un for conventions in trouvees.values() for un in conventions})


def test_every_rule_of_money_has_its_words():
    source = read(RACINE / "financement" / "controles.py").split("def check_redeploiement")[0]
    codes = set(re.findall(r'Constat\(\s*"(\w+)"', source)) | {
        f"part_{un}" for un in ("ensemble", "axe", "action")
    }
    assert len(codes) > 8
    assert codes <= set(REGLES_D_ARGENT), controles.__name__


def test_what_nobody_raises_is_told_too_and_a_rule_is_in_one_list(demo):
    vue = build_regles_soulevees(demo.get_compte("centrale"), 2021)
    muettes = set(vue.muettes)
    assert muettes
    assert muettes.isdisjoint({(un.code, un.libelle) for un in vue.regles})


def test_a_year_without_anything_handed_over_judges_nobody(client, demo):
    Exercice.objects.filter(annee=2021).update(etat="brouillon")
    vue = build_regles_soulevees(demo.get_compte("centrale"), 2021)
    assert (vue.transmis, vue.regles, vue.touches) == (0, (), 0)
    enter(client, "centrale")
    assert "Aucun exercice n’est encore transmis" in read_html(client.get(ADRESSE, {"annee": 2021}))


def test_the_page_asks_as_many_queries_for_all_and_leads_to_each(client, demo):
    enter(client, "centrale")
    client.get(ADRESSE)
    with CaptureQueriesContext(connection) as une:
        client.get(ADRESSE, {"annee": 2021})
    clones = clone(demo.transmis, ["35", "56", "67", "68", "75"])
    Valeur.objects.filter(exercice__in=clones, code="A1").update(numerateur=1)
    with CaptureQueriesContext(connection) as toutes:
        page = client.get(ADRESSE, {"annee": 2021}).content.decode()
    assert len(une) == len(toutes) <= 12, [un["sql"][:100] for un in toutes]
    lecture = reverse("reporting:lecture", args=["75", 2021])
    assert lecture not in page
    vue = build_regles_soulevees(demo.get_compte("centrale"), 2021)
    sienne = next(un for un in vue.regles if "75" in {e.convention.code for e in un.exercices})
    dite = client.get(ADRESSE, {"annee": 2021, "regle": sienne.cle}).content.decode()
    assert lecture in dite and escape(urlencode({"regle": sienne.cle})) in page
    rangs = re.findall(r'href="#regle-(\d+)"', page)
    assert rangs and all(f'id="regle-{rang}"' in page for rang in rangs)


@pytest.mark.parametrize("etat", ["valide", "a_completer", "brouillon"])
def test_the_year_before_serves_those_who_may_read_it(client, demo, etat):
    """Sent back, or never handed over: no rule, no cell, no call of the API says a figure of it to others."""
    annee, avant = demo.brouillon, demo.valide
    Valeur.objects.filter(exercice=annee).delete()
    g2 = {"code": "G2", "etat": "renseigne"}
    sienne = Valeur.objects.get(exercice=avant, **g2)
    sienne.pk, sienne.exercice, sienne.numerateur = None, annee, 10**5
    sienne.save()
    Exercice.objects.filter(pk=annee.pk).update(etat="transmis")
    Exercice.objects.filter(pk=avant.pk).update(etat=etat)
    annee, avant = (Exercice.objects.get(pk=un.pk) for un in (annee, avant))
    axe = annee.referentiel.definition.indicateurs["G2"].axe
    for qui in ("agent.29", "prefecture.29", "commissaire.53", "centrale"):
        compte = demo.get_compte(qui)
        lit = avant.is_readable_by(compte)
        assert lit == (etat == "valide" or qui in ("agent.29", "prefecture.29"))
        assert bool(get_chiffres(annee, compte).precedentes) == lit, qui
        assert (2020 in list_reperes(annee, compte)) == lit, qui
        client.force_login(compte)
        grille = client.get(reverse("indicateurs:saisie", args=["29", 2021, axe])).context
        precedents = [un.ligne.precedent for un in grille["rangees"]]
        assert any(precedents) == lit, qui
    vue = build_regles_soulevees(demo.get_compte("centrale"), 2021)
    loin = [un for un in vue.regles if un.code == "G2" and "29" in [e.convention.code for e in un.exercices]]
    assert bool(loin) == (etat == "valide")
