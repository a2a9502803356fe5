"""Each line of the journal carries the digest of the line before it, of the same convention: one that is changed, taken
out, added or moved does not follow any more. Pure."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

ORIGINE = ""  # what the first line of a convention follows


def compute_maillon(precedent: str, contenu: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of a line that says `contenu` (JSON-ready), after the line whose digest is `precedent`."""
    return sha256(f"{precedent}\n{write_contenu(contenu)}".encode()).hexdigest()


def write_contenu(contenu: Mapping[str, Any]) -> str:
    """What a digest is of, as text: the same for the same content, whoever writes it."""
    return json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
