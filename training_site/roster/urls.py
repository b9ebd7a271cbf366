"""The short address /roster/ leads into the admin."""

from django.urls import path
from django.views.generic import RedirectView

from training_site.people.api import HR, role

app_name = "roster_door"


class Door(RedirectView):
    """To the roster in the admin."""

    pattern_name = "roster:index"
    access_policy = role(HR)


urlpatterns = [path("", Door.as_view(), name="index")]
