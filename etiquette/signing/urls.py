"""Addresses of signing."""

from django.urls import path

from etiquette.signing import team, views

app_name = "signing"
urlpatterns = [
    path("", views.my_sets, name="list"),
    path("receipt/<uuid:receipt>/", views.receipt, name="receipt"),
    path("team/questions/", team.team_questions, name="team_questions"),
    path("team/questions/<uuid:public_id>/", team.team_answer, name="team_answer"),
    path("<slug:code>/ask/<int:version>/", views.ask_about, name="ask"),
    path("<slug:code>/", views.signing_set, name="set"),
]
