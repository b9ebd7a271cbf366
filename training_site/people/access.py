"""Every view says who may use it; AccessMiddleware refuses a view that does not (reliability.md R12).

    @access(SIGNED_IN)
    def my_training(request): …

    class TeamView(ListView):
        access_policy = role(SUPERVISOR, HR)

A room's view on top of one of Wagtail's that asks for a permission need not say it twice: the permission policy of its model
speaks for it. Views of libraries get their policy from `FOREIGN`, by URL route; a view of ours never does, wherever it hangs.
Objects are a second question: they come only from `visible_to(user)` querysets (R13), and "not yours" is answered as "not there".
"""

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

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


def holder_of(view: Callable[..., Any]) -> Any:
    """What was written by hand behind an entry of the URLconf: the class of a view, else its function."""
    while isinstance(view, functools.partial):
        view = view.func
    return getattr(view, "view_class", None) or getattr(view, "cls", None) or view


def is_own(view: Callable[..., Any]) -> bool:
    """True for a view that one of our rooms wrote."""
    packages = {room.partition(".")[0] for room in settings.ROOMS}
    return str(getattr(holder_of(view), "__module__", "")).partition(".")[0] in packages


def policy_of(view: Callable[..., Any], route: str) -> Policy | None:
    """The policy a view declares itself, the one of its model, or (not for a view of ours) that of its route; None where nothing speaks."""
    for holder in (view, holder_of(view)):
        declared = getattr(holder, "access_policy", None)
        if isinstance(declared, Policy):
            return declared
    if is_own(view):
        return _asked_by_wagtail(view)
    return next((policy for pattern, policy in FOREIGN if pattern.search(route)), None)


def _asked_by_wagtail(view: Callable[..., Any]) -> Policy | None:
    """What the permission policy of the model says to the permission that one of Wagtail's views asks for."""
    from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
    from wagtail.permissions import policy_registry

    kind: Any = holder_of(view)
    if PermissionCheckedMixin not in getattr(kind, "__mro__", ()):
        return None
    model = getattr(view, "view_initkwargs", {}).get("model") or getattr(kind, "model", None)
    actions = [kind.permission_required] if kind.permission_required else kind.any_permission_required
    if model is None or not actions:
        return None
    permissions = policy_registry.get_by_type(model)
    return Policy(
        f"{' or '.join(actions)}: {model._meta.label}",
        lambda user: ADMIN_DOOR.test(user) and permissions.user_has_any_permission(user, actions),
    )


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf."""

    route: str
    name: str
    callback: Any


def addresses(patterns: Iterable[Any] | None = None, prefix: str = "", namespace: str = "") -> Iterator[Address]:
    """Every pattern with its whole route and its namespaced name."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry.url_patterns, route, inner)
        elif isinstance(entry, URLPattern):
            yield Address(route, f"{namespace}{entry.name or ''}", entry.callback)


def check_policies(**kwargs: Any) -> list[CheckMessage]:
    """An error for each view without a policy, at start-up: what AccessMiddleware would refuse at the first request."""
    return [
        Error(f"The view of “{address.route}” declares no access policy.", hint="See training_site/people/access.py.", id="people.E001")
        for address in addresses()
        if policy_of(address.callback, address.route) is None
    ]
