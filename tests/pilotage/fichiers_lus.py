"""What one takes away of the dashboards, asked for and read back."""

from datetime import UTC, datetime
from decimal import Decimal

from django.urls import reverse

from conventions.models import Action, Exercice
from fichiers.tables.colonnes import NombreEcrit, TypeColonne
from indicateurs.models import Valeur
from pilotage.queries.exports import build_extrait
from pilotage.tables.actions import COLONNES_ACTIONS
from pilotage.tables.chiffres import COLONNES_CHIFFRES
from tests.fichiers.lecture_tables import read_csv, read_ods, read_parquet, read_xlsx
from tests.reporting.exercices import add_montants, clone

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
COLONNES = {"chiffres": COLONNES_CHIFFRES, "actions": COLONNES_ACTIONS}


def make_france(demo):
    """Four départements that handed 2021 over, in three régions, and their money; the 29, a draft."""
    clone(demo.transmis, ["35", "67"])
    clone(demo.transmis, ["13"], date_entree="flux_cnaf")
    Valeur.objects.filter(exercice__convention__code="35", code="R2").update(numerateur=1, denominateur=3)
    for rang, exercice in enumerate(Exercice.objects.filter(annee=2021, convention__code__in=["35", "67"])):
        action = Action.objects.create(
            exercice=exercice, numero=f"S4-{rang + 2}", titre="Une action", axe="S4", nature="nouvelle"
        )
        add_montants(action, etat=("100.10", "90.05"), valorisation=(None, "0.01"))
    return demo


def take(client, demo, qui="centrale", page="exporter_tableau", **demande):
    client.force_login(demo.get_compte(qui))
    reponse = client.get(reverse(f"reporting:{page}"), {"annee": 2021} | demande)
    assert reponse.status_code == 200
    return reponse


def read_lignes(octets, format_, table):
    """Rows as {code of the column: value}, in the types of the table: whatever a format cannot say is put back."""
    colonnes = COLONNES[table]
    if format_ == "parquet":
        return read_parquet(octets).to_pylist()
    titres, *rangees = {
        "xlsx": lambda: read_xlsx(octets)[table.capitalize()],
        "ods": lambda: read_ods(octets)[table.capitalize()],
        "csv": lambda: read_csv(octets),
    }[format_]()
    assert len(titres) == len(colonnes)
    return [
        {un.code: put_back(case, un, format_) for un, case in zip(colonnes, rangee, strict=True)}
        for rangee in rangees
    ]


def put_back(case, colonne, format_):
    type_ = colonne.type
    if format_ == "ods":
        sorte, case = case
        attendue = {
            TypeColonne.TEXTE: ("string",),
            TypeColonne.DATE: ("date",),
            TypeColonne.BOOLEEN: ("boolean",),
        }
        assert sorte is None or sorte in attendue.get(type_, ("float", "percentage"))
    if case is None or (format_ == "csv" and case == ""):
        return None
    if type_ is TypeColonne.TEXTE:
        assert isinstance(case, str)
        return case.removeprefix("'") if format_ == "csv" else case
    if type_ is TypeColonne.BOOLEEN:
        return case in (True, "true", "oui")
    if type_ is TypeColonne.DATE:
        return case.date() if format_ == "xlsx" else datetime.fromisoformat(case).date()
    assert format_ != "xlsx" or type(case) in (int, float)
    nombre = Decimal(str(case).replace(",", "."))
    return int(nombre) if type_ is TypeColonne.ENTIER else nombre


def list_attendues(user, table, **demande):
    """The rows, as the table tells them before any format."""
    extrait = build_extrait(user, table, {"annee": ["2021"]} | demande, AT)
    codes = [un.code for un in extrait.table.colonnes]
    return [
        {
            code: case.valeur if isinstance(case, NombreEcrit) else case
            for code, case in zip(codes, rangee, strict=True)
        }
        for rangee in extrait.table.list_rangees(extrait.rangees)
    ]


def is_same(lue, attendue):
    """A workbook holds fifteen digits of a number."""
    if isinstance(attendue, Decimal) and isinstance(lue, Decimal):
        return abs(lue - attendue) <= abs(attendue) * Decimal("1e-14")
    return lue == attendue
