from django.urls import path, register_converter
from django.urls.converters import StringConverter

from conventions.views.classeur import list_adresses
from financement.queries.montants import COLONNES
from financement.views import actions, classeur, redeploiements, reprise, saisie, soldes


class ColonneConverter(StringConverter):
    """« prevu » or « execute »; any other word is another address."""

    regex = "|".join(COLONNES)


register_converter(ColonneConverter, "colonne")

EXERCICE = "conventions/<str:code>/<int:annee>/"
FINANCEMENT = f"{EXERCICE}financement/<colonne:colonne>/"

urlpatterns = [
    path(f"{EXERCICE}soldes/", soldes.soldes, name="soldes"),
    path(f"{EXERCICE}actions/", actions.actions, name="actions"),
    path(f"{EXERCICE}reprise/", reprise.reprise, name="reprise"),
    path(f"{EXERCICE}reprise/<int:reprise>/annuler/", reprise.annuler_reprise, name="annuler_reprise"),
    path(f"{EXERCICE}redeploiements/", redeploiements.redeploiements, name="redeploiements"),
    path(
        f"{EXERCICE}redeploiements/<int:redeploiement>/preuve/",
        redeploiements.preuve_redeploiement,
        name="preuve_redeploiement",
    ),
    *list_adresses(f"{EXERCICE}financement/classeur/", classeur.PAGES),
    path(FINANCEMENT, saisie.saisie, name="financement"),
    path(f"{FINANCEMENT}brouillon/", saisie.brouillon, name="brouillon_financement"),
    path(f"{FINANCEMENT}abandonner/", saisie.abandonner, name="abandonner_financement"),
    path(f"{FINANCEMENT}cofinanceurs/", saisie.ajouter_cofinanceur, name="ajouter_cofinanceur"),
    path(f"{FINANCEMENT}cofinanceurs/retirer/", saisie.retirer_cofinanceur, name="retirer_cofinanceur"),
]
