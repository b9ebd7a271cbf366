"""Addresses for signed-in people."""

from django.urls import path

from exams.certificates import views

app_name = "certificates"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<str:code>/", views.certificate, name="certificate"),
    path("<str:code>/state/", views.state, name="state"),
    path("<str:code>/download/", views.download, name="download"),
    path("<str:code>/sheet/", views.sheet, name="sheet"),
]
