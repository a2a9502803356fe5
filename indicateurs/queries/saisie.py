"""Reads for the entry page: how far each axe is."""

from dataclasses import dataclass
from datetime import date

from conventions.models import Exercice
from indicateurs.queries.lignes import Chiffres
from indicateurs.queries.manques import Manque, list_manques_indicateurs
from referentiels.definitions import Axe
from referentiels.mesures import VIDE


@dataclass(frozen=True)
class AxeSaisie:
    """One axe of the menu: how many of its figures are done, and all it still lacks. Drafts do not count."""

    axe: Axe
    attendus: int  # figures it asks for; 0 when the référentiel has no indicator in it
    faits: int
    manques: tuple[Manque, ...]
    is_sans_action: bool  # optional, and the convention has no action in it: nothing is expected

    @property
    def code(self) -> str:
        return self.axe.code

    @property
    def libelle(self) -> str:
        return self.axe.libelle

    @property
    def is_complet(self) -> bool:
        return self.attendus > 0 and self.faits == self.attendus and not self.manques


def list_axes_saisie(exercice: Exercice, chiffres: Chiffres, jour: date) -> list[AxeSaisie]:
    """Every axe of the référentiel with its completion on `jour`, over the stored figures; one query, whatever their
    number, and one more when a blocking rule is broken."""
    actions = list(exercice.actions.all())
    ouverts = {action.axe for action in actions}
    definition, mesures = exercice.referentiel.definition, chiffres.mesures
    manques = list_manques_indicateurs(exercice, actions, chiffres, jour)
    manquants = {manque.code for manque in manques}
    axes = []
    for axe in definition.axes:
        indicateurs = definition.list_axe(axe.code)
        remplis = [un.code for un in indicateurs if un.is_saisi and mesures.get(un.code, VIDE).etat != "vide"]
        codes = {un.code for un in indicateurs if un.is_saisi and un.exige}.union(remplis)
        siens = {indicateur.code for indicateur in indicateurs}
        axes.append(
            AxeSaisie(
                axe=axe,
                attendus=len(codes),
                faits=len([code for code in remplis if code not in manquants]),
                manques=tuple(manque for manque in manques if manque.code in siens),
                is_sans_action=axe.is_facultatif and axe.code not in ouverts,
            )
        )
    return axes
