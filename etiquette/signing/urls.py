"""Addresses of signing."""

from django.urls import path

from etiquette.signing import views

app_name = "signing"
urlpatterns = [
    path("", views.my_sets, name="list"),
    path("receipt/<uuid:receipt>/", views.receipt, name="receipt"),
    path("<slug:code>/", views.signing_set, name="set"),
]
