from django.urls import path

from reporting.views import avenants, prolongation

app_name = "avenants"

AVENANT = "avenants/<int:numero>/"

urlpatterns = [
    path("avenants/nouveau/", avenants.choisir, name="choisir"),
    path("avenants/nouveau/<str:nature>/", avenants.nouveau, name="nouveau"),
    path(AVENANT, avenants.avenant, name="avenant"),
    path(f"{AVENANT}modifier/", avenants.modifier, name="modifier"),
    path(f"{AVENANT}retirer/", avenants.retirer_avenant, name="retirer_avenant"),
    path(f"{AVENANT}produire/", avenants.produire_avenant, name="produire_avenant"),
    path(f"{AVENANT}signer/", avenants.signer_avenant, name="signer_avenant"),
    path("prolongation/", prolongation.prolongation, name="prolongation"),
    path("prolongation/second-arrete/", prolongation.ouvrir_second_arrete, name="ouvrir_second_arrete"),
]
