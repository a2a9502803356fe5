"""What the user of a workbook of indicators saw when downloading it."""

from dataclasses import dataclass
from typing import ClassVar

from fichiers.classeur.identite import Identite
from saisie.pages import Sujet


@dataclass(frozen=True)
class IdentiteIndicateurs(Identite):
    sujet: ClassVar[Sujet] = Sujet.INDICATEURS
    format: ClassVar[int] = 1

    feuilles: dict[str, list[str]]  # {title: codes of its indicators}
    versions: dict[str, int]  # {code: version of the figure when downloaded, 0 for none}
