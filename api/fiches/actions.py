"""The actions of an exercice."""

from datetime import date

from ninja import Schema

from api.champs import NombreExact, write_exact
from conventions.models import Action, EtatAction, IndicateurPropre, Jalon, NatureAction


class JalonLu(Schema):
    libelle: str
    prevu_le: date
    fait_le: date | None


class IndicateurPropreLu(Schema):
    libelle: str
    unite: str
    cible: NombreExact
    resultat: NombreExact

    @staticmethod
    def resolve_cible(propre: IndicateurPropre) -> str | None:
        return write_exact(propre.cible)

    @staticmethod
    def resolve_resultat(propre: IndicateurPropre) -> str | None:
        return write_exact(propre.resultat)


class ActionLue(Schema):
    """An action: what is meant, and what came of it. Its money is in the financement of the exercice."""

    numero: str
    titre: str
    axe: str
    mesure: str
    nature: NatureAction
    etat: EtatAction
    diagnostic: str
    objectifs: str
    description: str
    public: str
    territoire: str
    file_active_avant: int | None
    file_active_apres: int | None
    pilote_nom: str
    pilote_fonction: str
    etp: NombreExact
    moyens: str
    calendrier: str
    resultats_attendus: str
    lien_spie: str
    evaluation: str
    bilan: str
    difficultes: str
    perspectives: str
    partenaires: list[str]
    indicateurs: list[str]
    jalons: list[JalonLu]
    indicateurs_propres: list[IndicateurPropreLu]
    motif_ecart: str
    justification_ecart: str
    version: int

    @staticmethod
    def resolve_etp(action: Action) -> str | None:
        return write_exact(action.etp)

    @staticmethod
    def resolve_partenaires(action: Action) -> list[str]:
        return [str(un) for un in action.partenaires.all()]

    @staticmethod
    def resolve_jalons(action: Action) -> list[Jalon]:
        return list(action.jalons.all())

    @staticmethod
    def resolve_indicateurs_propres(action: Action) -> list[IndicateurPropre]:
        return list(action.indicateurs_propres.all())
