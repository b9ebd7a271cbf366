"""Addresses of the manual."""

from django.urls import path

from etiquette.norms import views

app_name = "norms"
urlpatterns = [path("", views.manual, name="manual")]
