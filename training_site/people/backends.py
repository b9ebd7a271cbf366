"""Signing in with a staff number or an e-mail address."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from training_site.lib import clock


class ActiveLoginBackend(AuthenticationBackend):
    """allauth's backend; a person who has left does not come in, whatever the login says (R14)."""

    def user_can_authenticate(self, user: Any) -> bool:
        """False for inactive logins and for people whose last day has passed."""
        staff = getattr(user, "staff_member", None)
        left = staff is not None and staff.left_on is not None and staff.left_on <= clock.today()
        return bool(super().user_can_authenticate(user)) and not left

    def get_user(self, user_id: Any) -> Any:
        """The login with its person, in one query."""
        from training_site.logins.models import User

        user = User.objects.select_related("staff_member").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
