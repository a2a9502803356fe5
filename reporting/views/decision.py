from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes import horloge
from comptes.acces import check
from conventions.operations.acces import lock_exercice
from conventions.views.exercice import get_exercice
from reporting.forms.decision import NotificationForm, PropositionForm, ReponseForm, VersementForm
from reporting.forms.instruction import AvisForm, DialogueForm
from reporting.models import PAPIERS_DE_DECISION, Document, NatureDocument
from reporting.operations.decision import (
    answer_proposition,
    notify_decision,
    propose_refaction,
    record_versement,
    withdraw_versement,
)
from reporting.operations.papiers import draft_arrete, produce_arrete, produce_lettre
from reporting.policies import (
    refusal_to_advise,
    refusal_to_answer,
    refusal_to_give_avis,
    refusal_to_hold_dialogue,
    refusal_to_instruct,
    refusal_to_notify,
    refusal_to_pay,
    refusal_to_produce_arrete,
    refusal_to_produce_fiche,
    refusal_to_produce_lettre,
    refusal_to_propose,
    refusal_to_speak,
    refusal_to_withdraw_versement,
)
from reporting.queries.actes import name_proposition
from reporting.queries.decision import get_dossier
from reporting.queries.execution import build_execution
from reporting.queries.histoire import list_histoire
from reporting.recapitulations import (
    recapitulate_notification,
    recapitulate_proposition,
    recapitulate_reponse,
    recapitulate_retrait,
)
from reporting.taches import dessiner_document
from reporting.views.documents import tell_produit
from saisie.views.recapitulation import GESTE, do_geste, read_geste, show_recapitulation, show_retrait


@require_safe
def decision_financiere(request, code, annee):
    return _show(request, get_exercice(request, code, annee))


@require_http_methods(GESTE)
def proposer(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_instruct(request.user, exercice))
    form = _read(request, exercice, PropositionForm)
    if do_geste(request, form, propose_refaction, exercice=exercice):
        produce_lettre(**_tell_qui(request, exercice))
        return _end(request, exercice, "La proposition est enregistrée.")
    dossier, execution = get_dossier(exercice), build_execution(exercice)
    refus = refusal_to_propose(request.user, dossier, execution)
    recapitulation = recapitulate_proposition(dossier, execution, refus)
    return show_recapitulation(request, recapitulation, form, exercice=exercice)


@require_http_methods(GESTE)
def repondre(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_speak(request.user, exercice))
    form = _read(request, exercice, ReponseForm)
    if do_geste(request, form, answer_proposition, exercice=exercice):
        return _end(request, exercice, "La réponse est enregistrée.")
    dossier = get_dossier(exercice)
    refus = refusal_to_answer(request.user, dossier)
    recapitulation = recapitulate_reponse(dossier, build_execution(exercice), refus)
    return show_recapitulation(request, recapitulation, form, exercice=exercice)


@require_http_methods(GESTE)
def notifier(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_instruct(request.user, exercice))
    form = _read(request, exercice, NotificationForm)
    if "projet" in request.POST:
        if do_geste(request, form, draft_arrete, exercice=exercice, enqueue=dessiner_document.enqueue):
            return _end(request, exercice, "Le projet d’arrêté est produit\u00a0: ses pages se dessinent.")
    elif do_geste(request, form, notify_decision, exercice=exercice):
        produce_arrete(**_tell_qui(request, exercice))
        return _end(request, exercice, "La décision est notifiée.")
    dossier = get_dossier(exercice)
    refus = _find_refus_de_notifier(request.user, dossier)
    recapitulation = recapitulate_notification(dossier, build_execution(exercice), refus)
    return show_recapitulation(request, recapitulation, form, "reporting/notifier.html", exercice=exercice)


@require_POST
def produire_lettre(request, code, annee):
    return _produce(request, get_exercice(request, code, annee), produce_lettre)


@require_POST
def produire_arrete(request, code, annee):
    return _produce(request, get_exercice(request, code, annee), produce_arrete)


def _produce(request, exercice, operation):
    tell_produit(request, operation(**_tell_qui(request, exercice)))
    return redirect("reporting:decision_financiere", exercice.convention.code, exercice.annee)


def _tell_qui(request, exercice):
    return {
        "by": request.user,
        "at": horloge.now(),
        "exercice": exercice,
        "enqueue": dessiner_document.enqueue,
    }


@require_POST
def verser(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_instruct(request.user, exercice))
    form = _read(request, exercice, VersementForm)
    if do_geste(request, form, record_versement, exercice=exercice):
        return _end(request, exercice, "Le versement est enregistré.")
    return _show(request, exercice, form)


def _read(request, exercice, classe):
    """The form of one step, from the dossier as it is; what it says of the version is read again at each conflict."""
    return read_geste(request, classe, lire=lambda: get_dossier(exercice).version)


def _end(request, exercice, succes):
    messages.success(request, succes)
    return redirect("reporting:decision_financiere", exercice.convention.code, exercice.annee)


@require_http_methods(GESTE)
def retirer_versement(request, code, annee, pk):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_withdraw_versement(request.user, exercice))

    def read():
        return get_object_or_404(exercice.versements.kept(), pk=pk)

    read()
    return show_retrait(
        request,
        lock=lambda: lock_exercice(exercice),
        read=read,
        tell=lambda un: recapitulate_retrait(un, get_dossier(exercice)),
        remove=lambda un, **qui: withdraw_versement(
            exercice=exercice, vu=get_dossier(exercice).version, pk=un.pk, **qui
        ),
        bouton="Retirer ce versement",
        succes="Le versement est retiré.",
        suite=("reporting:decision_financiere", code, annee),
        exercice=exercice,
    )


def _show(request, exercice, versement=None):
    """The whole story, and what this user may write next; `versement` is a payment that was sent back."""
    dossier, execution = get_dossier(exercice), build_execution(exercice)
    papiers = Document.objects.readable_by(request.user).filter(
        exercice=exercice, nature__in=(*PAPIERS_DE_DECISION, NatureDocument.DIALOGUE)
    )
    documents = list(papiers.defer("octets", "contenu"))
    refus_versement = refusal_to_pay(request.user, dossier)
    gestes = list(_list_gestes(request.user, dossier, execution))
    contexte = {
        "exercice": exercice,
        "dossier": dossier,
        "simulation": execution.simulation,
        "histoire": list_histoire(dossier),
        "refus_retrait": refusal_to_withdraw_versement(request.user, exercice),
        "ouverts": [(titre, route) for titre, route, refus in gestes if refus is None],
        "attendus": [(titre, refus) for titre, _route, refus in gestes if refus],
        "papiers": list(_list_papiers_a_produire(request.user, dossier, documents)),
        "documents": documents,
        "refus_versement": refus_versement,
        "versement": versement
        or VersementForm(lire=lambda: dossier.version, initial=_propose_versement(dossier)),
    }
    return render(request, "reporting/decision_financiere.html", contexte, status=422 if versement else 200)


def _propose_versement(dossier):
    """What is left to pay, most often paid at once."""
    return {"montant": dossier.reste} if dossier.notification and dossier.reste > 0 else {}


def _list_gestes(user, dossier, execution):
    """What is this user's to write before the decision, one day or now, what they come for first: (words, route of its
    page, why not now)."""
    if dossier.notification:
        return
    if refusal_to_advise(user, dossier.exercice) is None:
        yield AvisForm.titre, "reporting:avis", refusal_to_give_avis(user, dossier)
        yield DialogueForm.titre, "reporting:dialogue", refusal_to_hold_dialogue(user, dossier)
    if refusal_to_speak(user, dossier.exercice) is None:
        yield ReponseForm.titre, "reporting:repondre", refusal_to_answer(user, dossier)
    if refusal_to_instruct(user, dossier.exercice) is None:
        yield NotificationForm.titre, "reporting:notifier", _find_refus_de_notifier(user, dossier)
        refus = refusal_to_propose(user, dossier, execution)
        yield name_proposition(dossier.proposition), "reporting:proposer", refus


def _find_refus_de_notifier(user, dossier):
    return refusal_to_notify(user, dossier, horloge.get_jour_compte(dossier.exercice.convention))


def _list_papiers_a_produire(user, dossier, documents):
    """The papers of the State that this user may produce now, and that are not there: (words, route of what produces
    it)."""
    la = {un.decision_id for un in documents if un.decision_id and not un.is_echoue}
    for mots, route, refuse, etape in (
        ("Produire la fiche du dialogue", "reporting:produire_fiche", refusal_to_produce_fiche, None),
        (
            "Produire la lettre de proposition",
            "reporting:produire_lettre",
            refusal_to_produce_lettre,
            dossier.proposition,
        ),
        (
            "Produire l’arrêté",
            "reporting:produire_arrete",
            refusal_to_produce_arrete,
            dossier.notification,
        ),
    ):
        if refuse(user, dossier) is None and (etape is None or etape.pk not in la):
            yield mots, route
