from django.urls import path

from referentiels.views import brouillons, lecture, redaction

urlpatterns = [
    path("", lecture.referentiels, name="liste"),
    path("nouveau/", brouillons.nouveau_brouillon, name="nouveau"),
    path("<str:code>/", lecture.referentiel, name="lire"),
    path("<str:code>/fichier/", lecture.telecharger, name="telecharger"),
    path("<str:code>/differences/", lecture.differences, name="differences"),
    path("<str:code>/dupliquer/", brouillons.dupliquer, name="dupliquer"),
    path("<str:code>/modifier/", brouillons.modifier_brouillon, name="modifier"),
    path("<str:code>/publier/", brouillons.publier, name="publier"),
    path("<str:code>/supprimer/", brouillons.supprimer_brouillon, name="supprimer"),
    path("<str:code>/rediger/", redaction.sommaire, name="rediger"),
    path("<str:code>/rediger/<str:rubrique>/", redaction.rubrique, name="rubrique"),
    path("<str:code>/ajouter/<str:suite>/", redaction.ajouter, name="ajouter"),
    path("<str:code>/element/<str:lieu>/", redaction.element, name="element"),
    path("<str:code>/element/<str:lieu>/deplacer/", redaction.deplacer, name="deplacer"),
    path("<str:code>/element/<str:lieu>/retirer/", redaction.retirer, name="retirer"),
]
