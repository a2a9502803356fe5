from django.urls import path

from comptes.views import connexion, mot_de_passe, notifications, pages, suppleances

app_name = "comptes"

urlpatterns = [
    path("connexion/", connexion.Connexion.as_view(), name="connexion"),
    path("deconnexion/", connexion.Deconnexion.as_view(), name="deconnexion"),
    path("cesser/", suppleances.cesser, name="cesser"),
    path("mot-de-passe/", mot_de_passe.changer, name="changer"),
    path("mot-de-passe/oublie/", mot_de_passe.oublie, name="oublie"),
    path("mot-de-passe/<str:uid>/<str:jeton>/", mot_de_passe.choisir, name="choisir"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/courriels/", notifications.preferences, name="preferences"),
    path("notifications/lues/", notifications.lire_notifications, name="lire_notifications"),
    path("notifications/<int:pk>/lue/", notifications.lire_notification, name="lire_notification"),
    path("notifications/<int:pk>/ouvrir/", notifications.ouvrir_notification, name="ouvrir_notification"),
    path("aide/", pages.aide, name="aide"),
    path("contact/", pages.contact, name="contact"),
    path("mentions-legales/", pages.mentions_legales, name="mentions_legales"),
    path("donnees-personnelles/", pages.donnees_personnelles, name="donnees_personnelles"),
    path("accessibilite/", pages.accessibilite, name="accessibilite"),
]
