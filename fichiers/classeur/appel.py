"""What a request asks of the child process that opens workbooks."""

from fichiers.appel import ask, call, make_refus
from fichiers.porte import FichierRefuse

ENFANT = "fichiers.classeur.ouverture"
CONSEIL = (
    " Enregistrez-le de nouveau au format .xlsx, ou reportez vos chiffres dans un classeur téléchargé ici."
)


def read_classeur(octets):
    """Cells of an uploaded workbook as plain JSON (see `ouverture.read`); raises FichierRefuse with one sentence."""
    try:
        return ask(ENFANT, {"geste": "lire"}, octets)
    except FichierRefuse as refus:
        raise _add_conseil(refus) from refus


def annotate_classeur(octets, marques):
    """The same workbook, coloured and commented: `marques` as `ouverture.annotate` takes them. Raises FichierRefuse."""
    try:
        annote = call(ENFANT, {"geste": "annoter", "marques": marques}, octets)
    except FichierRefuse as refus:
        raise _add_conseil(refus) from refus
    if not annote.startswith(b"PK"):
        raise _add_conseil(make_refus())
    return annote


def _add_conseil(refus):
    """What to do about a workbook that ended its reader."""
    is_mort = refus.message == make_refus().message
    return FichierRefuse(refus.code, refus.message + CONSEIL) if is_mort else refus
