"""What one exercice awaits, and of whom: its état says it (`reporting.queries.tours`), unless its money awaits
something first (its dossier)."""

from datetime import date, datetime

from comptes.fuseaux import compute_jour_compte
from comptes.models import Role, Utilisateur
from conventions.echeances import say_depuis
from conventions.models import Exercice
from nombres.formats import date_fr
from reporting.policies import refusal_to_answer, refusal_to_notify
from reporting.queries.decision import Dossier, list_dossiers_ouverts
from reporting.queries.termes import find_terme_de_reponse, is_reponse_attendue
from reporting.queries.tours import DUS, make_dits, say_fini, say_qui_agit, say_tour_de
from reporting.queries.vie import Dues


def is_partie(user: Utilisateur) -> bool:
    """Is `user` of those between whom an amount is proposed and answered?"""
    return user.is_departemental or user.role == Role.PREFECTURE


def find_dossier_ouvert(user: Utilisateur, exercice: Exercice) -> Dossier | None:
    """Where an amount is proposed and none notified, for who may act on it; two queries at most."""
    return next(iter(list_dossiers_ouverts([exercice])), None) if is_partie(user) else None


def find_attendu(user: Utilisateur, exercice: Exercice, dossier: Dossier | None, at: datetime) -> str | None:
    """What an exercice awaits of `user`, None for nothing; `dossier` is that of an open decision, if any."""
    if dossier:
        if refusal_to_answer(user, dossier) is None:
            return "proposition"
        if refusal_to_notify(user, dossier, _compute_jour(at, exercice)) is None:
            return "notifier"
        if user.role == Role.PREFECTURE and is_reponse_attendue(dossier, at):
            return None
    return DUS.get((user.role, exercice.etat))


def say_qui_d_autre(
    user: Utilisateur, exercice: Exercice, dues: Dues, dossier: Dossier | None, at: datetime
) -> str:
    """Whom an exercice that awaits nothing of `user` awaits; "" when it is nobody."""
    annee, jour, dits = exercice.annee, _compute_jour(at, exercice), make_dits(exercice, dues, at)
    if dossier and is_reponse_attendue(dossier, at):
        assert dossier.proposition is not None  # it is open
        duree = say_depuis(_compute_jour(dossier.proposition.le, exercice), jour)
        reponse = find_terme_de_reponse(dossier, at)
        avant = f", au plus tard le {date_fr(reponse.le)}" if reponse else ""
        return (
            f"{dits['partie']} a votre proposition sur l’exercice {annee} {duree}, et doit y répondre{avant}."
        )
    if dossier and dossier.reponse and not dossier.is_obsolete and not exercice.is_modifiable:
        duree = say_depuis(_compute_jour(dossier.reponse.le, exercice), jour)
        return (
            f"La préfecture a votre réponse {duree}\u00a0: elle notifie sa décision sur l’exercice {annee}."
        )
    return say_qui_agit(user, exercice, **dits)


def say_tour(user: Utilisateur, exercice: Exercice, dues: Dues, dossier: Dossier | None, at: datetime) -> str:
    """Whose turn it is on `exercice`, said to `user` at an instant: on its page, what « À faire » says."""
    dits = make_dits(exercice, dues, at)
    if nature := find_attendu(user, exercice, dossier, at):
        terme = find_terme_de_reponse(dossier, at) if dossier and nature == "proposition" else None
        if terme:
            dits |= {"jusqu_au": f", jusqu’au {date_fr(terme.le)}"}
        return say_tour_de(nature, user, exercice, **dits)
    return say_qui_d_autre(user, exercice, dues, dossier, at) or say_fini(user, exercice, **dits)


def _compute_jour(at: datetime, exercice: Exercice) -> date:
    return compute_jour_compte(at, exercice.convention.departement_id)
