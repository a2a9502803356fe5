"""What one takes away of what one sees: which rows, how many, of which exercices."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.http import urlencode

from comptes.models import Utilisateur
from fichiers.tables.colonnes import ColonneExport, TableExport
from nombres.formats import date_fr
from pilotage.demande import TOUT
from pilotage.queries.actions import count_actions, iterate_actions
from pilotage.queries.chiffres import count_chiffres, iterate_chiffres
from pilotage.queries.financement import build_consolidation
from pilotage.queries.tranches import (
    TOUTES,
    Demandes,
    Tranche,
    get_demande,
    list_tranches,
    read_annee,
)
from pilotage.tables.actions import COLONNES_ACTIONS
from pilotage.tables.chiffres import COLONNES_CHIFFRES
from pilotage.tables.financement import list_colonnes_financement, list_lignes_financement

# {name in an address: what it is, where a row is one of}
TABLES = {
    "chiffres": "un chiffre par ligne",
    "actions": "une action par ligne",
    "financement": "un exercice par ligne",
}


@dataclass(frozen=True)
class Extrait:
    """A table ready to be written: `rangees` are made as they are written, and once."""

    nom: str  # of its file, without extension
    table: TableExport
    rangees: Iterator[Any]
    nombre: int
    exercices: frozenset[int]  # keys of those it speaks of: who reads the file may read each of them
    retenues: Mapping[str, Sequence[str]]  # what was asked and is there, as an address says it


def build_extrait(user: Utilisateur, nom: str, demandes: Demandes, at: datetime) -> Extrait:
    """What `user` sees of one of TABLES by now, as `demandes` (`pilotage.queries.tranches`) filters it."""
    if nom == "financement":
        return _build_financement(user, demandes, at)
    tranches = list_tranches(user, demandes, at)
    colonnes, count, iterate = _SUJETS[nom]
    choix = tranches[-1].choix if tranches else None
    is_toutes = get_demande(demandes, "annee") == TOUTES
    quand = TOUTES if is_toutes else str((choix and choix.annee) or "vide")
    filtres = tranches[-1].demande.retenues if tranches else TOUT.retenues
    retenues = {**(choix.retenues if choix else {}), **({"annee": (TOUTES,)} if is_toutes else {}), **filtres}
    dits = {
        "Ce que dit une ligne": TABLES[nom],
        "Périmètre": user.perimetre_libelle,
        "Dispositif": choix.dispositif if choix else "",
        "Exercice": "toutes les années" if quand == TOUTES else quand,
        "Filtres": urlencode(filtres, doseq=True),
    }
    return Extrait(
        f"{nom}-{quand}",
        TableExport(nom.capitalize(), colonnes, _make_notice(dits, at)),
        iterate(tranches),
        count(tranches),
        frozenset(un.pk for une in tranches for un in une.exercices),
        retenues,
    )


def _build_financement(user: Utilisateur, demandes: Demandes, at: datetime) -> Extrait:
    consolidation = build_consolidation(
        user, read_annee(get_demande(demandes, "annee")), get_demande(demandes, "dispositif")
    )
    choix = consolidation.choix
    lisibles = [ligne.exercice.pk for ligne in consolidation.total.lignes if ligne.is_lisible]
    rangees = list(list_lignes_financement(consolidation))
    dits = {
        "Ce que dit une ligne": TABLES["financement"],
        "Périmètre": user.perimetre_libelle,
        "Dispositif": choix.dispositif,
        "Exercice": str(choix.annee or ""),
    }
    return Extrait(
        f"financement-{choix.annee or 'vide'}",
        TableExport("Financement", list_colonnes_financement(consolidation), _make_notice(dits, at)),
        iter(rangees),
        len(rangees),
        frozenset(lisibles),
        choix.retenues,
    )


def _make_notice(dits: Mapping[str, str], at: datetime) -> tuple[tuple[str, str], ...]:
    le = timezone.localtime(at)
    return (
        *((quoi, dit) for quoi, dit in dits.items() if dit),
        ("Demandé le", f"{date_fr(le)} à {le:%H:%M}"),
    )


_Sujet = tuple[
    tuple[ColonneExport, ...],
    Callable[[Sequence[Tranche]], int],
    Callable[[Sequence[Tranche]], Iterator[Any]],
]
_SUJETS: dict[str, _Sujet] = {
    "chiffres": (COLONNES_CHIFFRES, count_chiffres, iterate_chiffres),
    "actions": (COLONNES_ACTIONS, count_actions, iterate_actions),
}
