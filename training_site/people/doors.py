"""The doors: first sign-in with a one-time code, a new password, lock-out, refusals."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from training_site.people.access import PUBLIC, access


@access(PUBLIC)
def locked_out(request: HttpRequest, credentials: dict[str, str] | None = None, *args: object, **kwargs: object) -> HttpResponse:
    """Five wrong passwords: the same page for a staff number that exists and one that does not."""
    return render(request, "people/locked_out.html", status=429)


@access(PUBLIC)
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: mostly a page that lay open over a sign-out."""
    return render(request, "people/csrf_failed.html", status=403)
