"""The fiche of one action, whole: what it says, how far its milestones are, what it works for, what proves it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from conventions.calculations import Montants, name_source, sum_montants
from conventions.echeances import Echeance
from conventions.models import Action, IndicateurPropre, Partenaire, PieceAction, Reprise, Source
from conventions.queries.partenaires import name_partenaires
from nombres.formats import nombre_utile
from referentiels.definitions import Definition
from referentiels.models import Referentiel

# The headings of a fiche in their order: (code, title, columns of the action).
RUBRIQUES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "contenu",
        "Contenu",
        (
            "diagnostic",
            "objectifs",
            "description",
            "public",
            "file_active_avant",
            "file_active_apres",
            "territoire",
            "resultats_attendus",
        ),
    ),
    ("pilotage", "Pilotage et moyens", ("pilote_nom", "pilote_fonction", "etp", "moyens")),
    ("calendrier", "Calendrier", ("calendrier",)),
    ("liens", "Liens et évaluation", ("lien_spie", "evaluation")),
    ("bilan", "Bilan de l’année", ("bilan", "difficultes", "perspectives")),
)


@dataclass(frozen=True)
class IndicateurReferentiel:
    """One indicator of the référentiel, as a fiche names it. Its figures are of another app."""

    code: str
    axe: str
    libelle: str


@dataclass(frozen=True)
class JalonSitue:
    """One milestone and where it stands on the day of the page, in words."""

    libelle: str
    prevu_le: date
    fait_le: date | None
    dit: str
    is_en_retard: bool


@dataclass(frozen=True)
class Rubrique:
    """What is written under one heading: (label, text) of each part of it that is filled."""

    code: str
    titre: str
    textes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fiche:
    """Everything a page shows of one action but its form."""

    action: Action
    axe: str
    rubriques: tuple[Rubrique, ...]
    jalons: tuple[JalonSitue, ...]
    partenaires: tuple[Partenaire, ...]
    indicateurs: tuple[IndicateurReferentiel, ...]
    indicateurs_propres: tuple[IndicateurPropre, ...]
    pieces: tuple[PieceAction, ...]
    # (source, its amounts), then the total.
    lignes: tuple[tuple[str, Montants], ...]
    total: Montants
    reprise: Reprise | None

    @property
    def nombre_en_retard(self) -> int:
        return sum(jalon.is_en_retard for jalon in self.jalons)


def list_indicateurs(referentiel: Referentiel) -> list[IndicateurReferentiel]:
    """The indicators of a référentiel in its order, each once."""
    return [
        IndicateurReferentiel(un["code"], un.get("axe", ""), un.get("libelle", un["code"]))
        for un in referentiel.contenu.get("indicateurs", ())
    ]


class UnJalon(Protocol):
    """A milestone, stored or typed."""

    @property
    def libelle(self) -> str: ...
    @property
    def prevu_le(self) -> date: ...
    @property
    def fait_le(self) -> date | None: ...


def situate_jalon(jalon: UnJalon, jour: date) -> JalonSitue:
    """A milestone as it stands on `jour`."""
    echeance = Echeance("jalon", jalon.libelle, jalon.prevu_le)
    return JalonSitue(
        jalon.libelle,
        jalon.prevu_le,
        jalon.fait_le,
        echeance.say(jour, jalon.fait_le),
        echeance.is_en_retard(jour, jalon.fait_le),
    )


def build_fiche(action: Action, jour: date) -> Fiche:
    """The `Fiche` of an action of an exercice already read, as of `jour`; six queries."""
    referentiel, partie = action.exercice.referentiel, action.exercice.convention.collectivite.partie.mot
    # In the order of the grid: the State first.
    lignes = sorted(
        action.financements.select_related("partenaire"), key=lambda un: Source.values.index(un.source)
    )
    partenaires = list(action.partenaires.all())
    nommes = [*partenaires, *(un.partenaire for un in lignes if un.partenaire)]
    name_partenaires(action.exercice, nommes)
    lies = set(action.indicateurs)
    return Fiche(
        action=action,
        axe=_name_axe(action),
        rubriques=tuple(_build_rubrique(action, *rubrique) for rubrique in RUBRIQUES),
        jalons=tuple(situate_jalon(jalon, jour) for jalon in action.jalons.all()),
        partenaires=tuple(partenaires),
        indicateurs=tuple(un for un in list_indicateurs(referentiel) if un.code in lies),
        indicateurs_propres=tuple(action.indicateurs_propres.all()),
        pieces=tuple(action.pieces.defer("octets").select_related("par")),
        lignes=tuple((str(un.partenaire or name_source(un.source, partie)), un.montants) for un in lignes),
        total=sum_montants(un.montants for un in lignes),
        reprise=Reprise.objects.filter(action=action)
        .select_related("precedente__exercice__convention")
        .first(),
    )


def _name_axe(action: Action) -> str:
    """« S4 – Orientation et parcours », and the measure of that axe the action says."""
    definition = action.exercice.referentiel.definition
    libelles = {axe.code: axe.libelle for axe in definition.axes}
    axe = f"{action.axe} – {libelles[action.axe]}" if action.axe in libelles else action.axe
    return f"{axe}, mesure {name_mesure(definition, action.mesure)}" if action.mesure else axe


def name_mesure(definition: Definition, code: str) -> str:
    """« S1-A – Accueillir les tout-petits »; its code where the référentiel has no such measure."""
    mesures = definition.mesures
    return str(mesures[code][1]) if code in mesures else code


def _build_rubrique(action: Action, code: str, titre: str, champs: tuple[str, ...]) -> Rubrique:
    valeurs = [(champ, getattr(action, champ)) for champ in champs]
    textes = tuple((_name(champ), _write(valeur)) for champ, valeur in valeurs if valeur not in ("", None))
    return Rubrique(code, titre, textes)


def _write(valeur: Decimal | int | str) -> str:
    return valeur if isinstance(valeur, str) else nombre_utile(Decimal(valeur))


def _name(champ: str) -> str:
    libelles = {un.name: str(un.verbose_name) for un in Action._meta.fields}
    return libelles[champ][:1].upper() + libelles[champ][1:]
