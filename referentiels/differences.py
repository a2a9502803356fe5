"""Two texts of référentiels, line by line: what is in one and not in the other, with the lines around. Pure."""

from dataclasses import dataclass
from difflib import SequenceMatcher

AUTOUR = 3  # lines
RETIREE, AJOUTEE = "retirée", "ajoutée"


@dataclass(frozen=True)
class LigneDeTexte:
    """A line: its rank in each text, None in the one that has it not; `quoi` is "" for one that both have."""

    texte: str
    avant: int | None
    apres: int | None
    quoi: str = ""


def list_differences(avant: str, apres: str) -> list[list[LigneDeTexte]]:
    """The places where two texts differ, in order, each with AUTOUR lines before and after; none where they do not."""
    anciennes, nouvelles = avant.splitlines(), apres.splitlines()
    blocs = []
    for groupe in SequenceMatcher(None, anciennes, nouvelles, autojunk=False).get_grouped_opcodes(AUTOUR):
        lignes: list[LigneDeTexte] = []
        for quoi, debut, fin, debut_apres, fin_apres in groupe:
            if quoi == "equal":
                rangs = zip(range(debut, fin), range(debut_apres, fin_apres), strict=True)
                lignes += [LigneDeTexte(anciennes[i], i + 1, j + 1) for i, j in rangs]
                continue
            lignes += [LigneDeTexte(anciennes[i], i + 1, None, RETIREE) for i in range(debut, fin)]
            lignes += [
                LigneDeTexte(nouvelles[j], None, j + 1, AJOUTEE) for j in range(debut_apres, fin_apres)
            ]
        blocs.append(lignes)
    return blocs
