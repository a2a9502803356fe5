"""Which exercice a workbook is of, and what its user saw: a signed text, so that nobody alters it by accident."""

from dataclasses import asdict, dataclass
from typing import ClassVar, TypeVar

from django.core import signing

from fichiers.porte import FichierRefuse
from saisie.pages import Sujet

SEL = "classeur"
DE_QUOI = {Sujet.INDICATEURS: "des indicateurs", Sujet.FINANCEMENT: "du financement"}
# Workbooks downloaded before there were several subjects do not say theirs.
SUJET_TU = Sujet.INDICATEURS


@dataclass(frozen=True)
class Identite:
    """What every workbook says of itself. The subclass of a subject adds what its user saw, in JSON types."""

    sujet: ClassVar[Sujet]
    format: ClassVar[int]  # grows when workbooks already downloaded can no longer be read

    convention: str
    annee: int
    referentiel: str  # code
    empreinte: str  # of the content of the référentiel
    telecharge_le: str  # ISO


Attendue = TypeVar("Attendue", bound=Identite)


def sign_identite(identite: Identite) -> str:
    """The text of the hidden sheet."""
    contenu = asdict(identite) | {"sujet": identite.sujet, "format": identite.format}
    return signing.dumps(contenu, salt=SEL, compress=True)


def read_identite(texte: str, attendue: type[Attendue]) -> Attendue:
    """The identity of a workbook as the class `attendue`; raises FichierRefuse when it is missing, altered, of another
    subject or of another format."""
    if not texte:
        raise FichierRefuse(
            "identite_absente",
            "Ce classeur n’est pas un classeur CALPAE, ou sa feuille d’identité a été supprimée\u00a0: "
            "téléchargez-le de nouveau.",
        )
    try:
        contenu = signing.loads(texte.strip(), salt=SEL)
    except signing.BadSignature as erreur:
        raise FichierRefuse(
            "identite_alteree",
            "La feuille d’identité de ce classeur a été modifiée\u00a0: téléchargez-le de nouveau.",
        ) from erreur
    sujet = contenu.pop("sujet", SUJET_TU)
    if sujet != attendue.sujet:
        raise FichierRefuse(
            "autre_sujet",
            f"Ce classeur est celui {DE_QUOI[sujet]}\u00a0: cette page attend celui {DE_QUOI[attendue.sujet]}.",
        )
    if contenu.pop("format", None) != attendue.format:
        raise FichierRefuse(
            "format_ancien",
            "Ce classeur est d’une version plus ancienne du site\u00a0: téléchargez-le de nouveau, puis reportez-y "
            "vos chiffres.",
        )
    return attendue(**contenu)


def check_identite(identite, exercice):
    """Raise FichierRefuse, saying which, when the workbook is not one of this exercice under its present rules."""
    code, annee = exercice.convention.code, exercice.annee
    if identite.convention != code:
        raise FichierRefuse(
            "autre_convention",
            f"Ce classeur est celui de la convention {identite.convention}\u00a0: vous êtes sur la convention {code}.",
        )
    if identite.annee != annee:
        raise FichierRefuse(
            "autre_exercice",
            f"Ce classeur est celui de l’exercice {identite.annee}\u00a0: vous êtes sur l’exercice {annee}.",
        )
    regles = exercice.referentiel
    if (identite.referentiel, identite.empreinte) != (regles.code, regles.empreinte):
        raise FichierRefuse(
            "autre_referentiel",
            f"Ce classeur suit d’autres règles (référentiel {identite.referentiel}) que l’exercice "
            f"({regles.code})\u00a0: téléchargez-le de nouveau.",
        )
