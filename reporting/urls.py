from django.urls import path

from reporting.views import (
    decision,
    pages,
    simulation,
)

app_name = "reporting"

EXERCICE = "conventions/<str:code>/<int:annee>/"
AVENANT = f"{EXERCICE}avenants/<int:numero>/"
DECISION = f"{EXERCICE}decision-financiere/"

urlpatterns = [
    path("", pages.accueil, name="accueil"),
    path("tableau-de-bord/", pages.tableau_de_bord, name="tableau_de_bord"),
    path("tableau-de-bord/export/", pages.exporter_tableau, name="exporter_tableau"),
    path("tableau-de-bord/financement/", pages.financement, name="financement"),
    path("tableau-de-bord/financement/export/", pages.exporter_financement, name="exporter_financement"),
    path("conventions/<str:code>/", pages.convention, name="convention"),
    path(EXERCICE, pages.exercice, name="exercice"),
    path(f"{EXERCICE}transmettre/", pages.transmettre, name="transmettre"),
    path(f"{EXERCICE}decider/", pages.decider, name="decider"),
    path(f"{EXERCICE}execution/", pages.execution, name="execution"),
    path(f"{EXERCICE}rapport/", pages.rapport, name="rapport"),
    path(f"{EXERCICE}rapport/produire/", pages.produire_rapport, name="produire_rapport"),
    path(f"{EXERCICE}rapport-commun/", pages.rapport_commun, name="rapport_commun"),
    path(f"{EXERCICE}rapport-commun/reunir/", pages.reunir_exercices, name="reunir_exercices"),
    path(f"{EXERCICE}rapport-commun/separer/", pages.separer_exercices, name="separer_exercices"),
    path(
        f"{EXERCICE}rapport-commun/produire/", pages.produire_rapport_commun, name="produire_rapport_commun"
    ),
    path(f"{EXERCICE}simulation/", simulation.simulation, name="simulation"),
    path(DECISION, decision.decision_financiere, name="decision_financiere"),
    path(f"{DECISION}proposer/", decision.proposer, name="proposer"),
    path(f"{DECISION}repondre/", decision.repondre, name="repondre"),
    path(f"{DECISION}notifier/", decision.notifier, name="notifier"),
    path(f"{DECISION}verser/", decision.verser, name="verser"),
    path(f"{DECISION}versements/<int:pk>/retirer/", decision.retirer_versement, name="retirer_versement"),
    path("photographies/<int:pk>/", simulation.photographie, name="photographie"),
    path(AVENANT, pages.avenant, name="avenant"),
    path(f"{AVENANT}produire/", pages.produire_avenant, name="produire_avenant"),
    path(f"{AVENANT}signer/", pages.signer_avenant, name="signer_avenant"),
    path("documents/<int:pk>/", pages.document, name="document"),
]
