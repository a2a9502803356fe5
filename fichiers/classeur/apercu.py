"""What an uploaded workbook would change: three states compared, what its user saw, what the site says, what it says.
Pure: each subject compares its own lines, and says what it found in these words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from fichiers.classeur.lecture import Anomalie

VIDE = "(vide)"


class Objet(Protocol):
    """What a line of a workbook is about."""

    @property
    def code(self) -> str: ...
    @property
    def libelle(self) -> str: ...


@dataclass(frozen=True)
class CelluleChangee:
    """One cell whose content would change; `cree` when the site had nothing there."""

    feuille: str
    cellule: str
    objet: Objet
    colonne: str
    avant: str
    apres: str

    @property
    def cree(self) -> bool:
        return not self.avant


@dataclass(frozen=True)
class Conflit:
    """What changed on the site since the download, and not to what the workbook says. `choix` is "site", "classeur" or
    "" (to be chosen); `touchee`: did the user change it too? `version` tells whether the site's moved again since."""

    cle: str  # names it in the form
    objet: Objet
    cellules: tuple[CelluleChangee, ...]  # avant: the site's, apres: the workbook's
    touchee: bool
    choix: str
    version: str
    par: str = ""
    le: datetime | None = None


@dataclass
class Apercu:
    """What a workbook would do to an exercice as it is now. `a_ecrire` is as the subject's operation takes it."""

    changements: list[CelluleChangee] = field(default_factory=list)
    conflits: list[Conflit] = field(default_factory=list)
    inchangees: int = 0
    erreurs: list[Anomalie] = field(default_factory=list)
    fautes: list[Anomalie] = field(default_factory=list)
    remarques: list[Anomalie] = field(default_factory=list)
    a_ecrire: dict[Any, Any] = field(default_factory=dict)

    @property
    def nb_crees(self) -> int:
        return sum(changement.cree for changement in self.changements)

    @property
    def nb_modifies(self) -> int:
        return len(self.changements) - self.nb_crees

    @property
    def nb_erreurs(self) -> int:
        return len(self.erreurs) + len(self.fautes)

    @property
    def is_corrigeable_ici(self) -> bool:
        """Can « Confirmer » succeed without another upload? A broken rule may only come from a choice to be made."""
        return not self.erreurs and (not self.fautes or bool(self.conflits))

    @property
    def is_confirmable(self) -> bool:
        return not self.erreurs and not self.fautes and all(conflit.choix for conflit in self.conflits)

    def is_perime(self, versions: Mapping[str, str]) -> bool:
        """Did the site change again what was chosen? `versions`, by cle of a conflict, are those it was chosen on."""
        return any(versions.get(c.cle, c.version) != c.version for c in self.conflits)

    @property
    def marques(self) -> list[Anomalie]:
        """All there is to say of the workbook, for its annotated copy."""
        conflits = [
            Anomalie(
                c.feuille,
                c.cellule,
                f"Modifié sur le site depuis votre téléchargement{_sign(conflit)}\u00a0: {c.avant or VIDE}\u202f; "
                f"votre classeur\u00a0: {c.apres or VIDE}",
                "conflit",
            )
            for conflit in self.conflits
            for c in conflit.cellules
        ]
        return [*self.erreurs, *self.fautes, *conflits, *self.remarques]


def _sign(conflit: Conflit) -> str:
    return f" par {conflit.par}, le {conflit.le:%d/%m/%Y}" if conflit.le else ""


def open_apercu(anomalies: Collection[Anomalie]) -> Apercu:
    """An Apercu that only knows yet what the reading found."""
    return Apercu(
        erreurs=[a for a in anomalies if a.gravite == "erreur"],
        remarques=[a for a in anomalies if a.gravite == "remarque"],
    )


def read_choix_postes(donnees: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """By cle of a conflict, the choices posted, "site" or "classeur", and the versions they were made on."""
    choix = {
        nom.removeprefix("choix-"): choisi
        for nom, choisi in donnees.items()
        if nom.startswith("choix-") and choisi in ("site", "classeur")
    }
    return choix, {cle: donnees.get(f"version-{cle}", "") for cle in choix}
