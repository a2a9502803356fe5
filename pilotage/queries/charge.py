"""What an instrument asks of a département to type: fields, what filled them, what one more indicator would cost all of
them. Fields and saves are counted; no time is measured, so none is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from comptes.models import Departement, Utilisateur
from conventions.models import ETATS_TRANSMIS, Exercice, Financement
from dessins.barres import Barres, LigneDeBarres
from indicateurs.calculations import compute_part
from indicateurs.models import SourceValeur, Valeur, VersionValeur
from pilotage.queries.perimetre import Choix, choose_exercices
from referentiels.definitions import Indicateur
from referentiels.mesures import CHIFFRES
from referentiels.models import Referentiel

# Numbers a délai is typed with: within, past, pending, median, mean.
CHAMPS_D_UN_DELAI = 5
SANS = "sans"
# {its nature, in words: its fields}
COUTS = {
    "Un effectif, ou un taux dont le dénominateur est déjà demandé": 1,
    "Un taux, avec son dénominateur": 2,
    "Un délai, compté à la main": CHAMPS_D_UN_DELAI,
}
# {its name in the counts: its words}: where a figure comes from.
ORIGINES = {
    "saisis": "Saisis à l’écran",
    "repris": "Repris de l’an dernier",
    "classeur": "Par classeur",
    "parcours": "Calculés d’un fichier de parcours",
}
COMPTE = Count("pk")
Cle = tuple[int, int]  # (year, key of the référentiel)


@dataclass(frozen=True)
class ChargeDUneAnnee:
    """What one référentiel asked of one year, and what was handed over: `champs` asked of a département for its figures
    (`champs_socle` of them whatever its actions), then sums over the `transmis` exercices."""

    annee: int
    referentiel: Referentiel
    indicateurs: int
    champs: int
    champs_socle: int
    transmis: int
    chiffres: Mapping[str, int]  # by ORIGINES
    sans_chiffre: int  # said not to be available, or not to concern
    montants: int  # cells of the money grid
    ecritures: int  # versions of the figures, the first included

    @property
    def total(self) -> int:
        return sum(self.chiffres.values())

    @property
    def part_saisie(self) -> Fraction | None:
        """Of all figures, those somebody typed."""
        return compute_part(self.chiffres["saisis"], self.total)

    @property
    def ecritures_par_chiffre(self) -> Fraction | None:
        """How many times a figure was written, of those handed over: a sum over a sum."""
        return compute_part(self.ecritures, self.total + self.sans_chiffre)


@dataclass(frozen=True)
class CoutDUnIndicateur:
    """What one more indicator of a nature asks of all départements in a year: its fields, and how many times they would
    be written, as the figures of the last year were (None: nothing was handed over)."""

    libelle: str
    champs: int
    en_tout: int
    ecritures: Fraction | None


@dataclass(frozen=True)
class Charge:
    """The years of an instrument, the latest first."""

    choix: Choix
    annees: tuple[ChargeDUneAnnee, ...]
    departements: int
    couts: tuple[CoutDUnIndicateur, ...]

    @property
    def dessin(self) -> Barres:
        """What filled the figures of each year."""
        return Barres(
            cle="origines",
            titre="D’où viennent les chiffres transmis",
            natures=tuple(ORIGINES.values()),
            entete="Année et référentiel",
            is_en_parts=True,
            lignes=tuple(
                LigneDeBarres(f"{un.annee} – {un.referentiel.code}", tuple(un.chiffres[o] for o in ORIGINES))
                for un in self.annees
            ),
        )


def build_charge(user: Utilisateur, annee: int | None = None, dispositif: str | None = None) -> Charge:
    """The years of an instrument that `user` sees, over what was handed over; nine queries whatever their number."""
    choix = choose_exercices(user, annee, dispositif)
    exercices = Exercice.objects.visible_to(user).filter(
        convention__dispositif=choix.dispositif, etat__in=ETATS_TRANSMIS
    )
    par_annee = _count(exercices, "")
    referentiels = Referentiel.objects.in_bulk({referentiel for _, referentiel in par_annee})
    valeurs = _count_valeurs(exercices)
    ecritures = _count(VersionValeur.objects.filter(exercice__in=exercices), "exercice__")
    lignes = Financement.objects.filter(action__exercice__in=exercices)
    montants = _count(lignes, "action__exercice__", Count("prevu") + Count("execute"))
    annees = tuple(
        _make_annee(
            cle,
            referentiels[cle[1]],
            transmis=par_annee[cle],
            comptes=valeurs.get(cle, {}),
            montants=montants.get(cle, 0),
            ecritures=ecritures.get(cle, 0),
        )
        for cle in sorted(par_annee, reverse=True)
    )
    departements = Departement.objects.count()
    return Charge(choix, annees, departements, _list_couts(annees, departements))


def count_champs(indicateur: Indicateur) -> int:
    """Numbers one types for it; none for what is computed of two others."""
    if not indicateur.is_saisi:
        return 0
    return CHAMPS_D_UN_DELAI if indicateur.regle else 1


def _count(lignes: QuerySet[Any], chemin: str, quoi: Any = COMPTE) -> dict[Cle, int]:
    """How many rows there are (or what `quoi` counts of them) by year and référentiel of their exercice, at the end of
    `chemin`."""
    colonnes = (f"{chemin}annee", f"{chemin}referentiel")
    comptes = lignes.order_by().values_list(*colonnes).annotate(nombre=quoi)
    return {(annee, referentiel): nombre for annee, referentiel, nombre in comptes}


def _count_valeurs(exercices: QuerySet[Exercice]) -> dict[Cle, dict[str, int]]:
    """By year and référentiel, how many figures of each origin, and how many without a number (SANS)."""
    reprises = VersionValeur.objects.filter(
        exercice=OuterRef("exercice"), code=OuterRef("code"), a_confirmer=True
    )
    lignes = (
        Valeur.objects.filter(exercice__in=exercices)
        .order_by()
        .annotate(is_reprise=Exists(reprises))
        .values_list("exercice__annee", "exercice__referentiel", "source", "etat", "is_reprise")
        .annotate(nombre=COMPTE)
    )
    comptes: dict[Cle, dict[str, int]] = {}
    for annee, referentiel, source, etat, is_reprise, nombre in lignes:
        origine = _name_origine(source, etat, is_reprise)
        siens = comptes.setdefault((annee, referentiel), {})
        siens[origine] = siens.get(origine, 0) + nombre
    return comptes


def _name_origine(source: str, etat: str, is_reprise: bool) -> str:
    """Of a figure taken up from last year, then computed of a file or brought by a workbook, these say it."""
    if etat not in CHIFFRES:
        return SANS
    if source == SourceValeur.SAISIE:
        return "repris" if is_reprise else "saisis"
    return source


def _make_annee(
    cle: Cle,
    referentiel: Referentiel,
    *,
    transmis: int,
    comptes: Mapping[str, int],
    montants: int,
    ecritures: int,
) -> ChargeDUneAnnee:
    definition = referentiel.definition
    demandes = [un for un in definition.indicateurs.values() if un.is_saisi and un.exige]
    socle = {axe.code for axe in definition.axes if not axe.is_facultatif}
    return ChargeDUneAnnee(
        annee=cle[0],
        referentiel=referentiel,
        indicateurs=len(demandes),
        champs=sum(count_champs(un) for un in demandes),
        champs_socle=sum(count_champs(un) for un in demandes if un.axe in socle),
        transmis=transmis,
        chiffres={origine: comptes.get(origine, 0) for origine in ORIGINES},
        sans_chiffre=comptes.get(SANS, 0),
        montants=montants,
        ecritures=ecritures,
    )


def _list_couts(annees: Sequence[ChargeDUneAnnee], departements: int) -> tuple[CoutDUnIndicateur, ...]:
    """Of the natures one types, by what the last year with figures says of how often one is written."""
    par_chiffre = next((un.ecritures_par_chiffre for un in annees if un.ecritures_par_chiffre), None)
    return tuple(
        CoutDUnIndicateur(
            libelle,
            champs,
            champs * departements,
            None if par_chiffre is None else par_chiffre * departements,
        )
        for libelle, champs in COUTS.items()
    )
