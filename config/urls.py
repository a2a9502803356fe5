"""Addresses: French nouns. `/conventions/29/2021/indicateurs/S4/`."""

from django.urls import include, path

urlpatterns = [
    path("", include("reporting.urls")),
    path("", include("comptes.urls")),
    path("", include("conventions.urls")),
    path("referentiels/", include("indicateurs.urls_referentiels")),
    path("conventions/<str:code>/<int:annee>/", include("indicateurs.urls")),
    path("conventions/<str:code>/<int:annee>/", include("avenants.urls")),
]
