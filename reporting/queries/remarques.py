"""The remarks on an exercice, frozen for the annex of its rapport."""

from collections.abc import Collection
from dataclasses import replace

from django.db.models import Prefetch

from conventions.models import Exercice
from remarques.models import MessageRemarque, Remarque
from reporting import contents


def build_remarques(exercice: Exercice) -> tuple[contents.ContenuRemarque, ...]:
    """What was said to the collectivité and answered, in order: never what services of the State said to one another;
    two queries."""
    messages = Prefetch("messages", MessageRemarque.objects.select_related("par"))
    dites = Remarque.objects.filter(exercice=exercice).for_collectivite().prefetch_related(messages)
    return tuple(
        contents.ContenuRemarque(
            sur=une.libelle,
            etat=une.get_etat_display(),
            bloquante=une.is_bloquante,
            messages=tuple(
                contents.ContenuMessage(par=str(un.par), le=un.jour, texte=un.texte)
                for un in une.messages.all()
            ),
        )
        for une in dites
    )


def annex_remarques(
    commun: contents.ContenuRapportCommun, reunis: Collection[Exercice]
) -> contents.ContenuRapportCommun:
    """A common report with the remarks on each of its exercices, which are `reunis`, in its order, in that one's part;
    two queries for each."""
    siennes = zip(commun.rapports, map(build_remarques, reunis), strict=True)
    return replace(commun, rapports=tuple(replace(un, remarques=dites) for un, dites in siennes))


def count_remarques(exercices: Collection[Exercice]) -> int:
    """How many remarks an annex of these exercices would print."""
    return Remarque.objects.filter(exercice__in=exercices).for_collectivite().count()
