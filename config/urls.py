"""Addresses: French nouns. `/conventions/29/2021/indicateurs/S4/`. One name per object, whichever app shows it."""

from django.urls import include, path

from api import urls as api
from conventions import urls as conventions
from demonstration import urls as demonstration
from financement import urls as financement
from indicateurs import urls_referentiels as essais
from pilotage import urls as pilotage
from referentiels import urls as referentiels
from reporting import urls as reporting

urlpatterns = [
    path("", include((reporting.urlpatterns + pilotage.urlpatterns, "reporting"))),
    path("", include("comptes.urls")),
    path("", include((conventions.urlpatterns + financement.urlpatterns, "conventions"))),
    path("api/", include("api.urls")),
    path("api/v1/", include((api.motifs_v1, "api-v1"))),
    path("demo/", include((demonstration.urlpatterns, "demonstration"))),
    path("referentiels/", include((essais.urlpatterns + referentiels.urlpatterns, "referentiels"))),
    path("conventions/<str:code>/<int:annee>/", include("remarques.urls")),
    path("conventions/<str:code>/<int:annee>/", include("indicateurs.urls")),
    path("conventions/<str:code>/<int:annee>/", include("reporting.urls_avenants")),
]
