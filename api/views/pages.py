"""What whoever writes a tool reads of the API."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from api.adresses import build_document, list_adresses_de_l_api


@login_not_required
@require_safe
def page(request):
    contexte = {
        "adresses": list_adresses_de_l_api(),
        "site": settings.SITE_URL,
        "cadence": settings.API_APPELS_PAR_MINUTE,
    }
    return render(request, "api/page.html", contexte)


@login_not_required
@require_safe
def openapi(request):
    return JsonResponse(build_document())
