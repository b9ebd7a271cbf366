"""The lists of an exam: who is expected, who is absent, who has to sit it again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from exams.papers.api import Exam
from exams.sittings.models import Admission, Attempt, Result
from exams.sittings.places import AT_ONCE
from exams.sittings.queries import current_results
from exams.sittings.renewals import renewals_of
from exams.sittings.standing import moment
from exams.sittings.states import MARKED, OPEN, SUBMITTED, VOID
from training_site.people.api import Posting, StaffMember, employed, in_force


def expected(exam: Exam) -> QuerySet[StaffMember]:
    """The people who work here today in the job roles of an exam (everybody, where it names none)."""
    people = employed()
    roles = list(exam.job_roles.values_list("pk", flat=True))
    if roles:
        people = people.filter(pk__in=Posting.objects.filter(in_force(), job_role__in=roles).values("staff"))
    return people


def absent(exam: Exam) -> QuerySet[StaffMember]:
    """缺考: the people expected who have no attempt that counts. While the exam is open: who has not sat it yet.

    Whoever passed once is not absent again when what the pass earned runs out: they came and passed, and a list of those who never came would
    fill up with everybody a year later. The list of certificates, with its filters for what runs out and what has expired, names them.
    """
    sat = _counted(exam).filter(staff=OuterRef("pk"))
    return expected(exam).filter(~Exists(sat)).order_by("staff_number")


@dataclass(frozen=True)
class Resit:
    """Somebody who sat an exam and has not passed: tries used and left, and when the next may begin (None: none left).

    `renews`: they passed before and failed to renew it; used, left and best are those since it wanted renewing.
    """

    staff: StaffMember
    used: int
    left: int
    best: Decimal | None
    again_at: datetime | None
    renews: bool = False


def resits(exam: Exam) -> list[Resit]:
    """补考: everybody who has failed every marked attempt so far and has none in progress, in the order of staff numbers.

    Of somebody who passed and now renews, the attempts since the renewal opened are looked at.
    """
    version = exam.current_version
    if version is None:
        return []
    renewing = _failed_renewals(exam)
    counted = _counted(exam)
    busy = counted.filter(state__in=[OPEN, SUBMITTED]).values("staff")
    winners = current_results().filter(attempt__exam=exam, passed=True).values("attempt__staff")
    never = Q(pk__in=counted.filter(state=MARKED).values("staff")) & ~Q(pk__in=winners)
    # Asked for once: between two askings somebody's last mark may be given.
    failed = list(employed().filter(never | Q(pk__in=list(renewing))).exclude(pk__in=busy).order_by("staff_number"))
    sat = _sat(exam, [person.pk for person in failed], renewing)
    granted: dict[int, int] = defaultdict(int)
    for staff_id, tries, at in Admission.objects.filter(exam=exam, extra_tries__gt=0).values_list("staff", "extra_tries", "granted_at"):
        granted[staff_id] += tries if staff_id not in renewing or at >= renewing[staff_id] else 0
    gap, closes_at = timedelta(hours=version.settings["resit_gap_hours"]), moment(version.settings, "closes_at")
    rows = []
    for person in failed:
        used, last, best = sat[person.pk]
        left = max(version.settings["max_attempts"] + granted[person.pk] - used, 0)
        again_at = last + gap if left else None
        if again_at and closes_at and again_at >= closes_at:
            again_at = None
        rows.append(Resit(person, used, left, best, again_at, person.pk in renewing))
    return rows


def _counted(exam: Exam) -> QuerySet[Attempt]:
    return Attempt.objects.filter(exam=exam, purpose="live").exclude(state=VOID)


def _failed_renewals(exam: Exam) -> dict[int, datetime]:
    """Since when their pass wants renewing, by the id of those who have failed since then and not passed again. Two statements."""
    won = current_results().filter(attempt__exam=exam, passed=True, attempt__staff=OuterRef("staff"))
    before = won.filter(attempt__number__lt=OuterRef("number")).order_by("-attempt__number")
    rows = (
        _counted(exam)
        .filter(~Exists(won.filter(attempt__number__gte=OuterRef("number"))), state=MARKED)
        .annotate(winner=Subquery(before.values("attempt")[:1]))
        .filter(winner__isnull=False)
        .order_by()
        .values_list("staff", "started_at", "winner")
    )
    failed = list(rows)
    found = renewals_of(exam, {staff_id for staff_id, _at, _winner in failed}) if failed else {}
    return {
        staff_id: found[staff_id].opens_at
        for staff_id, at, winner in failed
        if staff_id in found and found[staff_id].attempt_id == winner and at >= found[staff_id].opens_at
    }


def _sat(exam: Exam, ids: Sequence[int], since: Mapping[int, datetime]) -> dict[int, tuple[int, datetime, Decimal | None]]:
    """(attempts, when the last was handed in, best percentage) of each of these people, of some only since a moment.

    One statement for each thousand people.
    """
    percent = Result.objects.filter(attempt=OuterRef("pk"), replaced_by__isnull=True).values("percent")[:1]
    rows = _counted(exam).order_by().annotate(percent=Subquery(percent)).values_list("staff", "started_at", "submitted_at", "percent")
    found: dict[int, tuple[int, datetime, Decimal | None]] = {}
    for first in range(0, len(ids), AT_ONCE):
        for staff_id, began, ended, score in rows.filter(staff__in=ids[first : first + AT_ONCE]):
            if staff_id in since and began < since[staff_id]:
                continue
            used, last, best = found.get(staff_id, (0, began, score))
            scores = [one for one in (best, score) if one is not None]
            found[staff_id] = used + 1, max(last, ended or began), max(scores, default=None)
    return found


def overview(exam: Exam) -> dict[str, int]:
    """Figures of an exam: expected, absent, open, waiting, passed, failed."""
    states = _counted(exam).aggregate(open=Count("pk", filter=Q(state=OPEN)), waiting=Count("pk", filter=Q(state=SUBMITTED)))
    won = current_results().filter(attempt__exam=exam, passed=True).values("attempt__staff").distinct().count()
    return {"expected": expected(exam).count(), "absent": absent(exam).count(), "passed": won, "failed": len(resits(exam)), **states}
