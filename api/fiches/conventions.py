"""Conventions and their exercices."""

from datetime import date

from ninja import Field, Schema

from api.champs import Euros, write_euros
from comptes.models import Region
from conventions.models import Convention, Etat, Exercice
from conventions.queries.campagnes import get_calendrier
from conventions.queries.enveloppes import get_enveloppes


class Territoire(Schema):
    code: str
    nom: str


class ConventionLue(Schema):
    """A convention."""

    code: str
    dispositif: str
    departement: Territoire
    region: Territoire
    collectivite: Territoire
    date_signature: date
    debut: date
    fin: date
    prolongee_au: date | None

    @staticmethod
    def resolve_region(convention: Convention) -> Region:
        return convention.departement.region


class EnveloppeNotifieeLue(Schema):
    code: str
    notifie: Euros


class ExerciceLu(Schema):
    """A year of a convention."""

    convention: str = Field(description="Code de la convention.")
    dispositif: str
    annee: int
    etat: Etat
    etat_libelle: str
    is_modifiable: bool = Field(description="Peut-on encore y écrire\u202f?")
    debut: date
    fin: date
    prolonge_au: date | None
    is_second_arrete: bool
    arrete_au: date = Field(description="Jour dont parlent ses chiffres.")
    rapport_attendu_le: date | None
    referentiel: str = Field(description="Code du référentiel qui le juge.")
    montant_notifie: Euros
    enveloppes: list[EnveloppeNotifieeLue]

    @staticmethod
    def resolve_convention(exercice: Exercice) -> str:
        return exercice.convention.code

    @staticmethod
    def resolve_dispositif(exercice: Exercice) -> str:
        return exercice.convention.dispositif

    @staticmethod
    def resolve_etat_libelle(exercice: Exercice) -> str:
        return exercice.get_etat_display()

    @staticmethod
    def resolve_rapport_attendu_le(exercice: Exercice) -> date | None:
        return get_calendrier(exercice).rapport

    @staticmethod
    def resolve_referentiel(exercice: Exercice) -> str:
        return exercice.referentiel.code

    @staticmethod
    def resolve_montant_notifie(exercice: Exercice) -> str | None:
        return write_euros(exercice.montant_notifie)

    @staticmethod
    def resolve_enveloppes(exercice: Exercice) -> list[dict[str, str | None]]:
        return [
            {"code": code, "notifie": write_euros(montant)}
            for code, montant in get_enveloppes(exercice).items()
        ]
