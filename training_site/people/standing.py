"""Who may come in at all, whatever the door."""

from typing import Any

from training_site.lib import clock


def comes_in(user: Any) -> bool:
    """False for inactive logins and for people whose last day has come (R14)."""
    staff = getattr(user, "staff_member", None)
    left = staff is not None and staff.left_on is not None and staff.left_on <= clock.today()
    return bool(user.is_active) and not left
