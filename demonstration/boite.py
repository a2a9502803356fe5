"""The mailbox of everybody in a demo: what is sent goes nowhere, and is read on the site."""

import re
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage as Message
from django.core.mail.backends.base import BaseEmailBackend

# What `comptes.courriels` names a mail by.
NOM = re.compile(r"<(courriel-\d+)@")


class Boite(BaseEmailBackend):
    """Keeps each mail as it would have left, in a file of its own."""

    def send_messages(self, email_messages: Sequence[Message]) -> int:
        settings.BOITE_DIR.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            (nom,) = NOM.findall(message.extra_headers["Message-ID"])
            _find_fichier(nom).write_bytes(message.message().as_bytes())
        return len(email_messages)


def read_message(courriel: int) -> EmailMessage | None:
    """The mail that was sent, by the key of its row; None where it is not kept."""
    fichier = _find_fichier(f"courriel-{courriel}")
    if not fichier.exists():
        return None
    return message_from_bytes(fichier.read_bytes(), policy=policy.default)


def _find_fichier(nom: str) -> Path:
    return Path(settings.BOITE_DIR) / f"{nom}.eml"
