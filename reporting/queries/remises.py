"""The rounds of an exercice: who reads them, what each says, what changed from one to the next."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, QuerySet, Subquery

from comptes.models import Utilisateur
from conventions.models import Exercice
from reporting import contents
from reporting.contents.ecarts_remises import Difference
from reporting.models import Occasion, Photographie, Remise


@dataclass(frozen=True)
class EtatLu:
    """All that an exercice says: as a round froze it, or as it is now."""

    execution: contents.ContenuExecution
    contenu: contents.ContenuRemise

    @cached_property
    def enonces(self) -> contents.Enonces:
        return contents.list_enonces(self.execution, self.contenu)

    def compare_to(self, avant: "EtatLu") -> tuple[Difference, ...]:
        """What it says otherwise than the round before."""
        return contents.compare_remises(avant.enonces, self.enonces)


def list_remises(user: Utilisateur) -> QuerySet[Remise]:
    """The rounds `user` may read, with what their page names."""
    return Remise.objects.readable_by(user).select_related(
        "par",
        "photographie",
        "exercice__convention__departement__region",
        "exercice__convention__collectivite",
    )


def list_remises_de(user: Utilisateur, exercice: Exercice) -> QuerySet[Remise]:
    """Those of `exercice`, the last first, without what they froze."""
    siennes = Remise.objects.readable_by(user).filter(exercice=exercice).order_by("-rang")
    return siennes.select_related("par", "photographie").defer("contenu", "photographie__contenu")


def get_remise_a_lire(user: Utilisateur, code: str, annee: int) -> Remise | None:
    """The last round of the exercice of an address that `user` may read, with what it froze; None without one."""
    siennes = list_remises(user).filter(exercice__convention__code=code, exercice__annee=annee)
    return siennes.select_related("exercice__referentiel").last()


def list_photographies_sans_remise(exercice: Exercice) -> QuerySet[Photographie]:
    """What was handed over before rounds were kept: its figures."""
    siennes = exercice.photographies.filter(occasion=Occasion.TRANSMISSION, remise=None)
    return siennes.defer("contenu")


def find_precedente(user: Utilisateur, remise: Remise) -> Remise | None:
    """The round before, of those `user` may read; None of the first one."""
    siennes = Remise.objects.readable_by(user).filter(exercice=remise.exercice_id, rang__lt=remise.rang)
    return siennes.select_related("photographie").last()


def read_remise(remise: Remise) -> EtatLu:
    """What a round froze, read from what was kept."""
    return EtatLu(
        contents.from_dict(contents.ContenuExecution, remise.photographie.contenu),
        contents.from_dict(contents.ContenuRemise, remise.contenu),
    )


def annotate_remises(user: Utilisateur, exercices: QuerySet[Exercice]) -> QuerySet[Exercice]:
    """`exercices`, each with the rank of the last round `user` may read (`derniere_remise`), None without one."""
    siennes = Remise.objects.readable_by(user).filter(exercice=OuterRef("pk")).order_by("-rang")
    return exercices.annotate(derniere_remise=Subquery(siennes.values("rang")[:1]))
