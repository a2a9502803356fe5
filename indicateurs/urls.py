from django.urls import path

from indicateurs.views import cibles, parcours, saisie

app_name = "indicateurs"

urlpatterns = [
    path("indicateurs/<str:axe>/", saisie.saisie, name="saisie"),
    path("cibles/<str:axe>/", cibles.cibles, name="cibles"),
    path("parcours/", parcours.parcours, name="parcours"),
    path("parcours/colonnes/", parcours.colonnes_parcours, name="colonnes_parcours"),
    path("parcours/<int:pk>/", parcours.import_parcours, name="import_parcours"),
    path("parcours/<int:pk>/avancement/", parcours.avancement_parcours, name="avancement_parcours"),
    path("parcours/<int:pk>/annuler/", parcours.annuler_parcours, name="annuler_parcours"),
    path("parcours/<int:pk>/confirmer/", parcours.confirmer_parcours, name="confirmer_parcours"),
    path("parcours/<int:pk>/releve/", parcours.releve_parcours, name="releve_parcours"),
    path("parcours/<int:pk>/effacer/", parcours.effacer_releve, name="effacer_releve"),
]
