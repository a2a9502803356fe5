"""What a screen offers to take away: of each table its rows, and the address of each format."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from fichiers.tables.formats import FORMATS
from pilotage.queries.actions import count_actions
from pilotage.queries.chiffres import count_chiffres
from pilotage.queries.tranches import TOUTES, Tranche, make_tranche

# Rows given at once: about a second. A longer file would keep a worker of the site from everybody else.
LIMITE = 5_000


@dataclass(frozen=True)
class Offre:
    """One table: its name, how many rows (None: counted when it is asked for), and where to."""

    libelle: str
    nombre: int | None
    adresse: str

    @property
    def liens(self):
        """(format, address) of each format."""
        return [(un, f"{self.adresse}&format={un.extension}") for un in FORMATS.values()]


def list_offres_du_tableau(tableau):
    """Of a `queries.tableau.TableauDeBord`; one query."""
    ecran = make_tranche(tableau)
    dits = {**tableau.demande.retenues, **tableau.choix.retenues}
    offres = [
        _make("Les chiffres affichés", count_chiffres([ecran]), dits),
        _make("Les actions et leurs financements", count_actions([ecran]), dits | {"table": "actions"}),
    ]
    if len(tableau.choix.annees) > 1:
        # What is sorted by, or looked for, is of the year shown.
        toutes = {cle: dit for cle, dit in dits.items() if cle in ("dispositif", "axe", "region")}
        toutes["annee"] = TOUTES
        offres += [
            _make("Les mêmes chiffres, toutes les années", None, toutes),
            _make("Les actions, toutes les années", None, toutes | {"table": "actions"}),
        ]
    return offres


def list_offres_du_financement(consolidation):
    """Of a `queries.financement.Consolidation`; one query."""
    lignes = consolidation.total.lignes
    sommes = 1 + (len(consolidation.regions) if consolidation.is_par_region else 0)
    lisibles = tuple(ligne.exercice for ligne in lignes if ligne.is_lisible)
    # The year and the instrument that are shown: the latest may be another one tomorrow.
    dits = consolidation.choix.retenues
    actions = Tranche(consolidation.choix, lisibles, None)
    return [
        _make("Les financements affichés", len(lignes) + sommes, dits, "exporter_financement"),
        _make("Les actions et leurs financements", count_actions([actions]), dits | {"table": "actions"}),
    ]


def _make(libelle, nombre, dits, page="exporter_tableau"):
    remplis = {cle: dit for cle, dit in dits.items() if dit}
    return Offre(libelle, nombre, f"{reverse(f'reporting:{page}')}?{urlencode(remplis, doseq=True)}")
