"""Who may see, decide about and mark the attempts of others, in the administration."""

from django.http import HttpRequest

from exams.sittings.models import Attempt
from training_site.people.api import ADMINISTRATOR, APPROVER, AUDITOR, HR, TRAINER, RolePolicy, StaffMember

READERS = {TRAINER, APPROVER, HR, AUDITOR, ADMINISTRATOR}
DECIDERS = {TRAINER, HR}  # minutes, tries, voiding
MARKERS = {TRAINER, APPROVER}
POLICY = RolePolicy(Attempt, view=READERS, decide=DECIDERS, mark=MARKERS)


def allowed(request: HttpRequest, action: str) -> bool:
    """True when the login may "view", "decide" or "mark"."""
    return bool(POLICY.user_has_permission(request.user, action))


def may_decide_about(request: HttpRequest, staff: StaffMember) -> bool:
    """True when the login may grant this person minutes and tries and void their attempts; nobody may for themselves (allowing.check_impartial)."""
    return allowed(request, "decide") and staff.login_id != request.user.pk
