"""The remarks on an exercice, frozen for the annex of its rapport."""

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
