from django.urls import path

from indicateurs.views import methode, referentiels

app_name = "referentiels"

urlpatterns = [
    path("", referentiels.referentiels, name="liste"),
    path("methode/<int:annee>/<path:dispositif>/", methode.methode_reference, name="methode"),
    path("nouveau/", referentiels.nouveau_brouillon, name="nouveau"),
    path("<str:code>/", referentiels.referentiel, name="lire"),
    path("<str:code>/modifier/", referentiels.modifier_brouillon, name="modifier"),
    path("<str:code>/simulation/", referentiels.simulation, name="simulation"),
    path("<str:code>/publier/", referentiels.publier, name="publier"),
    path("<str:code>/supprimer/", referentiels.supprimer_brouillon, name="supprimer"),
]
