"""An avenant: what it changes, its paper, its signature."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from avenants.forms import SignatureForm
from avenants.policies import refusal_to_edit_avenant, refusal_to_sign
from avenants.queries import list_changements_cible, list_changements_financement
from avenants.views import get_avenant
from comptes import horloge
from comptes.acces import Refus, check
from comptes.queries import get_derniere_ecriture
from financement.queries.montants import list_colonnes
from reporting import contents
from reporting.models import EtatDocument
from reporting.operations.documents import conclude_avenant, produce_avenant
from reporting.policies import refusal_to_print, refusal_to_produce, refusal_to_show_signature
from reporting.recapitulations import recapitulate_signature
from reporting.taches import dessiner_document
from reporting.views.documents import tell_produit
from saisie.views.recapitulation import GESTE, read_geste, show_recapitulation
from saisie.views.refus import say_refus


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
        "a_redessiner": final is not None and final.etat == EtatDocument.ECHEC,
        "refus": refusal_to_edit_avenant(request.user, avenant),
        "refus_signature": refusal_to_sign(request.user, avenant) or refusal_to_show_signature(documents),
        "refus_impression": refusal_to_print(avenant),
        "refus_production": refusal_to_produce(request.user, avenant.exercice),
    }
    if not final:
        contexte |= _list_changements(avenant)
    return render(request, "reporting/avenant.html", contexte)


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
    return redirect("reporting:avenant", code, annee, numero)


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
        return redirect("reporting:avenant", code, annee, numero)
    avenant = get_avenant(request, code, annee, numero)
    refus = refusal_to_sign(request.user, avenant) or refusal_to_show_signature(
        list(avenant.documents.defer("octets"))
    )
    contexte = {"exercice": avenant.exercice, "avenant": avenant} | _list_changements(avenant)
    recapitulation = recapitulate_signature(avenant, refus)
    return show_recapitulation(request, recapitulation, form, "reporting/signer.html", **contexte)


def _conclude(request, avenant, form):
    """Sign; False, with the reason on the page, when the avenant is not the one that was read any more."""

    def say_conflit(conflit):
        trace = get_derniere_ecriture(conflit.objet)
        qui = f" par {trace.par}" if trace and trace.par else ""
        form.data = form.data.copy()
        form.data["version"] = conflit.objet.version
        form.add_error(
            None,
            f"L’avenant a été modifié{qui} depuis que vous avez ouvert cette page\u00a0: rien n’est signé. "
            "Relisez-le, tel qu’il est maintenant, puis signez.",
        )

    with say_refus(form, say_conflit, refus=(Refus,)):
        conclude_avenant(
            by=request.user,
            at=horloge.now(),
            avenant=avenant,
            enqueue=dessiner_document.enqueue,
            **form.cleaned_data,
        )
        return True
    return False
