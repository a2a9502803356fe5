from django.urls import path

from conventions.views import actions, classeur_financement, ouverture

app_name = "conventions"

ACTIONS = "conventions/<str:code>/<int:annee>/actions/"
CLASSEUR = "conventions/<str:code>/<int:annee>/financement/classeur/"

urlpatterns = [
    path("ouvrir/convention/", ouverture.ouvrir_convention, name="ouvrir_convention"),
    path("ouvrir/exercice/", ouverture.ouvrir_exercice, name="ouvrir_exercice"),
    path(ACTIONS, actions.actions, name="actions"),
    path(f"{ACTIONS}nouvelle/", actions.action, name="nouvelle_action"),
    path(f"{ACTIONS}<str:numero>/", actions.action, name="action"),
    path(f"{ACTIONS}<str:numero>/supprimer/", actions.supprimer_action, name="supprimer_action"),
    path(CLASSEUR, classeur_financement.classeur, name="classeur"),
    path(f"{CLASSEUR}telecharger/", classeur_financement.telecharger_classeur, name="telecharger_classeur"),
    path(f"{CLASSEUR}apercu/", classeur_financement.apercu_classeur, name="apercu_classeur"),
    path(f"{CLASSEUR}annote/", classeur_financement.annoter_classeur, name="annoter_classeur"),
    path(f"{CLASSEUR}confirmer/", classeur_financement.confirmer_classeur, name="confirmer_classeur"),
    path(f"{CLASSEUR}abandonner/", classeur_financement.abandonner_classeur, name="abandonner_classeur"),
]
