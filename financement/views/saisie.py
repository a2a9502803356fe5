"""The financing grid: what was planned, what was spent."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes import horloge
from comptes.acces import check
from conventions.operations.brouillons import record_brouillon
from conventions.policies import refusal_to_edit
from conventions.queries.partenaires import list_cofinanceurs_sans_montant, list_noms_partenaires
from conventions.queries.saisie import get_brouillon
from conventions.recapitulations import make_retour, recapitulate_brouillon
from conventions.views.brouillons import show_abandon
from conventions.views.exercice import get_exercice
from financement.forms.grille import GrilleFinancement
from financement.forms.saisie import CofinanceurForm
from financement.operations.cofinanceurs import add_cofinanceur, remove_cofinanceur
from financement.operations.montants import record_montants
from financement.queries.montants import is_depense_commune
from nombres.formats import compter
from saisie.comparaison import CasesModifiees
from saisie.pages import Sujet, make_page
from saisie.views.recapitulation import GESTE

MOTS = {"prevu": "prévu", "execute": "exécuté"}


@require_http_methods(["GET", "HEAD", "POST"])
def financement(request, code, annee, colonne):
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_edit(request.user, exercice)
    brouillon = None
    if request.method == "POST":
        check(refus)
        if _record(request, GrilleFinancement(exercice, colonne, request.POST.dict())):
            return redirect("conventions:financement", code, annee, colonne)
        data = request.POST.dict()
    else:
        brouillon = None if refus else get_brouillon(exercice, _name_page(colonne), request.user)
        data = brouillon and brouillon.champs
    # After a conflict this reads again: what somebody else saved is shown beside what is typed.
    grille = GrilleFinancement(exercice, colonne, data)
    grille.show_conflits()
    contexte = _build_contexte(grille) | {"refus": refus, "brouillon": grille.champs_bruts and brouillon}
    contexte["formulaires"] = list(grille.forms.values()) if request.method == "POST" else []
    status = 422 if request.method == "POST" else 200
    return render(request, "financement/saisie.html", contexte, status=status)


def _name_page(colonne):
    return make_page(Sujet.FINANCEMENT, colonne)


def _build_contexte(grille):
    return {
        "exercice": grille.exercice,
        "grille": grille,
        "colonne": grille.champ,
        "mot": MOTS[grille.champ],
        "aujourdhui": horloge.today(),
        "partenaires": list_noms_partenaires(grille.exercice.convention),
        "retirables": list_cofinanceurs_sans_montant(grille.exercice.convention),
        "is_depense_commune": is_depense_commune(grille.exercice),
    }


def _record(request, grille):
    """Store the grid; False when something in it cannot be, or somebody came first."""
    if not grille.is_valid():
        return False
    try:
        nombre = record_montants(
            by=request.user,
            at=horloge.now(),
            exercice=grille.exercice,
            vus=grille.vus,
            saisis=grille.saisis,
            page=_name_page(grille.champ),
        )
    except CasesModifiees:
        return False
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
        return False
    dit = compter(nombre, "case enregistrée", "cases enregistrées")
    messages.success(request, f"{dit}." if nombre else "Rien n’avait changé.")
    return True


def _get_page(request, code, annee, colonne):
    """What the routes around the grid start from; Refus for those who may not type here."""
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    return exercice, {"by": request.user, "exercice": exercice, "page": _name_page(colonne)}


@require_POST
def brouillon(request, code, annee, colonne):
    """Keep what is typed, and answer what it makes: totals, errors and rules, as pieces of the page."""
    exercice, page = _get_page(request, code, annee, colonne)
    grille = GrilleFinancement(exercice, colonne, request.POST.dict())
    champs, maintenant = grille.champs_bruts, horloge.now()
    record_brouillon(**page, at=maintenant, champs=champs)
    grille.show_conflits()
    contexte = {"grille": grille, "colonne": colonne, "brouillon_le": maintenant if champs else None}
    return render(request, "financement/_calcul.html", contexte)


@require_http_methods(GESTE)
def abandonner(request, code, annee, colonne):
    exercice, page = _get_page(request, code, annee, colonne)
    retour = make_retour(exercice, "conventions:financement", "la grille des montants", colonne)
    return show_abandon(
        request,
        page,
        tell=lambda un: recapitulate_brouillon(un, f"Montants {MOTS[colonne]}s", "Les montants", retour),
        succes="Le brouillon est abandonné\u00a0: voici les montants enregistrés.",
        suite=("conventions:financement", code, annee, colonne),
    )


@require_POST
def ajouter_cofinanceur(request, code, annee, colonne):
    """One more column; what is typed in the others comes back as a draft."""
    exercice, page = _get_page(request, code, annee, colonne)
    grille = GrilleFinancement(exercice, colonne, request.POST.dict())
    record_brouillon(**page, at=horloge.now(), champs=grille.champs_bruts)
    form = CofinanceurForm(request.POST)
    if form.is_valid():
        nom = form.cleaned_data["cofinanceur"]
        ajoute = add_cofinanceur(by=request.user, at=horloge.now(), exercice=exercice, nom=nom)
        messages.success(request, f"«\u00a0{ajoute}\u00a0» a sa colonne.")
    else:
        messages.error(request, "Écrivez le nom du cofinanceur, en 120 caractères au plus.")
    return redirect("conventions:financement", code, annee, colonne)


def _find_partenaire(exercice, cle):
    try:
        return ModelChoiceField(exercice.convention.partenaires.all()).clean(cle)
    except ValidationError as erreur:
        raise Http404 from erreur


@require_POST
def retirer_cofinanceur(request, code, annee, colonne):
    """One column less, when nothing is in it; what is typed in the others comes back as a draft."""
    exercice, page = _get_page(request, code, annee, colonne)
    partenaire = _find_partenaire(exercice, request.POST.get("cofinanceur_retire"))
    grille = GrilleFinancement(exercice, colonne, request.POST.dict())
    record_brouillon(**page, at=horloge.now(), champs=grille.champs_bruts)
    try:
        if grille.is_typed_in(partenaire):
            raise ValidationError(
                f"Des montants sont tapés dans la colonne «\u00a0{partenaire}\u00a0»\u00a0: videz-la d’abord."
            )
        remove_cofinanceur(by=request.user, at=horloge.now(), exercice=exercice, partenaire=partenaire)
        messages.success(request, f"La colonne «\u00a0{partenaire}\u00a0» est retirée.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("conventions:financement", code, annee, colonne)
