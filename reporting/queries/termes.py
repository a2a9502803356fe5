"""What is awaited by a day, all over France: what a reminder is about."""

from dataclasses import dataclass
from datetime import date, datetime

from comptes.fuseaux import compute_jour_compte
from conventions.echeances import Echeance
from conventions.models import Exercice
from conventions.queries.campagnes import read_campagnes
from reporting.queries.decision import Dossier, list_dossiers_ouverts
from reporting.queries.vie import EtapeDeVie, list_echeances_dues


@dataclass(frozen=True)
class TermeAttendu:
    """What an exercice awaits: its report or its corrections of the département, its review of the State (`rapport`,
    `corrections`, `instruction`), its answer to a proposal of the valideur (`reponse`)."""

    exercice: Exercice
    nature: str
    le: date
    # The day it is for that exercice, as its deadlines are held against.
    jour: date

    @property
    def reste(self) -> int:
        """How many days are left: 0 on the last one, negative once it has gone by."""
        return (self.le - self.jour).days


def list_termes(at: datetime) -> list[TermeAttendu]:
    """Whatever is awaited by a day at an instant, once for each exercice and nature; four queries. What is done, and
    what nothing dates, is not there."""
    connus = Exercice.objects.select_related("convention__departement", "convention__collectivite")
    exercices = {un.pk: un for un in read_campagnes(connus).order_by("convention__code", "annee")}
    dues = list_echeances_dues(None, exercices.values(), at)
    etapes = [(exercices[pk], un.terme) for pk, un in dues.items()]
    for dossier in list_dossiers_ouverts(list(exercices.values())):
        if is_sans_reponse(dossier):
            etapes.append((dossier.exercice, find_terme_de_reponse(dossier, at)))
    return [
        TermeAttendu(
            exercice, etape.code, etape.le, compute_jour_compte(at, exercice.convention.departement_id)
        )
        for exercice, etape in etapes
        if etape
    ]


def is_sans_reponse(dossier: Dossier) -> bool:
    """Does the last proposal await the département's answer?"""
    return dossier.reponse is None and not (dossier.exercice.is_modifiable or dossier.is_obsolete)


def find_terme_de_reponse(dossier: Dossier, at: datetime) -> EtapeDeVie | None:
    """Until when the last proposal is answered; None where its campaign gives no time."""
    le = dossier.reponse_attendue_au
    if le is None:
        return None
    jour = compute_jour_compte(at, dossier.exercice.convention.departement_id)
    echeance = Echeance("reponse", "Réponse à la proposition", le)
    return EtapeDeVie(echeance.code, echeance.libelle, le, echeance.say(jour), echeance.is_en_retard(jour))
