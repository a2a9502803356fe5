"""The reports that are handed over with the figures of an exercice, and whether they can be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from conventions.models import ETATS_EN_INSTRUCTION, Exercice
from conventions.queries.conventions import list_exercices_reunis
from reporting import contents
from reporting.models import RAPPORTS, Document, EtatDocument, NatureDocument, Occasion, Photographie
from reporting.policies import refusal_to_hand_over
from reporting.queries.documents import build_rapport, build_rapport_commun


@dataclass(frozen=True)
class Rapport:
    """A report as the figures stand: `exercices` are those it speaks of, in the order of their conventions."""

    nature: str  # of NatureDocument
    exercices: tuple[Exercice, ...]
    contenu: contents.ContenuRapport | contents.ContenuRapportCommun


def build_rapports(exercice: Exercice, jour: date) -> list[Rapport]:
    """What is handed over with `exercice`: its own report, and the common one where there is one."""
    rapports = [Rapport(NatureDocument.RAPPORT, (exercice,), build_rapport(exercice, jour))]
    if exercice.rapport_commun_id:
        reunis = list_reunis(exercice)
        rapports.append(Rapport(NatureDocument.COMMUN, reunis, build_rapport_commun(reunis, jour)))
    return rapports


def list_reunis(exercice: Exercice) -> tuple[Exercice, ...]:
    """The exercices of the common report `exercice` is in."""
    return tuple(list_exercices_reunis(exercice).filter(rapport_commun=exercice.rapport_commun_id))


def list_projets(rapport: Rapport) -> QuerySet[Document]:
    """The drafts that were made of a report, whatever they say."""
    projets = Document.objects.filter(exercice=rapport.exercices[0], nature=rapport.nature, projet=True)
    return projets.defer("octets", "contenu")


def find_refus_de_transmettre(exercice: Exercice, jour: date) -> str | None:
    """Why `exercice` is not handed over as it stands: its report is known not to be drawable. One query as long as no
    drawing of it failed."""
    echecs = Document.objects.about(exercice).filter(
        projet=True, nature__in=RAPPORTS, etat=EtatDocument.ECHEC
    )
    if not echecs.exists():
        return None
    rapports = build_rapports(exercice, jour)
    return next(filter(None, (refusal_to_hand_over(un.contenu, list_projets(un)) for un in rapports)), None)


def find_photographie_transmise(exercice: Exercice) -> Photographie | None:
    """The figures last handed over of an exercice the State has before it, None where it has none."""
    if exercice.etat not in ETATS_EN_INSTRUCTION:
        return None
    return exercice.photographies.filter(occasion=Occasion.TRANSMISSION).defer("contenu").last()


def list_papiers(exercice: Exercice) -> list[Document | None]:
    """The reports the State must be able to read before it closes `exercice`: each as it was drawn, else as it waits or
    failed last, None where there is none. Empty unless the State has it before it."""
    if exercice.etat not in ETATS_EN_INSTRUCTION:
        return []
    photographie = find_photographie_transmise(exercice)
    rapports = list(photographie.rapports.defer("octets", "contenu")) if photographie else []
    natures = [NatureDocument.RAPPORT, *([NatureDocument.COMMUN] if exercice.rapport_commun_id else [])]
    return [_choose([un for un in rapports if un.nature == nature]) for nature in natures]


def _choose(documents: Sequence[Document]) -> Document | None:
    return next((un for un in documents if un.is_dessine), documents[0] if documents else None)
