"""An avenant: what it changes, its paper, its signature."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from avenants.forms import SignatureForm
from avenants.policies import refusal_to_edit_avenant, refusal_to_sign
from avenants.queries import list_changements_cible, list_changements_financement
from avenants.views import get_avenant
from comptes.operations import ModifieEntreTemps
from comptes.queries import get_derniere_trace
from conventions.operations.acces import Refus, check
from conventions.queries.financements import list_colonnes
from indicateurs.queries.lignes import get_definition
from reporting import contents
from reporting.models import EtatDocument
from reporting.operations.documents import conclude_avenant, produce_avenant
from reporting.policies import refusal_to_print, refusal_to_produce, refusal_to_show_signature
from reporting.taches import dessiner_document
from reporting.views.documents import tell_produit


@require_safe
def avenant(request, code, annee, numero):
    return _show_avenant(request, get_avenant(request, code, annee, numero))


def _show_avenant(request, avenant, signature=None):
    documents = list(avenant.documents.defer("octets").select_related("exercice__convention", "avenant"))
    # Signed, the convention already holds the new values: what changed is what the frozen paper says.
    final = next((un for un in documents if not un.projet), None)
    contexte = {
        "exercice": avenant.exercice,
        "avenant": avenant,
        "final": contents.from_dict(contents.ContenuAvenant, final.contenu) if final else None,
        "indicateurs": get_definition(avenant.exercice.referentiel).indicateurs,
        "documents": documents,
        "a_redessiner": final is not None and final.etat == EtatDocument.ECHEC,
        "refus": refusal_to_edit_avenant(request.user, avenant),
        "refus_signature": refusal_to_sign(request.user, avenant) or refusal_to_show_signature(documents),
        "refus_impression": refusal_to_print(avenant),
        "refus_production": refusal_to_produce(request.user, avenant.exercice),
        "signature": signature
        or SignatureForm(aujourdhui=timezone.localdate(), initial={"version": avenant.version}),
    }
    if not final:
        indicateurs = contexte["indicateurs"]
        libelles = {colonne.cle: colonne.libelle for colonne in list_colonnes(avenant.exercice)}
        contexte["financements"] = [
            (c.cle[0], libelles[c.cle[1]], c) for c in list_changements_financement(avenant)
        ]
        contexte["cibles"] = [(indicateurs[c.cle[0]], c.cle[1], c) for c in list_changements_cible(avenant)]
    return render(request, "reporting/avenant.html", contexte, status=422 if signature else 200)


@require_POST
def produire_avenant(request, code, annee, numero):
    avenant = get_avenant(request, code, annee, numero)
    document = produce_avenant(
        by=request.user, at=timezone.now(), avenant=avenant, enqueue=dessiner_document.enqueue
    )
    tell_produit(request, document)
    return redirect("reporting:avenant", code, annee, numero)


@require_POST
def signer_avenant(request, code, annee, numero):
    avenant = get_avenant(request, code, annee, numero)
    check(refusal_to_sign(request.user, avenant))
    form = SignatureForm(request.POST, aujourdhui=timezone.localdate())
    if not form.is_valid() or not _conclude(request, avenant, form):
        return _show_avenant(request, get_avenant(request, code, annee, numero), form)
    messages.success(request, f"L’avenant n° {numero} est signé : la convention est à jour.")
    return redirect("reporting:avenant", code, annee, numero)


def _conclude(request, avenant, form):
    """Sign; False, with the reason on the page, when the avenant is not the one that was read any more."""
    try:
        conclude_avenant(
            by=request.user,
            at=timezone.now(),
            avenant=avenant,
            enqueue=dessiner_document.enqueue,
            **form.cleaned_data,
        )
    except Refus as refus:
        messages.error(request, str(refus))
        return False
    except ModifieEntreTemps as conflit:
        trace = get_derniere_trace(conflit.objet)
        qui = f" par {trace.par}" if trace and trace.par else ""
        form.data = form.data.copy()
        form.data["version"] = conflit.objet.version
        form.add_error(
            None,
            f"L’avenant a été modifié{qui} depuis que vous avez ouvert cette page : rien n’est signé. "
            "Relisez-le ci-dessus, tel qu’il est maintenant, puis signez.",
        )
        return False
    return True
