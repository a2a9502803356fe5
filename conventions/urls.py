from django.urls import path

from conventions.views import actions, conventions, ouverture, soldes

app_name = "conventions"

VIE = "conventions/<str:code>/vie/"
ACTIONS = "conventions/<str:code>/<int:annee>/actions/"

urlpatterns = [
    path("ouvrir/convention/", ouverture.ouvrir_convention, name="ouvrir_convention"),
    path("ouvrir/exercice/", ouverture.ouvrir_exercice, name="ouvrir_exercice"),
    path(f"{VIE}dates/", conventions.dates, name="dates"),
    path(f"{VIE}signataires/", conventions.signataires, name="signataires"),
    path(f"{VIE}deliberations/", conventions.deliberation, name="nouvelle_deliberation"),
    path(f"{VIE}deliberations/<int:pk>/", conventions.deliberation, name="deliberation"),
    path(
        f"{VIE}deliberations/<int:pk>/retirer/", conventions.retirer_deliberation, name="retirer_deliberation"
    ),
    path(f"{VIE}pieces/", conventions.joindre, name="joindre_copie"),
    path(f"{VIE}pieces/<int:pk>/", conventions.piece, name="copie"),
    path(f"{VIE}pieces/<int:pk>/retirer/", conventions.retirer_piece, name="retirer_copie"),
    path("conventions/<str:code>/<int:annee>/soldes/", soldes.soldes, name="soldes"),
    path(ACTIONS, actions.actions, name="actions"),
    path(f"{ACTIONS}nouvelle/", actions.action, name="nouvelle_action"),
    path(f"{ACTIONS}<str:numero>/", actions.action, name="action"),
    path(f"{ACTIONS}<str:numero>/supprimer/", actions.supprimer_action, name="supprimer_action"),
]
