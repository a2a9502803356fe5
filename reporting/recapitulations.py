"""What each act on an exercice does, in words, before it is done."""

from django.urls import reverse

from avenants.models import NatureAvenant
from conventions.recapitulations import make_retour
from nombres.formats import compter, date_fr, enumere, format_euros
from reporting import contents
from reporting.queries.actes import name_proposition
from saisie.recapitulation import Recapitulation, make_retrait

# What the signature of an avenant does, by nature.
SUITES_DE_SIGNATURE = {
    NatureAvenant.FINANCIER: "Les nouveaux montants et les nouvelles cibles sont ceux de la convention.",
    NatureAvenant.REPORT: "L’exécution de l’exercice se poursuit\u202f; ses échéances sont déplacées.",
    NatureAvenant.PROROGATION: "La convention va jusqu’au nouveau jour\u00a0: des exercices peuvent s’y ouvrir.",
    NatureAvenant.MODIFICATION: "Ce qui change est ce que dit désormais la convention\u202f; le reste demeure.",
}
PAGE = ("reporting:exercice", "la page de l’exercice")


def recapitulate_transmission(exercice, a_faire, manques, brouillons, refus):
    """Before an exercice is handed over: `a_faire` is the round that would be (`RemiseAFaire`), `refus` why not
    although nothing is missing, or None."""
    elements = f"{len(manques)} élément{'s' if len(manques) > 1 else ''}"
    execution, contenu = a_faire.lue.execution, a_faire.lue.contenu
    return Recapitulation(
        titre=f"Transmettre l’exercice {exercice.annee} à l’État",
        faits=(
            ("Exercice", f"{exercice.convention}, {exercice.annee}"),
            ("Remise", f"n°\u00a0{a_faire.rang}"),
            ("À qui", "À la préfecture du département, au commissaire et à l’administration centrale."),
            ("Chiffres arrêtés au", date_fr(exercice.arrete_au)),
            ("Total prévu", format_euros(execution.total.prevu)),
            ("Total exécuté", format_euros(execution.total.execute)),
            ("Réfaction simulée", _tell_simulation(execution.simulation)),
            (
                "Délibération",
                contenu.deliberation.citation if contenu.deliberation else "Aucune n’est enregistrée",
            ),
            ("Pièces justificatives", str(len(contenu.pieces)) if contenu.pieces else "Aucune"),
            ("Avertissements", _tell_avertissements(contenu)),
            ("Saisies laissées de côté", str(len(brouillons)) if brouillons else "Aucune"),
            *_tell_changements(a_faire),
        ),
        suites=(
            "Vous recevez un récépissé, avec l’empreinte de ce que vous remettez.",
            "L’État lit cette remise, puis valide l’exercice ou le renvoie pour complément.",
            "La préfecture peut proposer une réfaction sur ces chiffres.",
            "Le projet de rapport de ces chiffres est produit\u00a0: l’État le relit avant de valider l’exercice.",
        ),
        definitif=(
            "Actions, montants, indicateurs et textes ne se modifient plus, sauf si vous rappelez la remise avant "
            "qu’on la lise, ou si l’État renvoie l’exercice.",
            "La remise est conservée telle quelle, avec sa date et qui la certifie, même si l’exercice est renvoyé "
            "ensuite.",
        ),
        retour=make_retour(exercice, *PAGE),
        refus=f"Il manque {elements}\u00a0: l’exercice ne peut pas être transmis." if manques else refus,
    )


def _tell_avertissements(contenu):
    nombre = len(contenu.avertissements)
    if not nombre:
        return "Aucun"
    return f"{nombre}, dont {contenu.inexpliques or 'aucun'} sans explication"


def _tell_changements(a_faire):
    """What changed since the last round, where there is one."""
    if a_faire.precedente is None:
        return
    comptes = contents.count_rubriques(a_faire.differences)
    dits = ", ".join(f"{rubrique.lower()} ({nombre})" for rubrique, nombre in comptes.items())
    yield f"Depuis la remise n°\u00a0{a_faire.precedente.rang}", dits or "Rien n’a changé"


def recapitulate_validation(exercice, execution, dossier, restantes, refus):
    """Before an exercice is validated, which ends `restantes`, the threads of which something is still expected."""
    return Recapitulation(
        titre=f"Valider l’exercice {exercice.annee}",
        faits=(
            *_tell_exercice(exercice, execution),
            ("Avis du commissaire", dossier.dit_avis),
            ("Remarques closes par la validation", _tell_restantes(restantes)),
        ),
        suites=(
            "Le rapport d’exécution qui sera produit est définitif\u00a0: il ne porte plus la mention "
            "«\u00a0projet\u00a0».",
            "La collectivité lit votre avis, si vous en écrivez un.",
        ),
        definitif=(
            "Un exercice validé ne se renvoie plus pour complément\u00a0: ses chiffres restent ceux-ci, sauf si "
            "l’administration centrale le rouvre.",
            "La validation, son auteur et sa date restent dans l’historique.",
        ),
        retour=make_retour(exercice, *PAGE),
        refus=refus,
    )


def recapitulate_renvoi(exercice, execution, dossier, demandes, refus):
    """Before an exercice is sent back for completion, with `demandes` (threads), which the collectivité must answer."""
    suites = [
        "La collectivité modifie à nouveau l’exercice\u202f; votre demande est en tête de chacune de ses pages.",
        "Elle répond à chaque remarque avant de transmettre à nouveau.",
        "Le commissaire et l’administration centrale ne lisent plus l’exercice avant sa nouvelle transmission.",
    ]
    if dossier.proposition:
        suites.append(
            "La proposition de réfaction déjà faite sera à refaire sur les chiffres transmis à nouveau."
        )
    return Recapitulation(
        titre=f"Renvoyer l’exercice {exercice.annee} pour complément",
        faits=(
            *_tell_exercice(exercice, execution),
            ("Remarques jointes", compter(len(demandes), "remarque", "remarques") if demandes else "Aucune"),
        ),
        suites=tuple(suites),
        definitif=("Votre demande, telle que vous l’écrivez, reste dans l’historique de l’exercice.",),
        retour=make_retour(exercice, *PAGE),
        refus=refus,
    )


def recapitulate_avis(dossier, execution, refus):
    """Before the commissaire gives an opinion."""
    return Recapitulation(
        titre=f"Rendre un avis sur l’exercice {dossier.exercice.annee}",
        faits=(
            *_tell_exercice(dossier.exercice, execution),
            _tell_cibles(execution),
            _tell_dialogues(dossier),
        ),
        suites=(
            "La préfecture lit l’avis avant de décider\u202f; elle n’est pas tenue de le suivre.",
            "La collectivité le lit aussitôt\u00a0: elle peut y répondre pendant le dialogue et le contradictoire.",
        ),
        definitif=(
            "Un avis ne se corrige pas\u00a0: un autre ne se rend que sur des chiffres transmis à nouveau.",
            "L’avis, son auteur et sa date restent dans l’historique, avec les chiffres sur lesquels il porte.",
        ),
        retour=_make_retour_decision(dossier.exercice),
        refus=refus,
    )


def recapitulate_dialogue(dossier, execution, refus):
    """Before the commissaire records a dialogue de performance."""
    return Recapitulation(
        titre=f"Dialogue de performance {dossier.exercice.annee}",
        faits=(
            *_tell_exercice(dossier.exercice, execution),
            _tell_cibles(execution),
            ("Avis du commissaire", dossier.dit_avis),
            _tell_dialogues(dossier),
        ),
        suites=("La collectivité et la préfecture lisent les conclusions.",),
        definitif=(
            "Un dialogue enregistré ne se corrige pas\u00a0: un autre peut être tenu, jusqu’à la décision.",
            "Ses conclusions restent dans l’historique, avec les chiffres transmis à cette date.",
        ),
        retour=_make_retour_decision(dossier.exercice),
        refus=refus,
    )


def recapitulate_proposition(dossier, execution, refus):
    """Before the préfecture proposes to keep an amount back."""
    return Recapitulation(
        titre=name_proposition(dossier.proposition),
        faits=_tell_dossier(dossier, execution),
        suites=(
            "La collectivité lit la proposition et y répond par écrit\u202f; la décision se notifie ensuite.",
        ),
        definitif=(
            "Une proposition ne se corrige pas\u00a0: elle reste dans l’historique, et seule une nouvelle la remplace.",
            "Les chiffres sur lesquels elle repose sont conservés avec elle.",
        ),
        retour=_make_retour_decision(dossier.exercice),
        refus=refus,
    )


def recapitulate_reponse(dossier, execution, refus):
    """Before the département answers."""
    return Recapitulation(
        titre="Répondre à la proposition",
        faits=_tell_dossier(dossier, execution),
        suites=("La préfecture lit la réponse, puis notifie sa décision ou propose à nouveau.",),
        definitif=(
            "Une réponse ne se corrige pas\u00a0: la collectivité n’écrit à nouveau qu’après une nouvelle proposition.",
        ),
        retour=_make_retour_decision(dossier.exercice),
        refus=refus,
    )


def recapitulate_notification(dossier, execution, refus):
    """Before the préfecture notifies its decision."""
    return Recapitulation(
        titre="Notifier la décision",
        faits=_tell_dossier(dossier, execution),
        suites=(
            "La collectivité lit la décision et son motif\u202f; ce que l’État doit s’en déduit.",
            "Les versements peuvent être enregistrés.",
        ),
        definitif=(
            "La décision est définitive\u00a0: ni son montant ni son motif ne changent plus.",
            "Rien ne se propose plus et l’exercice ne se renvoie plus pour complément.",
        ),
        retour=_make_retour_decision(dossier.exercice),
        refus=refus,
    )


def recapitulate_signature(avenant, refus):
    """Before the signature of an avenant is recorded."""
    exercice = avenant.exercice
    adresse = reverse("avenants:avenant", args=[exercice.convention.code, exercice.annee, avenant.numero])
    return Recapitulation(
        titre=f"Signer {avenant.designation}",
        faits=(
            ("Convention", f"{exercice.convention}, exercice {exercice.annee}"),
            ("Objet", avenant.objet or "Non précisé"),
            ("Ce qu’il fait", f"{avenant.effet[0].upper()}{avenant.effet[1:]}"),
        ),
        suites=(
            SUITES_DE_SIGNATURE[avenant.nature],
            "L’avenant définitif est produit, à la date de signature que vous écrivez.",
        ),
        definitif=(
            "La signature ne s’annule pas\u00a0: l’avenant, ses lignes et son document ne changent plus.",
            "Seul un nouvel avenant corrige celui-ci.",
        ),
        retour=(avenant.designation, adresse),
        refus=refus,
    )


def recapitulate_retrait(versement, dossier):
    """Before the préfecture withdraws a payment that was mistyped."""
    return make_retrait(
        titre="Retirer un versement saisi par erreur",
        faits=(
            *_tell_versements(dossier),
            ("À retirer", f"{format_euros(versement.montant)}, versés le {date_fr(versement.verse_le)}"),
            ("Imputation", versement.imputation),
        ),
        disparait=(
            "Le versement ne compte plus dans ce que l’État a versé, ni dans ce qui reste à verser.",
            "Il ne se remet pas\u00a0: un versement qui a bien eu lieu se saisit de nouveau.",
        ),
        reste=("Le journal garde ce qu’il disait, et qui l’a retiré.", "La décision notifiée ne change pas."),
        retour=_make_retour_decision(dossier.exercice),
        lu=dossier.version,
    )


def recapitulate_separation(exercice, reunis):
    """Before conventions that report together report apart again."""
    commune = exercice.rapport_commun.depense_commune if exercice.rapport_commun else None
    return make_retrait(
        titre="Séparer les conventions",
        faits=(
            ("Exercices", enumere([f"{un.convention}, {un.annee}" for un in reunis])),
            ("Dépense commune", "Non dite" if commune is None else format_euros(commune)),
        ),
        disparait=(
            "La dépense commune\u00a0: chaque convention dit la sienne, action par action.",
            "Le rapport commun ne se produit plus.",
        ),
        reste=("Les rapports communs déjà produits restent.", "Le journal garde la dépense commune."),
        retour=make_retour(exercice, "reporting:rapport_commun", "le rapport commun"),
        lu=str(exercice.rapport_commun_id),
    )


def _tell_restantes(fils):
    dites = [f"{un.remarque.libelle}, {un.remarque.get_etat_display().lower()}" for un in fils]
    return "\n".join(dites) or "Aucune n’est en suspens"


def _tell_versements(dossier):
    return (
        ("Exercice", f"{dossier.exercice.convention}, {dossier.exercice.annee}"),
        ("Versé à ce jour", format_euros(dossier.verse)),
    )


def _make_retour_decision(exercice):
    return make_retour(exercice, "reporting:decision_financiere", "la décision financière")


def _tell_cibles(execution):
    cibles = execution.cibles
    dit = f"{cibles.atteintes} sur {cibles.evaluees}" if cibles.evaluees else "Aucune n’a de résultat"
    return "Cibles atteintes", dit


def _tell_dialogues(dossier):
    tenus = [f"Le {date_fr(un.tenu_le)}, {un.ou}" for un in dossier.dialogues]
    return "Dialogue de performance", "\n".join(tenus) or "Aucun n’est enregistré"


def _tell_dossier(dossier, execution):
    """What whoever writes next of the decision knows: the préfecture decides without an opinion too, and is told so."""
    faits = [
        *_tell_exercice(dossier.exercice, execution),
        ("Avis du commissaire", dossier.dit_avis),
        _tell_dialogues(dossier),
    ]
    for libelle, etape in (("Proposé", dossier.proposition), ("Répondu", dossier.reponse)):
        if etape:
            montant = "sans montant" if etape.montant is None else format_euros(etape.montant)
            faits.append(
                (f"{libelle} le {date_fr(etape.jour)}", f"{montant}, par {etape.par}\n{etape.motif}")
            )
    if dossier.is_attente:
        faits.append(
            ("Réponse attendue jusqu’au", f"{date_fr(dossier.reponse_attendue_au)}\u00a0: aucune à ce jour")
        )
    return tuple(faits)


def _tell_exercice(exercice, execution):
    return (
        ("Exercice", f"{exercice.convention}, {exercice.annee}"),
        ("Pour qui", f"{exercice.convention.collectivite}"),
        ("Chiffres arrêtés au", date_fr(exercice.arrete_au)),
        (
            "Total exécuté",
            f"{format_euros(execution.total.execute)} pour {format_euros(execution.total.prevu)} prévus",
        ),
        ("Réfaction simulée", _tell_simulation(execution.simulation)),
    )


def _tell_simulation(simulation):
    if simulation.total.refaction is None:
        return "Non calculable"
    partielle = "" if simulation.is_complete else " (partielle)"
    return f"{format_euros(simulation.total.refaction)}{partielle}"
