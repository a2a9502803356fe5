"""How a campaign goes: where its exercices stand, which are late, which conventions have none."""

from dataclasses import dataclass
from datetime import datetime

from comptes.models import Trace, Utilisateur
from conventions.models import Campagne, DelaiAccorde, Etat
from conventions.queries.campagnes import ExercicePrevu, list_exercices_prevus
from reporting.queries.liste import Ligne, list_lignes_vues


@dataclass(frozen=True)
class GroupeDEtat:
    """The exercices of a campaign in one état."""

    etat: Etat
    lignes: tuple[Ligne, ...]


@dataclass(frozen=True)
class SuiviDeCampagne:
    """A campaign on a day. A late exercice is in its group too."""

    groupes: tuple[GroupeDEtat, ...]
    retards: tuple[Ligne, ...]  # whose report is not handed over after its deadline
    tardifs: tuple[Ligne, ...]  # handed over after it
    prevus: tuple[ExercicePrevu, ...]
    delais: tuple[DelaiAccorde, ...]
    traces: tuple[Trace, ...]  # what was done to the campaign itself, the last first

    @property
    def nombre(self) -> int:
        return sum(len(groupe.lignes) for groupe in self.groupes)


def build_suivi(user: Utilisateur, campagne: Campagne, at: datetime) -> SuiviDeCampagne:
    """The exercices of the year and instrument of `campagne` as they stand at an instant; seven queries, whatever their
    number."""
    lignes = list_lignes_vues(user, at, convention__dispositif=campagne.dispositif, annee=campagne.annee)
    groupes = {etat: tuple(un for un in lignes if un.exercice.etat == etat) for etat in Etat}
    delais = DelaiAccorde.objects.filter(exercice__in=[un.exercice.pk for un in lignes], retire_le=None)
    return SuiviDeCampagne(
        tuple(GroupeDEtat(etat, siennes) for etat, siennes in groupes.items() if siennes),
        tuple(un for un in lignes if un.dues.rapport and un.dues.rapport.is_en_retard),
        tuple(un for un in lignes if un.dues.rapport and un.dues.rapport.is_tardif),
        tuple(list_exercices_prevus(campagne)),
        tuple(
            delais.select_related(
                "exercice__convention__departement", "exercice__convention__collectivite", "par"
            )
        ),
        tuple(Trace.objects.about(campagne).select_related("par")),
    )
