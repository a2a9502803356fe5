"""A parcours file calculated, or on its way: followed, confirmed or given up."""

import csv

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes import horloge
from comptes.acces import check
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_edit
from conventions.views.exercice import get_exercice
from fichiers.classeur.ecriture import protect_texte
from indicateurs.forms.parcours import (
    read_versions,
)
from indicateurs.operations.parcours import (
    cancel_import,
    confirm_import,
    erase_releve,
)
from indicateurs.policies.parcours import (
    refusal_to_cancel,
    refusal_to_confirm,
    refusal_to_erase,
)
from indicateurs.queries.methode import list_manques_methode
from indicateurs.queries.parcours import (
    build_apercu_parcours,
    get_avancement,
    list_imports,
)
from indicateurs.recapitulations import recapitulate_abandon, recapitulate_effacement
from saisie.comparaison import CasesModifiees
from saisie.views.recapitulation import GESTE, show_retrait


def get_import(request, code, annee, pk):
    """The parcours file of an address, or 404 when the user may not read it."""
    exercice = get_exercice(request, code, annee)
    imp = get_object_or_404(list_imports(request.user, exercice), pk=pk)
    imp.exercice = exercice
    return imp


@require_safe
def import_parcours(request, code, annee, pk):
    return _show_import(request, get_import(request, code, annee, pk))


def _show_import(request, imp, conflits=(), status=200):
    contexte = {
        "exercice": imp.exercice,
        "imp": imp,
        "conflits": conflits,
        "refus_annuler": refusal_to_cancel(request.user, imp),
        "refus_confirmer": refusal_to_confirm(request.user, imp),
        "refus_effacer": refusal_to_erase(request.user, imp),
    }
    if imp.resultats is not None:
        contexte["apercu"] = build_apercu_parcours(imp)
    return render(request, "indicateurs/parcours_import.html", contexte, status=status)


@require_safe
def avancement_parcours(request, code, annee, pk):
    return JsonResponse(get_avancement(get_import(request, code, annee, pk)))


@require_http_methods(GESTE)
def annuler_parcours(request, code, annee, pk):
    imp = get_import(request, code, annee, pk)
    check(refusal_to_edit(request.user, imp.exercice))
    return show_retrait(
        request,
        lock=lambda: lock_exercice(imp.exercice),
        read=lambda: get_import(request, code, annee, pk),
        tell=lambda un: recapitulate_abandon(un, refusal_to_cancel(request.user, un)),
        remove=lambda un, **qui: cancel_import(imp=un, **qui),
        bouton="Abandonner l’import",
        succes="L’import est abandonné et son fichier supprimé\u00a0: rien n’est enregistré.",
        suite=("indicateurs:parcours", code, annee),
        exercice=imp.exercice,
    )


@require_POST
def confirmer_parcours(request, code, annee, pk):
    imp = get_import(request, code, annee, pk)
    try:
        confirm_import(by=request.user, at=horloge.now(), imp=imp, versions=read_versions(request.POST))
    except CasesModifiees as conflits:
        return _show_import(request, imp, tuple(conflits.actuels.values()), status=409)
    messages.success(request, "Les délais calculés depuis le fichier sont enregistrés.")
    for manque, _ in list_manques_methode(imp.exercice):
        messages.warning(request, f"Avant de transmettre, il reste la {manque[0].lower()}{manque[1:]}")
    definition = imp.exercice.referentiel.definition
    return redirect("indicateurs:saisie", code, annee, definition.indicateurs[next(iter(imp.resultats))].axe)


@require_POST
def releve_parcours(request, code, annee, pk):
    imp = get_import(request, code, annee, pk)
    erreurs = erase_releve(by=request.user, at=horloge.now(), imp=imp)
    if erreurs is None:
        messages.error(
            request, "Ce relevé est déjà effacé\u00a0: déposez de nouveau le fichier pour l’obtenir."
        )
        return redirect("indicateurs:import_parcours", code, annee, pk)
    reponse = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="releve-{code}-{annee}-{pk}.csv"'},
    )
    reponse.write("\ufeff")  # or a spreadsheet reads the accents as Windows-1252
    lignes = csv.writer(reponse, delimiter=";")
    lignes.writerow(["ligne", "colonne", "code", "erreur"])
    lignes.writerows(
        [e["ligne"] or "", *(protect_texte(e[champ] or "") for champ in ("colonne", "code", "message"))]
        for e in erreurs
    )
    return reponse


@require_http_methods(GESTE)
def effacer_releve(request, code, annee, pk):
    imp = get_import(request, code, annee, pk)
    check(refusal_to_edit(request.user, imp.exercice))
    return show_retrait(
        request,
        lock=lambda: lock_exercice(imp.exercice),
        read=lambda: get_import(request, code, annee, pk),
        tell=lambda un: recapitulate_effacement(un, refusal_to_erase(request.user, un)),
        remove=lambda un, **qui: erase_releve(imp=un, **qui),
        bouton="Effacer le relevé",
        succes="Le relevé des lignes refusées est effacé.",
        suite=("indicateurs:import_parcours", code, annee, pk),
        exercice=imp.exercice,
    )
