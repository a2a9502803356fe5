"""The plan of the site, for whoever reads it."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pilotage.queries.plan import list_pages, list_pages_des_conventions, list_pages_ouvertes


@login_not_required
@require_safe
def plan(request):
    contexte = {"ouvertes": list_pages_ouvertes(request.user.is_authenticated)}
    if request.user.is_authenticated:
        contexte |= {
            "pages": list_pages(request.user),
            "conventions": list_pages_des_conventions(request.user),
        }
    return render(request, "pilotage/plan.html", contexte)
