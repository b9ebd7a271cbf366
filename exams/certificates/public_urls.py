"""Addresses of the public check."""

from django.urls import path

from exams.certificates import public_views

app_name = "verify"
urlpatterns = [
    path("", public_views.check, name="check"),
    path("<str:code>/", public_views.certificate, name="certificate"),
]
