"""What differs between two rounds of an exercice, and between two wordings of a text, word by word. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import groupby

from reporting.contents.enonces import EUROS, PIECES, RUBRIQUES, TEXTE, Cle, Enonce, Enonces

AJOUTE, RETIRE, MODIFIE = "ajouté", "retiré", "modifié"
# A word with the space before it, and the space at the end.
JETON = re.compile(r"\s*\S+|\s+\Z")
AUTOUR = 12  # words kept on each side of a passage that both texts have


@dataclass(frozen=True)
class Morceau:
    """Some words: `quoi` is AJOUTE, RETIRE, or "" for those that both texts have."""

    texte: str
    quoi: str = ""

    @property
    def abrege(self) -> str:
        """Of what both texts have, the first and the last words."""
        jetons = JETON.findall(self.texte)
        if self.quoi or len(jetons) <= 2 * AUTOUR + 1:
            return self.texte
        return f"{''.join(jetons[:AUTOUR])} […]{''.join(jetons[-AUTOUR:])}"


@dataclass(frozen=True)
class Difference:
    """One thing that two rounds do not say alike; None where one of them does not say it."""

    cle: Cle
    avant: Enonce | None
    apres: Enonce | None

    @property
    def enonce(self) -> Enonce:
        """As the last of the two names it."""
        dit = self.apres or self.avant
        assert dit is not None  # it is in one of them
        return dit

    @property
    def sens(self) -> str:
        """AJOUTE, RETIRE or MODIFIE; a file is « remplacé »."""
        if self.avant is None:
            return AJOUTE
        if self.apres is None:
            return RETIRE
        return "remplacé" if self.enonce.rubrique == PIECES else MODIFIE

    @property
    def ecart(self) -> Decimal | None:
        """By how much an amount changed; None of anything else, or where one of the two is missing."""
        avant, apres = (un.valeur if un else None for un in (self.avant, self.apres))
        if self.enonce.sorte == EUROS and isinstance(avant, Decimal) and isinstance(apres, Decimal):
            return apres - avant
        return None

    @property
    def passages(self) -> tuple[Morceau, ...]:
        """Of a text, what was taken out and put in."""
        if self.enonce.sorte != TEXTE:
            return ()
        return compare_mots(*(str(un.valeur) if un else "" for un in (self.avant, self.apres)))


@dataclass(frozen=True)
class ObjetChange:
    """What changed of one thing: an action, an indicator, the report."""

    nom: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class RubriqueChangee:
    """What changed of one kind, thing by thing."""

    titre: str
    objets: tuple[ObjetChange, ...]

    @property
    def nombre(self) -> int:
        return sum(len(objet.differences) for objet in self.objets)


def compare_remises(avant: Enonces, apres: Enonces) -> tuple[Difference, ...]:
    """All that `apres` says otherwise than `avant`, in the order of the rounds; what only `avant` says comes last."""
    return tuple(
        Difference(cle, avant.get(cle), apres.get(cle))
        for cle in dict.fromkeys((*apres, *avant))
        if not _is_pareil(avant.get(cle), apres.get(cle))
    )


def _is_pareil(avant: Enonce | None, apres: Enonce | None) -> bool:
    """Do both say the same? The words of an object may have changed: they are an enonce of their own."""
    return avant is not None and apres is not None and avant.valeur == apres.valeur


def group_differences(differences: Iterable[Difference]) -> tuple[RubriqueChangee, ...]:
    """The same by kind, in the order of RUBRIQUES, and by what they are about."""
    classees = sorted(differences, key=lambda une: RUBRIQUES.index(une.enonce.rubrique))
    return tuple(
        RubriqueChangee(
            rubrique,
            tuple(
                ObjetChange(nom, tuple(une for une in siennes if une.enonce.objet == nom))
                for nom in dict.fromkeys(une.enonce.objet for une in siennes)
            ),
        )
        for rubrique, suite in groupby(classees, key=lambda une: une.enonce.rubrique)
        for siennes in [list(suite)]
    )


def count_rubriques(differences: Iterable[Difference]) -> dict[str, int]:
    """How many differences of each kind, in the order of RUBRIQUES."""
    compte = Counter(une.enonce.rubrique for une in differences)
    return {rubrique: compte[rubrique] for rubrique in RUBRIQUES if compte[rubrique]}


def compare_mots(avant: str, apres: str) -> tuple[Morceau, ...]:
    """The words of both texts in order; those of « retiré » and those they share make `avant`, the others `apres`."""
    anciens, nouveaux = JETON.findall(avant), JETON.findall(apres)
    passages: list[Morceau] = []
    suites = SequenceMatcher(None, anciens, nouveaux, autojunk=False).get_opcodes()
    for quoi, debut, fin, debut_apres, fin_apres in suites:
        if quoi == "equal":
            passages.append(Morceau("".join(anciens[debut:fin])))
            continue
        if debut < fin:
            passages.append(Morceau("".join(anciens[debut:fin]), RETIRE))
        if debut_apres < fin_apres:
            passages.append(Morceau("".join(nouveaux[debut_apres:fin_apres]), AJOUTE))
    return tuple(passages)
