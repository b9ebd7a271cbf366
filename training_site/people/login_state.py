"""Whether somebody can sign in just now, and what stands in the way."""

from dataclasses import dataclass
from datetime import datetime

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings

from training_site.lib import clock
from training_site.people.codes import live_codes
from training_site.people.models import StaffMember
from training_site.people.standing import comes_in


@dataclass(frozen=True)
class LoginState:
    """`closed`: the person has left. `waiting`: for the first sign-in, or a new password after a reset. `locked`: too many wrong attempts."""

    has: bool
    closed: bool = False
    waiting: bool = False
    locked: bool = False
    code_until: datetime | None = None
    last: datetime | None = None


def login_state(person: StaffMember) -> LoginState:
    """How a person's login stands. Two statements where there is one."""
    login = person.login
    if login is None:
        return LoginState(has=False)
    live = live_codes().filter(login=login).order_by("-expires_at").first()
    names = {login.username.casefold(), login.email.casefold()} - {""}
    cool_off = get_cool_off()
    attempts = AccessAttempt.objects.filter(username__in=names, failures_since_start__gte=settings.AXES_FAILURE_LIMIT)
    return LoginState(
        has=True,
        closed=not comes_in(login),
        waiting=not login.has_usable_password(),
        locked=attempts.filter(attempt_time__gt=clock.now() - cool_off).exists() if cool_off else attempts.exists(),
        code_until=live.expires_at if live else None,
        last=login.last_login,
    )
