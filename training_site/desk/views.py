"""Where people land."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from training_site.people.api import SIGNED_IN, TEAM_LEAD, access


@access(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    return redirect("desk:my_training")


@access(SIGNED_IN)
def my_training(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html", {"place": "training"})


@access(SIGNED_IN)
def my_results(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html", {"place": "results"})


@access(TEAM_LEAD)
def team(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html", {"place": "team"})
