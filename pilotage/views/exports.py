"""What one takes away of the dashboards: given at once, or, where it is long, made behind the requests and fetched."""

from io import BytesIO

from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from comptes import horloge
from comptes.acces import check
from fichiers.sas import get_chemin
from fichiers.tables.fichier import write_table
from fichiers.tables.formats import FORMATS
from pilotage.demande import list_ignores
from pilotage.models import PDF, Export, TableDemandee
from pilotage.operations.exports import DOSSIER, request_export, take_export
from pilotage.policies import BILAN_D_UNE_REGION, SUPPRIME, refusal_to_take
from pilotage.queries.exports import TABLES, build_extrait
from pilotage.queries.papier_bilan import build_bilan_fige
from pilotage.queries.tranches import read_demandes
from pilotage.taches import ecrire_export
from pilotage.views.offres import LIMITE

MONTRES = 20  # exports of a list


@require_safe
def exporter_tableau(request):
    table = _read_table(request.GET)
    return _give(request, table, {"table": (table,)})


@require_safe
def exporter_financement(request):
    return _give(request, "financement", {})


def _give(request, table, retenues):
    format_, demande = _read_format(request.GET), read_demandes(request.GET)
    extrait = build_extrait(request.user, table, demande, horloge.now())
    retenues = {**extrait.retenues, **retenues, "format": (format_.extension,)}
    if ignores := list_ignores(dict(request.GET.lists()), retenues):
        return show_ignores(request, ignores, retenues)
    if extrait.nombre > LIMITE:
        contexte = {"table": table, "format": format_, "demande": demande, "extrait": extrait}
        return render(request, "pilotage/export_a_preparer.html", contexte)
    octets = BytesIO()
    write_table(format_, extrait.table, extrait.rangees, octets)
    return HttpResponse(octets.getvalue(), headers=_name(format_, extrait.nom))


def show_ignores(request, ignores, retenues):
    """A file says nothing of what it was asked and is not: a page does, and leads to the one there is."""
    adresse = f"{request.path}?{urlencode(retenues, doseq=True)}"
    return render(request, "pilotage/export_ignore.html", {"ignores": ignores, "adresse": adresse})


def _name(format_, nom):
    return {
        "Content-Type": format_.type_contenu,
        "Content-Disposition": f'attachment; filename="{nom}.{format_.extension}"',
    }


def _read_table(dits):
    dite = dits.get("table")
    return dite if dite in TABLES else TableDemandee.CHIFFRES.value


def _read_format(dits):
    return FORMATS.get(dits.get("format"), FORMATS["xlsx"])


@require_POST
def demander_export(request):
    demande, at = read_demandes(request.POST), horloge.now()
    is_papier = request.POST.get("table") == TableDemandee.BILAN
    champs, retenues = (_ask_bilan if is_papier else _ask_table)(request, demande, at)
    # What is prepared is given later, far from the page that would say what it is not.
    if ignores := list_ignores(dict(request.POST.lists()), retenues):
        return render(request, "pilotage/export_ignore.html", {"ignores": ignores}, status=422)
    export = request_export(by=request.user, at=at, demande=demande, enqueue=ecrire_export.enqueue, **champs)
    return redirect("reporting:export", export.pk)


def _ask_table(request, demande, at):
    table = _read_table(request.POST)
    extrait = build_extrait(request.user, table, demande, at)
    format_ = _read_format(request.POST).extension
    champs = {"table": table, "format": format_, "exercices": extrait.exercices, "lignes": extrait.nombre}
    return champs, {**extrait.retenues, "table": (table,), "format": (format_,)}


def _ask_bilan(request, demande, at):
    fige = build_bilan_fige(request.user, demande, at)
    check(None if fige else BILAN_D_UNE_REGION)
    champs = {"table": TableDemandee.BILAN, "format": PDF, "exercices": fige.exercices, "lignes": 0}
    return champs, {**fige.retenues, "table": (TableDemandee.BILAN.value,)}


@require_safe
def exports(request):
    return render(request, "pilotage/exports.html", {"exports": Export.objects.of(request.user)[:MONTRES]})


def _get_export(request, pk):
    """The file of an address, or 404 when it is of somebody else."""
    return get_object_or_404(Export.objects.of(request.user).select_related("par"), pk=pk)


@require_safe
def suivre_export(request, export):
    un = _get_export(request, export)
    return render(request, "pilotage/export.html", {"export": un, "refus": refusal_to_take(un)})


@require_safe
def avancement_export(request, export):
    un = _get_export(request, export)
    return JsonResponse(
        {
            "etat": un.etat,
            "avancement": un.avancement,
            "lignes": un.lignes * un.avancement // 1000,
            "fini": not un.is_vivant,
        }
    )


@require_POST
def fichier_export(request, export):
    """The file, if whoever asked for it still may read all it says; they are told no more that it waits."""
    un = _get_export(request, export)
    take_export(at=horloge.now(), export=un)
    try:
        fichier = get_chemin(un.depot, DOSSIER).open("rb")
    except FileNotFoundError:
        check(SUPPRIME)
    nom = f"{un.nom}.{un.format}"
    return FileResponse(fichier, as_attachment=True, filename=nom, content_type=un.type_contenu)
