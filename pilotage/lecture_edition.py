"""What a page shows of an edition: its sums of one territory, or one indicator convention by convention. No Django."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from nombres.formats import MISSING, nombre_utile
from pilotage.ensembles import say_couverture
from pilotage.publication import (
    FRANCE,
    NON_SOMMABLE,
    PUBLIE,
    SANS_CHIFFRE,
    SECRET,
    AgregatPublie,
    IndicateurPublie,
    LignePubliee,
    Publication,
    compute_valeur,
)

# The words of the état of a line, or of a sum, that says no number.
ETATS_DITS_PUBLIES = {
    "renseigne": "Renseigné",
    "provisoire": "Provisoire",
    "neant": "Néant confirmé",
    "non_disponible": "Non disponible",
    "non_concerne": "Non concerné",
    "vide": "Non renseigné",
    SECRET: "Masqué (secret statistique)",
    SANS_CHIFFRE: "Aucun chiffre comparable",
    NON_SOMMABLE: "Ne s’additionne pas",
    PUBLIE: "Publié",
}


@dataclass(frozen=True)
class SommeLue:
    """One indicator of one territory, and how many conventions of it the secrecy leaves out."""

    nom: str
    indicateur: IndicateurPublie
    agregat: AgregatPublie

    @property
    def valeur(self) -> Fraction | None:
        return compute_valeur(self.indicateur.nature, self.agregat.numerateur, self.agregat.denominateur)

    @property
    def termes(self) -> str:
        return tell_termes(self.agregat)

    @property
    def etat_lu(self) -> str:
        return ETATS_DITS_PUBLIES[self.agregat.etat]

    @property
    def couverture(self) -> str:
        return say_couverture(self.agregat.sommees, self.agregat.conventions)

    @property
    def ecartees(self) -> int:
        return self.agregat.comparables - self.agregat.sommees


@dataclass(frozen=True)
class LignePublieeLue:
    """One indicator of one convention."""

    nom: str
    indicateur: IndicateurPublie
    ligne: LignePubliee

    @property
    def valeur(self) -> Fraction | None:
        return compute_valeur(self.indicateur.nature, self.ligne.numerateur, self.ligne.denominateur)

    @property
    def termes(self) -> str:
        return tell_termes(self.ligne)

    @property
    def etat_lu(self) -> str:
        return ETATS_DITS_PUBLIES[self.ligne.etat]


@dataclass(frozen=True)
class LectureEdition:
    """What is chosen of an edition. With an `indicateur`: its sums of every territory, and its lines; without: the sums
    of `territoire`, axe after axe."""

    territoire: str
    territoires: dict[str, str]  # names by code
    indicateur: IndicateurPublie | None
    axes: tuple[tuple[str, tuple[SommeLue, ...]], ...]
    sommes: tuple[SommeLue, ...]
    lignes: tuple[LignePublieeLue, ...]

    @property
    def nom(self) -> str:
        return self.territoires[self.territoire]


def choose_lecture(publication: Publication, territoire: str = "", indicateur: str = "") -> LectureEdition:
    """What is asked for and is not there changes nothing: France, and no indicator."""
    territoires = {FRANCE: "France", **publication.regions}
    territoire = territoire if territoire in territoires else FRANCE
    indicateurs = {un.code: un for un in publication.indicateurs}
    sommes = [
        SommeLue(territoires[un.territoire], indicateurs[un.indicateur], un) for un in publication.agregats
    ]
    siennes = [une for une in sommes if une.agregat.territoire == territoire]
    noms = {une.code: f"{une.libelle} ({une.code})" for une in publication.conventions}
    return LectureEdition(
        territoire=territoire,
        territoires=territoires,
        indicateur=indicateurs.get(indicateur),
        axes=tuple(
            (f"{axe} – {libelle}", tuple(unes))
            for (axe, libelle), unes in groupby(
                siennes, key=lambda une: (une.indicateur.axe, une.indicateur.axe_libelle)
            )
        ),
        sommes=tuple(une for une in sommes if une.indicateur.code == indicateur),
        lignes=tuple(
            LignePublieeLue(noms[une.convention], indicateurs[indicateur], une)
            for une in publication.lignes
            if une.indicateur == indicateur
        ),
    )


def tell_termes(dite: LignePubliee | AgregatPublie) -> str:
    """« 120 ÷ 300 », « 120 », or MISSING."""
    if dite.numerateur is None:
        return MISSING
    haut = nombre_utile(dite.numerateur)
    return haut if dite.denominateur is None else f"{haut} ÷ {nombre_utile(dite.denominateur)}"
