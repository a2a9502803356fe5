"""The dashboards, indicators and money."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes import horloge
from conventions.models import Etat
from pilotage.demande import CONSTATS, TRIS, list_ignores, make_demande
from pilotage.queries.delais import build_delais
from pilotage.queries.financement import build_consolidation
from pilotage.queries.tableau import build_tableau_de_bord
from pilotage.queries.tranches import read_annee, read_demandes
from pilotage.views.offres import LIMITE, list_offres_du_financement, list_offres_du_tableau


@require_safe
def tableau_de_bord(request):
    demande = make_demande(read_demandes(request.GET))
    annee, dispositif = read_annee_du_dispositif(request)
    tableau = build_tableau_de_bord(request.user, horloge.now(), annee, dispositif, demande)
    contexte = {
        "tableau": tableau,
        "ignores": say_ignores(request, tableau.choix, tableau.demande.retenues),
        "etats": Etat.choices,
        "constats": CONSTATS,
        "tris": TRIS,
        "offres": list_offres_du_tableau(tableau),
        "limite": LIMITE,
    }
    return render(request, "pilotage/tableau_de_bord.html", contexte)


@require_safe
def delais(request):
    vue = build_delais(request.user, *read_annee_du_dispositif(request), request.GET.get("region", ""))
    ignores = say_ignores(request, vue.choix, {"region": vue.choix.lieux})
    return render(request, "pilotage/delais.html", {"delais": vue, "ignores": ignores})


@require_safe
def financement(request):
    consolidation = build_consolidation(request.user, *read_annee_du_dispositif(request))
    contexte = {
        "consolidation": consolidation,
        "ignores": say_ignores(request, consolidation.choix),
        "offres": list_offres_du_financement(consolidation),
        "limite": LIMITE,
    }
    return render(request, "pilotage/financement.html", contexte)


def read_annee_du_dispositif(request):
    """The year and the instrument asked for, None for the latest."""
    return read_annee(request.GET.get("annee", "")), request.GET.get("dispositif")


def say_ignores(request, choix, retenues=None):
    """What the address asks that a page about `choix` leaves aside; `retenues` are its other choices."""
    return list_ignores(dict(request.GET.lists()), {**choix.retenues, **(retenues or {})})
