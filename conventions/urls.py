from django.urls import path, register_converter
from django.urls.converters import StringConverter

from conventions.queries.financements import COLONNES
from conventions.views import actions, financement, ouverture


class ColonneConverter(StringConverter):
    """« prevu » or « execute »; any other word is another address."""

    regex = "|".join(COLONNES)


register_converter(ColonneConverter, "colonne")

app_name = "conventions"

ACTIONS = "conventions/<str:code>/<int:annee>/actions/"
FINANCEMENT = "conventions/<str:code>/<int:annee>/financement/<colonne:colonne>/"

urlpatterns = [
    path("ouvrir/convention/", ouverture.ouvrir_convention, name="ouvrir_convention"),
    path("ouvrir/exercice/", ouverture.ouvrir_exercice, name="ouvrir_exercice"),
    path(ACTIONS, actions.actions, name="actions"),
    path(f"{ACTIONS}nouvelle/", actions.action, name="nouvelle_action"),
    path(f"{ACTIONS}<str:numero>/", actions.action, name="action"),
    path(f"{ACTIONS}<str:numero>/supprimer/", actions.supprimer_action, name="supprimer_action"),
    path(FINANCEMENT, financement.financement, name="financement"),
    path(f"{FINANCEMENT}brouillon/", financement.brouillon, name="brouillon_financement"),
    path(f"{FINANCEMENT}abandonner/", financement.abandonner, name="abandonner_financement"),
    path(f"{FINANCEMENT}cofinanceurs/", financement.ajouter_cofinanceur, name="ajouter_cofinanceur"),
    path(f"{FINANCEMENT}cofinanceurs/retirer/", financement.retirer_cofinanceur, name="retirer_cofinanceur"),
]
