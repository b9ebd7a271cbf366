"""Signing in with a staff number or an e-mail address and a password, or once with a printed code."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from training_site.lib.errors import Refused
from training_site.people.codes import redeem
from training_site.people.standing import comes_in


def attempted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name under which axes counts wrong attempts: as typed, without regard to case and spaces."""
    return str((credentials or {}).get("username") or (credentials or {}).get("email") or "").strip().casefold()[:255]


class ActiveLoginBackend(AuthenticationBackend):
    """allauth's backend; a person who has left does not come in, whatever the login says (R14)."""

    def user_can_authenticate(self, user: Any) -> bool:
        """As `comes_in`; asked at sign-in and at every request."""
        return comes_in(user)

    def get_user(self, user_id: Any) -> Any:
        """The login with its person, in one query."""
        from training_site.logins.models import User

        user = User.objects.select_related("staff_member").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


class OneTimeCodeBackend(BaseBackend):
    """A printed code in place of a password. It stands behind axes, which counts wrong codes like wrong passwords."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        """The login that `username` and `one_time_code` open, or None."""
        if "one_time_code" not in credentials:
            return None
        try:
            return redeem(credentials.get("username", ""), credentials["one_time_code"])
        except Refused:
            return None
