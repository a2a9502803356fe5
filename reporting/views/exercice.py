"""An exercice: its page, its execution, its way from the département to the State and back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from avenants.queries import list_avenants
from comptes import horloge
from comptes.acces import check
from conventions.forms.exercices import RenvoiForm, ValidationForm
from conventions.models import Acte, Etat
from conventions.policies import (
    is_de_la_collectivite,
    refusal_of_acte,
    refusal_to_edit,
    refusal_to_set_notifie,
)
from conventions.queries.campagnes import get_calendrier
from conventions.queries.conventions import list_exercices_reunis
from conventions.queries.enveloppes import get_enveloppes
from conventions.queries.exercices import get_precedent, list_exercices_lisibles, list_transitions
from conventions.transitions import DESTINATIONS_COMPLETES
from conventions.views.exercice import get_exercice
from financement.enveloppes import list_notifiees
from financement.queries.rapport_commun import get_depense_commune
from indicateurs.operations.transmission import ExerciceIncomplet
from indicateurs.queries.brouillons import list_brouillons, list_brouillons_a_laisser
from indicateurs.queries.manques import list_manques
from remarques.policies import refusal_to_send_back, refusal_to_validate
from remarques.queries.fils import list_demandes, list_restantes, read_remarques
from reporting import contents
from reporting.contents.enonces import AVERTISSEMENTS
from reporting.forms.transmission import TransmissionForm
from reporting.operations.transmission import review, transmit
from reporting.policies import refusal_to_close, refusal_to_produce, refusal_to_reopen
from reporting.queries.actes import add_gestes_de_decision, list_boutons
from reporting.queries.attendus import find_dossier_ouvert, say_tour
from reporting.queries.chemin import list_chemin
from reporting.queries.contenu_remise import build_remise_a_faire
from reporting.queries.decision import get_dossier, get_notification
from reporting.queries.execution import build_execution
from reporting.queries.histoire import list_instruction
from reporting.queries.papiers import find_refus_de_transmettre, list_papiers
from reporting.queries.remises import (
    find_remise_en_cours,
    get_remise_a_lire,
    list_photographies_sans_remise,
    list_remises_de,
)
from reporting.queries.versions import get_version_a_transmettre, get_version_instruite
from reporting.queries.vie import list_echeances_dues
from reporting.recapitulations import (
    recapitulate_renvoi,
    recapitulate_transmission,
    recapitulate_validation,
)
from reporting.taches import dessiner_document
from saisie.views.recapitulation import GESTE, do_geste, read_geste, show_recapitulation

# Not offered as long as something is missing: the page says what.
A_COMPLETER_D_ABORD = (*DESTINATIONS_COMPLETES, Acte.TRANSMETTRE)


@require_safe
def exercice(request, code, annee):
    """Who may not read what the collectivité writes reads what it handed over last."""
    cle = {"convention__code": code, "annee": annee}
    exercice = list_exercices_lisibles(request.user).filter(**cle).first()
    if exercice is None:
        derniere = get_remise_a_lire(request.user, code, annee)
        if derniere is None:
            raise Http404
        return redirect("reporting:remise", code, annee, derniere.rang)
    refus = refusal_to_edit(request.user, exercice)
    refus_decision = refusal_of_acte(request.user, exercice, Acte.RENVOYER)
    notifiees = list_notifiees(exercice.referentiel.definition.enveloppes, get_enveloppes(exercice))
    manques = list_manques(exercice, horloge.get_jour_compte(exercice.convention)) if refus is None else None
    refus_papier = _find_refus_de_papier(exercice, refus, refus_decision)
    contexte = {
        "exercice": exercice,
        "enveloppes": [un for un in notifiees if un.montant is not None],
        "peut_notifier": refusal_to_set_notifie(request.user, exercice) is None,
        "chemin": list_chemin(
            exercice,
            axes=exercice.referentiel.definition.axes_mesures,
            precedent=get_precedent(exercice, list_exercices_lisibles(request.user)),
            is_saisissable=refus is None,
            is_reuni=exercice.rapport_commun_id or len(list_exercices_reunis(exercice)) > 1,
        ),
        "refus": refus,
        "manques": manques,
        "brouillons": list_brouillons(exercice) if refus is None else [],
        "refus_decision": refus_decision,
        "refus_papier": refus_papier,
        **_read_vie(request.user, exercice, is_incomplet=bool(refus_papier or manques)),
        "commun": get_depense_commune(exercice),
        "remises": list(list_remises_de(request.user, exercice)),
        "sans_remise": list_photographies_sans_remise(exercice),
        "peut_preparer": is_de_la_collectivite(request.user, exercice.convention),
        "avenants": list_avenants(request.user).filter(exercice=exercice),
        "instruction": list_instruction(exercice),
        "notification": get_notification(exercice),
    }
    return render(request, "reporting/exercice.html", contexte)


def _read_vie(user, exercice, *, is_incomplet):
    """What happened to it, whose turn it is, by what time, and what `user` may do."""
    maintenant = horloge.now()
    dues = list_echeances_dues(user, [exercice], maintenant)[exercice.pk]
    dossier = find_dossier_ouvert(user, exercice)
    actes = list_boutons(user, exercice, sauf=A_COMPLETER_D_ABORD if is_incomplet else ())
    return {
        "transitions": list_transitions(user, exercice),
        "dues": dues,
        "tour": say_tour(user, exercice, dues, dossier, maintenant),
        "boutons": add_gestes_de_decision(actes, user, exercice, dossier),
    }


def _find_refus_de_papier(exercice, refus, refus_decision):
    """What keeps the report from being drawn, for whoever hands over or decides; None for the others."""
    if refus is None:
        return find_refus_de_transmettre(exercice, horloge.get_jour_compte(exercice.convention))
    return None if refus_decision else refusal_to_close(list_papiers(exercice))


@require_safe
def execution(request, code, annee):
    exercice = get_exercice(request, code, annee)
    contexte = {"exercice": exercice, "contenu": build_execution(exercice)}
    return render(request, "reporting/execution.html", contexte)


@require_http_methods(GESTE)
def transmettre(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_produce(request.user, exercice))
    jour = horloge.get_jour_compte(exercice.convention)
    form = read_geste(
        request,
        TransmissionForm,
        brouillons=list_brouillons_a_laisser(exercice),
        lire=lambda: get_version_a_transmettre(exercice, jour),
    )
    ecriture = {"exercice": exercice, "enqueue": dessiner_document.enqueue}
    if do_geste(request, form, transmit, refus=(ExerciceIncomplet,), **ecriture):
        messages.success(request, "L’exercice est transmis à l’État.")
        return redirect("reporting:recepisse", code, annee, exercice.remises.last().rang)
    if form.is_bound and (faite := find_remise_en_cours(exercice)):
        # Sent twice, or from another tab: one round, one receipt.
        messages.info(request, f"Cet exercice est déjà transmis, par {faite.par}\u00a0: voici son récépissé.")
        return redirect("reporting:recepisse", code, annee, faite.rang)
    manques, brouillons = list_manques(exercice, jour), list_brouillons(exercice)
    refus = refusal_of_acte(request.user, exercice, Acte.TRANSMETTRE) or find_refus_de_transmettre(
        exercice, jour
    )
    a_faire = build_remise_a_faire(request.user, exercice, jour)
    contexte = {
        "exercice": exercice,
        "manques": manques,
        "brouillons": brouillons,
        # What comes after was asked for.
        "retard": get_calendrier(exercice).say_retard(jour) if a_faire.rang == 1 else "",
        "a_faire": a_faire,
        "rubriques": contents.group_differences(a_faire.differences),
        "avertissements": contents.group_enonces(a_faire.lue.enonces, AVERTISSEMENTS),
    }
    recapitulation = recapitulate_transmission(exercice, a_faire, manques, brouillons, refus)
    return show_recapitulation(request, recapitulation, form, "reporting/transmettre.html", **contexte)


@require_http_methods(GESTE)
def valider(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_of_acte(request.user, exercice, Acte.VALIDER))
    form = _read_decision(request, ValidationForm, exercice)
    if do_geste(request, form, review, exercice=exercice, vers=Etat.VALIDE):
        messages.success(request, f"L’exercice {annee} de {exercice.convention} est validé.")
        return redirect("reporting:exercice", code, annee)
    refus = refusal_to_close(list_papiers(exercice)) or refusal_to_validate(exercice)
    restantes = list_restantes(read_remarques(request.user, exercice))
    recapitulation = recapitulate_validation(
        exercice, build_execution(exercice), get_dossier(exercice), restantes, refus
    )
    return show_recapitulation(request, recapitulation, form, exercice=exercice)


@require_http_methods(GESTE)
def renvoyer(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_of_acte(request.user, exercice, Acte.RENVOYER))
    form = _read_decision(request, RenvoiForm, exercice)
    if do_geste(request, form, review, exercice=exercice, vers=Etat.A_COMPLETER):
        messages.success(request, f"L’exercice {annee} de {exercice.convention} est renvoyé pour complément.")
        return redirect("reporting:exercice", code, annee)
    dossier = get_dossier(exercice)
    demandes = list_demandes(read_remarques(request.user, exercice))
    refus = refusal_to_reopen(dossier) or refusal_to_send_back(exercice)
    recapitulation = recapitulate_renvoi(exercice, build_execution(exercice), dossier, demandes, refus)
    contexte = {"exercice": exercice, "demandes": demandes}
    return show_recapitulation(request, recapitulation, form, "reporting/renvoyer.html", **contexte)


def _read_decision(request, classe, exercice):
    return read_geste(
        request, classe, lire=lambda: get_version_instruite(request.user, get_dossier(exercice))
    )
