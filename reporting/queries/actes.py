"""What a person may do now to move an exercice, and on which page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from comptes.models import Utilisateur
from conventions.models import ETATS_EN_INSTRUCTION, Acte, Etat, Exercice
from conventions.policies import refusal_of_acte
from reporting.models import EtapeDecision
from reporting.policies import refusal_to_answer, refusal_to_instruct
from reporting.queries.decision import Dossier

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
# Its money is still to be decided.
ETATS_A_DECIDER = (*ETATS_EN_INSTRUCTION, Etat.VALIDE)


@dataclass(frozen=True)
class Bouton:
    """What is open to its reader, in words, the page where it is done, and whether it is what they come for; `acte`
    is None of what moves the decision and not the exercice."""

    libelle: str
    url: str
    is_principal: bool
    acte: Acte | None = None


def list_boutons(user: Utilisateur, exercice: Exercice, sauf: Sequence[Acte] = ()) -> list[Bouton]:
    """The acts `user` may do on `exercice` as it stands, `sauf` some, the one they come for first."""
    ouverts = [un for un in Acte if un not in sauf and refusal_of_acte(user, exercice, un) is None]
    principal = next((un for un in PRINCIPAUX if un in ouverts), None)
    ouverts.sort(key=lambda acte: acte != principal)
    lieu = [exercice.convention.code, exercice.annee]
    return [
        Bouton(
            acte.label,
            reverse(PAGES[acte], args=lieu)
            if acte in PAGES
            else reverse("reporting:acte", args=[*lieu, acte]),
            acte == principal,
            acte,
        )
        for acte in ouverts
    ]


def add_gestes_de_decision(
    boutons: Sequence[Bouton], user: Utilisateur, exercice: Exercice, dossier: Dossier | None
) -> list[Bouton]:
    """The same acts with what the decision awaits of `user`: the answer to a proposal before them, a proposal after.
    `dossier`: where one is open and nothing is notified."""
    lieu = [exercice.convention.code, exercice.annee]
    if dossier and refusal_to_answer(user, dossier) is None:
        repondre = Bouton("Répondre à la proposition", reverse("reporting:repondre", args=lieu), True)
        return [repondre, *(replace(un, is_principal=False) for un in boutons)]
    if exercice.etat in ETATS_A_DECIDER and refusal_to_instruct(user, exercice) is None:
        mots = name_proposition(dossier.proposition if dossier else None)
        return [*boutons, Bouton(mots, reverse("reporting:proposer", args=lieu), False)]
    return [*boutons]


def name_proposition(deja: EtapeDecision | None) -> str:
    """How the préfecture is asked for an amount, `deja` its last one."""
    return "Proposer à nouveau" if deja else "Proposer une réfaction"
