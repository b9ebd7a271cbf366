"""allauth as this site uses it: nobody signs up, people are imported."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from training_site.people.standing import comes_in

LANGUAGE_CHOSEN = "language_chosen"


class ClosedDoorAdapter(DefaultAccountAdapter):
    """No sign-up; logins come with the roster."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Staff number or password is wrong. Check both and try again."),
        "email_password_mismatch": _("E-mail address or password is wrong. Check both and try again."),
        "too_many_login_attempts": _("Too many wrong attempts from here. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home, or first the page that sets a new password."""
        user: Any = request.user
        return resolve_url("people:set_password" if user.must_change_password else "desk:home")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that follows says enough."""

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """allauth looks at `is_active` only; people who have left are stopped here too."""
        if not comes_in(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Carry the login's language to this browser."""
        return carry_language(request, user, super().post_login(request, user, **kwargs))


def carry_language(request: HttpRequest, user: Any, response: HttpResponse) -> HttpResponse:
    """After signing in: what was chosen at the door becomes the login's language, else the login's becomes the browser's."""
    chosen = request.session.pop(LANGUAGE_CHOSEN, None)
    if chosen and chosen != user.preferred_language:
        type(user)._default_manager.filter(pk=user.pk).update(preferred_language=chosen)
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen or user.preferred_language, max_age=365 * 86400, samesite="Lax")
    return response
