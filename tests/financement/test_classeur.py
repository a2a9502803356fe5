"""The workbook of money: downloaded, filled, compared cell by cell with the site, written all or none."""

import csv
import shutil
import subprocess
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from conventions.models import Action, Financement, Partenaire, RapportCommun
from conventions.operations.classeur import ClasseurARevoir
from fichiers.classeur.feuilles import LIGNE_ENTETE, LISEZ_MOI
from fichiers.porte import FichierRefuse
from financement.forms.classeur import interpret_classeur
from financement.queries.classeur import TOTAL
from financement.queries.montants import build_tableau_financier
from tests.fichiers.classeurs import AT, fill, find_cellule, list_textes
from tests.financement.cellules import get, record
from tests.financement.classeurs import FEUILLE, download, list_remarques, preview, save
from tests.indicateurs import classeurs

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
pytestmark = [pytest.mark.usefixtures("cofinanceur", "lecture_ici"), pytest.mark.une_base]


# What it holds


def test_a_workbook_sent_back_as_it_was_changes_nothing(exercice, agent):
    record(agent, exercice, "S1-1", "justification_ecart", "  =Une formule\u202f?\r\nNon.\x0b ")
    apercu = preview(exercice, download(exercice))
    assert (apercu.changements, apercu.conflits, apercu.nb_erreurs, apercu.remarques) == ([], [], 0, [])
    assert apercu.inchangees == exercice.actions.count() * 12
    assert save(agent, exercice, download(exercice)) == 0


def test_the_sheet_locks_what_is_computed_and_opens_what_is_typed(exercice):
    ws = load_workbook(BytesIO(download(exercice)))[FEUILLE]
    entetes = {str(c.value): c.column_letter for c in ws[LIGNE_ENTETE]}
    assert list(entetes)[:4] == ["Action", "Intitulé", "État, prévu", "État, exécuté"]
    assert list(entetes)[8:10] == ["CAF du Finistère, prévu", "CAF du Finistère, exécuté"]
    rang = find_cellule(ws.parent, "S4-1", "État, prévu").row
    ouvertes = {nom for nom, lettre in entetes.items() if not ws[f"{lettre}{rang}"].protection.locked}
    assert set(entetes) - ouvertes == {
        "Action", "Intitulé", "Total prévu", "Total exécuté", "Écart", "Exécuté / prévu",
    }  # fmt: skip
    assert ws.protection.sheet
    assert all(c.protection.locked for c in ws[rang - 1])  # the row of the axe
    assert ws[f"C{rang}"].number_format == "#,##0.00"
    assert ws.freeze_panes == f"C{LIGNE_ENTETE + 1}"
    assert ws.print_title_rows == f"${LIGNE_ENTETE}:${LIGNE_ENTETE}"
    regles = {str(regle.sqref): regle for regle in ws.data_validations.dataValidation}
    montants = next(regle for zone, regle in regles.items() if zone.startswith(f"C{rang}:"))
    assert montants.formula1 == f"AND(ISNUMBER(C{rang}),C{rang}>=0,ROUND(C{rang},2)=C{rang})"
    liste = next(regle for regle in regles.values() if regle.type == "list")
    zone = liste.formula1.split("!")[1].replace("$", "")
    motifs = [cellule.value for (cellule,) in ws.parent[LISEZ_MOI][zone]]
    assert motifs[0] == "Crise sanitaire"
    assert len(motifs) == len(exercice.referentiel.definition.motifs_ecart)


@pytest.mark.skipif(
    not shutil.which("soffice"), reason="no spreadsheet on this machine to compute the formulas"
)
def test_a_spreadsheet_computes_the_totals_of_the_site(exercice, agent, tmp_path):
    record(agent, exercice, "S5-1", "etat.execute", Decimal("0.10"))
    record(agent, exercice, "S1-1", "report.prevu", Decimal("1000.01"))
    fichier = tmp_path / "c.xlsx"
    fichier.write_bytes(download(exercice))
    filtre = "csv:Text - txt - csv (StarCalc):59,34,76,1,,1033,false,false,false,false,false,2"
    commande = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profil",
        "--headless",
        "--convert-to",
        filtre,
    ]
    subprocess.run([*commande, "--outdir", tmp_path, fichier], check=True, capture_output=True, timeout=120)
    (lu,) = tmp_path.glob("*.csv")
    lignes = list(csv.reader(lu.read_text(encoding="utf-8").splitlines(), delimiter=";"))
    entetes = lignes[LIGNE_ENTETE - 1]
    par_code = {ligne[0]: dict(zip(entetes, ligne, strict=True)) for ligne in lignes[LIGNE_ENTETE:]}
    tableau = build_tableau_financier(exercice)
    attendus = {TOTAL: tableau.total}
    for groupe in tableau.axes:
        attendus[f"Axe {groupe.axe.code}"] = groupe.total
        attendus |= {ligne.action.numero: ligne.total for ligne in groupe.lignes}
    assert set(par_code) == set(attendus)
    for code, montants in attendus.items():
        calcules = [par_code[code][nom] for nom in ("Total prévu", "Total exécuté", "Écart")]
        dits = [Decimal(texte) if texte else None for texte in calcules]
        assert dits == [montants.prevu, montants.execute, montants.ecart], code
    etat = next(montants for colonne, montants in tableau.sources if colonne.source == "etat")
    haut = lignes[3]
    assert Decimal(haut[2]) == exercice.montant_notifie
    assert Decimal(haut[7]) == etat.prevu - exercice.montant_notifie


def test_partners_of_one_name_keep_their_columns_apart(exercice, agent):
    caf = Partenaire.objects.get(nom="CAF du Finistère")
    autre = Partenaire.objects.create(
        convention=exercice.convention, nom="Caf  du finistère", is_cofinanceur=True
    )
    etat = Partenaire.objects.create(convention=exercice.convention, nom="État", is_cofinanceur=True)
    saisies = {
        ("S1-1", "CAF du Finistère, prévu"): 1,
        ("S1-1", "Caf du finistère (2), prévu"): 2,
        ("S1-1", "État (2), prévu"): 3,
    }
    assert save(agent, exercice, fill(download(exercice), saisies)) == 3
    obtenus = {f.partenaire: f.prevu for f in Financement.objects.filter(source="autres")}
    assert obtenus == {caf: 1, autre: 2, etat: 3}


# What others did meanwhile


def test_a_cell_both_changed_is_a_choice_that_says_who_and_when(exercice, agent, valideur):
    octets = fill(download(exercice), {("S1-1", "État, exécuté"): 72, ("S4-1", "État, exécuté"): 5})
    record(valideur, exercice, "S1-1", "etat.execute", Decimal("71.50"))
    apercu = preview(exercice, octets)
    (conflit,) = apercu.conflits
    assert (conflit.cle, conflit.par, conflit.le, conflit.choix) == (
        "S1-1.etat.execute", valideur.nom, AT, "",
    )  # fmt: skip
    assert [(c.avant, c.apres) for c in conflit.cellules] == [("71,50\u00a0€", "72,00\u00a0€")]
    assert "par Valideur Finistère, le 01/03/2022\u00a0: 71,50" in apercu.marques[0].texte
    with pytest.raises(ClasseurARevoir):
        save(agent, exercice, octets)
    assert get(exercice, "S4-1", "etat.execute") != 5
    assert save(agent, exercice, octets, {conflit.cle: "site"}) == 1
    assert (get(exercice, "S1-1", "etat.execute"), get(exercice, "S4-1", "etat.execute")) == (
        Decimal("71.5"),
        5,
    )
    assert save(agent, exercice, octets, {conflit.cle: "classeur"}) == 1
    assert get(exercice, "S1-1", "etat.execute") == 72


def test_a_cell_only_somebody_else_changed_keeps_what_they_wrote(exercice, agent, valideur):
    octets = fill(download(exercice), {("S4-1", "État, exécuté"): 5})
    record(valideur, exercice, "S1-1", "etat.execute", Decimal("71.50"))
    apercu = preview(exercice, octets)
    assert (apercu.conflits, len(apercu.changements)) == ([], 1)
    assert (
        "S1-1\u00a0: 1 cellule modifiée sur le site depuis votre téléchargement" in list_remarques(apercu)[0]
    )
    assert save(agent, exercice, octets) == 1
    assert get(exercice, "S1-1", "etat.execute") == Decimal("71.50")


def test_a_cell_both_brought_to_the_same_amount_is_no_conflict(exercice, valideur):
    octets = fill(download(exercice), {("S1-1", "État, exécuté"): 71.5})
    record(valideur, exercice, "S1-1", "etat.execute", Decimal("71.50"))
    apercu = preview(exercice, octets)
    assert (apercu.conflits, apercu.changements, apercu.remarques) == ([], [], [])


def test_a_choice_made_on_a_cell_that_changed_again_is_asked_again(exercice, agent, valideur):
    octets = fill(download(exercice), {("S1-1", "État, exécuté"): 72})
    record(valideur, exercice, "S1-1", "etat.execute", Decimal(71))
    (conflit,) = preview(exercice, octets).conflits
    record(valideur, exercice, "S1-1", "etat.execute", Decimal(70))
    with pytest.raises(ClasseurARevoir) as arret:
        save(agent, exercice, octets, {conflit.cle: "classeur"}, {conflit.cle: conflit.version})
    assert arret.value.apercu.conflits[0].cellules[0].avant == "70,00\u00a0€"
    assert get(exercice, "S1-1", "etat.execute") == 70


def test_an_action_deleted_meanwhile_is_said_only_when_its_row_was_changed(exercice, agent):
    vide = Action.objects.create(exercice=exercice, numero="S1-9", titre="Vide", axe="S1", nature="nouvelle")
    octets = download(exercice)
    change = fill(octets, {("S1-9", "État, prévu"): 5})
    vide.delete()
    assert list_textes(preview(exercice, octets)) == []
    (texte,) = list_textes(preview(exercice, change))
    assert "L’action S1-9 n’est plus sur le site\u00a0: videz sa ligne, numéro compris." in texte

    def empty(wb):
        for cellule in wb[FEUILLE][find_cellule(wb, "S1-9", "État, prévu").row]:
            cellule.value = None

    assert list_textes(preview(exercice, fill(change, {}, empty))) == []


def test_an_action_or_a_number_of_meanwhile_confuses_nothing(exercice, agent):
    octets = fill(download(exercice), {("S1-1", "État, exécuté"): 5})
    Action.objects.filter(exercice=exercice, numero="S1-1").update(numero="S1-2")
    Action.objects.create(exercice=exercice, numero="S1-1", titre="Autre", axe="S1", nature="nouvelle")
    apercu = preview(exercice, octets)
    assert [c.objet.code for c in apercu.changements] == ["S1-2"]
    assert "L’action S1-1, créée après ce classeur, n’y est pas" in list_remarques(apercu)[0]
    assert save(agent, exercice, octets) == 1
    assert get(exercice, "S1-2", "etat.execute") == 5


def test_a_column_removed_meanwhile_refuses_what_was_typed_in_it(exercice):
    octets = fill(download(exercice), {("S1-1", "CAF du Finistère, prévu"): 5})
    Partenaire.objects.update(is_cofinanceur=False)
    (texte,) = list_textes(preview(exercice, octets))
    assert "La colonne «\u00a0CAF du Finistère, prévu\u00a0» n’est plus sur le site" in texte


def test_agreed_state_amounts_are_locked_in_the_sheet_and_refused_when_typed_over(exercice, agent):
    octets = download(exercice)
    exercice.prevu_fixe_le = AT.date()
    exercice.save()
    verrouille = load_workbook(BytesIO(download(exercice)))
    assert find_cellule(verrouille, "S1-1", "État, prévu").protection.locked
    assert "convenus depuis le 01/03/2022" in verrouille[FEUILLE]["A3"].value
    (texte,) = list_textes(preview(exercice, fill(octets, {("S1-1", "État, prévu"): 5})))
    assert "Les montants prévus de l’État sont convenus depuis le 01/03/2022" in texte
    assert save(agent, exercice, fill(octets, {("S1-1", "État, exécuté"): 5})) == 1


# The rules


def test_a_collectivité_under_half_and_a_gap_with_the_notified_amount_are_said_and_do_not_prevent(
    exercice, agent
):
    octets = fill(download(exercice), {("S1-1", "État, prévu"): 10_000_000})
    dites = list_remarques(preview(exercice, octets))
    assert any(
        "La collectivité apporte moins de 50\u00a0% du total prévu\u00a0:" in d
        and "avant de transmettre" in d
        for d in dites
    )
    assert any("n’est pas le montant notifié" in d for d in dites)
    assert any(
        d.startswith("Feuille Financement, cellule A") and "Action S1-1\u00a0: la collectivité apporte" in d
        for d in dites
    )
    assert save(agent, exercice, octets) == 1


def test_a_gap_without_its_reason_is_said_beside_its_action_alone(exercice):
    dites = list_remarques(preview(exercice, fill(download(exercice), {("S4-1", "État, exécuté"): 1})))
    assert [d for d in dites if "Action S4-1\u00a0: il manque le motif et la justification" in d]
    assert not [d for d in dites if "S5-1" in d]


def test_an_action_that_spends_is_told_which_executed_amount_it_lacks_at_its_cell(exercice):
    octets = fill(download(exercice), {("S5-1", "État, exécuté"): 1})
    manque = find_cellule(
        load_workbook(BytesIO(octets)), "S5-1", "Département, valorisation, exécuté"
    ).coordinate
    dites = [d for d in list_remarques(preview(exercice, octets)) if "le montant exécuté manque" in d]
    assert len(dites) == 2
    assert any(d.startswith(f"Feuille Financement, cellule {manque}\u00a0: Action S5-1") for d in dites)


def test_what_is_spent_in_common_is_not_asked_action_by_action(exercice):
    exercice.rapport_commun = RapportCommun.objects.create(
        collectivite=exercice.convention.collectivite, dispositif="CALPAE", annee=2021, depense_commune=1
    )
    exercice.save()
    octets = fill(download(exercice), {("S5-1", "État, exécuté"): 1, ("S4-1", "État, exécuté"): 1})
    dites = list_remarques(preview(exercice, octets))
    assert not [d for d in dites if "exécuté manque" in d or "justification" in d]


# Workbooks of elsewhere


def test_a_workbook_of_the_indicators_is_refused_here_and_this_one_there(exercice):
    with pytest.raises(
        FichierRefuse, match="celui des indicateurs\u00a0: cette page attend celui du financement"
    ):
        interpret_classeur(exercice, classeurs.download(exercice))
    with pytest.raises(
        FichierRefuse, match="celui du financement\u00a0: cette page attend celui des indicateurs"
    ):
        classeurs.interpret_classeur(exercice, download(exercice))


def test_the_workbook_of_another_exercice_is_refused(exercice, demo):
    with pytest.raises(FichierRefuse, match="celui de l’exercice 2020"):
        interpret_classeur(exercice, download(demo.valide))
    with pytest.raises(FichierRefuse, match="celui de la convention 22"):
        interpret_classeur(exercice, download(demo.transmis))


def test_rules_that_say_nothing_of_money_and_no_action_make_a_workbook_all_the_same(exercice, agent):
    autre = classeurs.open_autre_exercice()
    assert preview(autre, download(autre)).nb_erreurs == 0
    Action.objects.create(exercice=autre, numero="1", titre="Accueillir", axe="A-1", nature="nouvelle")
    octets = fill(download(autre), {("1", "État, prévu"): 5, ("1", "Justification"): "Oui."})
    assert "Motif de l’écart" not in [c.value for c in load_workbook(BytesIO(octets))[FEUILLE][LIGNE_ENTETE]]
    assert save(agent, autre, octets) == 2
