"""What the tests of the workbook share: make one as the site does, fill it as a user does, an instrument never seen."""

from datetime import date
from decimal import Decimal

from conventions.models import Convention, Exercice
from conventions.operations.classeur import store_depot
from indicateurs.classeur.ecriture import write_classeur
from indicateurs.forms.classeur import interpret_classeur
from indicateurs.operations.classeur import confirm_indicateurs
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from indicateurs.queries.apercu import build_apercu
from indicateurs.queries.classeur import build_classeur
from referentiels.operations import load_referentiel
from tests.fichiers.classeurs import AT, write_once

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
        "financement": {
            "parts": [{"qui": "collectivite", "part": "0.5"}],
            "seuil_justification": "0.1",
        },
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
    return write_once(write_classeur, build_classeur(exercice, AT))


def preview(exercice, octets, choix=None):
    lu = interpret_classeur(exercice, octets)
    return build_apercu(exercice, lu, choix or {}, AT.date())


def record(par, exercice, code, nombre, **champs):
    """Somebody types one figure on the site, and leaves how sure it is."""
    actuelle = exercice.valeurs.filter(code=code).first()
    champs = {"fiabilite": actuelle.fiabilite if actuelle else ""} | champs
    saisie = SaisieValeur(actuelle.version if actuelle else 0, "renseigne", Decimal(nombre), **champs)
    record_valeurs(by=par, at=AT, exercice=exercice, saisies={code: saisie})


def save(agent, exercice, octets, choix=None, versions=None):
    """Give the workbook in, and confirm it; how many figures changed."""
    depot = store_depot(
        by=agent, at=AT, exercice=exercice, sujet="indicateurs", nom_fichier="c.xlsx", octets=octets
    )
    lu = interpret_classeur(exercice, octets)
    return confirm_indicateurs(
        by=agent,
        at=AT,
        exercice=exercice,
        depot=depot,
        classeur=lu,
        choix=choix or {},
        versions=versions or {},
    )
