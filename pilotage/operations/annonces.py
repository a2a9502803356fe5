"""Who asked for a file is told that it is there, or that it will not be."""

from collections.abc import Mapping
from datetime import datetime

from comptes.models import NatureNotification
from comptes.notifications import notify
from comptes.pages import get_url
from pilotage.models import EtatExport, Export

FINS: Mapping[EtatExport, str] = {
    EtatExport.PRET: "est prêt\u00a0: il est gardé une journée.",
    EtatExport.REFUSE: "ne vous est pas remis.",
    EtatExport.ECHOUE: "n’a pas pu être fait.",
}


def tell_fin_export(*, at: datetime, export: Export, etat: EtatExport) -> None:
    """Tell whoever asked for a file that its making ended, in `etat` (of FINS). Never a word of the file."""
    notify(
        at=at,
        a=[export.par],
        nature=NatureNotification.EXPORT,
        objet=export,
        phrase=f"Le fichier que vous avez demandé, «\u00a0{export}\u00a0», {FINS[etat]}",
        url=get_url("reporting:export", export.pk),
        is_action=etat == EtatExport.PRET,
    )
