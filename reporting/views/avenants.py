"""An avenant: how it is drafted, what it changes, its paper, its signature."""

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from avenants.forms.avenants import AvenantForm, GrilleAvenant
from avenants.forms.signature import SignatureForm
from avenants.models import NATURES_PREPAREES, NatureAvenant
from avenants.operations.avenants import delete_avenant, draft_avenant, record_avenant
from avenants.policies import (
    refusal_of_contenu,
    refusal_to_delete_avenant,
    refusal_to_edit_avenant,
    refusal_to_prepare,
    refusal_to_sign,
)
from avenants.queries import (
    build_approuvable,
    list_avenants,
    list_changements_cible,
    list_changements_financement,
)
from avenants.recapitulations import recapitulate_avenant
from comptes import horloge
from comptes.acces import Refus, check
from conventions.operations.acces import lock_exercices
from conventions.policies import refusal_to_edit_convention
from conventions.recapitulations import make_retour
from conventions.views.exercice import get_exercice
from financement.forms.rangees import list_groupes, list_perdus, list_signaux, list_totaux
from financement.queries.montants import list_colonnes
from indicateurs.queries.cadre import list_cibles
from reporting import contents
from reporting.models import EtatDocument
from reporting.operations.documents import conclude_avenant, produce_avenant
from reporting.policies import refusal_to_produce, refusal_to_show_signature
from reporting.queries.avenant import build_jours
from reporting.recapitulations import recapitulate_signature
from reporting.taches import dessiner_document
from reporting.views.documents import tell_produit
from saisie.views.recapitulation import GESTE, read_geste, show_recapitulation, show_retrait
from saisie.views.refus import say_refus

CALCUL = "calcul"  # asks for the totals of what is typed, which is not stored


def get_avenant(request, code, annee, numero):
    """The avenant of an address, or 404 when the user may not read it."""
    return get_object_or_404(
        list_avenants(request.user),
        exercice__convention__code=code,
        exercice__annee=annee,
        numero=numero,
    )


@require_safe
def choisir(request, code, annee):
    exercice = get_exercice(request, code, annee)
    refus = [(nature, refusal_to_prepare(request.user, exercice, nature)) for nature in NATURES_PREPAREES]
    if all(dit for _, dit in refus):
        check(refus[0][1])
    contexte = {"exercice": exercice, "natures": refus}
    return render(request, "reporting/avenant_choix.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def nouveau(request, code, annee, nature):
    if nature not in NATURES_PREPAREES:
        raise Http404
    exercice = get_exercice(request, code, annee)
    check(refusal_to_prepare(request.user, exercice, nature))
    return _edit(request, exercice, nature, None)


@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request, code, annee, numero):
    avenant = get_avenant(request, code, annee, numero)
    check(refusal_to_edit_avenant(request.user, avenant))
    return _edit(request, avenant.exercice, avenant.nature, avenant)


@require_http_methods(GESTE)
def retirer_avenant(request, code, annee, numero):
    avenant = get_avenant(request, code, annee, numero)
    check(refusal_to_delete_avenant(request.user, avenant))
    return show_retrait(
        request,
        lock=lambda: lock_exercices(avenant.exercice),
        read=lambda: get_avenant(request, code, annee, numero),
        tell=lambda un: recapitulate_avenant(
            un, make_retour(un.exercice, "avenants:avenant", "l’avenant", numero)
        ),
        remove=lambda un, **qui: delete_avenant(avenant=un, **qui),
        bouton="Retirer l’avenant",
        succes="L’avenant est retiré\u202f; le journal garde ce qu’il disait.",
        suite=(avenant.exercice,),
        exercice=avenant.exercice,
    )


def _edit(request, exercice, nature, avenant):
    """The page of an avenant of this nature, new where `avenant` is None; its totals alone, as one types (`calcul`)."""
    form = AvenantForm(
        request.POST or None,
        instance=avenant,
        nature=nature,
        exercice=exercice,
        cibles_en_vigueur=list_cibles(exercice),
    )
    grille = _build_grille(form, avenant, request.POST.dict())
    if request.method == "POST" and CALCUL in request.GET:
        return render(request, "reporting/avenant_calcul.html", _build_calcul(grille))
    is_lu = request.method == "POST" and form.is_valid() and (grille is None or grille.is_valid())
    if is_lu and (enregistre := _record(request, form, grille, avenant)):
        return redirect("avenants:avenant", exercice.convention.code, exercice.annee, enregistre.numero)
    if request.method == "POST" and grille is not None:
        # Read again: what somebody else saved is shown beside what is typed.
        grille = _build_grille(form, avenant, request.POST.dict())
        grille.show_conflits(grille.find_conflits())
    contexte = {"exercice": exercice, "avenant": avenant, "nature": NatureAvenant(nature), "form": form}
    contexte |= _build_calcul(grille) | {"formulaires": [form, *(grille.forms.values() if grille else ())]}
    statut = 422 if request.method == "POST" else 200
    return render(request, "reporting/avenant_form.html", contexte, status=statut)


def _build_grille(form, avenant, data):
    """The money of an avenant that moves some, by the rules of the amount that is typed; None for another."""
    if not form.instance.is_chiffre:
        return None
    montant = None
    if "montant_etat" in form.fields:
        montant = avenant and avenant.montant_etat
        if data:
            with suppress(ValidationError):
                montant = form.fields["montant_etat"].clean(data.get("montant_etat", ""))
    return GrilleAvenant(form.exercice, avenant, montant, data)


def _build_calcul(grille):
    if grille is None:
        return {"grille": None}
    return {
        "grille": grille,
        "colonne": grille.champ,
        "groupes": list_groupes(grille),
        "totaux": list_totaux(grille),
        "signaux": list_signaux(grille),
        "perdus": list_perdus(grille),
        "sous_totaux": grille.tableau.sous_totaux,
    }


def _record(request, form, grille, avenant):
    """Store what is typed and return the avenant; None, with the reason in the form, when that cannot be."""
    saisie = {"champs": form.champs, "montants": grille.lignes if grille else {}, "cibles": form.cibles}
    # Signed, or handed over, since the page was opened: what was typed stays on it.
    with say_refus(form, champ=None, refus=(Refus,)):
        qui = {"by": request.user, "at": horloge.now()}
        if avenant is None:
            avenant = draft_avenant(**qui, exercice=form.exercice, nature=form.nature, **saisie)
        else:
            avenant = record_avenant(**qui, avenant=avenant, version=form.cleaned_data["version"], **saisie)
        messages.success(
            request, f"{avenant.designation[0].upper()}{avenant.designation[1:]} est enregistré."
        )
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
        "refus_retrait": refusal_to_delete_avenant(request.user, avenant),
        "refus_signature": refusal_to_sign(request.user, avenant) or refusal_to_show_signature(documents),
        "refus_impression": refusal_of_contenu(avenant),
    }
    contexte |= {"jours": contexte["final"].jours} if final else _list_changements(avenant)
    return render(request, "reporting/avenant.html", contexte)


def _tell_a_produire(refus, final):
    """The words of the button that draws its paper; None when there is no paper to draw."""
    if refus is not None or (final and final.etat != EtatDocument.ECHEC):
        return None
    return "Dessiner de nouveau l’avenant" if final else "Produire le projet d’avenant"


def _list_changements(avenant):
    """What a draft changes, line by line, in words."""
    if not avenant.is_chiffre:
        return {"jours": build_jours(avenant)}
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
