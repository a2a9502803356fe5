"""The workbook: what it holds, and that what comes back is what was typed, no more and no less."""

from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from conventions.models import DepotClasseur, Exercice
from conventions.operations.classeur import ClasseurARevoir, purge_depots, store_depot
from fichiers.classeur.feuilles import IDENTITE, LISEZ_MOI, make_titre
from indicateurs.forms.classeur import interpret_classeur
from indicateurs.models import VersionValeur
from indicateurs.queries.apercu import build_apercu
from indicateurs.queries.classeur import make_champs
from tests.fichiers.classeurs import AT, fill, find_cellule, list_textes, read_here
from tests.indicateurs.classeurs import download, open_autre_exercice, preview, record, save

pytestmark = pytest.mark.une_base


@pytest.fixture(autouse=True)
def _lecture_ici(monkeypatch):
    """Workbooks are read in this process: test_classeur_depot.py does it in the child, which takes longer."""
    monkeypatch.setattr("indicateurs.forms.classeur.read_classeur", read_here)


@pytest.fixture
def agent(demo):
    return demo.get_compte("agent.29")


@pytest.fixture
def valideur(demo):
    return demo.get_compte("valideur.29")


def list_chiffres(exercice):
    return {valeur.code: make_champs(valeur) for valeur in exercice.valeurs.all()}


def test_the_workbook_has_a_sheet_per_axe_and_opens_only_what_one_types(demo):
    wb = load_workbook(BytesIO(download(demo.brouillon)))
    assert wb.sheetnames == [LISEZ_MOI, "S1", "S2", "S3", "S4", "S5", "S6", "N1", "N2", IDENTITE]
    assert wb[IDENTITE].sheet_state == "veryHidden"
    assert wb.security.lockStructure
    assert all(ws.protection.sheet for ws in wb.worksheets)
    assert not any(ws.protection.password for ws in wb.worksheets)
    ouvertes = {c.coordinate for ligne in wb["S4"].iter_rows() for c in ligne if not c.protection.locked}
    # R1 is a count: its four cells of a délai are closed; R2 is a délai.
    assert {"C6", "H6", "I6", "J6", "C7", "D7", "E7", "F7", "G7"} <= ouvertes
    assert not {"A6", "B6", "D6", "E6", "F6", "G6", "K6", "L6", "M6", "N6"} & ouvertes
    assert wb["S4"].freeze_panes == "C6"
    assert wb["S4"].page_setup.orientation == "landscape"


def test_it_is_filled_with_the_figures_the_targets_and_last_year(demo):
    wb = load_workbook(BytesIO(download(demo.brouillon)))
    valeur = demo.brouillon.valeurs.get(code="A2")
    assert find_cellule(wb, "A2", "Chiffre").value == valeur.numerateur
    assert find_cellule(wb, "A2", "État").value == "Renseigné"
    assert find_cellule(wb, "A2", "Chiffre 2020").value == demo.valide.valeurs.get(code="A2").numerateur
    assert find_cellule(wb, "A2", "Cible 2021").number_format == "0.0 %"
    assert find_cellule(wb, "A2", "Résultat").value.startswith('=IF(C7="","",IFERROR(C7/INDEX(')
    assert find_cellule(wb, "R2", "Résultat").value.startswith("=IF(AND(")
    assert find_cellule(wb, "R1", "Résultat").value is None


def test_numbers_and_choices_are_validated_by_the_spreadsheet_itself(demo):
    wb = load_workbook(BytesIO(download(demo.brouillon)))
    regles = {regle.type: regle for regle in wb["S5"].data_validations.dataValidation if regle.type != "list"}
    assert set(regles) == {"whole", "decimal"}
    assert find_cellule(wb, "G3", "Chiffre").coordinate in regles["decimal"].sqref
    assert find_cellule(wb, "G1", "Chiffre").coordinate in regles["whole"].sqref
    assert all((r.operator, r.formula1) == ("greaterThanOrEqual", "0") for r in regles.values())
    listes = [r.formula1 for r in wb["S5"].data_validations.dataValidation if r.type == "list"]
    assert '"Vide,Renseigné,Provisoire,Néant confirmé,Non disponible,Non concerné"' in listes
    assert all(len(liste) <= 255 for liste in listes)


@pytest.mark.parametrize(
    "texte", ["=1+1", "+33 2 98", "- dont 3", "@ville", "=cmd|' /C calc'!A0", "a\x07b\nc"]
)
def test_a_text_never_becomes_a_formula_and_comes_back(texte, demo, agent):
    actuelle = demo.brouillon.valeurs.get(code="F1")
    record(agent, demo.brouillon, "F1", actuelle.numerateur, commentaire=texte)
    octets = download(demo.brouillon)
    cellule = find_cellule(load_workbook(BytesIO(octets)), "F1", "Explication")
    assert cellule.data_type == "s"
    assert cellule.value == texte.replace("\x07", "")
    assert preview(demo.brouillon, octets).changements == []


def test_sent_back_unchanged_it_changes_nothing(demo, agent):
    avant = list_chiffres(demo.brouillon)
    octets = download(demo.brouillon)
    apercu = preview(demo.brouillon, octets)
    assert (apercu.changements, apercu.conflits, apercu.nb_erreurs) == ([], [], 0)
    assert apercu.inchangees > 100
    assert save(agent, demo.brouillon, octets) == 0
    assert list_chiffres(demo.brouillon) == avant
    assert not DepotClasseur.objects.exists()


def test_the_same_file_twice_changes_nothing_the_second_time(demo, agent):
    octets = fill(download(demo.brouillon), {("R1", "Chiffre"): 420, ("G3", "Chiffre"): 14.5})
    assert save(agent, demo.brouillon, octets) == 2
    versions = VersionValeur.objects.count()
    assert save(agent, demo.brouillon, octets) == 0
    assert VersionValeur.objects.count() == versions
    chiffre = demo.brouillon.valeurs.get(code="G3")
    assert (chiffre.numerateur, chiffre.source, chiffre.etat) == (Decimal("14.5"), "classeur", "renseigne")


def test_a_preview_says_each_cell_and_writes_nothing(demo):
    ancien = demo.brouillon.valeurs.get(code="A1").numerateur
    octets = fill(
        download(demo.brouillon),
        {
            ("A1", "Chiffre"): int(ancien) + 1,
            ("R2", "Chiffre"): 5,
            ("R2", "Hors délai"): 3,
            ("R2", "En cours"): 0,
        },
    )
    apercu = preview(demo.brouillon, octets)
    dits = {(c.feuille, c.cellule, c.colonne, c.avant, c.apres) for c in apercu.changements}
    assert ("S1", "C6", "Chiffre", str(ancien.normalize()), str(int(ancien) + 1)) in dits
    assert {("S4", "D7", "Hors délai", "", "3"), ("S4", "H7", "État", "", "Renseigné")} <= dits
    assert (apercu.nb_crees, apercu.nb_modifies) == (4, 1)
    assert demo.brouillon.valeurs.get(code="A1").numerateur == ancien


def test_what_the_workbook_does_not_hold_stays_as_it_is(demo, agent):
    exercice = demo.brouillon
    record(agent, exercice, "F1", 70, arrete_au=exercice.debut, a_confirmer=True)
    save(agent, exercice, download(exercice))
    assert exercice.valeurs.get(code="F1").a_confirmer
    save(agent, exercice, fill(download(exercice), {("F1", "Explication"): "Comme l’an dernier\u202f?"}))
    assert exercice.valeurs.get(code="F1").a_confirmer
    save(agent, exercice, fill(download(exercice), {("F1", "Chiffre"): 71}))
    chiffre = exercice.valeurs.get(code="F1")
    assert (chiffre.arrete_au, chiffre.a_confirmer, chiffre.numerateur) == (exercice.debut, False, 71)


def test_a_figure_that_only_gets_an_explanation_keeps_its_source(demo, agent):
    save(agent, demo.brouillon, fill(download(demo.brouillon), {("F1", "Explication"): "Deux départs."}))
    chiffre = demo.brouillon.valeurs.get(code="F1")
    assert (chiffre.commentaire, chiffre.source) == ("Deux départs.", "saisie")


def test_an_instrument_never_seen_works_the_same(demo, agent):
    exercice = open_autre_exercice()
    octets = download(exercice)
    assert load_workbook(BytesIO(octets)).sheetnames[1:3] == ["A-1", "B"]
    octets = fill(
        octets,
        {
            ("K1", "Chiffre"): 1.5,
            ("K2", "Chiffre"): 900_001,
            ("K4", "Chiffre"): 10,
            ("K4", "Hors délai"): 2,
            ("K4", "Médiane"): 12.5,
            ("K4", "Moyenne"): 13.5,
        },
    )
    apercu = preview(exercice, octets)
    assert list_textes(apercu) == ["Feuille A-1, cellule C7\u00a0: K2\u00a0: C’est plus que la France."]
    assert save(agent, exercice, fill(octets, {("K2", "Chiffre"): 900})) == 3
    chiffre = exercice.valeurs.get(code="K4")
    assert (chiffre.denominateur, chiffre.mediane_jours) == (12, Decimal("12.5"))
    assert chiffre.moyenne_jours == Decimal("13.5")


def test_titles_of_sheets_are_ones_excel_accepts():
    assert make_titre("Axe 1/2 : l'accueil", []) == "Axe 1-2 - l-accueil"
    assert make_titre("a/b", ["A-B"]) == "a-b 2"
    assert make_titre("x" * 40, []) == "x" * 31
    assert make_titre("lisez-moi", []) == "lisez-moi 2"


NOMBRE = st.one_of(st.none(), st.integers(0, 10**8))
LIGNE = st.fixed_dictionaries(
    {
        "Chiffre": NOMBRE,
        "Hors délai": NOMBRE,
        "En cours": st.one_of(st.none(), st.integers(0, 10**6)),
        "Médiane": st.one_of(st.none(), st.integers(1, 9999).map(lambda n: n / 10)),
        "Moyenne": st.one_of(st.none(), st.integers(1, 9999).map(lambda n: n / 10)),
        "Fiabilité": st.sampled_from([None, "Fiable", "Estimé"]),
        "Explication": st.one_of(st.none(), st.text("ab=+-@\n é’<&", min_size=1, max_size=30)),
    }
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(lignes=st.fixed_dictionaries({f"K{rang}": LIGNE for rang in (5, 6, 8)}))
def test_random_figures_come_back_exactly(lignes, demo, agent):
    # A year of its own for each example: the history of figures is never deleted.
    exercice = open_autre_exercice(annee=2024 + Exercice.objects.filter(annee__gte=2024).count())
    cellules = {}
    for code, valeurs in lignes.items():
        if code != "K8":
            valeurs = {k: v for k, v in valeurs.items() if k in ("Chiffre", "Fiabilité", "Explication")}
        elif valeurs["Chiffre"] is None:
            valeurs = {
                k: None if k in ("Hors délai", "En cours", "Médiane") else v for k, v in valeurs.items()
            }
        if None in (valeurs["Chiffre"], valeurs.get("Hors délai")) and "Moyenne" in valeurs:
            valeurs = valeurs | {"Moyenne": None}  # it is typed with its cases
        cellules |= {(code, entete): valeur for entete, valeur in valeurs.items()}

    def as_text(wb):
        for (code, entete), valeur in cellules.items():
            if entete == "Explication" and valeur:
                find_cellule(wb, code, entete).data_type = "s"

    octets = fill(download(exercice), cellules, as_text)
    assert list_textes(preview(exercice, octets)) == []
    save(agent, exercice, octets)
    stockes = list_chiffres(exercice)
    for (code, entete), valeur in cellules.items():
        noms = {
            "Chiffre": "numerateur",
            "Hors délai": "hors_delai",
            "En cours": "en_cours",
            "Médiane": "mediane_jours",
            "Moyenne": "moyenne_jours",
        }
        stocke = stockes.get(code)
        if entete in noms:
            attendu = None if valeur is None else Decimal(str(valeur))
            assert (stocke[noms[entete]] if stocke else None) == attendu
        elif entete == "Explication":
            assert (stocke["commentaire"] if stocke else "") == (valeur or "").strip()
    relu = preview(exercice, download(exercice))
    assert (relu.changements, relu.conflits, relu.nb_erreurs) == ([], [], 0)


def test_a_figure_changed_on_the_site_meanwhile_is_a_choice(demo, agent, valideur):
    exercice = demo.brouillon
    octets = fill(download(exercice), {("F1", "Chiffre"): 72, ("F2", "Chiffre"): 500})
    record(valideur, exercice, "F1", 71)
    apercu = preview(exercice, octets)
    (conflit,) = apercu.conflits
    assert (conflit.objet.code, conflit.par, conflit.touchee, conflit.choix) == (
        "F1",
        valideur.nom,
        True,
        "",
    )
    assert [(c.avant, c.apres) for c in conflit.cellules] == [("71", "72")]
    with pytest.raises(ClasseurARevoir):
        save(agent, exercice, octets)
    assert exercice.valeurs.get(code="F2").numerateur != 500
    assert save(agent, exercice, octets, {"F1": "site"}) == 1
    assert exercice.valeurs.get(code="F1").numerateur == 71
    assert save(agent, exercice, octets, {"F1": "classeur"}) == 1
    assert exercice.valeurs.get(code="F1").numerateur == 72


def test_a_figure_the_user_did_not_touch_stays_the_sites_unless_asked(demo, agent, valideur):
    exercice = demo.brouillon
    avant = exercice.valeurs.get(code="F1").numerateur
    octets = fill(download(exercice), {("F2", "Chiffre"): 500})
    record(valideur, exercice, "F1", 71)
    (conflit,) = preview(exercice, octets).conflits
    assert (conflit.touchee, conflit.choix) == (False, "site")
    assert save(agent, exercice, octets) == 1
    assert exercice.valeurs.get(code="F1").numerateur == 71
    assert save(agent, exercice, octets, {"F1": "classeur"}) == 1
    assert exercice.valeurs.get(code="F1").numerateur == avant


def test_a_choice_made_on_a_figure_that_changed_again_is_asked_again(demo, agent, valideur):
    exercice = demo.brouillon
    octets = fill(download(exercice), {("F1", "Chiffre"): 72})
    record(valideur, exercice, "F1", 71)
    vue = preview(exercice, octets).conflits[0].version
    record(valideur, exercice, "F1", 70)
    with pytest.raises(ClasseurARevoir) as arret:
        save(agent, exercice, octets, {"F1": "classeur"}, {"F1": vue})
    assert arret.value.apercu.conflits[0].cellules[0].avant == "70"
    assert exercice.valeurs.get(code="F1").numerateur == 70


def test_a_figure_somebody_else_brought_to_the_same_value_is_no_conflict(demo, valideur):
    octets = fill(download(demo.brouillon), {("F1", "Chiffre"): 71})
    record(valideur, demo.brouillon, "F1", 71)
    apercu = preview(demo.brouillon, octets)
    assert (apercu.conflits, apercu.changements) == ([], [])


def test_a_broken_rule_blocks_the_whole_workbook(demo, agent):
    exercice = demo.brouillon
    trop = int(exercice.valeurs.get(code="A1").numerateur) + 1
    octets = fill(download(exercice), {("A2", "Chiffre"): trop, ("F1", "Chiffre"): 3})
    (texte,) = [t for t in list_textes(preview(exercice, octets)) if "C7" in t]
    assert texte.startswith("Feuille S1, cellule C7\u00a0: A2\u00a0: Les jeunes pris en charge")
    with pytest.raises(ClasseurARevoir):
        save(agent, exercice, octets)
    assert exercice.valeurs.get(code="F1").numerateur != 3


def test_old_deposits_go_at_the_next_upload(demo, agent, valideur):
    store_depot(
        by=agent, at=AT, exercice=demo.brouillon, sujet="indicateurs", nom_fichier="a.xlsx", octets=b"a"
    )
    demain = AT.replace(day=2, hour=10)
    store_depot(
        by=valideur,
        at=demain,
        exercice=demo.brouillon,
        sujet="indicateurs",
        nom_fichier="b.xlsx",
        octets=b"b",
    )
    assert [depot.nom_fichier for depot in DepotClasseur.objects.all()] == ["b.xlsx"]
    assert purge_depots(at=demain) == 0
    assert purge_depots(at=demain.replace(day=4)) == 1


def test_the_comparison_itself_takes_three_queries(demo, agent, valideur, django_assert_num_queries):
    octets = fill(download(demo.brouillon), {("F1", "Chiffre"): 72})
    record(valideur, demo.brouillon, "F1", 71)
    lu = interpret_classeur(demo.brouillon, octets)
    # One of them is the référentiel of the year before: does it count alike?
    with django_assert_num_queries(3):
        build_apercu(demo.brouillon, lu, {}, AT.date())
