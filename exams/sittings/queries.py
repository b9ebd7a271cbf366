"""Questions about attempts: results in force, who passed, what somebody may see."""

from uuid import UUID

from django.db.models import QuerySet

from exams.papers.api import Exam
from exams.sittings.models import Attempt, Result
from exams.sittings.states import VOID
from training_site.people.api import AUDITOR, HR, TRAINER, StaffMember, has_role, visible_staff
from training_site.people.roles import AnyUser


def current_results() -> QuerySet[Result]:
    """The results in force of live attempts that are not void."""
    return Result.objects.filter(replaced_by__isnull=True, attempt__purpose="live").exclude(attempt__state=VOID)


def results_of(staff: StaffMember) -> QuerySet[Result]:
    """A person's results in force, newest first, with attempt, exam and version."""
    return current_results().filter(attempt__staff=staff).select_related("attempt__exam", "attempt__exam_version").order_by("-attempt__submitted_at")


def passed(exam: Exam, staff: StaffMember) -> Result | None:
    """The latest passing result of a person in an exam."""
    return (
        current_results()
        .filter(attempt__exam=exam, attempt__staff=staff, passed=True)
        .select_related("attempt")
        .order_by("-attempt__submitted_at")
        .first()
    )


def visible_to(user: AnyUser) -> QuerySet[Attempt]:
    """The attempts a login may see: trainers, HR and auditors all, supervisors their team's, everybody their own."""
    live = Attempt.objects.filter(purpose="live")
    if has_role(user, TRAINER, HR, AUDITOR):
        return live
    return live.filter(staff__in=visible_staff(user).values("pk"))


def own_attempt(user: AnyUser, public_id: UUID) -> Attempt | None:
    """The attempt of the person who is signed in, with its version (one statement); None for anybody else's."""
    return Attempt.objects.filter(public_id=public_id, staff__login_id=user.pk).select_related("exam", "exam_version", "staff").first()
