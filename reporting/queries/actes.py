"""What a person may do now to move an exercice, and on which page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from comptes.models import Utilisateur
from conventions.models import Acte, Exercice
from conventions.policies import refusal_of_acte

# Those that do more than move it; the others share one page.
PAGES: Mapping[Acte, str] = {
    Acte.TRANSMETTRE: "reporting:transmettre",
    Acte.RENVOYER: "reporting:renvoyer",
    Acte.RENDRE_AVIS: "reporting:avis",
    Acte.DIALOGUER: "reporting:dialogue",
    Acte.VALIDER: "reporting:valider",
    Acte.NOTIFIER: "reporting:notifier",
    Acte.OUVRIR_SECOND_ARRETE: "avenants:ouvrir_second_arrete",
}
# What one comes for, where several acts are open: the first of these.
PRINCIPAUX = (Acte.TRANSMETTRE, Acte.VALIDER, Acte.RENDRE_AVIS, Acte.NOTIFIER, Acte.CLORE, Acte.PROPOSER)


@dataclass(frozen=True)
class Bouton:
    """An act that is open to its reader, the page where it is done, and whether it is the one they come for."""

    acte: Acte
    url: str
    is_principal: bool


def list_boutons(user: Utilisateur, exercice: Exercice, sauf: Sequence[Acte] = ()) -> list[Bouton]:
    """The acts `user` may do on `exercice` as it stands, `sauf` some, the one they come for first."""
    ouverts = [un for un in Acte if un not in sauf and refusal_of_acte(user, exercice, un) is None]
    principal = next((un for un in PRINCIPAUX if un in ouverts), None)
    ouverts.sort(key=lambda acte: acte != principal)
    lieu = [exercice.convention.code, exercice.annee]
    return [
        Bouton(
            acte,
            reverse(PAGES[acte], args=lieu)
            if acte in PAGES
            else reverse("reporting:acte", args=[*lieu, acte]),
            acte == principal,
        )
        for acte in ouverts
    ]
