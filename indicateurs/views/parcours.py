from contextlib import contextmanager
from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from comptes import horloge
from comptes.acces import check
from conventions.views.exercice import get_exercice
from fichiers.porte import FichierRefuse
from fichiers.sas import get_chemin, store_fichier
from indicateurs.forms.parcours import (
    ColonnesForm,
    ParcoursForm,
    ValeursForm,
    read_attente,
    sign_attente,
)
from indicateurs.operations.parcours import (
    discard_fichier,
    start_import,
)
from indicateurs.parcours.entetes import (
    find_faute_a_relier,
    is_usuelle,
    list_fautes_entete,
)
from indicateurs.policies.parcours import (
    refusal_to_deposit,
)
from indicateurs.queries.depots import (
    list_colonnes_obligatoires,
    merge_valeurs,
    propose_colonnes,
    read_depot,
)
from indicateurs.queries.parcours import (
    get_entetes_connus,
    get_valeurs_connues,
    list_colonnes_attendues,
    list_imports,
)
from indicateurs.taches import calculer_parcours
from saisie.views.recapitulation import GESTE

# What is asked of a waiting file before it is calculated.
COLONNES, VALEURS = "indicateurs/parcours_colonnes.html", "indicateurs/parcours_valeurs.html"


def make_sel(request, exercice):
    """Salt that ties a waiting file to one exercice and one user."""
    return f"parcours-{exercice.pk}-{request.user.pk}"


@require_http_methods(GESTE)
def parcours(request, code, annee):
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_deposit(request.user, exercice)
    form = ParcoursForm(
        request.POST or None,
        request.FILES or None,
        exercice=exercice,
        aujourdhui=horloge.get_jour_venu(exercice.convention),
        valeurs_connues=get_valeurs_connues(exercice),
    )
    if request.method == "POST":
        check(refus)
        if form.is_valid() and (reponse := _deposit(request, exercice, form)):
            return reponse
    colonnes, organismes = list_colonnes_attendues(exercice)
    contexte = {
        "exercice": exercice,
        "form": form,
        "refus": refus,
        "colonnes": colonnes,
        "organismes": organismes,
        "imports": list_imports(request.user, exercice),
    }
    return render(request, "indicateurs/parcours.html", contexte, status=422 if form.errors else 200)


@contextmanager
def erase_on_refusal(depot):
    """A waiting file that does not go further is erased at once, whatever stops it."""
    try:
        yield
    except BaseException:
        discard_fichier(depot=depot)
        raise


def _deposit(request, exercice, form):
    """Put the file in the sas and look at its headers: the answer, or None with the reason beside the field."""
    fichier = form.cleaned_data["fichier"]
    attente = {
        "nom_fichier": fichier.name,
        "arrete_au": form.cleaned_data["arrete_au"].isoformat(),
        "methode": form.cleaned_data["methode"],
        "revoir": form.cleaned_data.get("revoir", False),
        "correspondance": {},
        "inconnues": {},
    }
    try:
        attente["depot"] = store_fichier(fichier)
        with erase_on_refusal(attente["depot"]):
            return _examine(request, exercice, attente)
    except FichierRefuse as refus:
        form.add_error("fichier", refus.message)
        return None


def _examine(request, exercice, attente):
    """Start the calculation of a waiting file, or ask for its columns. Raises FichierRefuse."""
    lu = read_depot(exercice, attente, get_entetes_connus(exercice))
    attente["entetes"] = lu.entetes
    if fautes := list_fautes_entete(lu.entetes):
        raise FichierRefuse(*fautes[0][1:])
    proposee = propose_colonnes(exercice, lu.entetes)
    utiles = list_colonnes_obligatoires(exercice)
    if is_usuelle(proposee, utiles):
        return _ask_valeurs(request, exercice, attente, lu.inconnues)
    if faute := find_faute_a_relier(lu.entetes, utiles):
        raise FichierRefuse(*faute)
    return _show_colonnes(request, exercice, attente, proposee)


def _make_colonnes(request, exercice, attente, proposee, donnees=None):
    return ColonnesForm(
        donnees,
        entetes=attente["entetes"],
        colonnes=list_colonnes_attendues(exercice)[0],
        proposee=proposee,
        adresse=reverse("indicateurs:colonnes_parcours", args=[exercice.convention.code, exercice.annee]),
        initial={"jeton": sign_attente(attente, make_sel(request, exercice))},
    )


def _show_colonnes(request, exercice, attente, proposee):
    return _show(request, exercice, attente, COLONNES, _make_colonnes(request, exercice, attente, proposee))


def _make_valeurs(request, exercice, attente, donnees=None):
    return ValeursForm(
        donnees,
        inconnues=attente["inconnues"],
        connues=get_valeurs_connues(exercice),
        format_parcours=exercice.referentiel.definition.format_parcours,
        adresse=reverse("indicateurs:valeurs_parcours", args=[exercice.convention.code, exercice.annee]),
        initial={"jeton": sign_attente(attente, make_sel(request, exercice))},
    )


def _ask_valeurs(request, exercice, attente, inconnues):
    """Have the file calculated, once the values of its closed lists are explained."""
    if not inconnues:
        return _start(request, exercice, attente, {})
    attente["inconnues"] = inconnues
    return _show(request, exercice, attente, VALEURS, _make_valeurs(request, exercice, attente))


def _show(request, exercice, attente, gabarit, form, status=200):
    """The page that asks about the columns, or the values, of a waiting file."""
    contexte = {"exercice": exercice, "form": form, "nom_fichier": attente["nom_fichier"]}
    return render(request, gabarit, contexte, status=status)


def _start(request, exercice, attente, valeurs):
    """Have the file calculated, and go and see how it goes; `valeurs` are those just explained."""
    imp = start_import(
        by=request.user,
        at=horloge.now(),
        exercice=exercice,
        depot=attente["depot"],
        nom_fichier=attente["nom_fichier"],
        arrete_au=date.fromisoformat(attente["arrete_au"]),
        methode=attente["methode"],
        correspondance=attente["correspondance"],
        valeurs=merge_valeurs(exercice, valeurs),
        enqueue=calculer_parcours.enqueue,
    )
    return redirect("indicateurs:import_parcours", exercice.convention.code, exercice.annee, imp.pk)


@require_POST
def colonnes_parcours(request, code, annee):
    return _go_on(request, code, annee, _take_colonnes)


@require_POST
def valeurs_parcours(request, code, annee):
    return _go_on(request, code, annee, _take_valeurs)


def _go_on(request, code, annee, take):
    """What was answered about a waiting file: `take(request, exercice, attente)` gives the next page."""
    exercice = get_exercice(request, code, annee)
    jeton, sel = request.POST.get("jeton", ""), make_sel(request, exercice)
    attente = read_attente(jeton, sel)
    if attente is None or not get_chemin(attente["depot"]).exists():
        if perimee := read_attente(jeton, sel, None):
            discard_fichier(depot=perimee["depot"])
        check(refusal_to_deposit(request.user, exercice))
        messages.error(request, "Ce dépôt n’est plus valable\u00a0: déposez de nouveau le fichier.")
        return redirect("indicateurs:parcours", code, annee)
    try:
        with erase_on_refusal(attente["depot"]):
            check(refusal_to_deposit(request.user, exercice))
            if "abandonner" not in request.POST:
                return take(request, exercice, attente)
    except FichierRefuse as refus:
        messages.error(request, refus.message)
        return redirect("indicateurs:parcours", code, annee)
    discard_fichier(depot=attente["depot"])
    messages.success(request, "Le fichier est supprimé, rien n’est enregistré.")
    return redirect("indicateurs:parcours", code, annee)


def _take_colonnes(request, exercice, attente):
    form = _make_colonnes(request, exercice, attente, {}, request.POST)
    if not form.is_valid():
        return _show(request, exercice, attente, COLONNES, form, 422)
    attente["correspondance"] = form.correspondance
    inconnues = read_depot(exercice, attente, form.correspondance).inconnues
    return _ask_valeurs(request, exercice, attente, inconnues)


def _take_valeurs(request, exercice, attente):
    form = _make_valeurs(request, exercice, attente, request.POST)
    if form.is_valid():
        return _start(request, exercice, attente, form.valeurs)
    return _show(request, exercice, attente, VALEURS, form, 422)
