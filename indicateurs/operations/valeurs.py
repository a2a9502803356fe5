"""Writes on figures. Every version of a figure is kept: who wrote it, when, from where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import operation
from conventions.models import Exercice
from conventions.operations.acces import lock_exercice
from conventions.operations.brouillons import delete_brouillon
from conventions.policies import refusal_to_edit
from indicateurs.models import EtatValeur, SourceValeur, Valeur, VersionValeur
from indicateurs.models.valeurs import Chiffre
from indicateurs.queries.versions import list_vues
from referentiels.mesures import Mesure
from saisie.comparaison import CasesModifiees
from saisie.pages import Sujet, make_page

CHAMPS_CHIFFRES = ("etat", "numerateur", "denominateur", "en_cours", "mediane_jours", "moyenne_jours")
CHAMPS_SAISIS = (*CHAMPS_CHIFFRES, "commentaire", "fiabilite", "arrete_au", "a_confirmer")
PROVENANCE = ("source", "import_parcours_id")
CHAMPS_VERSION = (*CHAMPS_SAISIS, *PROVENANCE, "par_id", "le", "version")


@dataclass(frozen=True)
class SaisieValeur:
    """One figure as typed: état « vide » empties it; `version` is the one the user saw, 0 when there was none."""

    version: int
    etat: str
    numerateur: Decimal | None = None
    denominateur: Decimal | None = None
    en_cours: int | None = None
    mediane_jours: Decimal | None = None
    moyenne_jours: Decimal | None = None
    commentaire: str = ""
    fiabilite: str = ""
    arrete_au: date | None = None
    a_confirmer: bool = False

    @property
    def mesure(self) -> Mesure:
        """The figure that this line would be."""
        return Mesure(
            self.etat,
            self.numerateur,
            self.denominateur,
            self.en_cours,
            self.mediane_jours,
            self.moyenne_jours,
        )

    @property
    def chiffre(self) -> tuple[Decimal | int | None, ...]:
        """Its numbers alone."""
        return self.mesure.chiffre


@operation
def record_valeurs(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    saisies: Mapping[str, SaisieValeur],
    axe: str | None = None,
) -> int:
    """Write typed figures, all or none. Returns the number of changes.

    Raises Refus, ValidationError when a figure is impossible, or CasesModifiees when another person saved one of
    them after this page was opened; a line this person left as they saw it is no conflict, and what the other one
    wrote stays. With `axe`, the draft `by` had of the page of that axe ends here.
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    actuelles = {
        valeur.code: valeur for valeur in exercice.valeurs.filter(code__in=saisies).select_related("par")
    }
    depassees = {
        code: actuelle for code, actuelle in actuelles.items() if _is_conflit(actuelle, saisies[code])
    }
    intactes = _list_intactes(exercice, saisies, depassees) if depassees else ()
    conflits = {code: actuelle for code, actuelle in depassees.items() if code not in intactes}
    if conflits:
        raise CasesModifiees(conflits)
    if axe:
        delete_brouillon(by=by, exercice=exercice, page=make_page(Sujet.INDICATEURS, axe))
    return set_valeurs(
        by=by,
        at=at,
        exercice=exercice,
        actuelles=actuelles,
        saisies={code: saisie for code, saisie in saisies.items() if code not in intactes},
        source=SourceValeur.SAISIE,
    )


def set_valeurs(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    actuelles: Mapping[str, Valeur],
    saisies: Mapping[str, SaisieValeur],
    source: str,
) -> int:
    """Write figures of a locked exercice over `actuelles`, read under that lock; returns how many changed. Inside the
    caller's transaction; raises ValidationError.

    A figure that came from a parcours file and whose numbers are typed over takes the `source`; one that only gets an
    explanation keeps where it came from.
    """
    chiffres = {code: _make_champs(saisie, actuelles.get(code), source) for code, saisie in saisies.items()}
    return write_chiffres(by=by, at=at, exercice=exercice, actuelles=actuelles, chiffres=chiffres)


def _make_champs(saisie: SaisieValeur, actuelle: Valeur | None, source: str) -> dict[str, Any]:
    """The columns of a figure as typed, with where it comes from."""
    champs = {champ: getattr(saisie, champ) for champ in CHAMPS_SAISIS}
    if actuelle and not _changed(actuelle, champs, CHAMPS_CHIFFRES):
        return champs | {champ: getattr(actuelle, champ) for champ in PROVENANCE}
    return champs | {"source": source, "import_parcours_id": None}


def _is_conflit(actuelle: Valeur, saisie: SaisieValeur) -> bool:
    """Is the stored version not the one the user saw, and does it say something else?"""
    return actuelle.version != saisie.version and any(
        getattr(actuelle, champ) != getattr(saisie, champ) for champ in CHAMPS_SAISIS
    )


def _list_intactes(
    exercice: Exercice, saisies: Mapping[str, SaisieValeur], depassees: Mapping[str, Valeur]
) -> set[str]:
    """Codes, among those somebody else saved meanwhile, that this person did not change: sent as they saw them."""
    vues: dict[str, SaisieValeur | Chiffre] = {
        code: SaisieValeur(0, EtatValeur.VIDE) for code in depassees if not saisies[code].version
    }
    vues |= list_vues(exercice, depassees, {code: saisies[code].version for code in depassees})
    return {
        code
        for code, vue in vues.items()
        if all(getattr(vue, champ) == getattr(saisies[code], champ) for champ in CHAMPS_SAISIS)
    }


def _changed(actuelle: Valeur, champs: Mapping[str, Any], noms: Iterable[str]) -> bool:
    return any(getattr(actuelle, nom) != champs[nom] for nom in noms)


def write_chiffres(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    actuelles: Mapping[str, Valeur],
    chiffres: Mapping[str, Mapping[str, Any]],
) -> int:
    """Write the figures that change, and a version of each; three queries whatever their number. Returns how many.

    `exercice` is locked by the caller's transaction, `actuelles` are read under that lock, `chiffres` have by code the
    columns of CHAMPS_SAISIS and PROVENANCE. Raises ValidationError.
    """
    ecrites = []
    for code, champs in chiffres.items():
        actuelle = actuelles.get(code)
        dit = champs["commentaire"] or champs["fiabilite"] or champs["arrete_au"]
        if actuelle is None and champs["etat"] == EtatValeur.VIDE and not dit:
            continue
        if actuelle and not _changed(actuelle, champs, (*CHAMPS_SAISIS, *PROVENANCE)):
            continue
        version = actuelle.version + 1 if actuelle else 1
        valeur = Valeur(exercice=exercice, code=code, par=by, le=at, version=version, **champs)
        valeur.clean_fields(exclude=["exercice", "par", "import_parcours"])
        ecrites.append(valeur)
    if not ecrites:
        return 0
    _store(ecrites)
    codes = sorted(valeur.code for valeur in ecrites)
    record_trace(by=by, at=at, geste=Geste.SAISIR_INDICATEURS, objet=exercice, codes=codes)
    return len(ecrites)


def _store(ecrites: Sequence[Valeur]) -> None:
    Valeur.objects.bulk_create(
        ecrites,
        update_conflicts=True,
        unique_fields=["exercice", "code"],
        update_fields=[nom.removesuffix("_id") for nom in CHAMPS_VERSION],
    )
    VersionValeur.objects.bulk_create(
        VersionValeur(
            exercice_id=valeur.exercice_id,
            code=valeur.code,
            **{nom: getattr(valeur, nom) for nom in CHAMPS_VERSION},
        )
        for valeur in ecrites
    )
