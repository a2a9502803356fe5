from django.urls import path

from conventions import views

app_name = "conventions"

ACTIONS = "conventions/<str:code>/<int:annee>/actions/"

urlpatterns = [
    path("ouvrir/convention/", views.ouvrir_convention, name="ouvrir_convention"),
    path("ouvrir/exercice/", views.ouvrir_exercice, name="ouvrir_exercice"),
    path(ACTIONS, views.actions, name="actions"),
    path(f"{ACTIONS}nouvelle/", views.action, name="nouvelle_action"),
    path(f"{ACTIONS}<str:numero>/", views.action, name="action"),
    path(f"{ACTIONS}<str:numero>/supprimer/", views.supprimer_action, name="supprimer_action"),
]
