"""What the tests of the workbook share: make one as the site does, fill it as a user does, an instrument never seen."""

import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook

from conventions.models import Convention, Exercice
from fichiers.classeur import ouverture as enfant
from fichiers.classeur.feuilles import LIGNE_ENTETE
from fichiers.enfant import clean
from fichiers.porte import FichierRefuse
from indicateurs.classeur.ecriture import write_classeur
from indicateurs.forms.classeur import interpret_classeur
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from indicateurs.queries.apercu import build_apercu
from indicateurs.queries.classeur import build_classeur
from referentiels.operations import load_referentiel

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
NATURES = (
    {"nature": "effectif", "decimales": 1},
    {"nature": "effectif"},
    {"nature": "taux", "denominateur": "K2"},
    {
        "nature": "delai",
        "delai": {"de": "entree", "a": "orientation", "limite": {"jours": 45}},
        "total": "K2",
    },
)


def make_contenu(nombre=8):
    """Another instrument: its own axes and words, `nombre` indicators of every nature, and one rule."""
    axes = [
        {"code": "A-1", "libelle": "Accueillir", "nature": "socle"},
        {"code": "B", "libelle": "Accompagner", "nature": "facultatif"},
    ]
    indicateurs = [
        NATURES[rang % 4]
        | {
            "code": f"K{rang + 1}",
            "axe": axes[rang % 8 // 4]["code"],
            "sens": "hausse",
            "unite": "foyers",
            "libelle": f"Indicateur {rang + 1}",
        }
        for rang in range(nombre)
    ]
    return {
        "code": f"cls-{nombre}",
        "dispositif": "CLS",
        "dispositif_libelle": "Contrat local des solidarités",
        "reference": "Instruction du 27 octobre 2023",
        "date_signature": "2023-10-27",
        "annees": [2024, 2025],
        "axes": axes,
        "indicateurs": indicateurs,
        "controles": [
            {"regle": "K2 <= 900000", "gravite": "bloquant", "message": "C’est plus que la France."}
        ],
        "financement": {"part_departement_min": "0.5", "seuil_justification": "0.1"},
        "calendrier": {"rapport": "03-31"},
    }


def open_autre_exercice(nombre=8, annee=2024):
    """An exercice of the Finistère under that instrument."""
    referentiel = load_referentiel(by=None, at=AT, contenu=make_contenu(nombre))
    return Exercice.objects.create(
        convention=Convention.objects.get(code="29"),
        annee=annee,
        debut=date(annee, 1, 1),
        fin=date(annee, 12, 31),
        referentiel=referentiel,
    )


def download(exercice):
    """The bytes of the workbook, as `telecharger_classeur` answers them."""
    return write_classeur(build_classeur(exercice, AT))


def fill(octets, cellules=(), geste=None):
    """The workbook once a user typed `cellules` {(code, header): value} in it and did `geste(workbook)`."""
    wb = load_workbook(BytesIO(octets))
    for (code, entete), valeur in dict(cellules).items():
        find_cellule(wb, code, entete).value = valeur
    if geste:
        geste(wb)
    sortie = BytesIO()
    wb.save(sortie)
    return sortie.getvalue()


def find_cellule(wb, code, entete):
    """The cell of an indicator under the header that starts like this."""
    for ws in wb.worksheets:
        for rang in range(1, ws.max_row + 1):
            if ws.cell(rang, 1).value == code:
                for cellule in ws[LIGNE_ENTETE]:
                    if str(cellule.value).startswith(entete):
                        return ws.cell(rang, cellule.column)
    raise AssertionError(f"{code}, {entete}")


def preview(exercice, octets, choix=None):
    lu = interpret_classeur(exercice, octets)
    return build_apercu(exercice, lu, choix or {}, AT.date())


def list_textes(apercu):
    return [f"{a.ou}\u00a0: {a.texte}" for a in (*apercu.erreurs, *apercu.fautes)]


def read_here(octets):
    """The child's reading in this process: for tests of many workbooks, where its start would take most of the time."""
    try:
        return json.loads(json.dumps(clean(enfant.read(enfant.open_classeur(octets)))))
    except FichierRefuse:
        raise
    except Exception as mort:  # it would have been the end of the child
        raise FichierRefuse("classeur_illisible", str(mort)) from mort


def record(par, exercice, code, nombre, **champs):
    """Somebody types one figure on the site, and leaves how sure it is."""
    actuelle = exercice.valeurs.filter(code=code).first()
    champs = {"fiabilite": actuelle.fiabilite if actuelle else ""} | champs
    saisie = SaisieValeur(actuelle.version if actuelle else 0, "renseigne", Decimal(nombre), **champs)
    record_valeurs(by=par, at=AT, exercice=exercice, saisies={code: saisie})


def make_zip(entrees):
    sortie = BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in entrees.items():
            archive.writestr(nom, contenu)
    return sortie.getvalue()


def rewrite(octets, change):
    """The same archive with `change(name, bytes)` applied to each entry, and what it adds under no name."""
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        entrees = {nom: change(nom, archive.read(nom)) for nom in archive.namelist()}
    return make_zip(entrees)


def add_to_sheet(octets, ancien, nouveau):
    def change(nom, contenu):
        return contenu.replace(ancien, nouveau, 1) if nom == "xl/worksheets/sheet2.xml" else contenu

    return rewrite(octets, change)
