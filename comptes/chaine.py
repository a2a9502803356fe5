"""Each line of the journal carries the digest of the line before it, of the same convention: one that is changed, taken
out, added or moved does not follow any more. Pure."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

ORIGINE = ""  # what the first line of a convention follows


def compute_maillon(precedent: str, contenu: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of a line that says `contenu` (JSON-ready), after the line whose digest is `precedent`."""
    texte = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(f"{precedent}\n{texte}".encode()).hexdigest()
