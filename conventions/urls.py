from django.urls import path, register_converter
from django.urls.converters import StringConverter

from conventions.queries.financements import COLONNES
from conventions.views import (
    actions,
    classeur_financement,
    conventions,
    financement,
    ouverture,
    partenaires,
    redeploiements,
    reprise,
    soldes,
)


class ColonneConverter(StringConverter):
    """« prevu » or « execute »; any other word is another address."""

    regex = "|".join(COLONNES)


register_converter(ColonneConverter, "colonne")

app_name = "conventions"

VIE = "conventions/<str:code>/vie/"
EXERCICE = "conventions/<str:code>/<int:annee>/"
ACTIONS = f"{EXERCICE}actions/"
ACTION = f"{ACTIONS}<str:numero>/"
CLASSEUR = f"{EXERCICE}financement/classeur/"
FINANCEMENT = f"{EXERCICE}financement/<colonne:colonne>/"

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
    path(f"{ACTIONS}nouvelle/", actions.nouvelle_action, name="nouvelle_action"),
    path(ACTION, actions.action, name="action"),
    path(f"{ACTION}supprimer/", actions.supprimer_action, name="supprimer_action"),
    path(f"{ACTION}pieces/", actions.joindre_piece_action, name="joindre_piece_action"),
    path(f"{ACTION}pieces/<int:piece>/", actions.piece_action, name="piece_action"),
    path(f"{ACTION}pieces/<int:piece>/retirer/", actions.retirer_piece_action, name="retirer_piece_action"),
    path(f"{EXERCICE}partenaires/", partenaires.partenaires, name="partenaires"),
    path(
        f"{EXERCICE}partenaires/<int:partenaire>/renommer/",
        partenaires.renommer_partenaire,
        name="renommer_partenaire",
    ),
    path(
        f"{EXERCICE}partenaires/<int:partenaire>/retirer/",
        partenaires.retirer_partenaire,
        name="retirer_partenaire",
    ),
    path(f"{EXERCICE}reprise/", reprise.reprise, name="reprise"),
    path(f"{EXERCICE}reprise/<int:reprise>/annuler/", reprise.annuler_reprise, name="annuler_reprise"),
    path(f"{EXERCICE}redeploiements/", redeploiements.redeploiements, name="redeploiements"),
    path(
        f"{EXERCICE}redeploiements/<int:redeploiement>/preuve/",
        redeploiements.preuve_redeploiement,
        name="preuve_redeploiement",
    ),
    path(CLASSEUR, classeur_financement.classeur, name="classeur"),
    path(f"{CLASSEUR}telecharger/", classeur_financement.telecharger_classeur, name="telecharger_classeur"),
    path(f"{CLASSEUR}apercu/", classeur_financement.apercu_classeur, name="apercu_classeur"),
    path(f"{CLASSEUR}annote/", classeur_financement.annoter_classeur, name="annoter_classeur"),
    path(f"{CLASSEUR}confirmer/", classeur_financement.confirmer_classeur, name="confirmer_classeur"),
    path(f"{CLASSEUR}abandonner/", classeur_financement.abandonner_classeur, name="abandonner_classeur"),
    path(FINANCEMENT, financement.financement, name="financement"),
    path(f"{FINANCEMENT}brouillon/", financement.brouillon, name="brouillon_financement"),
    path(f"{FINANCEMENT}abandonner/", financement.abandonner, name="abandonner_financement"),
    path(f"{FINANCEMENT}cofinanceurs/", financement.ajouter_cofinanceur, name="ajouter_cofinanceur"),
    path(f"{FINANCEMENT}cofinanceurs/retirer/", financement.retirer_cofinanceur, name="retirer_cofinanceur"),
]
