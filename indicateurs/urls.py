from django.urls import path

app_name = "indicateurs"

urlpatterns = []
