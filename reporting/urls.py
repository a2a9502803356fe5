from django.urls import path

from reporting.views import (
    accueil,
    actes,
    campagnes,
    courriels,
    decision,
    deliberations,
    documents,
    exercice,
    instruction,
    journal,
    lecture,
    rapport_commun,
    remises,
    simulation,
)

app_name = "reporting"

VIE = "conventions/<str:code>/vie/"
EXERCICE = "conventions/<str:code>/<int:annee>/"
DECISION = f"{EXERCICE}decision-financiere/"

urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("campagnes/<str:dispositif>/<int:annee>/", campagnes.campagne, name="campagne"),
    path("conventions/<str:code>/", accueil.convention, name="convention"),
    path("conventions/<str:code>/journal/", journal.journal, name="journal"),
    path(
        "conventions/<str:code>/journal/<str:extension>/", journal.exporter_journal, name="exporter_journal"
    ),
    path("courriels/", courriels.courriels, name="courriels"),
    path("journal/", journal.journal_hors_convention, name="journal_hors_convention"),
    path(f"{VIE}deliberations/", deliberations.deliberation, name="nouvelle_deliberation"),
    path(f"{VIE}deliberations/<int:pk>/", deliberations.deliberation, name="deliberation"),
    path(
        f"{VIE}deliberations/<int:pk>/retirer/",
        deliberations.retirer_deliberation,
        name="retirer_deliberation",
    ),
    path(f"{VIE}avenants/", deliberations.anterieur, name="nouvel_anterieur"),
    path(f"{VIE}avenants/<int:pk>/", deliberations.anterieur, name="anterieur"),
    path(f"{VIE}avenants/<int:pk>/retirer/", deliberations.retirer_anterieur, name="retirer_anterieur"),
    path(EXERCICE, exercice.exercice, name="exercice"),
    path(f"{EXERCICE}actes/<str:acte>/", actes.acte, name="acte"),
    path(f"{EXERCICE}transmettre/", exercice.transmettre, name="transmettre"),
    path(f"{EXERCICE}valider/", exercice.valider, name="valider"),
    path(f"{EXERCICE}renvoyer/", exercice.renvoyer, name="renvoyer"),
    path(f"{EXERCICE}lecture/", lecture.lecture, name="lecture"),
    path(f"{EXERCICE}lecture/vu/", lecture.marquer_vu, name="marquer_vu"),
    path(f"{EXERCICE}remises/<int:rang>/", remises.remise, name="remise"),
    path(f"{EXERCICE}remises/<int:rang>/recepisse/", remises.recepisse, name="recepisse"),
    path(
        f"{EXERCICE}remises/<int:rang>/recepisse/produire/",
        remises.produire_recepisse,
        name="produire_recepisse",
    ),
    path(f"{EXERCICE}execution/", exercice.execution, name="execution"),
    path(f"{EXERCICE}rapport/", documents.rapport, name="rapport"),
    path(f"{EXERCICE}rapport/produire/", documents.produire_rapport, name="produire_rapport"),
    path(f"{EXERCICE}rapport-commun/", rapport_commun.rapport_commun, name="rapport_commun"),
    path(f"{EXERCICE}rapport-commun/reunir/", rapport_commun.reunir_exercices, name="reunir_exercices"),
    path(f"{EXERCICE}rapport-commun/separer/", rapport_commun.separer_exercices, name="separer_exercices"),
    path(
        f"{EXERCICE}rapport-commun/produire/",
        rapport_commun.produire_rapport_commun,
        name="produire_rapport_commun",
    ),
    path(f"{EXERCICE}simulation/", simulation.simulation, name="simulation"),
    path(f"{EXERCICE}avis/", instruction.avis, name="avis"),
    path(f"{EXERCICE}dialogue/", instruction.dialogue, name="dialogue"),
    path(f"{EXERCICE}dialogue/fiche/", instruction.produire_fiche, name="produire_fiche"),
    path(DECISION, decision.decision_financiere, name="decision_financiere"),
    path(f"{DECISION}proposer/", decision.proposer, name="proposer"),
    path(f"{DECISION}repondre/", decision.repondre, name="repondre"),
    path(f"{DECISION}notifier/", decision.notifier, name="notifier"),
    path(f"{DECISION}lettre/", decision.produire_lettre, name="produire_lettre"),
    path(f"{DECISION}arrete/", decision.produire_arrete, name="produire_arrete"),
    path(f"{DECISION}verser/", decision.verser, name="verser"),
    path(f"{DECISION}versements/<int:pk>/retirer/", decision.retirer_versement, name="retirer_versement"),
    path("photographies/<int:pk>/", simulation.photographie, name="photographie"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/avancement/", documents.avancement_document, name="avancement_document"),
]
