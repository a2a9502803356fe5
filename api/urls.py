"""Addresses of the API, and of its pages."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from api.routes import routes
from api.v1 import api
from api.views import depots, jetons, lectures, pages, parcours  # noqa: F401 (they declare the addresses of the API)

api.add_router("", routes)
motifs, _, _ = api.urls

app_name = "api"
urlpatterns = [
    path("", pages.page, name="page"),
    path("v1/openapi.json", pages.openapi, name="document"),
    path("jetons/", jetons.jetons, name="jetons"),
    path("jetons/nouveau/", jetons.nouveau_jeton, name="nouveau_jeton"),
    path("jetons/<int:jeton>/retirer/", jetons.retirer_jeton, name="retirer_jeton"),
]
# What a token opens, and no session.
motifs_v1 = [
    path(str(motif.pattern), login_not_required(motif.callback), name=motif.name)
    for motif in motifs
    if motif.name != "api-root"
]
