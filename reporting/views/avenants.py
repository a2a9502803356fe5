"""An avenant: how it is drafted, what it changes, its paper, its signature."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from avenants.forms import AvenantForm, SignatureForm
from avenants.operations.avenants import draft_avenant, record_avenant
from avenants.policies import refusal_to_edit_avenant, refusal_to_sign
from avenants.queries import (
    build_approuvable,
    list_avenants,
    list_changements_cible,
    list_changements_financement,
)
from comptes import horloge
from comptes.acces import Refus, check
from conventions.policies import refusal_to_edit, refusal_to_edit_convention
from conventions.views.exercice import get_exercice
from financement.queries.montants import list_actions, list_colonnes
from indicateurs.queries.cadre import list_cibles
from reporting import contents
from reporting.models import EtatDocument
from reporting.operations.documents import conclude_avenant, produce_avenant
from reporting.policies import refusal_to_print, refusal_to_produce, refusal_to_show_signature
from reporting.recapitulations import recapitulate_signature
from reporting.taches import dessiner_document
from reporting.views.documents import tell_produit
from saisie.views.recapitulation import GESTE, read_geste, show_recapitulation
from saisie.views.refus import say_refus


def get_avenant(request, code, annee, numero):
    """The avenant of an address, or 404 when the user may not read it."""
    return get_object_or_404(
        list_avenants(request.user),
        exercice__convention__code=code,
        exercice__annee=annee,
        numero=numero,
    )


def make_form(request, exercice, avenant=None):
    """The form of an avenant, with the amounts and targets in force beside each cell."""
    return AvenantForm(
        request.POST or None,
        instance=avenant,
        exercice=exercice,
        actions=list_actions(exercice),
        colonnes=list_colonnes(exercice),
        cibles_en_vigueur=list_cibles(exercice),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def nouveau(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    form = make_form(request, exercice)
    if request.method == "POST" and form.is_valid() and (avenant := _record(request, exercice, None, form)):
        return redirect("avenants:avenant", code, annee, avenant.numero)
    contexte = {"exercice": exercice, "form": form}
    return render(request, "reporting/avenant_form.html", contexte, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request, code, annee, numero):
    avenant = get_avenant(request, code, annee, numero)
    check(refusal_to_edit_avenant(request.user, avenant))
    form = make_form(request, avenant.exercice, avenant)
    if request.method == "POST" and form.is_valid() and _record(request, avenant.exercice, avenant, form):
        return redirect("avenants:avenant", code, annee, form.cleaned_data["numero"])
    contexte = {"exercice": avenant.exercice, "avenant": avenant, "form": form}
    return render(request, "reporting/avenant_form.html", contexte, status=422 if form.errors else 200)


def _record(request, exercice, avenant, form):
    """Store the form and return the avenant; None, with the reason in the form, when that cannot be."""
    saisie = {"champs": form.champs, "montants": form.montants, "cibles": form.cibles}
    # Signed, or handed over, since the page was opened: what was typed stays on it.
    with say_refus(form, champ=None, refus=(Refus,)):
        if avenant is None:
            avenant = draft_avenant(by=request.user, at=horloge.now(), exercice=exercice, **saisie)
        else:
            version = form.cleaned_data["version"]
            avenant = record_avenant(
                by=request.user, at=horloge.now(), avenant=avenant, version=version, **saisie
            )
        messages.success(request, f"L’avenant n°\u00a0{avenant.numero} est enregistré.")
        return avenant
    return None


@require_safe
def avenant(request, code, annee, numero):
    avenant = get_avenant(request, code, annee, numero)
    documents = list(avenant.documents.defer("octets").select_related("exercice__convention", "avenant"))
    # Signed, the convention already holds the new values: what changed is what the frozen paper says.
    final = next((un for un in documents if not un.projet), None)
    contexte = {
        "exercice": avenant.exercice,
        "avenant": avenant,
        "final": contents.from_dict(contents.ContenuAvenant, final.contenu) if final else None,
        "documents": documents,
        "un": build_approuvable(avenant),
        "peut_voter": refusal_to_edit_convention(request.user, avenant.convention, "deliberations") is None,
        "a_produire": _tell_a_produire(refusal_to_produce(request.user, avenant.exercice), final),
        "refus": refusal_to_edit_avenant(request.user, avenant),
        "refus_signature": refusal_to_sign(request.user, avenant) or refusal_to_show_signature(documents),
        "refus_impression": refusal_to_print(avenant),
    }
    if not final:
        contexte |= _list_changements(avenant)
    return render(request, "reporting/avenant.html", contexte)


def _tell_a_produire(refus, final):
    """The words of the button that draws its paper; None when there is no paper to draw."""
    if refus is not None or (final and final.etat != EtatDocument.ECHEC):
        return None
    return "Dessiner de nouveau l’avenant" if final else "Produire le projet d’avenant"


def _list_changements(avenant):
    """What a draft changes, line by line, in words."""
    indicateurs = avenant.exercice.referentiel.definition.indicateurs
    libelles = {colonne.cle: colonne.libelle for colonne in list_colonnes(avenant.exercice)}
    return {
        "financements": [(c.cle[0], libelles[c.cle[1]], c) for c in list_changements_financement(avenant)],
        "cibles": [(indicateurs[c.cle[0]], c.cle[1], c) for c in list_changements_cible(avenant)],
    }


@require_POST
def produire_avenant(request, code, annee, numero):
    avenant = get_avenant(request, code, annee, numero)
    document = produce_avenant(
        by=request.user, at=horloge.now(), avenant=avenant, enqueue=dessiner_document.enqueue
    )
    tell_produit(request, document)
    return redirect("avenants:avenant", code, annee, numero)


@require_http_methods(GESTE)
def signer_avenant(request, code, annee, numero):
    avenant = get_avenant(request, code, annee, numero)
    check(refusal_to_sign(request.user, avenant))
    form = read_geste(
        request,
        SignatureForm,
        aujourdhui=horloge.get_jour_venu(avenant.exercice.convention),
        initial={"version": avenant.version},
    )
    if form.is_valid() and _conclude(request, avenant, form):
        messages.success(request, f"L’avenant n°\u00a0{numero} est signé\u00a0: la convention est à jour.")
        return redirect("avenants:avenant", code, annee, numero)
    avenant = get_avenant(request, code, annee, numero)
    refus = refusal_to_sign(request.user, avenant) or refusal_to_show_signature(
        list(avenant.documents.defer("octets"))
    )
    contexte = {"exercice": avenant.exercice, "avenant": avenant} | _list_changements(avenant)
    recapitulation = recapitulate_signature(avenant, refus)
    return show_recapitulation(request, recapitulation, form, "reporting/signer.html", **contexte)


def _conclude(request, avenant, form):
    """Sign; False, with the reason on the page, when the avenant is not the one that was read any more."""
    with say_refus(form, refus=(Refus,)):
        conclude_avenant(
            by=request.user,
            at=horloge.now(),
            avenant=avenant,
            enqueue=dessiner_document.enqueue,
            **form.cleaned_data,
        )
        return True
    return False
