"""The map of France: what each shape says, what the country sums to by a second way, and whom it speaks of."""

import re
from fractions import Fraction
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Departement
from conventions.models import Convention, Exercice
from dessins.cartes import CADRES
from dessins.france import HACHURES, VIDE
from dessins.paliers import build_paliers
from indicateurs.models import Cible, Valeur
from pilotage.queries.nation import build_nation
from tests.demo import enter
from tests.lecture import read
from tests.reporting.exercices import clone

pytestmark = [pytest.mark.une_base, pytest.mark.usefixtures("sans_verrous")]

ADRESSE = reverse("reporting:nation")
TRANSMIS = ("transmis", "instruction", "avis", "dialogue", "valide", "notifie", "clos")
POIDS_MAX = 150_000  # bytes, before compression


def build(demo, code="R2", **demande):
    return build_nation(demo.get_compte("centrale"), 2021, code=code, **demande)


def find_formes(nation):
    """{its name: what is said of it}."""
    return {forme.nom: forme for forme in nation.carte.formes.values()}


def fill_france(demo):
    """Every département: 22 handed over and 29 a draft are there; of the others, five count otherwise, five are drafts,
    one divides by 0, one is not concerned, one did not answer; three have no
    convention."""
    codes = [un.pk for un in Departement.objects.exclude(pk__in=["22", "29", "78", "92"])]
    clones = clone(demo.transmis, codes[:86])
    for rang, exercice in enumerate(clones, 1):
        Valeur.objects.filter(exercice=exercice, code="R1").update(numerateur=rang * 31)
        Valeur.objects.filter(exercice=exercice, code="R2").update(
            numerateur=rang, denominateur=rang * 3 % 97 + rang
        )
    clone(demo.transmis, codes[86:91], date_entree="flux_cnaf")
    brouillons = clone(demo.transmis, codes[91:96])
    Exercice.objects.filter(pk__in=[un.pk for un in brouillons]).update(etat="brouillon")
    zero, non_concerne, sans = clones[:3]
    Valeur.objects.filter(exercice=zero, code="R2").update(numerateur=0, denominateur=0)
    Valeur.objects.filter(exercice=non_concerne, code="R2").update(
        etat="non_concerne",
        numerateur=None,
        denominateur=None,
        en_cours=None,
        mediane_jours=None,
        moyenne_jours=None,
    )
    Valeur.objects.filter(exercice=sans, code="R2").delete()
    return codes


def read_lignes(code, sauf):
    """(numerator, denominator, its convention) of the rows of a code in 2021, handed over, but for those of `sauf`."""
    return Valeur.objects.filter(
        code=code, exercice__annee=2021, exercice__etat__in=TRANSMIS, numerateur__isnull=False
    ).exclude(exercice__convention__code__in=sauf)


def sum_rows(indicateur, sauf):
    """Σ numerators and Σ denominators straight from the rows, by another way than the site's."""
    if indicateur.nature == "delai":
        paires = [
            (un.numerateur, un.denominateur) for un in read_lignes(indicateur.code, sauf) if un.denominateur
        ]
    elif indicateur.nature == "effectif":
        return sum(un.numerateur for un in read_lignes(indicateur.code, sauf)), None
    else:
        hauts = {
            un.exercice_id: un.numerateur
            for un in read_lignes(indicateur.numerateur or indicateur.code, sauf)
        }
        bas = {un.exercice_id: un.numerateur for un in read_lignes(indicateur.denominateur, sauf)}
        paires = [(haut, bas[pk]) for pk, haut in hauts.items() if bas.get(pk)]
    return sum(haut for haut, _ in paires), sum(bas for _, bas in paires)


def test_every_indicator_sums_to_what_its_rows_say_and_says_whom_it_speaks_of(demo):
    codes = fill_france(demo)
    otherwise = set(codes[86:91])
    nation = build(demo)
    natures = set()
    for _, indicateurs in nation.axes:
        for indicateur in indicateurs:
            vue = build(demo, indicateur.code)
            comptes = demo.transmis.referentiel.definition.codes_calcules
            sauf = otherwise if indicateur.code in comptes else ()
            ensemble = vue.ensemble
            assert (ensemble.numerateur, ensemble.denominateur) == sum_rows(indicateur, sauf), indicateur.code
            natures.add(indicateur.nature)
            comptees = {un.convention.code for un in vue.places if not un.statut}
            absents = {un.convention.code for une in vue.absences for un in une.places}
            assert comptees.isdisjoint(absents)
            assert comptees | absents == {"22", "29", *codes[:96]}
    assert natures == {"effectif", "taux", "delai", "moyenne"}


def test_the_sentence_counts_the_départements_and_weighs_them_by_their_cohort(demo):
    codes = fill_france(demo)
    nation = build(demo)
    # Of 86 and the 22, three have no rate; five count otherwise, six are drafts.
    assert nation.couverture.departements == 84
    assert nation.couverture.departements_en_tout == 98
    connus = {un.exercice.convention.code: un.numerateur for un in read_lignes("R1", ())}
    hors = {*codes[86:91], *(un.convention.code for un in nation.places if un.statut == "absent")}
    part = Fraction(sum(n for code, n in connus.items() if code not in hors)) / Fraction(sum(connus.values()))
    assert nation.couverture.part == part
    assert nation.couverture.phrase.startswith("84\u00a0départements sur 98")
    motifs = {une.motif: len(une.places) for une in nation.absences}
    assert motifs["pas encore transmis"] == 6
    assert motifs["non concerné"] == motifs["non renseigné"] == motifs["non calculable, rapporté à zéro"] == 1
    assert {un.code for un in nation.sans_convention} == {"78", "92", codes[96]}


def test_two_conventions_of_a_territory_are_one_shape_and_one_collectivité_of_two_is_two(demo):
    rhone, lyon = clone(demo.transmis, ["69", "68"])
    Convention.objects.filter(pk=lyon.convention_id).update(code="69M", departement="69", collectivite="69M")
    Valeur.objects.filter(exercice=rhone, code="R2").update(numerateur=1, denominateur=10)
    Valeur.objects.filter(exercice=lyon, code="R2").update(numerateur=90, denominateur=90)
    nation = build(demo)
    forme = find_formes(nation)["Rhône"]
    assert forme.mots == "Rhône\u00a0: 91,0\u00a0%, 2\u00a0conventions sur 2"
    assert forme.adresse == "#convention-69"
    assert nation.couverture.phrase.startswith("2\u00a0départements sur 3 (3\u00a0conventions sur 4)")
    Exercice.objects.filter(pk=lyon.pk).update(etat="a_completer")
    assert (
        find_formes(build(demo))["Rhône"].mots
        == "Rhône\u00a0: 10,0\u00a0%, cible non atteinte, 1\u00a0convention sur 2"
    )


@pytest.mark.parametrize(
    ("champs", "motif", "is_transmis"),
    [
        ({}, "pas encore transmis", False),
        ({"etat": "non_concerne", "numerateur": None, "denominateur": None}, "non concerné", True),
        ({"numerateur": 0, "denominateur": 0}, "non calculable, rapporté à zéro", True),
    ],
)
def test_nothing_to_sum_is_no_zero_and_the_map_says_why(client, demo, champs, motif, is_transmis):
    rien = {"en_cours": None, "mediane_jours": None, "moyenne_jours": None}
    Valeur.objects.filter(code="R2").update(**(rien | champs if champs else {"version": 1}))
    if not is_transmis:
        Exercice.objects.filter(annee=2021).update(etat="brouillon")
    nation = build(demo)
    assert (nation.ensemble.valeur, nation.couverture.departements) == (None, 0)
    assert find_formes(nation)["Côtes-d'Armor"].mots == f"Côtes-d'Armor\u00a0: {motif}"
    assert {forme.texture for forme in find_formes(nation).values()} == {HACHURES, VIDE}
    enter(client, "centrale")
    assert "Non calculable" in client.get(ADRESSE, {"annee": 2021}).content.decode()


def test_one_département_alone_is_shown_and_speaks_for_no_country(client, demo):
    cible = Cible.objects.get(convention=demo.transmis.convention, code="R2", annee=2021)
    nation = build(demo)
    valeur = nation.ensemble.valeur
    lue = demo.transmis.valeurs.get(code="R2")
    assert valeur == Fraction(lue.numerateur) / Fraction(lue.denominateur)
    forme = find_formes(nation)["Côtes-d'Armor"]
    assert forme.mots.endswith("cible atteinte" if valeur >= cible.valeur else "cible non atteinte")
    assert forme.adresse == reverse("reporting:exercice", args=["22", 2021])
    enter(client, "centrale")
    page = client.get(ADRESSE, {"annee": 2021}).content.decode()
    assert "repose sur trop peu" in page


def test_every_département_has_one_shape_that_leads_somewhere_and_a_light_page_says_it(client, demo):
    enter(client, "centrale")
    client.get(ADRESSE)
    with CaptureQueriesContext(connection) as deux:
        client.get(ADRESSE, {"annee": 2021})
    fill_france(demo)
    with CaptureQueriesContext(connection) as toutes:
        reponse = client.get(ADRESSE, {"annee": 2021, "tri": "-valeur"})
    assert len(deux) == len(toutes) <= 12, [un["sql"][:120] for un in toutes]
    page = reponse.content.decode()
    assert len(reponse.content) <= POIDS_MAX
    carte = page[page.index('class="carte-de-france"') : page.index("carte-legende")]
    liens = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)">', carte)
    noms = sorted(unescape(mots).partition("\u00a0:")[0] for _, mots in liens)
    assert noms == sorted(Departement.objects.values_list("nom", flat=True))
    for adresse, mots in liens:
        assert adresse.startswith("/conventions/") or f'id="{adresse[1:]}"' in page, mots
    ancres = re.findall(r'<tr id="convention-([^"]+)">', page)
    rangs = {un.convention.code: un.resultat.valeur for un in build(demo).places}
    valeurs = [rangs[code] for code in ancres if rangs[code] is not None]
    assert valeurs == sorted(valeurs, reverse=True)
    assert len(ancres) == len(rangs) == 98


def test_the_shapes_are_those_of_the_départements_and_each_frame_lies_in_its_box():
    tous = {code for cadre in CADRES for code in cadre.contours}
    assert tous == set(Departement.objects.values_list("code", flat=True)) and len(tous) == 101
    for code in tous:
        assert sum(code in cadre.contours and code not in cadre.agrandis for cadre in CADRES) == 1, code
    assert all(
        re.fullmatch(r"[MmLlHhVvCcSsZz0-9 .-]+", un) for cadre in CADRES for un in cadre.contours.values()
    )


@pytest.mark.parametrize(
    ("is_proportion", "valeurs", "seuils"),
    [
        (True, [Fraction(1, 100)], [Fraction(n, 5) for n in (1, 2, 3, 4)]),
        (False, [], [1, 2, 3, 4]),
        (False, [Fraction(0)], [1, 2, 3, 4]),
        (False, [Fraction(3), Fraction(14_000)], [4_000, 8_000, 12_000, 16_000]),
        (False, [Fraction(50)], [10, 20, 30, 40]),
    ],
)
def test_the_steps_of_a_rate_never_move_and_those_of_a_count_are_round(is_proportion, valeurs, seuils):
    echelle = build_paliers(valeurs, is_proportion=is_proportion)
    assert list(echelle.seuils) == seuils
    assert [echelle.find_palier(Fraction(seuil)) for seuil in seuils] == [2, 3, 4, 5]
    assert echelle.find_palier(Fraction(0)) == 1
    assert len(echelle.libelles) == 5


def test_what_the_text_states_stands_beside_the_sums_of_its_axe_and_in_none_of_them(client, demo):
    fill_france(demo)
    objectifs = {un.phrase: un.sommes for un in build(demo).objectifs}
    attendus = {un.phrase for un in demo.transmis.referentiel.definition.nationaux}
    assert attendus < set(objectifs)
    global_ = next(sommes for phrase, sommes in objectifs.items() if "200\u202f000" in phrase)
    assert {un.indicateur.code for un in global_} == {"G1", "G2"}
    sorties = next(sommes for phrase, sommes in objectifs.items() if phrase.startswith("A2"))
    for sommes in (global_, sorties):
        for un in sommes:
            haut, bas = sum_rows(un.indicateur, ())
            assert (un.ensemble.numerateur, un.ensemble.denominateur) == (haut, bas)
            assert un.couverture.departements == 92
    assert all(not sommes for phrase, sommes in objectifs.items() if "€" in phrase)
    enter(client, "centrale")
    page = client.get(ADRESSE, {"annee": 2021}).content.decode()
    assert "Ce que le texte vise pour la France" in page


def test_the_dots_are_the_shapes_that_have_a_value(demo):
    fill_france(demo)
    nation = build(demo)
    valeurs = {nom: forme.valeur for nom, forme in find_formes(nation).items() if forme.valeur is not None}
    assert {un.libelle: un.valeur for un in nation.nuage.observations} == valeurs
    assert len(valeurs) == nation.couverture.departements == 84


def test_a_part_is_told_where_it_is_not_all_and_a_figure_leads_to_its_page(client, demo):
    """All of a count would be « 100 % » of itself, beside a few of the départements."""
    enter(client, "centrale")
    page = read(client.get(reverse("reporting:nation"), {"annee": 2021, "indicateur": "A1"}))
    assert "1 département sur 2" in page and "là où il est transmis" not in page
    assert f'href="{reverse("indicateurs:pourquoi", args=["22", 2021, "S1", "A1"])}"' in page
