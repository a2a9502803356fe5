"""Mails: written beside the change they tell of, sent after it by a worker, tried again while the server is away.

A mail carries a link and no figure. The clock here is the real one: a demo lives in another year, its mails do not.
"""

import logging
import smtplib
from datetime import date, datetime, timedelta
from typing import TypeGuard
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse

from comptes.models import Courriel, EtatCourriel, NatureCourriel, Utilisateur
from comptes.queries import COLONNES_DU_PERIMETRE, join_colonnes

logger = logging.getLogger(__name__)

# How long after each failure it is tried again: some three days in all, then it is said to be lost.
ATTENTES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))

# Those one may do without.
CHOISIS = (NatureCourriel.RESUME, NatureCourriel.IMMEDIAT)

REFUS_DEFINITIF = 500  # from this code of SMTP


def queue_courriel(
    *,
    at: datetime,
    a: Utilisateur,
    nature: NatureCourriel,
    objet: str,
    gabarit: str,
    jour: date | None = None,
    **contexte: object,
) -> Courriel:
    """Write a mail that waits to be sent, in the transaction of what it tells of. `gabarit` is a text template, filled
    with `contexte` and the account `a`; `jour` is that of a digest."""
    corps = render_to_string(gabarit, {"compte": a, "site": settings.SITE_URL, **contexte})
    return Courriel.objects.create(
        a=a,
        adresse=a.email,
        perimetre=a.cle_perimetre,
        nature=nature,
        objet=objet,
        corps=corps,
        le=at,
        pas_avant=at,
        jour=jour,
    )


def send_courriels(*, at: datetime) -> int:
    """Send the mails that wait at `at`; returns how many went. One that the server refuses for good is not tried again,
    one it could not take now is, later; while it does not answer, one is tried a round. Nothing leaves for an account
    that is closed, nor what was told of a perimeter that is no longer its own."""
    envoyes = 0
    en_attente = Courriel.objects.filter(etat=EtatCourriel.A_ENVOYER)
    actuel = join_colonnes("/", *(F(f"a__{colonne}") for colonne in COLONNES_DU_PERIMETRE))
    ailleurs = Q(nature__in=CHOISIS) & ~Q(perimetre=actuel)
    perimes = en_attente.filter(Q(a__is_active=False) | ailleurs)
    perimes.update(etat=EtatCourriel.ANNULE, corps="")
    while courriel := _claim(at):
        try:
            _make_message(courriel).send()
        except (OSError, smtplib.SMTPException) as erreur:
            logger.warning("Mail %s: %s.", courriel.pk, type(erreur).__name__)
            _record_echec(courriel, erreur)
            # Nobody answers: the others wait for the next round, as all that the worker has to do would behind them.
            if not isinstance(erreur, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
                break
        else:
            envoyes += 1
            Courriel.objects.filter(pk=courriel.pk).update(
                etat=EtatCourriel.ENVOYE, envoye_le=at, corps="", motif=""
            )
    return envoyes


@transaction.atomic
def _claim(at: datetime) -> Courriel | None:
    """The next mail to send, its next try already dated: a worker that dies with it leaves it to be tried again."""
    en_attente = Courriel.objects.filter(etat=EtatCourriel.A_ENVOYER, pas_avant__lte=at)
    courriel = en_attente.select_for_update(skip_locked=True).order_by("pas_avant", "pk").first()
    if courriel is None:
        return None
    attente = ATTENTES[min(courriel.tentatives, len(ATTENTES) - 1)]
    courriel.tentatives += 1
    courriel.pas_avant = at + attente
    courriel.save(update_fields=["tentatives", "pas_avant"])
    return courriel


def _make_message(courriel: Courriel) -> EmailMessage:
    # The same name at each try: a mailbox that got it twice shows it once.
    entetes = {
        "Message-ID": f"<courriel-{courriel.pk}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
    }
    if courriel.nature in CHOISIS:
        entetes["List-Unsubscribe"] = f"<{settings.SITE_URL}{reverse('comptes:preferences')}>"
    return EmailMessage(courriel.objet, courriel.corps, to=[courriel.adresse], headers=entetes)


def _is_definitif(erreur: Exception) -> bool:
    """Does the mailbox refuse for good (5xx)? A 4xx asks to come back: it is how a server sees a stranger first."""
    return _is_de_la_boite(erreur) and all(code >= REFUS_DEFINITIF for code, _ in erreur.recipients.values())


def _is_de_la_boite(erreur: Exception) -> TypeGuard[smtplib.SMTPRecipientsRefused]:
    return isinstance(erreur, smtplib.SMTPRecipientsRefused)


def _record_echec(courriel: Courriel, erreur: Exception) -> None:
    """Say why it did not go; refused for good, or after its last try, it is given up. What nobody refused, for days, is
    told again by the next one."""
    is_refuse = _is_definitif(erreur)
    is_perdu = is_refuse or courriel.tentatives > len(ATTENTES)
    perdu = {"etat": EtatCourriel.ECHEC, "corps": ""} if is_perdu else {}
    Courriel.objects.filter(pk=courriel.pk).update(motif=_explain(erreur), **perdu)
    if is_perdu and not is_refuse:
        courriel.notifications.update(courriel=None)


def _explain(erreur: Exception) -> str:
    """Why a mail did not go, for whoever reads the list of those that were written."""
    codes = [code for code, _ in erreur.recipients.values()] if _is_de_la_boite(erreur) else []
    if codes:
        pour = "ne reçoit pas ce courriel" if _is_definitif(erreur) else "demande d’attendre"
        return f"Le serveur du destinataire {pour} (code {codes[0]})."
    if isinstance(erreur, smtplib.SMTPResponseException):
        return f"Le serveur de courriel du site ne l’a pas pris (code {erreur.smtp_code})."
    return "Le serveur de courriel du site n’a pas répondu."
