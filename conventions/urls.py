from django.urls import path

from conventions import views

app_name = "conventions"

urlpatterns = [
    path("actions/", views.actions, name="actions"),
    path("actions/nouvelle/", views.action, name="nouvelle_action"),
    path("actions/<str:numero>/", views.action, name="action"),
    path("actions/<str:numero>/supprimer/", views.supprimer_action, name="supprimer_action"),
]
