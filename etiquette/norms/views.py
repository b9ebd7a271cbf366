"""Reading the manual."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from training_site.people.api import SIGNED_IN, access


@access(SIGNED_IN)
def manual(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html", {"place": "norms"})
