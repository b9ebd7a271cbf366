"""A person's own account page: who I am here, language, password."""

from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from training_site.people.access import PUBLIC, SIGNED_IN, access


@access(PUBLIC)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language for this browser and, when signed in, for the login."""
    chosen, target = request.POST.get("language", ""), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax")
        if request.user.is_authenticated:
            type(request.user)._default_manager.filter(pk=request.user.pk).update(preferred_language=chosen)
    return response


@access(SIGNED_IN)
def account(request: HttpRequest) -> HttpResponse:
    """The account page."""
    return render(request, "people/account.html", {"place": "account"})


@access(SIGNED_IN)
def set_password(request: HttpRequest) -> HttpResponse:
    """Set a password of one's own; required after a one-time code."""
    login: Any = request.user
    form = SetPasswordForm(login, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        update_session_auth_hash(request, user)
        return redirect("desk:home")
    return render(request, "people/set_password.html", {"form": form})
