"""Stored bytes are what they were, or they are not given to anybody."""

import hashlib
import logging
from typing import Any, ClassVar, Protocol

from django.db.models.options import Options

from comptes.acces import Refus


class AvecOctets(Protocol):
    """A stored row that holds bytes and their fingerprint."""

    pk: Any
    _meta: ClassVar[Options[Any]]
    octets: Any
    empreinte: Any


logger = logging.getLogger(__name__)


class OctetsAlteres(Refus):
    """The bytes of a row are no longer those whose fingerprint it keeps."""


def is_intact(rangee: AvecOctets) -> bool:
    """Are the `octets` of a row those of its `empreinte` (SHA-256)?"""
    empreinte: str = rangee.empreinte
    return hashlib.sha256(bytes(rangee.octets)).hexdigest() == empreinte


def read_octets(rangee: AvecOctets) -> bytes:
    """The bytes of a row, checked. Raises OctetsAlteres, and logs it."""
    octets = bytes(rangee.octets)
    if not is_intact(rangee):
        logger.error("%s %s: its bytes are not those it was stored with.", rangee._meta.label, rangee.pk)
        raise OctetsAlteres(
            "Ce fichier n’est plus celui qui a été enregistré\u00a0: son contenu ne correspond pas à son "
            "empreinte SHA-256. Il n’est pas délivré. L’anomalie est consignée\u202f; signalez-la à "
            "l’administration du site."
        )
    return octets
