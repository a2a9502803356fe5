from django.urls import path

from avenants import views

app_name = "avenants"

urlpatterns = [
    path("avenants/nouveau/", views.nouveau, name="nouveau"),
    path("avenants/<int:numero>/modifier/", views.modifier, name="modifier"),
    path("prolongation/", views.prolongation, name="prolongation"),
    path("prolongation/annuler/", views.annuler_prolongation, name="annuler_prolongation"),
    path("prolongation/second-arrete/", views.ouvrir_second_arrete, name="ouvrir_second_arrete"),
]
