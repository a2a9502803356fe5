"""What each act on an extension does, in words, before it is done."""

from avenants.models import Avenant
from conventions.models import Exercice
from nombres.formats import date_fr
from saisie.recapitulation import Lien, Recapitulation


def recapitulate_second_arrete(exercice: Exercice, retour: Lien) -> Recapitulation:
    """Before the second round of an extended exercice opens."""
    return Recapitulation(
        titre=f"Ouvrir le second arrêté {exercice.annee}",
        faits=(
            ("Exercice", f"{exercice.convention}, {exercice.annee}"),
            ("État", exercice.get_etat_display()),
            ("Chiffres arrêtés aujourd’hui au", date_fr(exercice.fin)),
            ("Chiffres arrêtés ensuite au", date_fr(exercice.prolonge_au)),
        ),
        suites=(
            "L’exercice redevient un brouillon\u00a0: vous le complétez, puis vous le transmettez à nouveau.",
            f"Un chiffre sans date propre est réputé du {date_fr(exercice.prolonge_au)}\u00a0: relisez-les tous.",
            "Le commissaire et l’administration centrale ne lisent plus l’exercice avant sa nouvelle transmission.",
        ),
        definitif=(
            "Le second arrêté s’ouvre une seule fois et ne se referme pas.",
            "La prolongation ne s’annule plus.",
            f"Les chiffres transmis, au {date_fr(exercice.fin)}, restent conservés tels quels.",
        ),
        retour=retour,
    )


def recapitulate_annulation(exercice: Exercice, avenant: Avenant | None, retour: Lien) -> Recapitulation:
    """Before an extension is cancelled; `avenant` is the avenant de report, None where there is none."""
    faits = [
        ("Exercice", f"{exercice.convention}, {exercice.annee}"),
        ("Exécution prolongée jusqu’au", date_fr(exercice.prolonge_au)),
    ]
    if avenant:
        signe = f"Avenant n°\u00a0{avenant.numero}, signé le {date_fr(avenant.date_signature)}"
        faits.append(("Par l’avenant de report", signe))
    return Recapitulation(
        titre=f"Annuler la prolongation de l’exécution {exercice.annee}",
        faits=tuple(faits),
        suites=(
            f"L’exécution s’arrête de nouveau au {date_fr(exercice.fin)}\u202f; les échéances reprennent leur date.",
            "Une réfaction déjà proposée est à proposer à nouveau.",
        ),
        definitif=(
            "L’avenant de report disparaît\u00a0: seul le journal garde ce qu’il disait, et votre motif.",
        ),
        retour=retour,
    )
