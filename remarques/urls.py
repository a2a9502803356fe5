from django.urls import path

from remarques import views

app_name = "remarques"

urlpatterns = [
    path("remarques/", views.liste, name="liste"),
    path("remarques/ecrire/<str:ancre>/<str:cle>/", views.ecrire, name="ecrire"),
    path("remarques/<int:remarque>/", views.remarque, name="remarque"),
    path("remarques/<int:remarque>/retirer/", views.retirer, name="retirer"),
]
