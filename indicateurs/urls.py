from django.urls import path

from indicateurs.views import cibles, methode, parcours, pourquoi, saisie

app_name = "indicateurs"

urlpatterns = [
    path("indicateurs/<str:axe>/", saisie.saisie, name="saisie"),
    path("pieces/<int:piece>/", pourquoi.piece, name="piece"),
    path("pieces/<int:piece>/supprimer/", pourquoi.supprimer_piece, name="supprimer_piece"),
    path("methode/", methode.methode, name="methode"),
    path("situation/<str:axe>/", methode.situation, name="situation"),
    path("cibles/<str:axe>/", cibles.cibles, name="cibles"),
    path("parcours/", parcours.parcours, name="parcours"),
    path("parcours/confirmer/", parcours.confirmer_parcours, name="confirmer_parcours"),
    # Last: any other word after an axe goes first.
    path("indicateurs/<str:axe>/<str:indicateur>/", pourquoi.pourquoi, name="pourquoi"),
    path("indicateurs/<str:axe>/<str:indicateur>/pieces/", pourquoi.joindre_piece, name="joindre_piece"),
]
