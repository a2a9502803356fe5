"""Which exercice a workbook is of, and what its user saw: a signed text, so that nobody alters it by accident."""

from dataclasses import asdict, dataclass

from django.core import signing

from indicateurs.classeur.colonnes import FORMAT
from indicateurs.depot import FichierRefuse

SEL = "classeur"


@dataclass(frozen=True)
class Identite:
    convention: str
    annee: int
    referentiel: str  # code
    empreinte: str  # of the content of the référentiel
    telecharge_le: str  # ISO
    feuilles: dict[str, list[str]]  # {title: codes of its indicators}
    versions: dict[str, int]  # {code: version of the figure when downloaded, 0 for none}
    format: int = FORMAT


def sign_identite(identite):
    """The text of the hidden sheet."""
    return signing.dumps(asdict(identite), salt=SEL, compress=True)


def read_identite(texte):
    """The identity of a workbook; raises FichierRefuse when it is missing, altered or of another format."""
    if not texte:
        raise FichierRefuse(
            "identite_absente",
            "Ce classeur n’est pas un classeur CALPAE, ou sa feuille d’identité a été supprimée : "
            "téléchargez-le de nouveau.",
        )
    try:
        contenu = signing.loads(texte.strip(), salt=SEL)
    except signing.BadSignature as erreur:
        raise FichierRefuse(
            "identite_alteree",
            "La feuille d’identité de ce classeur a été modifiée : téléchargez-le de nouveau.",
        ) from erreur
    if contenu.get("format") != FORMAT:
        raise FichierRefuse(
            "format_ancien",
            "Ce classeur est d’une version plus ancienne du site : téléchargez-le de nouveau, puis reportez-y "
            "vos chiffres.",
        )
    return Identite(**contenu)


def check_identite(identite, exercice):
    """Raise FichierRefuse, saying which, when the workbook is not one of this exercice under its present rules."""
    code, annee = exercice.convention.code, exercice.annee
    if identite.convention != code:
        raise FichierRefuse(
            "autre_convention",
            f"Ce classeur est celui de la convention {identite.convention} : vous êtes sur la convention {code}.",
        )
    if identite.annee != annee:
        raise FichierRefuse(
            "autre_exercice",
            f"Ce classeur est celui de l’exercice {identite.annee} : vous êtes sur l’exercice {annee}.",
        )
    regles = exercice.referentiel
    if (identite.referentiel, identite.empreinte) != (regles.code, regles.empreinte):
        raise FichierRefuse(
            "autre_referentiel",
            f"Ce classeur suit d’autres règles (référentiel {identite.referentiel}) que l’exercice "
            f"({regles.code}) : téléchargez-le de nouveau.",
        )
