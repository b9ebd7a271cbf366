"""Addresses of this room."""

from django.urls import path

from courses.lessons import serving, views

app_name = "lessons"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("files/<uuid:public_id>/", serving.file, name="file"),
    path("<slug:course>/", views.course, name="course"),
    path("<slug:course>/<slug:lesson>/", views.lesson, name="lesson"),
    path("<slug:course>/<slug:lesson>/progress/", views.progress, name="progress"),
    path("<slug:course>/<slug:lesson>/watched/<str:anchor>/", views.watched, name="watched"),
    path("<slug:course>/<slug:lesson>/finish/", views.finish, name="finish"),
    path("<slug:course>/<slug:lesson>/check/<str:anchor>/", views.check, name="check"),
]
