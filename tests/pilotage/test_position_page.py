"""« Où j’en suis », « En profondeur »: what each is shown, counted a second way from the rows, and what nobody is."""

import re
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from html import unescape
from random import Random
from statistics import quantiles

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Departement
from conventions.models import Convention, Exercice, Transition
from indicateurs.models import Cible, DeclarationMethode, Valeur
from pilotage.position import LOT, round_lecture
from pilotage.queries.position import build_position
from remarques.models import Remarque
from tests.lecture import read, read_html
from tests.reporting.exercices import clone

# Its figures are written over, once handed over.
pytestmark = [pytest.mark.usefixtures("sans_verrous"), pytest.mark.une_base]

REQUETES = 12
QUI = ("agent.22", "prefecture.22", "commissaire.53", "centrale")


def hand_over(demo, codes, **declaration):
    """Other départements that handed over other figures than the 22."""
    tirage = Random("".join(codes))
    clones = clone(demo.transmis, codes, **declaration)
    Convention.objects.filter(code__in=codes).update(collectivite="29D")
    valeurs = list(Valeur.objects.filter(exercice__in=clones).exclude(numerateur=None))
    for valeur in valeurs:
        de_combien = Decimal(tirage.randint(60, 100)) / 100
        valeur.numerateur = (valeur.numerateur * de_combien).quantize(Decimal(1))
    Valeur.objects.bulk_update(valeurs, ["numerateur"])
    return clones


def list_codes(combien):
    """Of Bretagne last, so that a région is not the first to count."""
    ailleurs = Departement.objects.exclude(region="53").order_by("pk").values_list("pk", flat=True)
    return [*ailleurs[: combien - 2], "35", "56"]


def get_lignes(demo, qui="agent.22", exercice=None):
    position = build_position(demo.get_compte(qui), exercice or demo.transmis)
    return {une.indicateur.code: une for axe in position.axes for une in axe.lignes}


def get_page(client, demo, qui, code="22"):
    client.force_login(demo.get_compte(qui))
    reponse = client.get(reverse("reporting:position", args=[code, 2021]))
    assert reponse.status_code == 200
    return reponse


def test_medians_quartiles_and_sums_are_those_of_the_rows(demo):
    hand_over(demo, list_codes(20))
    lignes = get_lignes(demo)
    rows = defaultdict(dict)
    for valeur in Valeur.objects.filter(exercice__annee=2021).exclude(
        exercice__convention__code__in=("22", "29")
    ):
        rows[valeur.exercice.convention.code][valeur.code] = valeur
    vus = 0
    for code, ligne in lignes.items():
        indicateur = ligne.indicateur
        if indicateur.nature not in ("taux", "delai") or indicateur.unite not in ("personnes", "jeunes"):
            continue
        termes = []
        for _, siennes in sorted(rows.items()):
            haut = siennes[code].numerateur if code in siennes else None
            bas = (
                siennes[code].denominateur
                if indicateur.nature == "delai"
                else siennes[indicateur.denominateur].numerateur
            )
            if haut is not None and bas and all(un == 0 or un >= 5 for un in (haut, bas, abs(bas - haut))):
                termes.append((Fraction(haut), Fraction(bas)))
        termes = termes[: len(termes) // 6 * 6]
        quarts = quantiles([haut / bas for haut, bas in termes], n=4, method="inclusive")
        assert ligne.nation.comptes == len(termes) >= 6
        assert list(ligne.nation.quartiles) == [
            Fraction(round(un * 100 + Fraction(1, 10**9)), 100) for un in quarts
        ]
        ensemble = sum(haut for haut, _ in termes) / sum(bas for _, bas in termes)
        assert ligne.nation.ensemble == round_lecture(indicateur, ensemble)
        vus += 1
    assert vus > 8


def test_five_others_say_nothing_and_six_do(client, demo):
    hand_over(demo, list_codes(5))
    assert {une.nation.comptes for une in get_lignes(demo).values()} == {0}
    assert "ceux des autres ne sont pas montrés" in read(get_page(client, demo, "agent.22"))
    hand_over(demo, ["01"] if "01" not in list_codes(5) else ["2A"])
    assert get_lignes(demo)["R2"].nation.comptes == LOT


def test_how_many_targets_are_reached_is_said_before_each(client, demo):
    page = read(get_page(client, demo, "agent.22"))
    atteintes, manquees = page.count("✓ cible atteinte"), page.count("▲ cible manquée")
    assert atteintes > 1 and manquees > 1
    assert f"{atteintes} cibles atteintes sur {atteintes + manquees} en 2021." in page


def test_nobody_else_is_named_nor_told_and_one_s_own_draft_moves_nothing(client, demo):
    hand_over(demo, list_codes(8))
    Convention.objects.filter(code__in=list_codes(8)).update(collectivite="35D")
    page = unescape(read_html(get_page(client, demo, "agent.29", "29")))
    assert "n’entrent dans aucun calcul" in page
    for un in Exercice.objects.filter(annee=2021).exclude(convention__code="29").select_related("convention"):
        assert un.convention.lieu not in page, un
    avant = {code: une.nation for code, une in get_lignes(demo, "agent.29", demo.brouillon).items()}
    champs = {"etat": "renseigne", "numerateur": 7, "denominateur": 9, "par": demo.get_compte("agent.29")}
    Valeur.objects.update_or_create(
        exercice=demo.brouillon, code="R2", defaults=champs | {"le": demo.document.le}
    )
    apres = get_lignes(demo, "agent.29", demo.brouillon)
    assert apres["R2"].resultat.numerateur == 7
    assert {code: une.nation for code, une in apres.items()} == avant


def test_the_last_handed_over_waits_for_five_others(demo):
    """One that is handed over again is the last of seven: what is read is of the six others, as without it."""
    clones = hand_over(demo, list_codes(7))
    par = demo.get_compte("centrale")
    Transition.objects.create(
        exercice=clones[0], de="brouillon", vers="transmis", par=par, le=demo.document.le
    )
    avec = {code: une.nation.quartiles for code, une in get_lignes(demo).items()}
    Exercice.objects.filter(pk=clones[0].pk).update(etat="a_completer")
    assert {code: une.nation.quartiles for code, une in get_lignes(demo).items()} == avec
    assert avec["A3"]


def test_another_convention_of_the_same_collectivité_is_no_other(demo):
    codes = list_codes(6)
    hand_over(demo, codes)
    assert get_lignes(demo)["R2"].nation.comptes == LOT
    Convention.objects.filter(code=codes[0]).update(collectivite="22D")
    assert get_lignes(demo)["R2"].nation.comparables == LOT - 1


def test_what_is_counted_otherwise_is_no_comparable_and_says_why(client, demo):
    hand_over(demo, list_codes(8), date_entree="flux_cnaf")
    lignes = get_lignes(demo)
    assert "autre date d’entrée" in lignes["R2"].comparabilite.motifs[0]
    assert (lignes["R2"].nation.comptes, lignes["R2"].place) == (LOT, "")
    assert lignes["A3"].place
    assert "autre date d’entrée" in read(get_page(client, demo, "agent.22"))


def spoil(demo, comment):
    if comment == "alone":
        return
    hand_over(demo, list_codes(7))
    if comment == "every method has a rupture":
        DeclarationMethode.objects.update(rupture="Nouveau logiciel")
    elif comment == "nobody declared":
        DeclarationMethode.objects.all().delete()
    elif comment == "nobody is concerned":
        Valeur.objects.update(etat="non_concerne", numerateur=None, denominateur=None, moyenne_jours=None)
    elif comment == "no year before":
        Valeur.objects.filter(exercice__annee__lt=2021).delete()
        Cible.objects.all().delete()


@pytest.mark.parametrize(
    ("comment", "se_lit"),
    [
        ("alone", False),
        ("every method has a rupture", False),
        ("nobody declared", False),
        ("nobody is concerned", False),
        ("no year before", True),
    ],
)
def test_what_is_missing_is_said_and_no_zero(client, demo, comment, se_lit):
    spoil(demo, comment)
    ligne = get_lignes(demo)["R2"]
    assert bool(ligne.nation.quartiles) is se_lit
    for qui in ("agent.22", "prefecture.22"):
        page = read(get_page(client, demo, qui))
        assert "Côtes-d’Armor" in page.replace("'", "’")
        assert "None" not in page


def test_what_a_target_asks_is_said_in_persons(client, demo):
    Valeur.objects.filter(exercice=demo.transmis, code="R2").update(numerateur=300, denominateur=400)
    for annee, valeur in ((2021, "0.8"), (2022, "0.9")):
        Cible.objects.update_or_create(
            convention=demo.transmis.convention, code="R2", annee=annee, defaults={"valeur": Decimal(valeur)}
        )
    page = read(get_page(client, demo, "agent.22"))
    assert "Cible 2021 (80,0 %) : 20 personnes de plus dans le délai, sur 400." in page
    assert "Cible 2022 (90,0 %) : 60 personnes de plus dans le délai, sur 400, à dénominateur égal." in page


def test_the_state_asks_in_order_and_each_question_leads_to_its_place(client, demo):
    reponse = get_page(client, demo, "prefecture.22")
    approfondi = reponse.context["approfondi"]
    sujets = [quoi for quoi, _ in approfondi.par_sujet]
    assert sujets[0] == "Ce qui manque"
    assert len(sujets) == len(set(sujets))
    page = reponse.content.decode()
    liens = re.findall(r'href="(/conventions/22/2021/remarques/ecrire/[^"]+)"', page)
    assert len(liens) == len(approfondi.questions)
    assert {client.get(unescape(lien)).status_code for lien in set(liens)} == {200}
    lecture = client.get(reverse("reporting:lecture", args=["22", 2021])).content.decode()
    assert all(f'id="{une.id}"' in lecture for une in approfondi.questions)
    assert approfondi.execution.total.execute is not None
    # The collectivité is asked nothing here.
    assert "Ce qu’il reste à demander" not in read(get_page(client, demo, "agent.22"))


def test_the_dashboard_of_a_préfecture_leads_to_it_first(client, demo):
    adresse = reverse("reporting:position", args=["22", 2021])
    tableau = f"{reverse('reporting:tableau_de_bord')}?annee=2021"
    client.force_login(demo.get_compte("prefecture.22"))
    page = client.get(tableau).content.decode()
    assert page.index(adresse) < page.index("Exercices transmis")
    client.force_login(demo.get_compte("centrale"))
    assert adresse not in client.get(tableau).content.decode()


def test_open_remarks_are_listed_and_lead_where_they_are(client, demo):
    par = demo.get_compte("prefecture.22")
    une = Remarque.objects.create(
        exercice=demo.transmis,
        ancre="indicateur",
        cle="R2",
        libelle="R2 – l’orientation",
        audience="collectivite",
        service="prefecture",
        etat="ouverte",
        auteur=par,
        le=demo.document.le,
    )
    page = get_page(client, demo, "prefecture.22").content.decode()
    assert f"#remarque-{une.pk}" in page
    assert "R2 – l’orientation" in unescape(page)


def test_the_queries_grow_neither_with_the_départements_nor_with_who_looks(client, demo):
    def count():
        comptes = {}
        for qui in QUI:
            client.force_login(demo.get_compte(qui))
            with CaptureQueriesContext(connection) as questions:
                assert client.get(reverse("reporting:position", args=["22", 2021])).status_code == 200
            comptes[qui] = len(questions)
        return comptes

    codes = list_codes(27)
    hand_over(demo, codes[:9])
    avant = count()
    assert max(avant.values()) <= REQUETES, avant
    hand_over(demo, codes[9:])
    assert count() == avant
