"""What changed between two editions of one year, of what both say. No Django."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from nombres.formats import MISSING, format_euros
from pilotage.lecture_edition import ETATS_DITS_PUBLIES, tell_termes
from pilotage.publication import (
    FRANCE,
    PUBLIE,
    AgregatPublie,
    ConventionPubliee,
    LignePubliee,
    MontantPublie,
    Publication,
)

Un = TypeVar("Un")


@dataclass(frozen=True)
class EcartPublie:
    """One thing that is not what it was, in words."""

    ou: str
    avant: str
    apres: str


@dataclass(frozen=True)
class EcartsPublies:
    """All of them, kind by kind."""

    references: tuple[EcartPublie, ...]
    conventions: tuple[EcartPublie, ...]
    lignes: tuple[EcartPublie, ...]
    agregats: tuple[EcartPublie, ...]
    montants: tuple[EcartPublie, ...]

    @property
    def tous(self) -> tuple[tuple[str, tuple[EcartPublie, ...]], ...]:
        """Each kind under its name, in the order they are read."""
        return (
            ("Références", self.references),
            ("Conventions", self.conventions),
            ("Sommes", self.agregats),
            ("Chiffres", self.lignes),
            ("Financements", self.montants),
        )

    @property
    def is_vide(self) -> bool:
        return not any(siens for _, siens in self.tous)


def compare_publications(avant: Publication, apres: Publication) -> EcartsPublies:
    """What `apres` says otherwise than `avant`."""
    # Of two conventions of one territory, the code alone tells which.
    noms = {une.code: f"{une.libelle} ({une.code})" for une in (*avant.conventions, *apres.conventions)}
    regions = {**avant.regions, **apres.regions, FRANCE: "France"}
    references = zip(_tell_references(avant), _tell_references(apres), strict=True)
    return EcartsPublies(
        references=tuple(EcartPublie(ou, un, autre) for (ou, un), (_, autre) in references if un != autre),
        conventions=_compare(
            {(noms[une.code],): _tell_convention(une) for une in avant.conventions},
            {(noms[une.code],): _tell_convention(une) for une in apres.conventions},
        ),
        lignes=_compare(
            {(une.indicateur, noms[une.convention]): _tell_ligne(une) for une in avant.lignes},
            {(une.indicateur, noms[une.convention]): _tell_ligne(une) for une in apres.lignes},
        ),
        agregats=_compare(
            {(un.indicateur, regions[un.territoire]): _tell_agregat(un) for un in avant.agregats},
            {(un.indicateur, regions[un.territoire]): _tell_agregat(un) for un in apres.agregats},
        ),
        montants=_compare(
            {(un.axe, noms[un.convention]): _tell_montants(un) for un in avant.montants},
            {(un.axe, noms[un.convention]): _tell_montants(un) for un in apres.montants},
        ),
    )


def _compare(
    avant: Mapping[tuple[str, ...], str], apres: Mapping[tuple[str, ...], str]
) -> tuple[EcartPublie, ...]:
    """Those said otherwise, in their order, by what they are of; what one of them does not say is MISSING."""
    return tuple(
        EcartPublie(", ".join(cle), avant.get(cle, MISSING), apres.get(cle, MISSING))
        for cle in _join(avant, apres)
        if avant.get(cle) != apres.get(cle)
    )


def _join(*suites: Iterable[Un]) -> list[Un]:
    return list(dict.fromkeys(un for suite in suites for un in suite))


def _tell_references(une: Publication) -> tuple[tuple[str, str], ...]:
    return (
        ("Référentiel de l’année", une.referentiel),
        ("Méthode de référence des délais", une.methode or "aucune"),
    )


def _tell_convention(une: ConventionPubliee) -> str:
    return une.absence or une.etat_libelle


def _tell_ligne(ligne: LignePubliee) -> str:
    return tell_termes(ligne) if ligne.numerateur is not None else ETATS_DITS_PUBLIES[ligne.etat]


def _tell_agregat(un: AgregatPublie) -> str:
    if un.etat != PUBLIE:
        return MISSING
    return f"{tell_termes(un)} ({un.sommees} sur {un.conventions})"


def _tell_montants(un: MontantPublie) -> str:
    return f"prévu {format_euros(un.prevu)}, exécuté {format_euros(un.execute)}"
