"""The référentiels of the site, as they are written."""

from pathlib import Path

import conventions

DOSSIER = Path(conventions.__file__).parent / "referentiels"
TEXTE_2021 = (DOSSIER / "2021-03-19.toml").read_text(encoding="utf-8")
