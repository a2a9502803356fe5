"""What to ask next about what was handed over: of its frozen trees, the gravest first. No Django.

Each question is one sentence about one place, where a remark may be written. What was explained, or lifted, is not
asked again."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from nombres.formats import NBSP, format_euros, pourcent
from reporting.contents.execution import ContenuExecution
from reporting.contents.indicateur import ContenuIndicateur
from reporting.contents.points import FINANCEMENT, Point

# What is asked, in the order it is asked.
MANQUE, REGLE, ECART, COMPARABILITE, ESTIMATION, CIBLE, CREDITS, PREUVE = ORDRE = (
    "Ce qui manque",
    "Ce que rien n’explique",
    "Ce qui demande une justification",
    "Ce qui ne se compare pas",
    "Ce qui est estimé",
    "Les cibles manquées sans explication",
    "Les crédits peu consommés",
    "Ce qui n’est pas prouvé",
)
# A surprise asks what its nature says, once it is not explained.
NATURES = {"regle": REGLE, "ecart": ECART, "comparabilite": COMPARABILITE, "preuve": PREUVE}
MANQUES = {
    "vide": "Le chiffre n’est pas renseigné.",
    "non_disponible": "Le chiffre est dit non disponible.",
}


@dataclass(frozen=True)
class Question:
    """One thing to ask, of the place of a remark: what it is of (of ORDRE), where, the sentence."""

    quoi: str
    ancre: str
    cle: str
    titre: str
    phrase: str

    @property
    def id(self) -> str:
        """Where it is read, on the page that tells point by point."""
        return f"{self.ancre}-{self.cle}"


def list_questions(
    points: tuple[Point, ...], execution: ContenuExecution, exiges: frozenset[str]
) -> tuple[Question, ...]:
    """All there is to ask, by ORDRE then in the order of what is read. `exiges`: the codes that are waited for."""
    siennes = [
        Question(quoi, point.ancre, point.cle, point.titre, phrase)
        for point in points
        for quoi, phrase in _list_du_point(point, exiges)
    ]
    siennes += [Question(CREDITS, *FINANCEMENT, "Financement", phrase) for phrase in _list_credits(execution)]
    return tuple(sorted(siennes, key=lambda une: ORDRE.index(une.quoi)))


def _list_du_point(point: Point, exiges: frozenset[str]) -> Iterator[tuple[str, str]]:
    if point.indicateur:
        yield from _list_de_l_indicateur(point.indicateur, exiges)
    for surprise in point.surprises:
        if surprise.nature in NATURES and not surprise.is_expliquee:
            yield NATURES[surprise.nature], surprise.message


def _list_de_l_indicateur(un: ContenuIndicateur, exiges: frozenset[str]) -> Iterator[tuple[str, str]]:
    if un.code in exiges and un.resultat.statut in MANQUES and not un.explication:
        yield MANQUE, MANQUES[un.resultat.statut]
    if un.resultat.statut == "provisoire":
        yield ESTIMATION, "Le chiffre est provisoire."
    elif un.fiabilite == "estime":
        yield ESTIMATION, "Le chiffre est estimé."
    if un.cible_atteinte is False and not un.explication:
        yield CIBLE, "La cible n’est pas atteinte, et rien ne dit pourquoi."


def _list_credits(execution: ContenuExecution) -> Iterator[str]:
    """The envelopes (the natures of axes, where there is none) whose credits of the State are spent short of what has
    to be justified; none where the référentiel has no such threshold."""
    seuil = execution.seuil_justification
    if seuil is None:
        return
    sous_totaux = execution.sous_totaux
    for un in sous_totaux.enveloppes or sous_totaux.natures:
        if un.etat.taux is not None and un.etat.taux < 1 - Fraction(seuil):
            yield (
                f"{un.libelle}{NBSP}: {format_euros(un.etat.execute)} exécutés sur {format_euros(un.etat.prevu)} "
                f"prévus ({pourcent(un.etat.taux)})."
            )
