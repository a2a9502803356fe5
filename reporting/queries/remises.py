"""The rounds of an exercice: who reads them, what each says, what changed from one to the next."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from comptes.fuseaux import compute_jour_compte
from comptes.models import Utilisateur
from conventions.models import ETATS_TRANSMIS, Exercice
from conventions.queries.campagnes import get_calendrier
from reporting import contents
from reporting.contents.ecarts_remises import Difference
from reporting.models import Document, Occasion, Photographie, Remise


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


def find_remise_en_cours(exercice: Exercice) -> Remise | None:
    """The round the State has before it, as the database has it now; None while the collectivité writes."""
    siennes = Remise.objects.filter(exercice=exercice, exercice__etat__in=ETATS_TRANSMIS)
    return siennes.select_related("par").defer("contenu").last()


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


def _keep_a_venir(echeance: date | None, jour: date) -> date | None:
    return echeance if echeance and echeance >= jour else None


def find_recepisse(remise: Remise) -> Document | None:
    """The receipt of a round, without its pages; None as long as nobody asked for one."""
    return Document.objects.filter(remise=remise).defer("octets").first()


def read_recepisse(remise: Remise, document: Document | None) -> contents.ContenuRecepisse:
    """What the receipt of a round says: as it was frozen in `document`, or as it would be."""
    if document is None:
        return build_recepisse(remise)
    return contents.from_dict(contents.ContenuRecepisse, document.contenu)


def build_recepisse(remise: Remise) -> contents.ContenuRecepisse:
    """The receipt of a round, with the dates of its campaign as they are now."""
    exercice, lue = remise.exercice, read_remise(remise)
    certificat, calendrier = lue.contenu.certificat, get_calendrier(exercice)
    assert certificat is not None  # it was handed over
    le = compute_jour_compte(remise.le, exercice.convention.departement_id)
    return contents.ContenuRecepisse(
        convention=lue.execution.convention,
        exercice=lue.execution.exercice,
        rang=remise.rang,
        remis_le=certificat.le,
        etabli_le=le,
        par=certificat.par,
        fonction=certificat.fonction,
        phrase=certificat.phrase,
        empreinte=remise.empreinte,
        arrete_au=lue.execution.arrete_au,
        prevu=lue.execution.total.prevu,
        execute=lue.execution.total.execute,
        pieces=len(lue.contenu.pieces),
        avertissements=len(lue.contenu.avertissements),
        page=reverse("reporting:recepisse", args=[exercice.convention.code, exercice.annee, remise.rang]),
        # What comes after was asked for.
        retard=calendrier.say_retard(le) if remise.rang == 1 else "",
        instruction_au=_keep_a_venir(calendrier.instruction, le),
        correction_au=_keep_a_venir(calendrier.corrections, le),
    )


def annotate_remises(user: Utilisateur, exercices: QuerySet[Exercice]) -> QuerySet[Exercice]:
    """`exercices`, each with the rank of the last round `user` may read (`derniere_remise`), None without one."""
    siennes = Remise.objects.readable_by(user).filter(exercice=OuterRef("pk")).order_by("-rang")
    return exercices.annotate(derniere_remise=Subquery(siennes.values("rang")[:1]))
