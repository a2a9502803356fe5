from django.urls import path

from conventions.views import actions, ouverture

app_name = "conventions"

ACTIONS = "conventions/<str:code>/<int:annee>/actions/"

urlpatterns = [
    path("ouvrir/convention/", ouverture.ouvrir_convention, name="ouvrir_convention"),
    path("ouvrir/exercice/", ouverture.ouvrir_exercice, name="ouvrir_exercice"),
    path(ACTIONS, actions.actions, name="actions"),
    path(f"{ACTIONS}nouvelle/", actions.action, name="nouvelle_action"),
    path(f"{ACTIONS}<str:numero>/", actions.action, name="action"),
    path(f"{ACTIONS}<str:numero>/supprimer/", actions.supprimer_action, name="supprimer_action"),
]
