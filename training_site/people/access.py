"""Every view says who may use it; AccessMiddleware refuses a view that does not (reliability.md R12).

    @access(SIGNED_IN)
    def my_training(request): …

    class TeamView(ListView):
        access_policy = role(SUPERVISOR, HR)

Views of libraries get their policy from `FOREIGN`, by URL route. Objects are a second question: they come only from
`visible_to(user)` querysets (R13), and "not yours" is answered as "not there".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from training_site.people.roles import ADMIN_ROLES, HR, SUPERVISOR, AnyUser, has_role

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Policy:
    """Who may enter. `name` stands in the access matrix; `json` doors answer 401/403 as JSON, never by redirect (R5)."""

    name: str
    test: Callable[[AnyUser], bool]
    public: bool = False
    json: bool = False

    def allows(self, user: AnyUser) -> bool:
        """True when this login may enter."""
        return self.public or (user.is_authenticated and self.test(user))

    def as_json(self) -> "Policy":
        """The same policy for an endpoint that scripts call."""
        return Policy(self.name, self.test, self.public, json=True)


def is_staff_member(user: AnyUser) -> bool:
    """True when the login belongs to a person of the roster."""
    return getattr(user, "staff_member", None) is not None


def role(*names: str) -> Policy:
    """Logins with at least one of these roles."""
    return Policy("+".join(sorted(names)), lambda user: has_role(user, *names))


PUBLIC = Policy("public", lambda user: True, public=True)
SIGNED_IN = Policy("signed in", lambda user: True)
STAFF = Policy("staff", is_staff_member)
TEAM_LEAD = role(SUPERVISOR, HR)
ADMIN_DOOR = Policy("admin door", lambda user: has_role(user, *ADMIN_ROLES))
NOBODY = Policy("nobody", lambda user: False)

# Routes of libraries, first match wins. Wagtail adds its own permission checks behind ADMIN_DOOR.
FOREIGN: list[tuple[re.Pattern[str], Policy]] = [
    (re.compile(r"^admin/(login|logout|password_reset)"), PUBLIC),
    (re.compile(r"^admin/"), ADMIN_DOOR),
    (re.compile(r"^account/(login|logout|reauthenticate|inactive)"), PUBLIC),
    (re.compile(r"^account/(email|confirm-email|2fa|signup|password|login)"), NOBODY),
    (re.compile(r"^account/"), NOBODY),
    (re.compile(r"^documents/"), NOBODY),
    (re.compile(r"^_util/authenticate_with_password"), NOBODY),
    (re.compile(r"^_util/login/"), PUBLIC),
    (re.compile(r"^i18n/setlang/"), PUBLIC),
    (re.compile(r"^pages/"), SIGNED_IN),
]


def access(policy: Policy) -> Callable[[F], F]:
    """Declare the policy of a function view."""

    def declare(view: F) -> F:
        view.access_policy = policy  # type: ignore[attr-defined]
        return view

    return declare


def policy_of(view: Callable[..., Any], route: str) -> Policy | None:
    """The policy a view declares itself, or that `FOREIGN` has for its route; None where neither speaks."""
    for holder in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        declared = getattr(holder, "access_policy", None)
        if isinstance(declared, Policy):
            return declared
    return next((policy for pattern, policy in FOREIGN if pattern.search(route)), None)
