"""The moment a request reached us, taken before any other work is done (reliability.md R4)."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from training_site.lib import clock


class ArrivalMiddleware:
    """Stands first in MIDDLEWARE, so that a slow session or database never costs a taker time."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.arrived_at = clock.now()  # type: ignore[attr-defined]
        return self.respond(request)


def arrived(request: HttpRequest) -> datetime:
    """When this request arrived."""
    stamp = getattr(request, "arrived_at", None)
    return stamp if isinstance(stamp, datetime) else clock.now()
