from django.urls import path

from indicateurs.views import cibles, derogations, parcours, saisie

app_name = "indicateurs"

urlpatterns = [
    path("indicateurs/<str:axe>/", saisie.saisie, name="saisie"),
    path("indicateurs/<str:axe>/brouillon/", saisie.brouillon, name="brouillon"),
    path("indicateurs/<str:axe>/reprendre/", saisie.reprendre, name="reprendre"),
    path("indicateurs/<str:axe>/abandonner/", saisie.abandonner, name="abandonner_brouillon"),
    path("cibles/<str:axe>/", cibles.cibles, name="cibles"),
    path("derogations/", derogations.derogations, name="derogations"),
    path("derogations/<int:pk>/retirer/", derogations.retirer_derogation, name="retirer_derogation"),
    path("parcours/", parcours.parcours, name="parcours"),
    path("parcours/confirmer/", parcours.confirmer_parcours, name="confirmer_parcours"),
]
