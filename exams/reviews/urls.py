"""Addresses of this room."""

from django.urls import path

from exams.reviews import cycle_views, opening_views, views

app_name = "reviews"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("team/", views.team, name="team"),
    path("team/<slug:code>/export/", views.export_team, name="export_team"),
    path("team/<slug:code>/open/", opening_views.of_team, name="open_team"),
    path("cycles/", cycle_views.cycles, name="cycles"),
    path("cycles/<slug:code>/", cycle_views.cycle, name="cycle"),
    path("cycles/<slug:code>/open/", opening_views.of_units, name="open"),
    path("cycles/<slug:code>/export/", cycle_views.export, name="export"),
    path("<uuid:public_id>/", views.review, name="review"),
    path("<uuid:public_id>/save/", views.save, name="save"),
]
