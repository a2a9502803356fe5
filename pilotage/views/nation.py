"""The country, for the centrale."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes import horloge
from comptes.acces import check
from pilotage.policies import refusal_to_see_nation
from pilotage.queries.charge import build_charge
from pilotage.queries.instruction import GROUPES, build_instruction
from pilotage.queries.nation import build_nation
from pilotage.queries.places import TRIS
from pilotage.queries.regles import build_regles_soulevees
from pilotage.views.tableaux import read_annee_du_dispositif, say_ignores


@require_safe
def nation(request):
    check(refusal_to_see_nation(request.user))
    demande = {"code": request.GET.get("indicateur", ""), "tri": request.GET.get("tri", "")}
    vue = build_nation(request.user, *read_annee_du_dispositif(request), **demande)
    retenues = {"tri": (vue.tri,), "indicateur": (vue.indicateur.code,) if vue.indicateur else ()}
    contexte = {"nation": vue, "tris": TRIS, "ignores": say_ignores(request, vue.choix, retenues)}
    return render(request, "pilotage/nation.html", contexte)


@require_safe
def instruction(request):
    check(refusal_to_see_nation(request.user))
    annee, dispositif = read_annee_du_dispositif(request)
    vue = build_instruction(request.user, horloge.now(), annee, dispositif, request.GET.get("par", ""))
    ignores = say_ignores(request, vue.choix, {"par": (vue.groupe,)})
    contexte = {"instruction": vue, "groupes": GROUPES, "ignores": ignores}
    return render(request, "pilotage/instruction.html", contexte)


@require_safe
def regles(request):
    check(refusal_to_see_nation(request.user))
    vue = build_regles_soulevees(request.user, *read_annee_du_dispositif(request))
    ignores = say_ignores(request, vue.choix, {"regle": [un.cle for un in vue.regles]})
    contexte = {"regles": vue, "depliee": request.GET.get("regle", ""), "ignores": ignores}
    return render(request, "pilotage/regles.html", contexte)


@require_safe
def charge(request):
    check(refusal_to_see_nation(request.user))
    vue = build_charge(request.user, *read_annee_du_dispositif(request))
    contexte = {"charge": vue, "ignores": say_ignores(request, vue.choix)}
    return render(request, "pilotage/charge.html", contexte)
