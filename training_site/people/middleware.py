"""Where a request comes from, language, privacy of responses, and the guard at every door."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect, JsonResponse, QueryDict, UnreadablePostError
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from training_site.lib.addresses import client_address
from training_site.lib.errors import Refused
from training_site.people.access import policy_of

Respond = Callable[[HttpRequest], HttpResponse]

# What somebody with a provisional password may still open.
_BEFORE_NEW_PASSWORD = {"people:set_password", "account_logout", "set_language"}


class ClientAddressMiddleware:
    """Puts the address that a request comes from where Django, axes and allauth look for it."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Over a socket of the system there is no address at all; allauth turns such a request away.
        own = request.META.get("REMOTE_ADDR") or "127.0.0.1"
        request.META["REMOTE_ADDR"] = client_address(request.META.get("HTTP_X_FORWARDED_FOR", ""), own, settings.PROXIES)
        return self.respond(request)


class NoNulMiddleware:
    """A NUL in address, query, cookies or form is answered 400 at the door: no browser sends one, and PostgreSQL takes none in any statement."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or any("\0" in value for value in request.COOKIES.values()) or _has_nul(request.GET):
            raise BadRequest("NUL")
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """The form, once the view is known and nothing of it has been done."""
        try:
            form = request.POST
        except UnreadablePostError:  # the browser went away; CsrfViewMiddleware answers
            return
        if _has_nul(form):
            raise BadRequest("NUL")


def _has_nul(fields: QueryDict) -> bool:
    return any("\0" in text for name, values in fields.lists() for text in (name, *values))


class LanguageMiddleware:
    """The language of the cookie (kept equal to the login's choice), else the browser's, else Chinese."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen not in dict(settings.LANGUAGES):
            chosen = translation.get_language_from_request(request)
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
        response = self.respond(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", chosen)
        return response


class PrivateResponseMiddleware:
    """What a signed-in person gets is kept by no cache (R16); below /admin/ the content policy fits Wagtail's editor."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        # Whoever brings a session is not looked up for this: the pulse of a paper costs one statement (R4), and a database that is away
        # must not spoil an answer that is made already. Without a session to bring, asking who it is costs nothing.
        if settings.SESSION_COOKIE_NAME in request.COOKIES or request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        if request.path.startswith("/admin/"):
            response._csp_update = {"script-src": ["'unsafe-inline'"], "style-src": ["'unsafe-inline'"], "img-src": ["blob:"]}  # type: ignore[attr-defined]
        return response


class AccessMiddleware:
    """Refuses every view without a declared policy, and everybody whom the policy does not name."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        route = match.route if match else ""
        policy = policy_of(view, route)
        if policy is None:
            raise ImproperlyConfigured(f"The view of “{route}” declares no access policy.")
        if policy.public:
            return None
        user = request.user
        if not user.is_authenticated:
            if policy.json:
                return JsonResponse({"error": "signed-out"}, status=401)
            return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
        if not policy.allows(user):
            if policy.json:
                return JsonResponse({"error": "not-allowed"}, status=403)
            return HttpResponseForbidden(render_to_string("403.html", request=request))
        if getattr(user, "must_change_password", False) and match and match.view_name not in _BEFORE_NEW_PASSWORD:
            return JsonResponse({"error": "set-password"}, status=403) if policy.json else HttpResponseRedirect(resolve_url("people:set_password"))
        return None


class RefusedInAdminMiddleware:
    """A verb that says no behind one of Wagtail's own views (publishing at the end of a workflow, say) becomes its sentence, not a 500."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused) or not request.path.startswith("/admin/"):
            return None
        messages.error(request, str(exception))
        origin = request.headers.get("Referer", "")
        safe = url_has_allowed_host_and_scheme(origin, {request.get_host()}, request.is_secure())
        target = origin if safe else resolve_url("wagtailadmin_home")
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": target})
        return HttpResponseRedirect(target)
