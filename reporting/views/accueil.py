"""Where one arrives: what there is to do and one's exercices, then a convention over its life."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from avenants.queries import list_approuvables, list_avenants, list_votes_lus
from comptes import horloge
from comptes.models import Role
from conventions.models import Partie
from conventions.policies import VOLETS, refusal_to_edit_convention, refusal_to_open
from conventions.queries.conventions import list_autres_conventions, list_conventions
from conventions.views.conventions import get_convention
from financement.queries.rapport_commun import list_depenses_communes
from reporting.forms.filtre import FiltreForm
from reporting.queries.a_faire import build_a_faire
from reporting.queries.engagements import build_engagements
from reporting.queries.liste import list_lignes_vues
from reporting.queries.vie import list_annees
from reporting.views.pagination import paginate


@require_safe
def accueil(request):
    user, at = request.user, horloge.now()
    lignes = list_lignes_vues(user, at)
    sans_exercice = list(list_conventions(user).filter(exercices=None))
    form = FiltreForm(request.GET, lignes=lignes)
    form.is_valid()
    contexte = {
        "a_faire": build_a_faire(user, lignes, sans_exercice, at),
        **paginate(request, form.lignes),
        "nombre": len(lignes),
        "form": form,
        "sans_exercice": () if user.role == Role.CENTRALE else sans_exercice,
    }
    return render(request, "reporting/accueil.html", contexte)


@require_safe
def convention(request, code):
    convention, user = get_convention(request, code), request.user
    peut = {volet: refusal_to_edit_convention(user, convention, volet) is None for volet in VOLETS}
    autres = list(list_autres_conventions(user, convention))
    # One vote may speak of several conventions: those of the same collectivité.
    siennes = [un for un in autres if un.collectivite_id == convention.collectivite_id]
    approuvables = list_approuvables([convention, *siennes])
    annees = list_annees(user, convention, horloge.now())
    contexte = {
        "convention": convention,
        "annees": annees,
        "engagements": build_engagements(
            user, convention, [(annee.exercice, annee.is_lisible) for annee in annees]
        ),
        "avenants": list_avenants(user).filter(convention=convention),
        "signataires": convention.signataires.all(),
        "anterieurs": [un for un in approuvables if un.convention == convention and un.is_anterieur],
        "votes": list_votes_lus(user, convention, approuvables),
        "pieces": convention.pieces.kept().defer("octets").select_related("par"),
        "autres": autres,
        "precedentes": [un for un in siennes if un.pk == convention.precedente_id],
        "suivantes": [un for un in siennes if un.precedente_id == convention.pk],
        "communs": list_depenses_communes(user, convention),
        "peut": peut
        | {
            "signataires": any(peut[f"signataires_{partie}"] for partie in Partie.values),
            "ouvrir": refusal_to_open(user) is None,
        },
    }
    return render(request, "reporting/convention.html", contexte)
