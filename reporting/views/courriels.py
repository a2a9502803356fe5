"""The mails the site wrote: to whom, when, and what became of each."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes.acces import check
from comptes.policies import refusal_to_read_courriels
from comptes.queries import list_courriels
from reporting.forms.courriels import CourrielsForm

PAR_PAGE = 50


@require_safe
def courriels(request):
    check(refusal_to_read_courriels(request.user))
    form = CourrielsForm(request.GET)
    form.is_valid()
    page = Paginator(form.filter(list_courriels(request.user)), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "form": form,
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
    }
    return render(request, "reporting/courriels.html", contexte)
