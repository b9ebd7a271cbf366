"""The groups of people with a task in the platform, and how to ask for them. Everybody else is a learner."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TRAINER = "trainer"
APPROVER = "approver"
SUPERVISOR = "supervisor"
HR = "hr"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"

LABELS = {
    TRAINER: _("Trainer"),
    APPROVER: _("Approver"),
    SUPERVISOR: _("Supervisor"),
    HR: _("Human resources"),
    AUDITOR: _("Quality auditor"),
    ADMINISTRATOR: _("Administrator"),
}
# Who works in the Wagtail admin; supervisors and learners never see it.
ADMIN_ROLES = frozenset({TRAINER, APPROVER, HR, AUDITOR, ADMINISTRATOR})

# A login of the project or nobody; the stubs know no groups on the base class.
AnyUser = Any


def roles_of(user: AnyUser) -> frozenset[str]:
    """The roles of a login: names of its groups; a superuser has all. One query, kept on the user object."""
    if not user.is_authenticated:
        return frozenset()
    if getattr(user, "is_superuser", False):
        return frozenset(LABELS)
    kept: frozenset[str] | None = getattr(user, "_decorum_roles", None)
    if kept is None:
        kept = frozenset(user.groups.values_list("name", flat=True))
        user._decorum_roles = kept
    return kept


def has_role(user: AnyUser, *wanted: str) -> bool:
    """True when the login holds at least one of the wanted roles."""
    return bool(roles_of(user) & set(wanted))
