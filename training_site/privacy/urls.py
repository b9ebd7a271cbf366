"""Addresses of my data."""

from django.urls import path

from training_site.privacy import views

app_name = "privacy"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("copy/", views.order, name="order"),
    path("correction/", views.ask, name="ask"),
    path("copy/<uuid:public_id>/", views.fetch, name="fetch"),
]
