from django.urls import path

app_name = "avenants"

urlpatterns = []
