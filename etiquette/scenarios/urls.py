"""Addresses of the scenarios."""

from django.urls import path

from etiquette.scenarios import views

app_name = "scenarios"
urlpatterns = [
    path("", views.scenario_list, name="list"),
    path("run/<uuid:public_id>/", views.run, name="run"),
    path("run/<uuid:public_id>/choose/", views.choose, name="choose"),
    path("run/<uuid:public_id>/debrief/", views.debrief, name="debrief"),
    path("<slug:code>/", views.cover, name="cover"),
]
