"""The dashboard of an axe: every indicator, whatever its nature, and what its sums rest on, by a second way."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Departement
from conventions.models import Action, Exercice, Financement
from indicateurs.models import Cible, DeclarationMethode, Valeur
from pilotage.demande import DemandeDeTableau, list_ignores
from pilotage.queries.tableau import build_tableau_de_bord
from pilotage.templatetags.matrice import read_chiffre
from referentiels.mesures import CHIFFRES
from tests.cloture import reopen_closed
from tests.lecture import read_html
from tests.reporting.exercices import clone

pytestmark = [pytest.mark.une_base, pytest.mark.usefixtures("sans_verrous")]

ADRESSE = "reporting:tableau_de_bord"
AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
D = Decimal
NOMBRES = ("numerateur", "denominateur", "en_cours", "mediane_jours", "moyenne_jours")
SANS_NOMBRE = dict.fromkeys(NOMBRES)


def hand_nothing_over():
    Exercice.objects.filter(annee=2021).update(etat="brouillon")


def read_effectifs(code):
    """{convention: its count of `code` in 2021, as stored}, of what was handed over."""
    lignes = Valeur.objects.filter(code=code, exercice__annee=2021, etat__in=CHIFFRES)
    lignes = lignes.exclude(exercice__etat="brouillon").select_related("exercice__convention")
    return {un.exercice.convention.code: un.numerateur for un in lignes if un.numerateur is not None}


def sum_again(indicateur):
    """The sum of an indicator over all conventions, from the rows of the database."""
    if indicateur.nature == "effectif":
        if indicateur.unite == "jours":  # each is a mean
            return None
        hauts = read_effectifs(indicateur.code)
        return Fraction(sum(hauts.values())) if hauts else None
    if indicateur.nature == "delai":
        lignes = Valeur.objects.filter(code=indicateur.code, exercice__annee=2021, etat__in=CHIFFRES)
        paires = lignes.exclude(exercice__etat="brouillon").values_list("numerateur", "denominateur")
        paires = [(haut, bas) for haut, bas in paires if haut is not None and bas]
    else:
        hauts = read_effectifs(indicateur.numerateur or indicateur.code)
        bas = read_effectifs(indicateur.denominateur)
        paires = [(hauts[code], bas[code]) for code in hauts if bas.get(code)]
    if not paires:
        return None
    return Fraction(sum(haut for haut, _ in paires)) / Fraction(sum(bas for _, bas in paires))


def build(demo, qui="centrale", annee=2021, **demande):
    return build_tableau_de_bord(demo.get_compte(qui), AT, annee, demande=DemandeDeTableau(**demande))


def list_codes(tableau):
    return [ligne.exercice.convention.code for ligne in tableau.lignes]


def find_ensemble(tableau, code):
    return next(un for un in tableau.ensembles if un.indicateur.code == code)


def test_every_indicator_of_every_axe_is_shown_and_summed_as_its_rows_say(demo):
    clone(demo.transmis, ["35", "56"])
    for rang, code in enumerate(("35", "56"), start=2):
        for valeur in Valeur.objects.filter(exercice__convention__code=code, numerateur__isnull=False):
            Valeur.objects.filter(pk=valeur.pk).update(numerateur=valeur.numerateur // rang)
    definition = demo.transmis.referentiel.definition
    tout = build(demo)
    assert list(tout.colonnes) == list(definition.indicateurs.values())
    for ensemble in tout.ensembles:
        assert ensemble.valeur == sum_again(ensemble.indicateur), ensemble.indicateur.code
        assert (ensemble.valeur is None) == (ensemble.comparables == 0 or ensemble.indicateur.code == "G5")
    assert find_ensemble(tout, "G5").comparables
    deux = build(demo, axes=("S4", "S1"))
    assert list(deux.colonnes) == [*definition.list_axe("S1"), *definition.list_axe("S4")]
    assert {un.indicateur.code: un.valeur for un in deux.ensembles}.items() <= {
        un.indicateur.code: un.valeur for un in tout.ensembles
    }.items()


def test_the_key_figures_are_what_their_rows_say(demo):
    """By a second way, from the rows: who handed over, the délais, the money, what is filled in."""
    clone(demo.transmis, ["35", "56"])
    Valeur.objects.filter(exercice__convention__code="35", code="G1").update(etat="vide", numerateur=None)
    for un in Exercice.objects.filter(convention__code="35", annee=2021):
        action = Action.objects.create(exercice=un, numero="1", titre="t", axe="S4", nature="nouvelle")
        Financement.objects.create(action=action, source="etat", prevu=D("0.10"), execute=D("0.07"))
        Financement.objects.create(action=action, source="report", prevu=D("123456789012.34"), execute=D("0"))
    essentiel = build(demo).essentiel
    annee = Exercice.objects.filter(annee=2021)
    transmis = annee.exclude(etat="brouillon")
    assert (essentiel.transmis, essentiel.conventions) == (transmis.count(), annee.count()) == (3, 4)
    assert [un.valeur for un in essentiel.delais] == [sum_again(un.indicateur) for un in essentiel.delais]
    assert len(essentiel.delais) == 3
    lignes = Financement.objects.filter(action__exercice__in=transmis).values_list("prevu", "execute")
    assert None not in {montant for ligne in lignes for montant in ligne}
    assert essentiel.montants.prevu == sum(prevu for prevu, _ in lignes)
    assert essentiel.montants.execute == sum(execute for _, execute in lignes)
    siens = {un: {a.axe for a in un.actions.all()} for un in transmis}
    attendus = {
        (un.pk, i.code)
        for un, axes in siens.items()
        for i in un.referentiel.definition.indicateurs.values()
        if i.exige and i.nature != "moyenne"
        if un.referentiel.definition.get_axe(i.axe).nature == "socle" or i.axe in axes
    }
    remplies = set(Valeur.objects.exclude(etat="vide").values_list("exercice", "code"))
    assert (essentiel.renseignes, essentiel.attendus) == (len(attendus & remplies), len(attendus))
    assert essentiel.renseignes < essentiel.attendus


def test_a_draft_that_one_reads_is_in_no_sum(demo):
    """Its own people see its figures, and the sum waits for them to be handed over."""
    tableau = build(demo, "agent.29")
    (ligne,) = tableau.lignes
    assert any(un.resultat.valeur is not None for un in ligne.cellules)
    assert {un.valeur for un in tableau.ensembles} == {None}
    assert (tableau.essentiel.transmis, tableau.essentiel.montants.prevu) == (0, None)


def test_each_cell_says_in_a_sign_and_in_words_what_its_colour_says(client, demo):
    client.force_login(demo.get_compte("centrale"))
    reponse = client.get(reverse(ADRESSE), {"annee": 2021})
    page, tableau = read_html(reponse), reponse.context["tableau"]
    cellules = [c for ligne in tableau.lignes for c in ligne.cellules]
    for atteinte, mots in ((True, "cible atteinte"), (False, "cible manquée")):
        attendues = [c for c in cellules if c.atteinte is atteinte]
        assert attendues
        assert page.count(f"<span class=fr-sr-only>, {mots}") == len(attendues)
    # Each figure leads to the page that explains it.
    for ligne in tableau.lignes:
        for c in ligne.cellules:
            cle = [ligne.exercice.convention.code, 2021, c.indicateur.axe, c.indicateur.code]
            assert (f'<a href="{reverse("indicateurs:pourquoi", args=cle)}">' in page) == (
                c.comparabilite is not None
            )


def test_all_of_france_is_a_page_that_weighs_little_and_asks_as_much_as_two_conventions(client, demo):
    """101 départements and 40 indicators: 4 040 figures."""
    client.force_login(demo.get_compte("centrale"))
    client.get(reverse(ADRESSE))
    comptees = []
    for codes in ([], Departement.objects.exclude(pk__in=("22", "29")).values_list("pk", flat=True)):
        clone(demo.transmis, codes)
        with CaptureQueriesContext(connection) as lues:
            reponse = client.get(reverse(ADRESSE), {"annee": 2021})
        comptees.append(len(lues))
    assert comptees[0] == comptees[1] <= 12
    tableau, poids = reponse.context["tableau"], len(reponse.content)
    assert (len(tableau.lignes), len(tableau.colonnes)) == (101, 35)
    nues = client.get(reverse(ADRESSE), {"annee": 2021, "etat": "clos"})
    par_chiffre = (poids - len(nues.content)) / (101 * 35)
    assert poids + 5 * 101 * par_chiffre < 150_000


def test_lines_are_of_one_région_or_of_what_is_looked_for_and_sums_of_all_of_it(client, demo):
    clone(demo.transmis, ["35", "67"])
    Valeur.objects.filter(exercice__convention__code="35", code="R1").update(numerateur=1)
    tout = build(demo, axes=("S4",), tri="R1")
    assert list_codes(tout) == ["35", "22", "67", "29"]
    assert list_codes(build(demo, tri="-R1")) == ["22", "67", "35", "29"]
    assert [un.code for un in tout.regions] == ["53", "44"]  # Bretagne, Grand Est
    bretagne = build(demo, region="53")
    assert list_codes(bretagne) == ["22", "29", "35"]
    siens = read_effectifs("R1")
    r1 = find_ensemble(bretagne, "R1")
    assert (r1.comparables, r1.conventions, r1.valeur) == (2, 3, siens["22"] + siens["35"])
    for demande in ({"etat": "brouillon"}, {"constat": "non_transmis"}):
        filtre = build(demo, region="53", **demande)
        assert list_codes(filtre) == ["29"]
        assert [un.valeur for un in filtre.ensembles] == [un.valeur for un in bretagne.ensembles]
        assert filtre.essentiel == bretagne.essentiel
    client.force_login(demo.get_compte("centrale"))
    page = client.get(
        reverse(ADRESSE), {"annee": 2021, "axe": "S4", "region": "53", "tri": "R1"}
    ).content.decode()
    # What else is chosen stays chosen.
    assert 'aria-sort="ascending"' in page
    assert 'href="?annee=2021&amp;axe=S4&amp;region=53&amp;tri=-R1"' in page


def test_names_are_sorted_as_a_french_reader_expects(demo):
    """Accents, apostrophes and capitals apart; a métropole under its own name."""
    clone(demo.transmis, ["30", "34", "65", "92", "21", "05", "75", "01"])
    noms = [ligne.exercice.convention.lieu for ligne in build(demo, tri="nom").lignes]
    assert noms == [
        *("Ain", "Côte-d'Or", "Côtes-d'Armor", "Finistère", "Gard", "Hautes-Alpes", "Hautes-Pyrénées"),
        *("Hauts-de-Seine", "Hérault", "Paris"),
    ]


@pytest.mark.parametrize(
    ("qui", "demande", "laisse"),
    [
        ("centrale", {}, ()),
        # An address shared by who sees more.
        ("commissaire.53", {"region": "44"}, ("La région «\u00a044\u00a0»",)),
        # By the centrale to the commissaire of that very région.
        ("commissaire.53", {"region": "53"}, ()),
        ("centrale", {"axe": ("S99", "S4")}, ("L’axe «\u00a0S99\u00a0»",)),
        ("centrale", {"axe": ("<script>",)}, ("L’axe «\u00a0<script>\u00a0»",)),
        ("centrale", {"etat": "perdu"}, ("L’état «\u00a0perdu\u00a0»",)),
        ("centrale", {"constat": "joli"}, ("Le filtre «\u00a0joli\u00a0»",)),
        ("centrale", {"tri": "Z9"}, ("Le tri «\u00a0Z9\u00a0»",)),
        ("centrale", {"tri": "-"}, ("Le tri «\u00a0-\u00a0»",)),
        ("centrale", {"axe": ("S1",), "tri": "R1"}, ("Le tri «\u00a0R1\u00a0»",)),
        ("agent.22", {"annee": "2020"}, ()),
        ("commissaire.53", {"annee": "2035"}, ("L’année «\u00a02035\u00a0»",)),
    ],
)
def test_what_is_asked_and_is_not_there_changes_nothing_and_is_said(demo, qui, demande, laisse):
    dites = {cle: un if cle == "axe" else (un,) for cle, un in ({"annee": "2021"} | demande).items()}
    annee = int(demande.get("annee", 2021))
    champs = {{"axe": "axes"}.get(cle, cle): un for cle, un in demande.items() if cle != "annee"}
    tableau = build(demo, qui, annee, **champs)
    ignores = list_ignores(dites, {**tableau.choix.retenues, **tableau.demande.retenues})
    fin = " n’est pas de ce qui vous est proposé ici\u00a0: ce choix est laissé de côté."
    assert ignores == tuple(f"{un}{fin}" for un in laisse)
    sans = build(demo, qui, annee)
    assert (list_codes(tableau), tableau.essentiel) == (list_codes(sans), sans.essentiel)


def set_r2(code, haut, bas):
    Valeur.objects.filter(exercice__convention__code=code, exercice__annee=2021, code="R2").update(
        numerateur=haut, denominateur=bas
    )


def fix_a_target_of_all(demo):
    Cible.objects.filter(code="R2", annee=2021).update(valeur=1)


def break_every_method(demo):
    with reopen_closed():
        DeclarationMethode.objects.update(rupture="Nouveau logiciel", rupture_le=date(2021, 7, 1))


def read_r2(demo):
    """The cell of R2 of the 22, as it is written, and its column's sum."""
    tableau = build(demo)
    rang = [un.code for un in tableau.colonnes].index("R2")
    (ligne,) = (un for un in tableau.lignes if un.exercice.convention.code == "22")
    return read_chiffre(ligne.cellules[rang])[:3], tableau.ensembles[rang]


@pytest.mark.parametrize(
    ("geste", "cellule", "somme"),
    [
        (lambda demo: set_r2("22", 10, 10), ("o", "✓", "100,0"), 1),
        # Not reached, and shown so.
        (lambda demo: set_r2("22", 9996, 10_000), ("m", "▲", "99,96"), Fraction(9996, 10_000)),
        (
            lambda demo: set_r2("22", 999_999, 1_000_000),
            ("m", "▲", "&lt;\u00a0100,0"),
            Fraction(999_999, 1_000_000),
        ),
        (lambda demo: set_r2("22", 0, 0), ("v", "", "÷"), None),
        (lambda demo: set_r2("22", 0, 10), ("m", "▲", "0,0"), 0),
        (
            lambda demo: Valeur.objects.filter(code="R2").update(etat="non_concerne", **SANS_NOMBRE),
            ("v", "", "n.\u00a0c."),
            None,
        ),
        (
            lambda demo: Valeur.objects.filter(code="R2").update(etat="non_disponible", **SANS_NOMBRE),
            ("v", "", "n.\u00a0d."),
            None,
        ),
        (lambda demo: Valeur.objects.filter(code="R2").delete(), ("v", "", "–"), None),
        (lambda demo: set_r2("22", 10, 10) or break_every_method(demo), ("e", "✓≠", "100,0"), None),
    ],
)
def test_figures_at_the_edge_are_shown_as_they_are(demo, geste, cellule, somme):
    fix_a_target_of_all(demo)
    geste(demo)
    lue, ensemble = read_r2(demo)
    assert lue == cellule
    assert ensemble.valeur == somme


@pytest.mark.parametrize("nom", [ADRESSE, "reporting:delais"])
@pytest.mark.parametrize("geste", [lambda: None, Valeur.objects.all().delete, hand_nothing_over])
def test_a_région_without_a_figure_or_a_round_is_a_page_too(client, demo, nom, geste):
    geste()
    client.force_login(demo.get_compte("commissaire.53"))
    reponse = client.get(reverse(nom), {"annee": 2021, "etat": "clos"})
    assert reponse.status_code == 200
    assert ("Aucune convention sur 2 ne répond" in read_html(reponse)) == (nom == ADRESSE)
