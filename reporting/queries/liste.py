"""The list of exercices of the first page: what a user sees of each, and what is asked of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from comptes.models import Utilisateur
from conventions.models import Etat, Exercice
from conventions.queries.campagnes import read_campagnes
from fichiers.personnes import normalize
from reporting.queries.remises import annotate_remises
from reporting.queries.vie import Dues, list_echeances_dues


@dataclass(frozen=True)
class Ligne:
    """One exercice of the perimeter, and what is due of it."""

    exercice: Exercice
    is_lisible: bool
    dues: Dues

    @property
    def mots(self) -> str:
        """What a search is made in, as `normalize` writes it."""
        convention = self.exercice.convention
        region = convention.departement.region
        return normalize(f"{convention} {convention.collectivite.nom} {region} {self.exercice.annee}")

    @property
    def attendu_le(self) -> date:
        """The day its rapport is due; what is done, or has no day, comes after all others."""
        rapport = self.dues.rapport
        return rapport.le if rapport and not rapport.is_fait else date.max


def list_exercices(user: Utilisateur) -> QuerySet[Exercice]:
    """Exercices of the user's perimeter, latest first, whatever their état, with their last round."""
    vus = annotate_remises(user, Exercice.objects.visible_to(user)).select_related(
        "convention__departement__region", "convention__collectivite"
    )
    return read_campagnes(vus).order_by("convention__code", "-annee")


# {code: (words, what lines are sorted by)}; equals keep the order of the conventions, the latest year first.
TRIS: dict[str, tuple[str, Callable[[Ligne], Any]]] = {
    "": ("Par convention", lambda ligne: 0),
    "echeance": ("Par échéance du rapport", lambda ligne: ligne.attendu_le),
    "etat": ("Par état", lambda ligne: Etat.values.index(ligne.exercice.etat)),
    "annee": ("Par année, la dernière d’abord", lambda ligne: -ligne.exercice.annee),
}


def list_lignes_vues(user: Utilisateur, at: datetime, **filtre: Any) -> list[Ligne]:
    """The exercices of the perimeter (those of `filtre`, of columns) as they stand at an instant; three queries
    whatever their number."""
    exercices = list(list_exercices(user).filter(**filtre))
    dues = list_echeances_dues(user, exercices, at)
    return [Ligne(exercice, exercice.is_readable_by(user), dues[exercice.pk]) for exercice in exercices]


def filter_lignes(
    lignes: Sequence[Ligne],
    *,
    etat: str = "",
    dispositif: str = "",
    referentiel: str = "",
    texte: str = "",
    tri: str = "",
) -> list[Ligne]:
    """Those of `lignes` that answer to all that is asked, in the order asked for (of TRIS); "" asks nothing. A text is
    looked for word by word, accents and capitals apart."""
    cherches = normalize(texte).split("_") if texte else []
    gardees = [
        ligne
        for ligne in lignes
        if etat in ("", ligne.exercice.etat)
        and dispositif in ("", ligne.exercice.convention.dispositif)
        and referentiel in ("", ligne.exercice.referentiel.code)
        and all(mot in ligne.mots for mot in cherches)
    ]
    return sorted(gardees, key=TRIS[tri][1])
