from django.urls import path

from referentiels import views

urlpatterns = [
    path("", views.referentiels, name="liste"),
    path("nouveau/", views.nouveau_brouillon, name="nouveau"),
    path("<str:code>/", views.referentiel, name="lire"),
    path("<str:code>/modifier/", views.modifier_brouillon, name="modifier"),
    path("<str:code>/publier/", views.publier, name="publier"),
    path("<str:code>/supprimer/", views.supprimer_brouillon, name="supprimer"),
]
