"""The mails the site wrote: to whom, when, and what became of each."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes.acces import check
from comptes.policies import refusal_to_read_courriels
from comptes.queries import list_courriels
from reporting.forms.courriels import CourrielsForm
from reporting.views.pagination import paginate


@require_safe
def courriels(request):
    check(refusal_to_read_courriels(request.user))
    form = CourrielsForm(request.GET)
    form.is_valid()
    contexte = {"form": form, **paginate(request, form.filter(list_courriels(request.user)))}
    return render(request, "reporting/courriels.html", contexte)
