"""What is told when something fails, in whichever layer: the site's handler500 (reliability.md R5, R25)."""

import contextlib
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.views.defaults import server_error

from training_site.people.access import policy_of

AGAIN = {"Retry-After": "5", "Cache-Control": "no-store"}


def failed(request: HttpRequest) -> HttpResponse:
    """A door that scripts call answers 503 in JSON, so that a browser keeps what it has and comes back; a page says it in words.

    Without a database the page is a 503 too. Django has logged the exception, and calls this once more for a layer that fails after it.
    """
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    if _is_json(request):
        return JsonResponse({"error": "busy" if away else "failed"}, status=503, headers=AGAIN)
    response: HttpResponse = server_error(request)
    if away:
        response.status_code = 503
        for name, value in AGAIN.items():
            response[name] = value
    return response


def _is_json(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None:  # it failed before Django looked for the view
        with contextlib.suppress(Resolver404):
            match = resolve(request.path_info)
    policy = policy_of(match.func, match.route) if match else None
    return policy is not None and policy.json
