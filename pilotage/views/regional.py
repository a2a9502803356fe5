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
from pilotage.demande import list_ignores
from pilotage.queries.bilan import build_bilan
from pilotage.queries.ensemble import build_ensemble
from pilotage.queries.evolution_des_delais import build_evolution_des_delais
from pilotage.views.exports import show_ignores
from pilotage.views.tableaux import read_annee_du_dispositif, say_ignores


@require_safe
def ensemble(request, indicateur):
    region = request.GET.get("region", "")
    vue = build_ensemble(request.user, indicateur, *read_annee_du_dispositif(request), region)
    if vue is None:
        raise Http404("Cet indicateur n’est pas de cette année.")
    ignores = say_ignores(request, vue.choix, {"region": vue.choix.lieux})
    return render(request, "pilotage/ensemble.html", {"vue": vue, "ignores": ignores})


@require_safe
def evolution(request):
    demande = request.GET.get("dispositif"), request.GET.get("region", "")
    vue = build_evolution_des_delais(request.user, *demande)
    retenues = {"dispositif": (vue.dispositif,), "region": (vue.region.code,) if vue.region else ()}
    contexte = {"vue": vue, "ignores": list_ignores(dict(request.GET.lists()), retenues)}
    return render(request, "pilotage/evolution.html", contexte)


@require_safe
def exporter_bilan(request):
    at, region = horloge.now(), request.GET.get("region", "")
    bilan = build_bilan(request.user, at, *read_annee_du_dispositif(request), region)
    retenues = bilan.tableau.demande.retenues
    if ignores := say_ignores(request, bilan.tableau.choix, retenues):
        return show_ignores(request, ignores, {**bilan.tableau.choix.retenues, **retenues})
    octets = BytesIO()
    write_tables_xlsx(f"Bilan {bilan.lieu}", list_feuilles(bilan, localdate(at)), octets)
    nom = f"bilan-{normalize(bilan.lieu).replace('_', '-')}-{bilan.tableau.choix.annee or 'vide'}"
    return HttpResponse(
        octets.getvalue(),
        content_type=FORMATS["xlsx"].type_contenu,
        headers={"Content-Disposition": f'attachment; filename="{nom}.xlsx"'},
    )
