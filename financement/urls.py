from django.urls import path, register_converter
from django.urls.converters import StringConverter

from financement.queries.montants import COLONNES
from financement.views import actions, classeur, redeploiements, reprise, saisie, soldes


class ColonneConverter(StringConverter):
    """« prevu » or « execute »; any other word is another address."""

    regex = "|".join(COLONNES)


register_converter(ColonneConverter, "colonne")

EXERCICE = "conventions/<str:code>/<int:annee>/"
CLASSEUR = f"{EXERCICE}financement/classeur/"
FINANCEMENT = f"{EXERCICE}financement/<colonne:colonne>/"

urlpatterns = [
    path("conventions/<str:code>/<int:annee>/soldes/", soldes.soldes, name="soldes"),
    path(f"{EXERCICE}actions/", actions.actions, name="actions"),
    path(f"{EXERCICE}reprise/", reprise.reprise, name="reprise"),
    path(f"{EXERCICE}reprise/<int:reprise>/annuler/", reprise.annuler_reprise, name="annuler_reprise"),
    path(f"{EXERCICE}redeploiements/", redeploiements.redeploiements, name="redeploiements"),
    path(
        f"{EXERCICE}redeploiements/<int:redeploiement>/preuve/",
        redeploiements.preuve_redeploiement,
        name="preuve_redeploiement",
    ),
    path(CLASSEUR, classeur.classeur, name="classeur"),
    path(f"{CLASSEUR}telecharger/", classeur.telecharger_classeur, name="telecharger_classeur"),
    path(f"{CLASSEUR}apercu/", classeur.apercu_classeur, name="apercu_classeur"),
    path(f"{CLASSEUR}annote/", classeur.annoter_classeur, name="annoter_classeur"),
    path(f"{CLASSEUR}confirmer/", classeur.confirmer_classeur, name="confirmer_classeur"),
    path(f"{CLASSEUR}abandonner/", classeur.abandonner_classeur, name="abandonner_classeur"),
    path(FINANCEMENT, saisie.financement, name="financement"),
    path(f"{FINANCEMENT}brouillon/", saisie.brouillon, name="brouillon_financement"),
    path(f"{FINANCEMENT}abandonner/", saisie.abandonner, name="abandonner_financement"),
    path(f"{FINANCEMENT}cofinanceurs/", saisie.ajouter_cofinanceur, name="ajouter_cofinanceur"),
    path(f"{FINANCEMENT}cofinanceurs/retirer/", saisie.retirer_cofinanceur, name="retirer_cofinanceur"),
]
