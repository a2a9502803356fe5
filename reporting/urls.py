from django.urls import path

from reporting import views

app_name = "reporting"

EXERCICE = "conventions/<str:code>/<int:annee>/"
AVENANT = f"{EXERCICE}avenants/<int:numero>/"

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("tableau-de-bord/", views.tableau_de_bord, name="tableau_de_bord"),
    path("tableau-de-bord/export/", views.exporter_tableau, name="exporter_tableau"),
    path("tableau-de-bord/financement/", views.financement, name="financement"),
    path("tableau-de-bord/financement/export/", views.exporter_financement, name="exporter_financement"),
    path("conventions/<str:code>/", views.convention, name="convention"),
    path(EXERCICE, views.exercice, name="exercice"),
    path(f"{EXERCICE}transmettre/", views.transmettre, name="transmettre"),
    path(f"{EXERCICE}decider/", views.decider, name="decider"),
    path(f"{EXERCICE}execution/", views.execution, name="execution"),
    path(f"{EXERCICE}rapport/", views.rapport, name="rapport"),
    path(f"{EXERCICE}rapport/produire/", views.produire_rapport, name="produire_rapport"),
    path(f"{EXERCICE}rapport-commun/", views.rapport_commun, name="rapport_commun"),
    path(f"{EXERCICE}rapport-commun/reunir/", views.reunir_exercices, name="reunir_exercices"),
    path(f"{EXERCICE}rapport-commun/separer/", views.separer_exercices, name="separer_exercices"),
    path(
        f"{EXERCICE}rapport-commun/produire/", views.produire_rapport_commun, name="produire_rapport_commun"
    ),
    path(AVENANT, views.avenant, name="avenant"),
    path(f"{AVENANT}produire/", views.produire_avenant, name="produire_avenant"),
    path(f"{AVENANT}signer/", views.signer_avenant, name="signer_avenant"),
    path("documents/<int:pk>/", views.document, name="document"),
]
