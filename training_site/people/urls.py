"""Addresses of the doors and the account page."""

from django.urls import path

from training_site.people import account

app_name = "people"
urlpatterns = [
    path("language/", account.language, name="language"),
    path("me/", account.account, name="account"),
    path("set-password/", account.set_password, name="set_password"),
]
