"""What the fiches of the demonstration list, and what its years make of the actions of the year before."""

from datetime import date
from decimal import Decimal

from conventions.operations.actions import IndicateurSaisi, JalonSaisi
from financement.operations.reprise import SortSaisi, record_reprise
from financement.queries.reprise import build_bilan_reprise

# Of an action of the catalogue: what is not a column of the fiche.
HORS_FICHE = ("etat", "depuis", "partenaires", "etapes", "propres")


def make_listes_demo(action, annee, *, is_finie):
    """The lists of one action of the catalogue in `annee`, as `record_action` takes them; no result before the end."""
    return {
        "partenaires": [nom.strip() for nom in action.get("partenaires", "").split(",") if nom.strip()],
        "jalons": [
            JalonSaisi(libelle, _make_jour(annee, prevu), _make_jour(annee, fait))
            for libelle, prevu, fait in action.get("etapes", ())
        ],
        "indicateurs_propres": [
            IndicateurSaisi(libelle, unite, Decimal(cible), Decimal(resultat) if is_finie else None)
            for libelle, unite, cible, resultat in action.get("propres", ())
        ],
    }


def _make_jour(annee, texte):
    return date.fromisoformat(f"{annee}-{texte}") if texte else None


def record_reprise_demo(scene, exercice, at):
    """Every action of the year before goes on; those the catalogue adds are new."""
    bilan = build_bilan_reprise(exercice)
    if bilan:
        sorts = {ligne.precedente.pk: SortSaisi("gardee") for ligne in bilan.lignes}
        record_reprise(by=scene.agent, at=at, exercice=exercice, sorts=sorts)
