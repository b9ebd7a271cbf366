"""What every endpoint of the exam page has in common: JSON always, never a redirect or a page (reliability.md R5)."""

import functools
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.views.decorators.csrf import csrf_exempt

from training_site.lib.errors import Refused

View = Callable[..., HttpResponse]
LARGEST = 64 * 1024


class _JsonCsrf(CsrfViewMiddleware):
    """Django's own check; what it refuses is told in JSON, and the answer brings a fresh cookie for the next try."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        get_token(request)
        return JsonResponse({"error": "csrf"}, status=403)


def json_door(*methods: str) -> Callable[[View], View]:
    """Declare an endpoint: allowed methods, CSRF answered in JSON after the question of who is signed in, a refusal as a sentence.

    What fails, here or in a layer before, is told by people.failing.
    """

    def declare(view: View) -> View:
        @csrf_exempt
        @functools.wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return JsonResponse({"error": "method"}, status=405, headers={"Allow": ", ".join(methods)})
            guard = _JsonCsrf(lambda _request: HttpResponse())
            guard.process_request(request)
            refused = guard.process_view(request, view, args, kwargs)
            if refused is not None:
                return refused  # type: ignore[return-value]
            try:
                return view(request, *args, **kwargs)
            except Refused as refusal:
                return JsonResponse({"error": "malformed", "sentence": str(refusal)}, status=400)

        return door

    return declare


def told(facts: dict[str, Any], status: int = 200, again: int = 0) -> JsonResponse:
    """An answer, with the seconds after which to come back where there are any."""
    return JsonResponse(facts, status=status, headers={"Retry-After": str(again)} if again else None)


def body_of(request: HttpRequest) -> dict[str, Any] | None:
    """The JSON object of a request, None for anything else or too much."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return None
    try:
        facts = json.loads(request.body)
    except (ValueError, RecursionError):  # the latter for what is nested a thousand times
        return None
    return facts if isinstance(facts, dict) else None


def whole(facts: dict[str, Any], name: str, most: int = 2**31 - 1) -> int | None:
    """A whole number from 0 of a body; None when it is missing or something else (true is not 1)."""
    value = facts.get(name)
    return value if type(value) is int and 0 <= value <= most else None
