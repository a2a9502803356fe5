"""The rules, of which `make coverage` counts the branches that the tests take. One list of them: the contract of
import-linter on what knows no framework; and the policies. Run, it gives their files to coverage."""

import sys

from tests.sources import PROJET, RACINE

ARITHMETIQUE = "Arithmetic knows no framework, no clock, no file"


def list_regles():
    """Patterns of the files, from the root of the project."""
    contrats = {un["name"]: un for un in PROJET["tool"]["importlinter"]["contracts"]}
    chemins = [RACINE / module.replace(".", "/") for module in contrats[ARITHMETIQUE]["source_modules"]]
    fichiers = [un / "*" if un.is_dir() else un.with_suffix(".py") for un in chemins]
    return [str(un.relative_to(RACINE)) for un in (*fichiers, *sorted(RACINE.glob("*/policies.py")))]


if __name__ == "__main__":
    sys.stdout.write(",".join(list_regles()))
