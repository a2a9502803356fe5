"""An exercice read point by point: its last round, for the State; its own draft, for the collectivité."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from comptes.models import Utilisateur
from conventions.models import Exercice
from remarques.models import Ancre
from remarques.queries.fils import list_remarques_lues
from remarques.queries.lieux import get_numero
from reporting.contents.ecarts_remises import Difference
from reporting.contents.points import ENSEMBLE, SURPRISES, Lieu, Point, find_lieu_d_enonce, list_points
from reporting.models import MarqueDeLecture, Remise
from reporting.policies import refusal_to_mark_vu
from reporting.queries.contenu_remise import build_contenu_remise
from reporting.queries.execution import build_execution
from reporting.queries.remises import EtatLu, find_precedente, read_remise

# What one may read alone → its words; what surprises by its nature too.
VUES = {
    "": "Tout",
    "surprises": "Tout ce qui surprend",
    **SURPRISES,
    "changements": "Ce qui a changé depuis la remise précédente",
    "remarques": "Ce qui porte une remarque",
    "a_voir": "Ce que je n’ai pas marqué «\u00a0vu\u00a0»",
}


@dataclass(frozen=True)
class PointLu:
    """A point, and what it is to one reader."""

    point: Point
    changements: tuple[Difference, ...]  # since the round before
    has_remarque: bool
    is_vu: bool

    def is_demande(self, vue: str) -> bool:
        """Is it among those of a view (of VUES)?"""
        if vue in SURPRISES:
            return vue in self.point.natures
        tris = {
            "surprises": bool(self.point.surprises),
            "changements": bool(self.changements),
            "remarques": self.has_remarque,
            "a_voir": not self.is_vu,
        }
        return tris.get(vue, True)


@dataclass(frozen=True)
class LectureParPoints:
    """All that is read of an exercice; `remise` None: a draft."""

    exercice: Exercice
    remise: Remise | None
    precedente: Remise | None  # what it is compared with
    points: tuple[PointLu, ...]
    is_a_marquer: bool  # is it read for the State?

    @property
    def vus(self) -> int:
        return sum(un.is_vu for un in self.points)

    @property
    def vues(self) -> dict[str, tuple[str, int]]:
        """{view: its words, how many points it has}: those that have some, and all."""
        sans_objet = () if self.is_a_marquer else ("a_voir",)
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
    """A round, as `user` has read it; four queries."""
    lue = read_remise(remise)
    marques = MarqueDeLecture.objects.filter(lecteur=user, remise=remise).values_list("ancre", "cle")
    precedente = find_precedente(user, remise)
    return _make_lecture(user, remise.exercice, lue, remise, precedente, set(marques))


def read_lecture_du_brouillon(user: Utilisateur, exercice: Exercice, jour: date) -> LectureParPoints:
    """What would be handed over on `jour`, read as the State will read it, beside what was last handed over."""
    precedente = (
        Remise.objects.readable_by(user).filter(exercice=exercice).select_related("photographie").last()
    )
    lue = EtatLu(build_execution(exercice), build_contenu_remise(exercice, jour))
    return _make_lecture(user, exercice, lue, None, precedente)


def _make_lecture(
    user: Utilisateur,
    exercice: Exercice,
    lue: EtatLu,
    remise: Remise | None,
    precedente: Remise | None,
    marques: Collection[Lieu] = (),
) -> LectureParPoints:
    points = list_points(lue.execution, lue.contenu)
    connus = {un.lieu for un in points}
    changements: dict[Lieu, list[Difference]] = {}
    for difference in lue.compare_to(read_remise(precedente)) if precedente else ():
        lieu = find_lieu_d_enonce(difference.cle)
        # What is gone is of the whole.
        changements.setdefault(lieu if lieu in connus else ENSEMBLE, []).append(difference)
    lues = list(list_remarques_lues(user, exercice).values_list("ancre", "cle"))
    remarques = {*lues, *((str(Ancre.ACTION), un) for lieu in lues if (un := get_numero(*lieu)))}
    return LectureParPoints(
        exercice,
        remise,
        precedente,
        tuple(
            PointLu(un, tuple(changements.get(un.lieu, ())), un.lieu in remarques, un.lieu in marques)
            for un in points
        ),
        remise is not None and refusal_to_mark_vu(user, exercice) is None,
    )
