"""The dashboards, indicators and money, and their workbooks."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes import horloge
from conventions.models import Etat
from pilotage.demande import CONSTATS, TRIS, DemandeDeTableau
from pilotage.exports import write_financement, write_tableau
from pilotage.queries.delais import build_delais
from pilotage.queries.financement import build_consolidation
from pilotage.queries.tableau import build_tableau_de_bord, list_lignes_export


@require_safe
def tableau_de_bord(request):
    demande = DemandeDeTableau(
        axes=tuple(dict.fromkeys(filter(None, request.GET.getlist("axe")))),
        **{nom: request.GET.get(nom, "") for nom in ("region", "etat", "constat", "tri")},
    )
    annee, dispositif = read_annee_du_dispositif(request)
    tableau = build_tableau_de_bord(request.user, horloge.now(), annee, dispositif, demande)
    contexte = {"tableau": tableau, "etats": Etat.choices, "constats": CONSTATS, "tris": TRIS}
    return render(request, "pilotage/tableau_de_bord.html", contexte)


@require_safe
def delais(request):
    vue = build_delais(request.user, *read_annee_du_dispositif(request), request.GET.get("region", ""))
    return render(request, "pilotage/delais.html", {"delais": vue})


@require_safe
def exporter_tableau(request):
    annee, lignes = list_lignes_export(request.user, *read_annee_du_dispositif(request))
    return _send_classeur(write_tableau(annee, lignes), f"indicateurs-{annee or 'vide'}")


@require_safe
def financement(request):
    consolidation = build_consolidation(request.user, *read_annee_du_dispositif(request))
    return render(request, "pilotage/financement.html", {"consolidation": consolidation})


@require_safe
def exporter_financement(request):
    consolidation = build_consolidation(request.user, *read_annee_du_dispositif(request))
    nom = f"financement-{consolidation.choix.annee or 'vide'}"
    return _send_classeur(write_financement(consolidation), nom)


def _send_classeur(octets, nom):
    return HttpResponse(
        octets,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="{nom}.xlsx"'},
    )


def read_annee_du_dispositif(request):
    """The year and the instrument asked for, None for the latest."""
    annee = request.GET.get("annee", "")
    # Four digits: int() itself refuses a text of some thousands.
    return int(annee) if annee.isdecimal() and len(annee) == 4 else None, request.GET.get("dispositif")
