"""What each act on an extension, a vote, an avenant antérieur does, in words, before it is done."""

from avenants.models import Avenant
from avenants.queries import Vote
from conventions.models import Exercice
from nombres.formats import date_fr
from saisie.recapitulation import JOURNAL, Lien, Recapitulation, make_retrait

VOTE_RESTE = (
    "Sa délibération reste enregistrée\u00a0: elle n’approuve plus rien, retirez-la si elle est de trop."
)


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


def recapitulate_deliberation(vote: Vote, retour: Lien) -> Recapitulation:
    """Before a vote is removed."""
    transmise = vote.deliberation.date_transmission
    noms = [un.libelle_long for un in vote.approuves]
    return make_retrait(
        titre="Retirer la délibération",
        faits=(
            ("Délibération", str(vote.deliberation)),
            ("Transmise au préfet", date_fr(transmise) if transmise else "Non"),
            *(("Approuve", nom) for nom in noms),
        ),
        disparait=(
            "La délibération est retirée\u00a0: ce qu’elle approuve est de nouveau sans vote.",
            "Les documents produits ensuite ne la citent plus\u202f; à sa place, une ligne à compléter à la main.",
        ),
        reste=("Les documents déjà produits la citent toujours.", "Le journal garde ce qu’elle disait."),
        retour=retour,
    )


def recapitulate_avenant(avenant: Avenant, retour: Lien) -> Recapitulation:
    """Before an avenant in preparation is removed."""
    montants, cibles = avenant.lignes_financement.count(), avenant.lignes_cible.count()
    vote = avenant.deliberation
    return make_retrait(
        titre=f"Retirer {avenant.designation}",
        faits=(
            ("Exercice", f"{avenant.convention}, {avenant.exercice.annee}"),
            ("Objet", avenant.objet or "Non écrit"),
            ("Effet prévu", avenant.effet),
            *(
                (("Montants écrits", str(montants)), ("Cibles écrites", str(cibles)))
                if avenant.is_chiffre
                else ()
            ),
            ("Délibération", str(vote) if vote else "Non enregistrée"),
        ),
        disparait=(
            "L’avenant quitte la liste de la convention avec tout ce qui y était écrit.",
            f"Le n°\u00a0{avenant.numero} est de nouveau libre.",
        ),
        reste=(
            "La convention et l’exercice restent tels qu’ils sont\u00a0: rien de l’avenant n’y était appliqué.",
            *(() if vote is None else (VOTE_RESTE,)),
            JOURNAL,
        ),
        retour=retour,
        lu=str(avenant.version),
    )


def recapitulate_anterieur(avenant: Avenant, retour: Lien) -> Recapitulation:
    """Before an avenant signed outside the site is removed."""
    vote = avenant.deliberation
    return make_retrait(
        titre=f"Retirer l’avenant n°\u00a0{avenant.numero}",
        faits=(
            ("Convention", str(avenant.convention)),
            ("Signé le", date_fr(avenant.date_signature)),
            ("Objet", avenant.objet),
            ("Délibération", str(vote) if vote else "Non enregistrée"),
        ),
        disparait=(
            "L’avenant quitte la liste de la convention, et son numéro est de nouveau libre.",
            "Les avenants et les rapports produits ensuite ne le citent plus.",
        ),
        reste=(
            "Les documents déjà produits le citent toujours.",
            VOTE_RESTE,
            JOURNAL,
        )
        if vote
        else ("Les documents déjà produits le citent toujours.", JOURNAL),
        retour=retour,
        lu=str(avenant.version),
    )
