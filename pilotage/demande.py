"""What one asks of a dashboard, as its address says it. No Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
