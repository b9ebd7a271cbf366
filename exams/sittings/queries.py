"""Questions about attempts: who passed, who is absent, who may sit again, what somebody may see."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from exams.papers.api import Exam
from exams.sittings.models import Admission, Attempt, Result
from exams.sittings.standing import moment
from exams.sittings.states import MARKED, OPEN, SUBMITTED, VOID
from training_site.people.api import AUDITOR, HR, TRAINER, Posting, StaffMember, employed, has_role, in_force, visible_staff
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


def expected(exam: Exam) -> QuerySet[StaffMember]:
    """The people who work here today in the job roles of an exam (everybody, where it names none)."""
    people = employed()
    roles = list(exam.job_roles.values_list("pk", flat=True))
    if roles:
        people = people.filter(pk__in=Posting.objects.filter(in_force(), job_role__in=roles).values("staff"))
    return people


def absent(exam: Exam) -> QuerySet[StaffMember]:
    """缺考: the people expected who have no attempt that counts. While the exam is open: who has not sat it yet."""
    sat = Attempt.objects.filter(exam=exam, purpose="live", staff=OuterRef("pk")).exclude(state=VOID)
    return expected(exam).filter(~Exists(sat)).order_by("staff_number")


@dataclass(frozen=True)
class Resit:
    """Somebody who sat an exam and has not passed: tries used and left, and when the next may begin (None: none left)."""

    staff: StaffMember
    used: int
    left: int
    best: object
    again_at: datetime | None


def resits(exam: Exam) -> list[Resit]:
    """补考: everybody who has failed every marked attempt so far and has none in progress, in the order of staff numbers."""
    version = exam.current_version
    if version is None:
        return []
    rules = version.settings
    counted = Attempt.objects.filter(exam=exam, purpose="live").exclude(state=VOID)
    busy = counted.filter(state__in=[OPEN, SUBMITTED]).values("staff")
    winners = current_results().filter(attempt__exam=exam, passed=True).values("attempt__staff")
    failed = (
        employed().filter(pk__in=counted.filter(state=MARKED).values("staff")).exclude(pk__in=winners).exclude(pk__in=busy).order_by("staff_number")
    )
    sums = {row["staff"]: row for row in counted.order_by().values("staff").annotate(used=Count("pk"), last=Max("submitted_at"))}
    best = dict(current_results().filter(attempt__exam=exam).order_by().values_list("attempt__staff").annotate(Max("percent")))
    extra = dict(Admission.objects.filter(exam=exam).order_by().values_list("staff").annotate(Sum("extra_tries")))
    closes_at = moment(rules, "closes_at")
    rows = []
    for person in failed:
        used, last = sums[person.pk]["used"], sums[person.pk]["last"]
        left = max(rules["max_attempts"] + extra.get(person.pk, 0) - used, 0)
        again_at = last + timedelta(hours=rules["resit_gap_hours"]) if left else None
        if again_at and closes_at and again_at >= closes_at:
            again_at = None
        rows.append(Resit(person, used, left, best.get(person.pk), again_at))
    return rows


def own_attempt(user: AnyUser, public_id: UUID) -> Attempt | None:
    """The attempt of the person who is signed in, with its version (one statement); None for anybody else's."""
    return Attempt.objects.filter(public_id=public_id, staff__login_id=user.pk).select_related("exam", "exam_version", "staff").first()


def overview(exam: Exam) -> dict[str, int]:
    """Figures of an exam: expected, absent, open, waiting, passed, failed."""
    counted = Attempt.objects.filter(exam=exam, purpose="live").exclude(state=VOID)
    states = counted.aggregate(open=Count("pk", filter=Q(state=OPEN)), waiting=Count("pk", filter=Q(state=SUBMITTED)))
    won = current_results().filter(attempt__exam=exam, passed=True).values("attempt__staff").distinct().count()
    return {"expected": expected(exam).count(), "absent": absent(exam).count(), "passed": won, "failed": len(resits(exam)), **states}
