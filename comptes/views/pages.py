"""Pages that anybody reads."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def accessibilite(request):
    return render(request, "comptes/accessibilite.html")
