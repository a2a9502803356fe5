"""The country, for the centrale."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes.acces import check
from pilotage.policies import refusal_to_see_nation
from pilotage.queries.nation import build_nation
from pilotage.queries.places import TRIS
from pilotage.views.tableaux import read_annee_du_dispositif


@require_safe
def nation(request):
    check(refusal_to_see_nation(request.user))
    demande = {"code": request.GET.get("indicateur", ""), "tri": request.GET.get("tri", "")}
    vue = build_nation(request.user, *read_annee_du_dispositif(request), **demande)
    return render(request, "pilotage/nation.html", {"nation": vue, "tris": TRIS})
