from django.urls import path

from conventions.views import (
    actions,
    campagnes,
    collectivites,
    comptes,
    conventions,
    notification,
    ouverture,
    partenaires,
)

VIE = "conventions/<str:code>/vie/"
CAMPAGNE = "campagnes/<str:dispositif>/<int:annee>/"
EXERCICE = "conventions/<str:code>/<int:annee>/"
ACTIONS = f"{EXERCICE}actions/"
ACTION = f"{ACTIONS}<str:numero>/"

urlpatterns = [
    path("comptes/", comptes.comptes, name="comptes"),
    path("comptes/inviter/", comptes.inviter, name="inviter"),
    path("comptes/<int:compte>/", comptes.compte, name="compte"),
    path("comptes/<int:compte>/agir/", comptes.agir, name="agir"),
    path("comptes/<int:compte>/fermer/", comptes.fermer_compte, name="fermer_compte"),
    path("comptes/<int:compte>/rouvrir/", comptes.rouvrir_compte, name="rouvrir_compte"),
    path("comptes/<int:compte>/inviter/", comptes.renvoyer_invitation, name="renvoyer_invitation"),
    path("ouvrir/convention/", ouverture.ouvrir_convention, name="ouvrir_convention"),
    path("ouvrir/exercice/", ouverture.ouvrir_exercice, name="ouvrir_exercice"),
    path("campagnes/", campagnes.campagnes, name="campagnes"),
    path("campagnes/nouvelle/", campagnes.nouvelle_campagne, name="nouvelle_campagne"),
    path(f"{CAMPAGNE}modifier/", campagnes.modifier_campagne, name="modifier_campagne"),
    path(f"{CAMPAGNE}ouvrir/", campagnes.ouvrir_campagne, name="ouvrir_campagne"),
    path(f"{EXERCICE}delai/", campagnes.accorder_delai, name="accorder_delai"),
    path(f"{EXERCICE}delai/retirer/", campagnes.retirer_delai, name="retirer_delai"),
    path("collectivites/", collectivites.collectivites, name="collectivites"),
    path("collectivites/nouvelle/", collectivites.nouvelle_collectivite, name="nouvelle_collectivite"),
    path("collectivites/<str:collectivite>/", collectivites.collectivite, name="collectivite"),
    path(f"{VIE}dates/", conventions.dates, name="dates"),
    path(f"{VIE}paiement/", conventions.paiement, name="paiement"),
    path(f"{VIE}signataires/", conventions.signataires, name="signataires"),
    path(f"{VIE}pieces/", conventions.joindre, name="joindre_copie"),
    path(f"{VIE}pieces/<int:pk>/", conventions.piece, name="copie"),
    path(f"{VIE}pieces/<int:pk>/retirer/", conventions.retirer_piece, name="retirer_copie"),
    path(f"{EXERCICE}montant-notifie/", notification.notification, name="notification"),
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
]
