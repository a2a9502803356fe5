"""What the yearly balance of a région has one look at, and who is in no sum of it, on paper. No Django."""

from collections.abc import Iterable
from dataclasses import dataclass

from nombres.formats import enumere

# What may have to be looked at, in the order it is read.
NATURES_DE_POINT = ("Rapport", "Chiffres", "Argent", "Cible manquée", "Non comparable")


@dataclass(frozen=True, kw_only=True)
class PointDeBilan:
    """One thing to look at, that day."""

    convention: str
    nature: str  # of NATURES_DE_POINT
    constat: str
    code: str  # of the indicator it is about, or ""


@dataclass(frozen=True)
class ConstatDeBilan:
    """What is the same of several indicators of one convention, said once."""

    codes: tuple[str, ...]
    constat: str

    @property
    def indicateurs(self) -> str:
        return enumere(self.codes)


@dataclass(frozen=True)
class PointsDeNature:
    """All that is of one nature: of each convention, in their order, in one cell."""

    nature: str
    conventions: tuple[tuple[str, tuple[ConstatDeBilan, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class AbsenceDeBilan:
    """Why a convention is not in the sums of these indicators."""

    convention: str
    motif: str
    codes: tuple[str, ...]
    is_tout: bool  # of none

    @property
    def indicateurs(self) -> str:
        return "Tous les indicateurs" if self.is_tout else enumere(self.codes)


def group_points(points: Iterable[PointDeBilan]) -> tuple[PointsDeNature, ...]:
    """By nature, then by convention; indicators of which the same is said are said together."""
    groupes: dict[str, dict[str, dict[str, list[str]]]] = {un: {} for un in NATURES_DE_POINT}
    for point in points:
        constats = groupes[point.nature].setdefault(point.convention, {})
        constats.setdefault(point.constat, []).extend([point.code] if point.code else [])
    return tuple(
        PointsDeNature(nature, tuple((nom, _list_constats(dits)) for nom, dits in siens.items()))
        for nature, siens in groupes.items()
        if siens
    )


def _list_constats(dits: dict[str, list[str]]) -> tuple[ConstatDeBilan, ...]:
    return tuple(ConstatDeBilan(tuple(codes), dit) for dit, codes in dits.items())
