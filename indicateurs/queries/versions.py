"""The history of one figure: every version it had, who wrote it, and what changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from conventions.models import Exercice
from indicateurs.calculations import Resultat, compute_hors_delai, compute_resultat
from indicateurs.models import Valeur, VersionValeur
from indicateurs.models.valeurs import Chiffre
from referentiels.definitions import Indicateur


@dataclass(frozen=True)
class EcartDeVersion:
    """One thing that a version of a figure says otherwise than the one before; `nature` is how to read it."""

    libelle: str
    avant: object
    apres: object
    nature: str  # nombre, date, texte


@dataclass(frozen=True)
class VersionDite:
    """A version of a figure and what it changed; nothing for the first."""

    version: VersionValeur
    resultat: Resultat | None  # None where the version alone does not give it (taux)
    changements: tuple[EcartDeVersion, ...]


def list_versions(exercice: Exercice, indicateur: Indicateur) -> tuple[VersionDite, ...]:
    """The latest first, each with what it changed."""
    versions = list(
        VersionValeur.objects.filter(exercice=exercice, code=indicateur.code)
        .select_related("par", "import_parcours")
        .order_by("version")
    )
    dites: list[VersionDite] = []
    avant: VersionValeur | None = None
    for version in versions:
        resultat = (
            compute_resultat(indicateur, {version.code: version.mesure})
            if indicateur.nature in ("effectif", "delai")
            else None
        )
        changements = compare_versions(avant, version, indicateur) if avant else ()
        dites.append(VersionDite(version, resultat, changements))
        avant = version
    return tuple(reversed(dites))


def list_vues(
    exercice: Exercice, actuelles: Mapping[str, Valeur], versions: Mapping[str, int]
) -> dict[str, Chiffre]:
    """The figures as a user saw them, by code; one that was not there has no entry. `actuelles` are the figures as they
    are now, `versions` those seen, 0 for none. Those changed since are read from their history, in one query."""
    vues: dict[str, Chiffre] = {
        code: valeur for code, valeur in actuelles.items() if valeur.version == versions.get(code)
    }
    anciennes = Q()
    for code in actuelles:
        if code not in vues and versions.get(code):
            anciennes |= Q(code=code, version=versions[code])
    if anciennes:
        vues |= {v.code: v for v in VersionValeur.objects.filter(anciennes, exercice=exercice)}
    return vues


def compare_versions(avant: Chiffre, apres: Chiffre, indicateur: Indicateur) -> tuple[EcartDeVersion, ...]:
    """What one version of a figure says otherwise than another, field by field."""
    chiffre = "Dans le délai" if indicateur.regle else "Chiffre"
    lectures = (
        ("État", lambda v: v.get_etat_display(), "texte"),
        (chiffre, lambda v: v.numerateur, "nombre"),
        ("Hors délai", compute_hors_delai, "nombre"),
        ("En cours", lambda v: v.en_cours, "nombre"),
        ("Médiane en jours", lambda v: v.mediane_jours, "nombre"),
        ("Moyenne en jours", lambda v: v.moyenne_jours, "nombre"),
        ("Explication", lambda v: v.commentaire, "texte"),
        ("Fiabilité", lambda v: v.get_fiabilite_display(), "texte"),
        ("Date d’arrêté", lambda v: v.arrete_au, "date"),
        ("À confirmer", lambda v: "oui" if v.a_confirmer else "non", "texte"),
        ("Source", lambda v: v.get_source_display(), "texte"),
        ("Fichier", lambda v: v.import_parcours.empreinte[:8] if v.import_parcours else "", "texte"),
    )
    return tuple(
        EcartDeVersion(libelle, lire(avant), lire(apres), nature)
        for libelle, lire, nature in lectures
        if lire(avant) != lire(apres)
    )
