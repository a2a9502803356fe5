"""What a request asks of the child process that opens workbooks."""

from collections.abc import Mapping, Sequence

from fichiers.appel import ask, call, make_refus
from fichiers.classeur.feuilles import ClasseurBrut
from fichiers.porte import FichierRefuse

ENFANT = "fichiers.classeur.ouverture"
CONSEIL = (
    " Enregistrez-le de nouveau au format .xlsx, ou reportez vos chiffres dans un classeur téléchargé ici."
)


def read_classeur(octets: bytes) -> ClasseurBrut:
    """Cells of an uploaded workbook as plain JSON (see `ouverture.read`); raises FichierRefuse with one sentence."""
    try:
        return {"feuilles": ask(ENFANT, {"geste": "lire"}, octets)["feuilles"]}
    except FichierRefuse as refus:
        raise _add_conseil(refus) from refus


def annotate_classeur(octets: bytes, marques: Sequence[Mapping[str, str]]) -> bytes:
    """The same workbook, coloured and commented: `marques` as `ouverture.annotate` takes them. Raises FichierRefuse."""
    try:
        annote = call(ENFANT, {"geste": "annoter", "marques": marques}, octets)
    except FichierRefuse as refus:
        raise _add_conseil(refus) from refus
    if not annote.startswith(b"PK"):
        raise _add_conseil(make_refus())
    return annote


def _add_conseil(refus: FichierRefuse) -> FichierRefuse:
    """What to do about a workbook that ended its reader."""
    is_mort = refus.message == make_refus().message
    return FichierRefuse(refus.code, refus.message + CONSEIL) if is_mort else refus
