"""Addresses of the scenarios."""

from django.urls import path

from etiquette.scenarios import team, views

app_name = "scenarios"
urlpatterns = [
    path("", views.scenario_list, name="list"),
    path("run/<uuid:public_id>/", views.run, name="run"),
    path("run/<uuid:public_id>/choose/", views.choose, name="choose"),
    path("run/<uuid:public_id>/abandon/", views.abandon, name="abandon"),
    path("run/<uuid:public_id>/replay/", views.replay, name="replay"),
    path("run/<uuid:public_id>/debrief/", views.debrief, name="debrief"),
    path("team/paths/", team.team_paths, name="team_paths"),
    path("team/paths/<slug:code>/", team.team_path, name="team_path"),
    path("<slug:code>/", views.cover, name="cover"),
]
