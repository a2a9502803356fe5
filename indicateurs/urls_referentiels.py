"""Pages of a référentiel that need figures."""

from django.urls import path

from indicateurs.views import essai, methode

urlpatterns = [
    path("methode/<int:annee>/<path:dispositif>/", methode.methode_reference, name="methode"),
    path("<str:code>/simulation/", essai.simulation, name="simulation"),
]
