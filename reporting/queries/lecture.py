"""An exercice read point by point: its last round, for the State; its own draft, for the collectivité."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comptes.models import Utilisateur
from conventions.models import Exercice
from remarques.models import Ancre
from remarques.queries.fils import list_remarques_lues
from remarques.queries.lieux import get_numero
from reporting import contents
from reporting.contents.points import SURPRISES, Point, list_points
from reporting.models import MarqueDeLecture, Remise
from reporting.queries.contenu_remise import build_contenu_remise
from reporting.queries.execution import build_execution

# What one may read alone → its words; what surprises by its nature too.
VUES = {
    "": "Tout",
    "surprises": "Tout ce qui surprend",
    **SURPRISES,
    "remarques": "Ce qui porte une remarque",
    "a_voir": "Ce que je n’ai pas marqué «\u00a0vu\u00a0»",
}


@dataclass(frozen=True)
class PointLu:
    """A point, and what it is to one reader."""

    point: Point
    has_remarque: bool
    is_vu: bool

    def is_demande(self, vue: str) -> bool:
        """Is it among those of a view (of VUES)?"""
        if vue in SURPRISES:
            return vue in self.point.natures
        tris = {
            "surprises": bool(self.point.surprises),
            "remarques": self.has_remarque,
            "a_voir": not self.is_vu,
        }
        return tris.get(vue, True)


@dataclass(frozen=True)
class LectureParPoints:
    """All that is read of an exercice; `remise` None: a draft, on which nothing is marked."""

    exercice: Exercice
    remise: Remise | None
    points: tuple[PointLu, ...]

    @property
    def vus(self) -> int:
        return sum(un.is_vu for un in self.points)

    @property
    def vues(self) -> dict[str, tuple[str, int]]:
        """{view: its words, how many points it has}: those that have some, and all."""
        sans_objet = () if self.remise else ("a_voir",)
        comptes = {vue: len(self.list_points(vue)) for vue in VUES if vue not in sans_objet}
        return {vue: (VUES[vue], nombre) for vue, nombre in comptes.items() if nombre or not vue}

    def list_points(self, vue: str) -> tuple[PointLu, ...]:
        return tuple(un for un in self.points if un.is_demande(vue))

    def list_suite(self, vue: str) -> list[tuple[PointLu, PointLu | None, PointLu | None]]:
        """Each point of a view with the one before and the one after."""
        points = self.list_points(vue)
        bordes = (None, *points, None)
        return [(un, bordes[rang], bordes[rang + 2]) for rang, un in enumerate(points)]

    def find_suivant(self, ident: str, vue: str) -> str:
        """The place one goes to from a point, in a view that it may have left: the next of those that are shown, else
        the last."""
        rangs = {un.point.id: rang for rang, un in enumerate(self.points)}
        restes = [un.point.id for un in self.list_points(vue)]
        suivants = [un for un in restes if rangs[un] > rangs.get(ident, -1)]
        return next(iter([*suivants, *restes[-1:]]), "")


def read_lecture(user: Utilisateur, remise: Remise) -> LectureParPoints:
    """A round, as `user` has read it; two queries."""
    marques = MarqueDeLecture.objects.filter(lecteur=user, remise=remise).values_list("ancre", "cle")
    points = list_points(
        contents.from_dict(contents.ContenuExecution, remise.photographie.contenu),
        contents.from_dict(contents.ContenuRemise, remise.contenu),
    )
    return _make_lecture(user, remise.exercice, points, set(marques), remise)


def read_lecture_du_brouillon(user: Utilisateur, exercice: Exercice, jour: date) -> LectureParPoints:
    """What would be handed over on `jour`, read as the State will read it."""
    points = list_points(build_execution(exercice), build_contenu_remise(exercice, jour))
    return _make_lecture(user, exercice, points, set())


def _make_lecture(
    user: Utilisateur,
    exercice: Exercice,
    points: Sequence[Point],
    marques: set[tuple[str, str]],
    remise: Remise | None = None,
) -> LectureParPoints:
    lues = list_remarques_lues(user, exercice).values_list("ancre", "cle")
    lieux = {(ancre, cle) for ancre, cle in lues} | {
        (str(Ancre.ACTION), numero) for ancre, cle in lues if (numero := get_numero(ancre, cle))
    }
    return LectureParPoints(
        exercice,
        remise,
        tuple(PointLu(un, (un.ancre, un.cle) in lieux, (un.ancre, un.cle) in marques) for un in points),
    )
