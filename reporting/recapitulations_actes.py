"""What each act that only moves an exercice does, in words, before it is done."""

from collections.abc import Mapping

from conventions.models import Acte
from conventions.recapitulations import make_retour
from nombres.formats import date_fr
from saisie.recapitulation import Recapitulation

HISTORIQUE = "L’acte, son auteur et sa date restent dans l’historique de l’exercice."
# act → (what follows, what no longer changes)
SUITES: Mapping[Acte, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Acte.PROPOSER: (
        ("Le valideur est prévenu\u00a0: il valide l’exercice, ou le rend à la saisie en disant pourquoi.",),
        ("Plus rien ne se saisit pendant le contrôle, sauf si l’exercice est rendu à la saisie.",),
    ),
    Acte.APPROUVER: (
        ("L’exercice est prêt\u00a0: vous le transmettez à l’État quand vous voulez.",),
        ("Plus rien ne se saisit, sauf si vous rendez l’exercice à la saisie.", HISTORIQUE),
    ),
    Acte.RENDRE: (
        ("Actions, montants, indicateurs et textes se modifient à nouveau.",),
        ("Votre raison, telle que vous l’écrivez, reste dans l’historique de l’exercice.",),
    ),
    Acte.RAPPELER: (
        (
            "Actions, montants, indicateurs et textes se modifient à nouveau.",
            "La préfecture et le commissaire sont prévenus\u00a0: ils attendent une nouvelle transmission.",
        ),
        ("La remise rappelée est conservée, avec ses chiffres et sa date.", HISTORIQUE),
    ),
    Acte.INSTRUIRE: (
        ("La collectivité sait que sa remise est lue, et ne peut plus la rappeler.",),
        (HISTORIQUE,),
    ),
    Acte.ROUVRIR: (
        (
            "La collectivité modifie à nouveau l’exercice\u202f; votre demande est en tête de ses pages.",
            "Ses chiffres sont transmis, instruits et validés à nouveau.",
        ),
        (
            "La validation est conservée dans l’historique, avec les chiffres sur lesquels elle portait.",
            "Votre raison, telle que vous l’écrivez, y reste aussi.",
        ),
    ),
    Acte.CLORE: (
        ("Plus rien n’est attendu de personne sur cet exercice.",),
        ("Un exercice clos ne se rouvre pas.", HISTORIQUE),
    ),
}


def recapitulate_acte(exercice, acte, refus):
    """Before an act of SUITES; `refus` is why not, or None."""
    suites, definitif = SUITES[acte]
    return Recapitulation(
        titre=f"{acte.label}\u00a0: exercice {exercice.annee}",
        faits=(
            ("Exercice", f"{exercice.convention}, {exercice.annee}"),
            ("État", exercice.get_etat_display()),
            ("Chiffres arrêtés au", date_fr(exercice.arrete_au)),
        ),
        suites=suites,
        definitif=definitif,
        retour=make_retour(exercice, "reporting:exercice", "la page de l’exercice"),
        refus=refus,
    )
