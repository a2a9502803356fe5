"""The financing grid: what was planned, what was spent."""

from contextlib import suppress

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
from financement.forms.grille import Grille
from financement.forms.rangees import list_groupes, list_perdus, list_signaux, list_totaux
from financement.forms.saisie import CofinanceurForm
from financement.operations.cofinanceurs import add_cofinanceur, remove_cofinanceur
from financement.operations.montants import record_montants
from financement.queries.montants import MOTS_DES_COLONNES, get_montants, is_depense_commune
from nombres.formats import compter
from saisie.comparaison import CasesModifiees
from saisie.pages import Sujet, make_page
from saisie.views.recapitulation import GESTE
from saisie.views.refus import announce_refus


@require_http_methods(GESTE)
def saisie(request, code, annee, colonne):
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_edit(request.user, exercice)
    if request.method == "POST":
        check(refus)
        grille = _build_grille(exercice, colonne, request.POST.dict())
        if grille.is_valid() and _record(request, grille):
            return redirect("conventions:financement", code, annee, colonne)
        # Read again: what somebody else saved is shown beside what is typed.
        grille = _build_grille(exercice, colonne, request.POST.dict())
        contexte = {"formulaires": list(grille.forms.values())}
    else:
        brouillon = None if refus else get_brouillon(exercice, _name_page(colonne), request.user)
        grille = _build_grille(exercice, colonne, brouillon and brouillon.champs)
        contexte = {"formulaires": [], "brouillon": brouillon if grille.champs_bruts else None}
    grille.show_conflits(grille.find_conflits())
    contexte |= _build_contexte(grille) | {"refus": refus}
    return render(
        request, "financement/saisie.html", contexte, status=422 if request.method == "POST" else 200
    )


def _name_page(colonne):
    return make_page(Sujet.FINANCEMENT, colonne)


def _build_grille(exercice, colonne, data):
    return Grille(exercice, colonne, get_montants(exercice), data)


def _build_calcul(grille):
    return {
        "colonne": grille.champ,
        "groupes": list_groupes(grille),
        "totaux": list_totaux(grille),
        "signaux": list_signaux(grille),
        "perdus": list_perdus(grille),
        "sous_totaux": grille.tableau.sous_totaux,
    }


def _build_contexte(grille):
    return _build_calcul(grille) | {
        "exercice": grille.exercice,
        "grille": grille,
        "mot": MOTS_DES_COLONNES[grille.champ],
        "aujourdhui": horloge.today(),
        "partenaires": list_noms_partenaires(grille.exercice.convention),
        "retirables": list_cofinanceurs_sans_montant(grille.exercice.convention),
        "is_depense_commune": is_depense_commune(grille.exercice),
    }


def _record(request, grille):
    """Store the grid; False when that cannot be: each cell will say what somebody else saved in it."""
    with suppress(CasesModifiees), announce_refus(request):
        nombre = record_montants(
            by=request.user,
            at=horloge.now(),
            exercice=grille.exercice,
            vus=grille.vus,
            saisis=grille.saisies,
            page=_name_page(grille.champ),
        )
        dit = compter(nombre, "case enregistrée", "cases enregistrées")
        messages.success(request, f"{dit}." if nombre else "Rien n’avait changé.")
        return True
    return False


def _get_page(request, code, annee, colonne):
    """What the routes around the grid start from; Refus for those who may not type here."""
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    return exercice, {"by": request.user, "exercice": exercice, "page": _name_page(colonne)}


@require_POST
def brouillon(request, code, annee, colonne):
    """Keep what is typed, and answer what it makes: totals, errors and rules, as pieces of the page."""
    exercice, page = _get_page(request, code, annee, colonne)
    grille = _build_grille(exercice, colonne, request.POST.dict())
    champs, maintenant = grille.champs_bruts, horloge.now()
    record_brouillon(**page, at=maintenant, champs=champs)
    grille.show_conflits(grille.find_conflits())
    contexte = _build_calcul(grille) | {"brouillon_le": maintenant if champs else None}
    return render(request, "financement/_calcul.html", contexte)


@require_http_methods(GESTE)
def abandonner(request, code, annee, colonne):
    exercice, page = _get_page(request, code, annee, colonne)
    retour = make_retour(exercice, "conventions:financement", "la grille des montants", colonne)
    return show_abandon(
        request,
        page,
        tell=lambda un: recapitulate_brouillon(
            un, f"Montants {MOTS_DES_COLONNES[colonne]}s", "Les montants", retour
        ),
        succes="Le brouillon est abandonné\u00a0: voici les montants enregistrés.",
        suite=("conventions:financement", code, annee, colonne),
    )


@require_POST
def ajouter_cofinanceur(request, code, annee, colonne):
    """One more column; what is typed in the others comes back as a draft."""
    exercice, page = _get_page(request, code, annee, colonne)
    grille = _build_grille(exercice, colonne, request.POST.dict())
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
    grille = _build_grille(exercice, colonne, request.POST.dict())
    record_brouillon(**page, at=horloge.now(), champs=grille.champs_bruts)
    with announce_refus(request):
        if grille.is_typed_in(partenaire):
            raise ValidationError(
                f"Des montants sont tapés dans la colonne «\u00a0{partenaire}\u00a0»\u00a0: videz-la d’abord."
            )
        remove_cofinanceur(by=request.user, at=horloge.now(), exercice=exercice, partenaire=partenaire)
        messages.success(request, f"La colonne «\u00a0{partenaire}\u00a0» est retirée.")
    return redirect("conventions:financement", code, annee, colonne)
