"""Who deposited a parcours file is told what became of it."""

from collections.abc import Mapping
from datetime import datetime

from comptes.models import NatureNotification
from comptes.pages import get_url
from conventions.operations.annonces import tell_author
from indicateurs.models import EtatImport, ImportParcours

FINS: Mapping[EtatImport, str] = {
    EtatImport.CALCULE: "est calculé\u00a0: relisez ses résultats, puis confirmez-les ou abandonnez-les.",
    EtatImport.REFUSE: "comporte des lignes fautives\u00a0: rien n’en est retenu.",
    EtatImport.ECHOUE: "n’a pas pu être calculé.",
}


def tell_calcul(*, at: datetime, imp: ImportParcours, etat: EtatImport) -> None:
    """Tell the depositor that the calculation of a file ended, in `etat` (of FINS). Never a word of the file."""
    exercice = imp.exercice
    tell_author(
        at=at,
        exercice=exercice,
        a=imp.par,
        nature=NatureNotification.FICHIER,
        objet=imp,
        phrase=f"Le fichier de parcours que vous avez déposé pour {exercice.designation} {FINS[etat]}",
        url=get_url("indicateurs:import_parcours", exercice.convention.code, exercice.annee, imp.pk),
        is_action=etat == EtatImport.CALCULE,
    )
