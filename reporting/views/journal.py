"""The journal of a convention, and of what belongs to none: read, and taken away as a file."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes.acces import check
from comptes.policies import refusal_to_read_journal
from conventions.views.conventions import get_convention
from fichiers.tables.formats import FORMATS
from reporting.exports_journal import write_csv, write_xlsx
from reporting.forms.journal import JournalForm
from reporting.queries.journal import list_auteurs_et_gestes, list_lignes_du_journal, tell_lignes
from reporting.views.pagination import paginate

ECRITURES = {"csv": write_csv, "xlsx": write_xlsx}


@require_safe
def journal(request, code):
    return _show(request, get_convention(request, code))


@require_safe
def journal_hors_convention(request):
    check(refusal_to_read_journal(request.user))
    return _show(request, None)


def _show(request, convention):
    exercices, form, lignes = _read(request, convention)
    feuilles = paginate(request, lignes)
    contexte = {
        "convention": convention,
        "form": form,
        "lignes": tell_lignes(request.user, convention, feuilles["page"].object_list, exercices),
        **feuilles,
    }
    return render(request, "reporting/journal.html", contexte)


@require_safe
def exporter_journal(request, code, extension):
    if extension not in ECRITURES:
        raise Http404
    convention = get_convention(request, code)
    exercices, _, lignes = _read(request, convention)
    dites = tell_lignes(request.user, convention, lignes.order_by("rang"), exercices)
    return HttpResponse(
        ECRITURES[extension](dites),
        content_type=FORMATS[extension].type_contenu,
        headers={"Content-Disposition": f'attachment; filename="journal-{convention.code}.{extension}"'},
    )


def _read(request, convention):
    """The exercices of a convention, what is asked of its journal, and the lines that answer to it."""
    exercices = list(convention.exercices.order_by("-annee")) if convention else []
    lignes = list_lignes_du_journal(request.user, convention)
    gens, gestes = list_auteurs_et_gestes(lignes)
    form = JournalForm(request.GET, exercices=exercices, gens=gens, gestes=gestes)
    form.is_valid()
    return exercices, form, form.demande.filter(lignes)
