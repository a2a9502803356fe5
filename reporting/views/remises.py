"""A round, as it was handed over: what changed since the one before, then all that it says."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from comptes import horloge
from reporting import contents
from reporting.contents.enonces import AVERTISSEMENTS, CIBLES, METHODE, PIECES, TEXTES, VOTE
from reporting.forms.transmission import EmpreinteForm
from reporting.operations.documents import produce_recepisse
from reporting.policies import refusal_to_produce
from reporting.queries.remises import (
    find_precedente,
    find_recepisse,
    list_remises,
    list_remises_de,
    read_recepisse,
    read_remise,
)
from reporting.taches import dessiner_document
from reporting.views.documents import tell_produit
from reporting.views.simulation import explain_execution

SEULEMENT = "changements"
# What the page tells thing by thing, besides its tables: kinds of `contents.enonces`.
DITS = {
    "avertissements": (AVERTISSEMENTS,),
    "cibles": (CIBLES,),
    "textes": (TEXTES,),
    "pieces": (PIECES,),
    "declares": (METHODE, VOTE),
}


@require_safe
def remise(request, code, annee, rang):
    """`?seulement=changements` shows what changed alone."""
    remise = get_remise(request, code, annee, rang)
    precedente = find_precedente(request.user, remise)
    lue = read_remise(remise)
    differences = lue.compare_to(read_remise(precedente)) if precedente else ()
    contexte = explain_execution(lue.execution) | {
        "remise": remise,
        "exercice": remise.exercice,
        "remis": lue.contenu,
        "noms": [f"Remise n°\u00a0{une.rang}" for une in (precedente, remise) if une],
        "dits": {
            nom: [un for rubrique in rubriques for un in contents.group_enonces(lue.enonces, rubrique)]
            for nom, rubriques in DITS.items()
        },
        "precedente": precedente,
        "rubriques": contents.group_differences(differences),
        "nombre": len(differences),
        "seulement": precedente and request.GET.get("seulement") == SEULEMENT,
        "rondes": list_remises_de(request.user, remise.exercice),
        "is_lisible": remise.exercice.is_readable_by(request.user),
    }
    return render(request, "reporting/remise.html", contexte)


@require_safe
def recepisse(request, code, annee, rang):
    """What proves that a round was handed over; `?empreinte=…` compares one with its own."""
    remise = get_remise(request, code, annee, rang)
    document = find_recepisse(remise)
    contexte = {
        "remise": remise,
        "exercice": remise.exercice,
        "contenu": read_recepisse(remise, document),
        "documents": [document] if document else [],
        "peut_produire": (document is None or document.is_echoue)
        and refusal_to_produce(request.user, remise.exercice) is None,
        "form": EmpreinteForm(
            request.GET if "empreinte" in request.GET else None,
            remise=remise.empreinte,
            fichier=document and document.empreinte,
        ),
    }
    return render(request, "reporting/recepisse.html", contexte)


@require_POST
def produire_recepisse(request, code, annee, rang):
    remise = get_remise(request, code, annee, rang)
    document = produce_recepisse(
        by=request.user, at=horloge.now(), remise=remise, enqueue=dessiner_document.enqueue
    )
    tell_produit(request, document)
    return redirect("reporting:recepisse", code, annee, rang)


def get_remise(request, code, annee, rang):
    """The round of an address, or 404 when the user may not read it."""
    return get_object_or_404(
        list_remises(request.user), exercice__convention__code=code, exercice__annee=annee, rang=rang
    )
