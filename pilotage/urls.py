"""Addresses of what is seen across conventions."""

from django.urls import path

from pilotage.views import editions, exports, nation, plan, position, recherche, regional, tableaux

urlpatterns = [
    path("france/", nation.nation, name="nation"),
    path("france/instruction/", nation.instruction, name="instruction"),
    path("france/regles/", nation.regles, name="regles"),
    path("france/charge/", nation.charge, name="charge"),
    path("recherche/", recherche.recherche, name="recherche"),
    path("plan-du-site/", plan.plan, name="plan"),
    path("conventions/<str:code>/<int:annee>/position/", position.position, name="position"),
    path("tableau-de-bord/", tableaux.tableau_de_bord, name="tableau_de_bord"),
    path("tableau-de-bord/delais/", tableaux.delais, name="delais"),
    path("tableau-de-bord/evolution/", regional.evolution, name="evolution"),
    path("tableau-de-bord/ensemble/<str:indicateur>/", regional.ensemble, name="ensemble"),
    path("tableau-de-bord/bilan/", regional.exporter_bilan, name="exporter_bilan"),
    path("tableau-de-bord/export/", exports.exporter_tableau, name="exporter_tableau"),
    path("exports/", exports.exports, name="exports"),
    path("exports/demander/", exports.demander_export, name="demander_export"),
    path("exports/<int:export>/", exports.suivre_export, name="export"),
    path("exports/<int:export>/avancement/", exports.avancement_export, name="avancement_export"),
    path("exports/<int:export>/fichier/", exports.fichier_export, name="fichier_export"),
    path("tableau-de-bord/financement/", tableaux.financement, name="financement"),
    path("tableau-de-bord/financement/export/", exports.exporter_financement, name="exporter_financement"),
    path("editions/", editions.editions, name="editions"),
    path("editions/<str:dispositif>/<int:annee>/publier/", editions.publier_edition, name="publier_edition"),
    path("editions/<str:dispositif>/<int:annee>/<int:rang>/", editions.edition, name="edition"),
    path(
        "editions/<str:dispositif>/<int:annee>/<int:rang>/donnees/",
        editions.telecharger_edition,
        name="telecharger_edition",
    ),
    path(
        "editions/<str:dispositif>/<int:annee>/<int:rang>/differences/",
        editions.comparer_edition,
        name="comparer_edition",
    ),
]
