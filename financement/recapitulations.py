"""What forgetting a choice does, in words, before it is done."""

from conventions.recapitulations import make_retour
from saisie.recapitulation import JOURNAL, make_retrait


def recapitulate_annulation_reprise(reprise, exercice, is_intacte):
    """Before what was decided of last year's action is forgotten; its copy goes with it where `is_intacte`."""
    suite, numero = reprise.action, reprise.precedente.numero
    disparait, reste = ["Le choix et son motif\u00a0: l’action est de nouveau à décider."], [JOURNAL]
    if suite and is_intacte:
        disparait.append(
            f"La fiche {suite.numero} de {exercice.annee}\u00a0: personne n’y a rien écrit depuis."
        )
    elif suite:
        reste.insert(0, f"La fiche {suite.numero} de {exercice.annee} reste, comme action nouvelle.")
    return make_retrait(
        titre=f"Annuler le choix de l’action {numero}",
        faits=(
            ("Action de l’an dernier", str(reprise.precedente)),
            ("Ce qu’elle devenait", reprise.get_choix_display()),
            ("Motif", reprise.motif or "Aucun"),
        ),
        disparait=disparait,
        reste=reste,
        retour=make_retour(exercice, "conventions:reprise", "la reprise"),
    )
