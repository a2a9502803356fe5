from django.urls import path

from conventions.views.classeur import list_adresses
from indicateurs.views import (
    brouillons,
    cibles,
    classeur,
    derogations,
    imports,
    methode,
    parcours,
    pourquoi,
    saisie,
    situation,
)

app_name = "indicateurs"

urlpatterns = [
    path("indicateurs/<str:axe>/", saisie.saisie, name="saisie"),
    path("indicateurs/<str:axe>/brouillon/", saisie.brouillon, name="brouillon"),
    path("indicateurs/<str:axe>/reprendre/", saisie.reprendre, name="reprendre"),
    path("indicateurs/<str:axe>/abandonner/", saisie.abandonner, name="abandonner_brouillon"),
    path(
        "brouillons/<str:nature>/<int:brouillon>/reprendre/",
        brouillons.reprendre_brouillon,
        name="reprendre_brouillon",
    ),
    path("pieces/<int:piece>/", pourquoi.piece, name="piece"),
    path("pieces/<int:piece>/supprimer/", pourquoi.supprimer_piece, name="supprimer_piece"),
    path("methode/", methode.methode, name="methode"),
    path("situation/<str:axe>/", situation.situation, name="situation"),
    path("cibles/<str:axe>/", cibles.cibles, name="cibles"),
    path("derogations/", derogations.derogations, name="derogations"),
    path("derogations/<int:pk>/retirer/", derogations.retirer_derogation, name="retirer_derogation"),
    path("parcours/", parcours.parcours, name="parcours"),
    path("parcours/colonnes/", parcours.colonnes_parcours, name="colonnes_parcours"),
    path("parcours/valeurs/", parcours.valeurs_parcours, name="valeurs_parcours"),
    path("parcours/<int:pk>/", imports.import_parcours, name="import_parcours"),
    path("parcours/<int:pk>/avancement/", imports.avancement_parcours, name="avancement_parcours"),
    path("parcours/<int:pk>/annuler/", imports.annuler_parcours, name="annuler_parcours"),
    path("parcours/<int:pk>/confirmer/", imports.confirmer_parcours, name="confirmer_parcours"),
    path("parcours/<int:pk>/releve/", imports.releve_parcours, name="releve_parcours"),
    path("parcours/<int:pk>/effacer/", imports.effacer_releve, name="effacer_releve"),
    *list_adresses("classeur/", classeur.PAGES),
    # Last: any other word after an axe goes first.
    path("indicateurs/<str:axe>/<str:indicateur>/", pourquoi.pourquoi, name="pourquoi"),
    path("indicateurs/<str:axe>/<str:indicateur>/pieces/", pourquoi.joindre_piece, name="joindre_piece"),
]
