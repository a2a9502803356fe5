"""National editions: read by everybody, published by the centrale."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from comptes.acces import check
from fichiers.integrite import read_octets
from pilotage.demande import list_ignores
from pilotage.ecarts_editions import compare_publications
from pilotage.forms.editions import EditionForm
from pilotage.lecture_edition import choose_lecture
from pilotage.models import Edition
from pilotage.operations.editions import publish_edition
from pilotage.policies import refusal_to_publish_edition
from pilotage.queries.edition import (
    list_editions,
    list_publiables,
    list_toutes_editions,
    make_cartouche,
    prepare_edition,
    read_publication,
)
from pilotage.recapitulations import recapitulate_edition
from saisie.views.recapitulation import GESTE, do_geste, read_geste, show_recapitulation


@require_safe
def editions(request):
    refus = refusal_to_publish_edition(request.user)
    contexte = {"editions": list_toutes_editions(), "publiables": [] if refus else list_publiables()}
    return render(request, "pilotage/editions.html", contexte)


@require_http_methods(GESTE)
def publier_edition(request, dispositif, annee):
    check(refusal_to_publish_edition(request.user))

    def prepare():
        return prepare_edition(dispositif, annee)[0]

    if (dispositif, annee) not in list_publiables():
        raise Http404
    publication = prepare()
    numero = len(list_editions(dispositif, annee)) + 1
    initial = {"titre": f"{dispositif}, indicateurs et financements {annee}"}
    form = read_geste(
        request, EditionForm, initial=initial, lire=lambda: recapitulate_edition(prepare(), numero).version
    )
    if do_geste(request, form, publish_edition, dispositif=dispositif, annee=annee):
        faite = Edition.objects.get(dispositif=dispositif, annee=annee, numero=numero)
        messages.success(request, f"{faite}\u00a0: elle est publiée.")
        return redirect(faite)
    return show_recapitulation(
        request,
        recapitulate_edition(publication, numero),
        form,
        "pilotage/publier_edition.html",
        lecture=choose_lecture(publication),
        publication=publication,
    )


def _get_edition(dispositif, annee, rang):
    """The edition of an address, or 404: everybody reads them."""
    connues = Edition.objects.defer("releve", "octets").select_related("referentiel", "par")
    return get_object_or_404(connues, dispositif=dispositif, annee=annee, numero=rang)


@require_safe
def edition(request, dispositif, annee, rang):
    une = _get_edition(dispositif, annee, rang)
    publication = read_publication(une)
    lecture = choose_lecture(
        publication, request.GET.get("territoire", ""), request.GET.get("indicateur", "")
    )
    lu = lecture.indicateur
    retenues = {"territoire": (lecture.territoire,), "indicateur": (lu.code,) if lu else ()}
    contexte = {
        "edition": une,
        "publication": publication,
        "ignores": list_ignores(dict(request.GET.lists()), retenues),
        "citation": make_cartouche(une).cite(publication),
        "lecture": lecture,
        "suivantes": [autre for autre in list_editions(dispositif, annee) if autre.numero > rang],
    }
    return render(request, "pilotage/edition.html", contexte)


@require_safe
def telecharger_edition(request, dispositif, annee, rang):
    une = get_object_or_404(
        Edition.objects.defer("contenu", "releve"), dispositif=dispositif, annee=annee, numero=rang
    )
    return HttpResponse(
        read_octets(une),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{une.nom_fichier}"'},
    )


@require_safe
def comparer_edition(request, dispositif, annee, rang):
    une = _get_edition(dispositif, annee, rang)
    avant = _get_edition(dispositif, annee, rang - 1) if rang > 1 else None
    ecarts = compare_publications(read_publication(avant), read_publication(une)) if avant else None
    contexte = {"edition": une, "avant": avant, "ecarts": ecarts}
    return render(request, "pilotage/comparer_edition.html", contexte)
