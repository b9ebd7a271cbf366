"""Addresses of the desk."""

from django.urls import path

from training_site.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("training/", views.my_training, name="my_training"),
    path("results/", views.my_results, name="my_results"),
    path("team/", views.team, name="team"),
]
