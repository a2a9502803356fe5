"""What one asks of a dashboard, as its address says it. No Django."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nombres.formats import NBSP, compter
from saisie.caracteres import clean_ligne

# {key of an address: what one asks by it}, of all the pages of `pilotage`.
CHOIX_D_UNE_ADRESSE: dict[str, str] = {
    "annee": "L’année",
    "dispositif": "Le dispositif",
    "region": "La région",
    "axe": "L’axe",
    "indicateur": "L’indicateur",
    "regle": "La règle",
    "territoire": "Le territoire",
    "etat": "L’état",
    "constat": "Le filtre",
    "tri": "Le tri",
    "par": "Le regroupement",
    "genre": "Le genre",
    "table": "La table",
    "format": "Le format",
}
PLUSIEURS = ("axe",)  # keys that may be said several times; of another, the last word counts
LONGUEUR, NOMBRE = 60, 30  # characters of one of the words of an address, words of one of its keys, at most
IGNORES_DITS = 15

# What one looks for among the conventions, besides their états.
CONSTATS: dict[str, str] = {
    "non_transmis": "Qui n’ont pas transmis",
    "retard": "Dont le rapport est en retard",
    "manquee": "Qui manquent une cible",
    "incomplet": "À qui il manque un chiffre",
    "ecarte": "Dont un chiffre est compté autrement",
}
# What lines are sorted by, besides the value of an indicator.
TRIS: dict[str, str] = {
    "": "Par code",
    "nom": "Par nom",
    "etat": "Par état",
    "echeance": "Par échéance du rapport",
    "renseignes": "Par chiffres renseignés",
    "estimes": "Par chiffres estimés",
    "execute": "Par taux d’exécution",
}


@dataclass(frozen=True)
class DemandeDeTableau:
    """All that is asked; "" asks nothing. A `tri` that begins with a hyphen is the other way round."""

    region: str = ""
    etat: str = ""
    constat: str = ""
    axes: tuple[str, ...] = ()
    tri: str = ""

    @property
    def retenues(self) -> dict[str, tuple[str, ...]]:
        """What it asks, as an address says it."""
        seuls = {"region": self.region, "etat": self.etat, "constat": self.constat, "tri": self.tri}
        return {"axe": self.axes} | {cle: (mot,) for cle, mot in seuls.items() if mot}

    @property
    def is_filtre(self) -> bool:
        """Are lines left out?"""
        return bool(self.etat or self.constat)

    @property
    def cle_tri(self) -> str:
        return self.tri.removeprefix("-")

    @property
    def is_decroissant(self) -> bool:
        return self.tri.startswith("-")


TOUT = DemandeDeTableau()


def make_demande(dites: Mapping[str, Sequence[str]]) -> DemandeDeTableau:
    """Of the words of each key of a query string: the last of them where one only may be said."""
    seuls = {nom: (dites.get(nom) or [""])[-1] for nom in ("region", "etat", "constat", "tri")}
    return DemandeDeTableau(axes=tuple(dict.fromkeys(filter(None, dites.get("axe", ())))), **seuls)


def list_ignores(
    dites: Mapping[str, Sequence[str]], retenues: Mapping[str, Collection[str]]
) -> tuple[str, ...]:
    """What an address asks and its page does not take, in sentences: `dites` are the words of each key of its query
    string, `retenues` those the page did take. An address is shared with who sees less, and outlives what it names."""
    ignores = [
        f"{CHOIX_D_UNE_ADRESSE[cle]} «{NBSP}{_cite(mot)}{NBSP}» n’est pas de ce qui vous est proposé ici{NBSP}: ce "
        "choix est laissé de côté."
        for cle, mot in _list_choix(dites)
        if mot not in retenues.get(cle, ())
    ]
    if len(ignores) <= IGNORES_DITS:
        return tuple(ignores)
    autres = compter(len(ignores) - IGNORES_DITS, "autre choix", "autres choix")
    return (*ignores[:IGNORES_DITS], f"L’adresse dit {autres} de trop, laissés de côté.")


def _list_choix(dites: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for cle in CHOIX_D_UNE_ADRESSE:
        mots = dites.get(cle, ())
        for mot in dict.fromkeys(mots if cle in PLUSIEURS else mots[-1:]):
            if mot:
                yield cle, mot


def _cite(mot: str) -> str:
    lisible = clean_ligne(mot)
    return lisible if len(lisible) <= LONGUEUR else f"{lisible[:LONGUEUR]}…"
