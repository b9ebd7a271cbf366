"""Addresses of attempts. The fixed words come before the exam's code."""

from django.urls import path

from exams.sittings import endpoints, room, views

app_name = "sittings"
urlpatterns = [
    path("attempt/<uuid:public_id>/", views.paper, name="paper"),
    path("attempt/<uuid:public_id>/save/", endpoints.save_answer, name="save"),
    path("attempt/<uuid:public_id>/flag/", endpoints.flag, name="flag"),
    path("attempt/<uuid:public_id>/state/", endpoints.state, name="state"),
    path("attempt/<uuid:public_id>/submit/", endpoints.hand_in, name="submit"),
    path("attempt/<uuid:public_id>/result/", views.result, name="result"),
    path("attempt/<uuid:public_id>/answers/", views.answers, name="answers"),
    path("pulse/<str:token>/", endpoints.pulse, name="pulse"),
    path("<slug:code>/room/", room.room, name="room"),
    path("<slug:code>/room/rows/", room.rows, name="room_rows"),
    path("<slug:code>/", views.cover, name="cover"),
]
