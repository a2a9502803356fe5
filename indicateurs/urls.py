from django.urls import path

from indicateurs import views

app_name = "indicateurs"

urlpatterns = [
    path("indicateurs/<str:axe>/", views.saisie, name="saisie"),
    path("cibles/<str:axe>/", views.cibles, name="cibles"),
    path("parcours/", views.parcours, name="parcours"),
    path("parcours/confirmer/", views.confirmer_parcours, name="confirmer_parcours"),
]
