from django.urls import path

from demonstration import views

urlpatterns = [
    path("courriels/", views.courriels, name="courriels"),
    path("courriels/<int:courriel>/", views.courriel, name="courriel"),
]
