"""Why a document was not drawn, in a sentence that says what to do."""

from django.core.exceptions import FieldDoesNotExist

from comptes.taches import TENTATIVES_MAX
from conventions.models import Action, Exercice
from nombres.formats import compter
from reporting import contents

INTERROMPU = (
    f"Ses pages n’ont pas été dessinées\u00a0: le travail s’est interrompu {TENTATIVES_MAX} fois. Produisez "
    "de nouveau le document."
)
ERREUR_INTERNE = (
    "Ses pages n’ont pas pu être dessinées\u00a0: c’est une erreur du site, qui est consignée. Produisez de nouveau le "
    "document\u202f; si elle revient, signalez-la."
)
# Failures of ours: what the document says is not at fault.
ECHECS_DU_SITE = (INTERROMPU, ERREUR_INTERNE)

# Where a field of a document has not the name of the column it comes from.
COLONNES = {"justification": "justification_ecart", "pilote": "pilote_nom"}
# A word that no line holds.
MOT_LONG = 200


def explain_trop_lourd(contenu):
    """What to shorten in a frozen content that asks for too much time or memory."""
    texte = contents.find_texte_lourd(contenu)
    longueur = compter(len(texte.texte), "caractère", "caractères")
    taille = f"{longueur} sur {compter(texte.lignes, 'ligne', 'lignes')}"
    if texte.mot_le_plus_long > MOT_LONG:
        mot = compter(texte.mot_le_plus_long, "caractère", "caractères")
        taille = f"{taille}, avec un mot de {mot} sans espace"
    return (
        "Ses pages n’ont pas été dessinées\u00a0: il y faut trop de temps ou de mémoire. Le texte le plus lourd est "
        f"{_name_texte(texte)}\u00a0: {taille}. Raccourcissez-le, puis produisez de nouveau le document."
    )


def _name_texte(texte):
    """« diagnostic et situation initiale », fiche action S3-1, convention 29."""
    porteur = texte.porteurs[-1]
    ou = [_name_porteur(un) for un in reversed(texte.porteurs)]
    return ", ".join(filter(None, (f"«\u00a0{_name_champ(porteur, texte.champ)}\u00a0»", *ou)))


def _name_champ(porteur, champ):
    modele = Action if isinstance(porteur, contents.FicheAction) else Exercice
    try:
        return modele._meta.get_field(COLONNES.get(champ, champ)).verbose_name
    except FieldDoesNotExist:
        return getattr(porteur, "titre", "") or champ.replace("_", " ")


def _name_porteur(porteur):
    match porteur:
        case contents.FicheAction():
            return f"fiche action {porteur.numero}"
        case contents.ContenuIndicateur():
            return f"indicateur {porteur.code}"
        case contents.ContenuRemarque():
            return f"remarque «\u00a0{porteur.sur}\u00a0»"
        case contents.Texte():
            return "texte du référentiel"
        case (
            contents.ContenuRapport()
            | contents.ContenuAvenant()
            | contents.PapierDecision()
            | contents.ContenuRecepisse()
        ):
            return f"convention {porteur.convention.code}"
    return ""
