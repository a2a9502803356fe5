"""From the dashboard of a commissaire: whom a sum speaks of, the délais over the years, the yearly balance."""

from io import BytesIO

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from comptes import horloge
from fichiers.personnes import normalize
from fichiers.tables.formats import FORMATS
from fichiers.tables.xlsx import write_tables_xlsx
from pilotage.bilans import list_feuilles
from pilotage.queries.bilan import build_bilan
from pilotage.queries.ensemble import build_ensemble
from pilotage.queries.evolution_des_delais import build_evolution_des_delais
from pilotage.views.tableaux import read_annee_du_dispositif


@require_safe
def ensemble(request, indicateur):
    region = request.GET.get("region", "")
    vue = build_ensemble(request.user, indicateur, *read_annee_du_dispositif(request), region)
    if vue is None:
        raise Http404("Cet indicateur n’est pas de cette année.")
    return render(request, "pilotage/ensemble.html", {"vue": vue})


@require_safe
def evolution(request):
    demande = request.GET.get("dispositif"), request.GET.get("region", "")
    vue = build_evolution_des_delais(request.user, *demande)
    return render(request, "pilotage/evolution.html", {"vue": vue})


@require_safe
def exporter_bilan(request):
    at, region = horloge.now(), request.GET.get("region", "")
    bilan = build_bilan(request.user, at, *read_annee_du_dispositif(request), region)
    octets = BytesIO()
    write_tables_xlsx(f"Bilan {bilan.lieu}", list_feuilles(bilan, localdate(at)), octets)
    nom = f"bilan-{normalize(bilan.lieu).replace('_', '-')}-{bilan.tableau.choix.annee or 'vide'}"
    return HttpResponse(
        octets.getvalue(),
        content_type=FORMATS["xlsx"].type_contenu,
        headers={"Content-Disposition": f'attachment; filename="{nom}.xlsx"'},
    )
