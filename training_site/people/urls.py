"""Addresses of the doors and the account page."""

from django.urls import path

from training_site.people import account, doors, helping

app_name = "people"
urlpatterns = [
    path("language/", account.language, name="language"),
    path("me/", account.account, name="account"),
    path("set-password/", account.set_password, name="set_password"),
    path("first/", doors.first_sign_in, name="first_sign_in"),
    path("forgotten/", doors.forgotten, name="forgotten"),
    path("forgotten/sent/", doors.forgotten_sent, name="forgotten_sent"),
    path("new-password/<uidb64>/<token>/", doors.NewPassword.as_view(), name="new_password"),
    path("people/<uuid:public_id>/reset/", helping.reset, name="reset"),
    path("people/<uuid:public_id>/code/", helping.new_code, name="new_code"),
    path("people/<uuid:public_id>/unlock/", helping.unlock, name="unlock"),
]
