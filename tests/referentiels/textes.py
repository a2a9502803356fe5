"""The référentiels of the site, as they are written."""

from pathlib import Path

import referentiels

DOSSIER = Path(referentiels.__file__).parent / "instructions"
TEXTE_2021 = (DOSSIER / "2021-03-19.toml").read_text(encoding="utf-8")
