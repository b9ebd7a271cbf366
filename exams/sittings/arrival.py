"""The moment a request reached us, taken before any other work is done (reliability.md R4)."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from training_site.lib import clock, clockwatch


class ArrivalMiddleware:
    """Stands first in MIDDLEWARE, so that a slow session or database never costs a taker time.

    It also looks at the clock from the start of the process and with every request, so that a jump between two requests is seen by the second.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond
        clockwatch.trusted()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.arrived_at = clock.now()  # type: ignore[attr-defined]
        clockwatch.trusted()
        return self.respond(request)


def arrived(request: HttpRequest) -> datetime:
    """When this request arrived."""
    stamp = getattr(request, "arrived_at", None)
    return stamp if isinstance(stamp, datetime) else clock.now()
