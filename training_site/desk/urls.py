"""Addresses of the desk."""

from django.urls import path

from training_site.desk import certified, my, results, team

app_name = "desk"
urlpatterns = [
    path("", my.home, name="home"),
    path("training/", my.my_training, name="my_training"),
    path("results/", my.my_results, name="my_results"),
    path("team/", team.team, name="team"),
    path("team/results/", results.results, name="results"),
    path("team/certificates/", certified.team_certificates, name="certificates"),
    path("team/<uuid:public_id>/", team.person, name="person"),
    path("team/<uuid:public_id>/new-code/", team.reset_login, name="reset_login"),
]
