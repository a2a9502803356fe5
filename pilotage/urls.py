"""Addresses of what is seen across conventions."""

from django.urls import path

from pilotage.views import nation, plan, position, regional, tableaux

urlpatterns = [
    path("france/", nation.nation, name="nation"),
    path("plan-du-site/", plan.plan, name="plan"),
    path("conventions/<str:code>/<int:annee>/position/", position.position, name="position"),
    path("tableau-de-bord/", tableaux.tableau_de_bord, name="tableau_de_bord"),
    path("tableau-de-bord/delais/", tableaux.delais, name="delais"),
    path("tableau-de-bord/evolution/", regional.evolution, name="evolution"),
    path("tableau-de-bord/ensemble/<str:indicateur>/", regional.ensemble, name="ensemble"),
    path("tableau-de-bord/bilan/", regional.exporter_bilan, name="exporter_bilan"),
    path("tableau-de-bord/export/", tableaux.exporter_tableau, name="exporter_tableau"),
    path("tableau-de-bord/financement/", tableaux.financement, name="financement"),
    path("tableau-de-bord/financement/export/", tableaux.exporter_financement, name="exporter_financement"),
]
