"""What is awaited by a day, all over France: what a reminder is about."""

from dataclasses import dataclass
from datetime import date, datetime

from comptes.fuseaux import compute_jour_compte
from comptes.models import ROLES_DEPARTEMENTAUX, Role
from conventions.echeances import Echeance, find_palier
from conventions.models import ETATS_TRANSMIS, Exercice, Transition
from conventions.queries.campagnes import read_campagnes
from reporting.models import EtapeDecision
from reporting.queries.decision import Dossier, list_dossiers_ouverts
from reporting.queries.tours import DUS
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
    roles: tuple[str, ...]  # whom it is awaited of
    depuis: date | None  # the day it was asked, None where the calendar alone asks it

    @property
    def reste(self) -> int:
        """How many days are left: 0 on the last one, negative once it has gone by."""
        return (self.le - self.jour).days

    @property
    def palier(self) -> int | None:
        """Of the days on which it is called to mind, the last one that has come (`find_palier`)."""
        return find_palier(self.le, self.jour, self.depuis)

    @property
    def cle(self) -> str:
        """What is awaited, and by which day: another day is called to mind anew."""
        return f"{self.nature}:{self.le.isoformat()}"


def list_termes(at: datetime, seul: Exercice | None = None) -> list[TermeAttendu]:
    """Whatever is awaited by a day at an instant (of the exercice `seul`, if said), once for each exercice and nature;
    four queries. What is done, and what nothing dates, is not there."""
    connus = Exercice.objects.select_related("convention__departement", "convention__collectivite")
    if seul:
        connus = connus.filter(pk=seul.pk)
    exercices = {un.pk: un for un in read_campagnes(connus).order_by("convention__code", "annee")}
    dues = list_echeances_dues(None, exercices.values(), at)
    dossiers = [un for un in list_dossiers_ouverts(list(exercices.values())) if is_sans_reponse(un)]
    proposees = {un.exercice.pk for un in dossiers if is_reponse_attendue(un, at)}
    termes = [
        _make_terme(
            exercices[pk], un.terme, at, _list_attendus(exercices[pk], pk in proposees), un.transition
        )
        for pk, un in dues.items()
    ]
    for un in dossiers:
        terme = find_terme_de_reponse(un, at)
        termes.append(_make_terme(un.exercice, terme, at, ROLES_DEPARTEMENTAUX, un.proposition))
    return [terme for terme in termes if terme]


def _list_attendus(exercice: Exercice, is_proposee: bool) -> tuple[str, ...]:
    """The roles that `exercice` awaits something of; a proposal to be answered awaits nothing of who made it."""
    absent = Role.PREFECTURE if is_proposee else None
    return tuple(role for role, etat in DUS if etat == exercice.etat and role != absent)


def _make_terme(
    exercice: Exercice,
    etape: EtapeDeVie | None,
    at: datetime,
    roles: tuple[str, ...],
    acte: Transition | EtapeDecision | None,
) -> TermeAttendu | None:
    if etape is None:
        return None
    lieu = exercice.convention.departement_id
    depuis = compute_jour_compte(acte.le, lieu) if acte else None
    return TermeAttendu(exercice, etape.code, etape.le, compute_jour_compte(at, lieu), roles, depuis)


def is_sans_reponse(dossier: Dossier) -> bool:
    """Does the last proposal await the département's answer?"""
    return dossier.reponse is None and dossier.exercice.etat in ETATS_TRANSMIS and not dossier.is_obsolete


def is_reponse_attendue(dossier: Dossier, at: datetime) -> bool:
    """Has the département still time to answer it?"""
    jour = compute_jour_compte(at, dossier.exercice.convention.departement_id)
    return is_sans_reponse(dossier) and not dossier.is_delai_passe(jour)


def find_terme_de_reponse(dossier: Dossier, at: datetime) -> EtapeDeVie | None:
    """Until when the last proposal is answered; None where its campaign gives no time."""
    le = dossier.reponse_attendue_au
    if le is None:
        return None
    jour = compute_jour_compte(at, dossier.exercice.convention.departement_id)
    echeance = Echeance("reponse", "Réponse à la proposition", le)
    return EtapeDeVie(echeance.code, echeance.libelle, le, echeance.say(jour), echeance.is_en_retard(jour))
