"""The shapes of the départements, as `carte/contours.json` holds them: its frames, where each leads."""

import json
from dataclasses import dataclass
from pathlib import Path

# How high the first frame is shown on a wide screen, and the others.
PIXELS_D_ABORD, PIXELS_ENSUITE = 600, 150
CONTOURS = Path(__file__).parent / "carte" / "contours.json"


@dataclass(frozen=True)
class CadreDeCarte:
    """One drawing of the map: its box (an SVG `viewBox`), an SVG path by code of the département, and those that a
    later frame shows larger, where one follows them."""

    nom: str
    vue: str
    contours: dict[str, str]
    agrandis: frozenset[str]
    maille: str  # what a texture is scaled by, to be as fine in every frame


def read_cadres() -> tuple[CadreDeCarte, ...]:
    """The frames in their order: each département is in one at least, and leads somewhere from the last it is in."""
    lus = json.loads(CONTOURS.read_text(encoding="utf-8"))["cadres"]
    tous = {code: trace for un in lus for code, trace in un.get("contours", {}).items()}
    cadres: list[CadreDeCarte] = []
    for rang, un in enumerate(lus):
        siens = un.get("contours") or {code: tous[code] for code in un["agrandit"]}
        suivants = {code for autre in lus[rang + 1 :] for code in autre.get("agrandit", ())}
        hauteur = int(un["vue"].split()[-1])
        maille = f"{hauteur / (PIXELS_ENSUITE if rang else PIXELS_D_ABORD):.3f}"
        cadres.append(CadreDeCarte(un["nom"], un["vue"], siens, frozenset(suivants & siens.keys()), maille))
    return tuple(cadres)


CADRES = read_cadres()
