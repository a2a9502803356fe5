from django.urls import path

from indicateurs.views import cibles, parcours, saisie

app_name = "indicateurs"

urlpatterns = [
    path("indicateurs/<str:axe>/", saisie.saisie, name="saisie"),
    path("cibles/<str:axe>/", cibles.cibles, name="cibles"),
    path("parcours/", parcours.parcours, name="parcours"),
    path("parcours/confirmer/", parcours.confirmer_parcours, name="confirmer_parcours"),
]
