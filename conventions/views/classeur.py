"""The six pages of a workbook, whatever its subject: download, upload, preview, annotated copy, confirm, give up.

`list_adresses` gives those of one subject; each view is told which by `pages`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes import horloge
from comptes.acces import check
from conventions.operations.acces import lock_exercice
from conventions.operations.classeur import ClasseurARevoir, discard_depot, store_depot
from conventions.policies import refusal_to_edit
from conventions.queries.saisie import get_depot
from conventions.recapitulations import recapitulate_depot
from conventions.views.exercice import get_exercice
from fichiers.classeur.apercu import read_choix_postes
from fichiers.classeur.appel import annotate_classeur
from fichiers.forms.classeur import DepotForm
from fichiers.porte import FichierRefuse
from nombres.formats import compter
from saisie.pages import Sujet
from saisie.views.recapitulation import GESTE, show_retrait

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RIEN_EN_ATTENTE = "Aucun classeur n’est en attente\u00a0: déposez-en un."


@dataclass(frozen=True)
class PagesClasseur:
    """What these pages have to know of a subject: its words, and how its workbook is written, read and compared."""

    sujet: Sujet
    espace: str  # namespace of the addresses
    fichier: str  # start of the name of the file
    gabarit: str  # of the first page
    titre: str  # « Classeur Excel »
    objet: str  # what a line is about: « Indicateur »
    champ: str  # what one changes, masculine: « chiffre »
    write: Callable  # (exercice, local time) → bytes
    read: Callable  # (exercice, bytes) → what it says; raises FichierRefuse
    compare: Callable  # (exercice, what it says, choices, day) → Apercu
    confirm: Callable  # the operation that writes it → number of changes
    bilan: tuple[str, str]  # what is counted once it is saved, one then several: « indicateur enregistré »
    tell: Callable = lambda exercice: {}  # (exercice) → what the template of the first page adds

    def get_routes(self, exercice):
        """{name of a page: its address}."""
        cle = [exercice.convention.code, exercice.annee]
        return {nom.removesuffix("_classeur"): reverse(f"{self.espace}:{nom}", args=cle) for nom in VUES}

    def get_nom(self, exercice, suite=""):
        """Name of a file that is downloaded."""
        return f"{self.fichier}-{exercice.convention.code}-{exercice.annee}{suite}.xlsx"


@require_http_methods(GESTE)
def classeur(request, code, annee, pages):
    """The page where one downloads and uploads."""
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_edit(request.user, exercice)
    form = DepotForm(request.POST or None, request.FILES or None, read=partial(pages.read, exercice))
    routes = pages.get_routes(exercice)
    if request.method == "POST":
        check(refus)
        if form.is_valid():
            store_depot(
                by=request.user,
                at=horloge.now(),
                exercice=exercice,
                sujet=pages.sujet,
                nom_fichier=form.cleaned_data["fichier"].name,
                octets=form.octets,
            )
            return redirect(routes["apercu"])
    depot = None if refus else get_depot(request.user, exercice, pages.sujet)
    contexte = pages.tell(exercice) | {
        "exercice": exercice,
        "pages": pages,
        "routes": routes,
        "form": form,
        "refus": refus,
        "depot": depot,
    }
    return render(request, pages.gabarit, contexte, status=422 if form.errors else 200)


@require_safe
def telecharger_classeur(request, code, annee, pages):
    """The workbook, filled with what the site knows."""
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    return _answer_xlsx(pages.write(exercice, timezone.localtime(horloge.now())), pages.get_nom(exercice))


@require_safe
def apercu_classeur(request, code, annee, pages):
    """What the deposited workbook would change."""
    exercice, depot, lu = _find_depot(request, code, annee, pages)
    if lu is None:
        return redirect(pages.get_routes(exercice)["classeur"])
    return _render_apercu(request, pages, exercice, depot, _compare(pages, exercice, lu))


@require_safe
def annoter_classeur(request, code, annee, pages):
    """The deposited workbook, its faults coloured, commented and listed."""
    exercice, depot, lu = _find_depot(request, code, annee, pages)
    if lu is None:
        return redirect(pages.get_routes(exercice)["classeur"])
    marques = [vars(anomalie) for anomalie in _compare(pages, exercice, lu).marques]
    try:
        octets = annotate_classeur(bytes(depot.octets), marques)
    except FichierRefuse as refus:
        messages.error(request, refus.message)
        return redirect(pages.get_routes(exercice)["classeur"])
    return _answer_xlsx(octets, pages.get_nom(exercice, "-annote"))


@require_POST
def confirmer_classeur(request, code, annee, pages):
    """Write the deposited workbook, or show again what prevents it."""
    exercice, depot, lu = _find_depot(request, code, annee, pages)
    routes = pages.get_routes(exercice)
    if lu is None:
        return redirect(routes["classeur"])
    choix, versions = read_choix_postes(request.POST)
    try:
        nombre = pages.confirm(
            by=request.user,
            at=horloge.now(),
            exercice=exercice,
            depot=depot,
            classeur=lu,
            choix=choix,
            versions=versions,
        )
    except ClasseurARevoir as arret:
        if arret.apercu is not None:
            return _render_apercu(request, pages, exercice, depot, arret.apercu, status=422)
        messages.error(request, f"{arret} Déposez-le de nouveau.")
        return redirect(routes["classeur"])
    except ValidationError as erreur:
        messages.error(
            request, f"{' '.join(erreur.messages)} Vérifiez l’aperçu, ou déposez de nouveau le classeur."
        )
        return redirect(routes["apercu"])
    messages.success(request, f"{compter(nombre, *pages.bilan)}." if nombre else "Rien n’avait changé.")
    return redirect(routes["classeur"])


@require_http_methods(GESTE)
def abandonner_classeur(request, code, annee, pages):
    """Throw the deposited workbook away."""
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    routes = pages.get_routes(exercice)
    if get_depot(request.user, exercice, pages.sujet) is None:
        messages.info(request, RIEN_EN_ATTENTE)
        return redirect(routes["classeur"])
    return show_retrait(
        request,
        lock=lambda: lock_exercice(exercice),
        read=lambda: get_depot(request.user, exercice, pages.sujet),
        tell=lambda depot: recapitulate_depot(depot, ("l’aperçu du classeur", routes["apercu"])),
        remove=lambda depot, by, at: discard_depot(by=by, exercice=exercice, sujet=pages.sujet),
        bouton="Abandonner ce dépôt",
        succes="Le classeur déposé est abandonné\u00a0: rien n’a été enregistré.",
        suite=(routes["classeur"],),
        exercice=exercice,
    )


def _find_depot(request, code, annee, pages):
    """The exercice, the deposit and what it says; None for the last with the reason said to the user."""
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    depot = get_depot(request.user, exercice, pages.sujet)
    if depot is None:
        messages.info(request, RIEN_EN_ATTENTE)
        return exercice, None, None
    try:
        return exercice, depot, pages.read(exercice, bytes(depot.octets))
    except FichierRefuse as refus:
        messages.error(request, refus.message)
        return exercice, depot, None


def _compare(pages, exercice, lu):
    """What the workbook would do today, before any choice."""
    return pages.compare(exercice, lu, {}, horloge.get_jour_compte(exercice.convention))


def _render_apercu(request, pages, exercice, depot, apercu, status=200):
    contexte = {
        "exercice": exercice,
        "pages": pages,
        "routes": pages.get_routes(exercice),
        "depot": depot,
        "apercu": apercu,
        "refait": status != 200,
    }
    return render(request, "conventions/classeur_apercu.html", contexte, status=status)


def _answer_xlsx(octets, nom):
    entetes = {"Content-Disposition": f'attachment; filename="{nom}"', "Cache-Control": "no-store"}
    return HttpResponse(octets, content_type=XLSX, headers=entetes)


# {name of a page: its view, and its address under that of the workbook}
VUES = {
    "classeur": (classeur, ""),
    "telecharger_classeur": (telecharger_classeur, "telecharger/"),
    "apercu_classeur": (apercu_classeur, "apercu/"),
    "annoter_classeur": (annoter_classeur, "annote/"),
    "confirmer_classeur": (confirmer_classeur, "confirmer/"),
    "abandonner_classeur": (abandonner_classeur, "abandonner/"),
}


def list_adresses(debut, pages):
    """The addresses of the six pages of a workbook, the first of them at `debut`."""
    return [path(f"{debut}{suite}", vue, {"pages": pages}, name=nom) for nom, (vue, suite) in VUES.items()]
