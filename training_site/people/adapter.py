"""allauth as this site uses it: nobody signs up, people are imported."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoorAdapter(DefaultAccountAdapter):
    """No sign-up; logins come with the roster."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home, or first the page that sets a new password."""
        from django.shortcuts import resolve_url

        user: Any = request.user
        return resolve_url("people:set_password" if user.must_change_password else "desk:home")
