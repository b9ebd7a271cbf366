"""Which reviews there are, whose a login may see, how a cycle stands, what is exported."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.reviews.models import Indicator, Rating, Review, ReviewCycle, Statement
from exams.reviews.states import BEFORE_SIGNING, CLOSED, DECIDED, OBJECTED, REVIEW_LABELS, SELF, SUPERVISOR
from training_site.lib import bilingual, clock
from training_site.people.api import AUDITOR, HR, OrgUnit, StaffMember, has_role, team_of, visible_staff
from training_site.people.roles import AnyUser


def visible_to(user: AnyUser) -> QuerySet[Review]:
    """The reviews a login may see: HR and auditors all, supervisors their team's, reviewers those they write, everybody their own."""
    rows = Review.objects.select_related("cycle", "staff", "reviewer", "unit", "job_role")
    if has_role(user, HR, AUDITOR):
        return rows
    own = getattr(user, "staff_member", None)
    if own is None:
        return rows.none()
    return rows.filter(Q(staff__in=visible_staff(user).values("pk")) | Q(reviewer=own))


def of_staff(staff: StaffMember) -> QuerySet[Review]:
    """A person's own reviews, newest cycle first."""
    return Review.objects.filter(staff=staff).select_related("cycle", "reviewer", "unit").order_by("-cycle__opens_on", "-pk")


def to_answer(staff: StaffMember) -> QuerySet[Review]:
    """The reviews that wait for a person: a self rating, or an acknowledgement."""
    waiting = Q(state__in=BEFORE_SIGNING, self_rated_at__isnull=True) | Q(state="signed")
    return of_staff(staff).filter(waiting)


def team_rows(user: AnyUser, cycle: ReviewCycle) -> QuerySet[Review]:
    """The reviews of a cycle that a supervisor (or HR) follows, by unit and staff number; not their own."""
    rows = visible_to(user).filter(cycle=cycle)
    own = getattr(user, "staff_member", None)
    if own is not None:
        rows = rows.exclude(staff=own)
    return rows.order_by("unit__path", "staff__staff_number")


def narrowed(rows: QuerySet[Review], asked: QueryDict) -> tuple[dict[str, str], QuerySet[Review]]:
    """What is asked for in an address (`q` in name or staff number, `state`, `unit` with what is below it), and the reviews that fit."""
    chosen = {name: asked.get(name, "").strip()[:80] for name in ("q", "state", "unit")}
    if chosen["q"]:
        rows = rows.filter(Q(staff__name__icontains=chosen["q"]) | Q(staff__staff_number__icontains=chosen["q"]))
    if chosen["state"] in REVIEW_LABELS:
        rows = rows.filter(state=chosen["state"])
    unit = OrgUnit.objects.filter(code=chosen["unit"]).first() if chosen["unit"] else None
    if unit is not None:
        rows = rows.filter(unit__path__startswith=unit.path)
    return chosen, rows.select_related("staff", "reviewer", "unit", "job_role").order_by("unit__path", "staff__staff_number")


def without_review(cycle: ReviewCycle, supervisor: StaffMember) -> int:
    """How many people of a team could get a review in a cycle now: it has begun and is not closed, and they have none."""
    if cycle.state == CLOSED or cycle.opens_on > clock.today():
        return 0
    return team_of(supervisor).exclude(reviews__cycle=cycle).count()


def progress(rows: QuerySet[Review]) -> dict[str, int]:
    """State → number of reviews, and "all". One statement."""
    counts = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    return {**{state: counts.get(state, 0) for state in REVIEW_LABELS}, "all": sum(counts.values())}


@dataclass(frozen=True)
class UnitProgress:
    """How a cycle stands in one unit: reviews, signed ones (and later), objections undecided."""

    unit: str
    total: int
    signed: int
    objections: int


def progress_by_unit(cycle: ReviewCycle) -> list[UnitProgress]:
    """One row for each unit with reviews, in the order of the tree. One statement."""
    rows = (
        Review.objects.filter(cycle=cycle)
        .order_by("unit__path")
        .values("unit__path", "unit__name_zh", "unit__name_en")
        .annotate(total=Count("pk"), signed=Count("pk", filter=~Q(state__in=BEFORE_SIGNING)), objections=Count("pk", filter=Q(state=OBJECTED)))
    )
    return [
        UnitProgress(bilingual.pick({"zh": row["unit__name_zh"], "en": row["unit__name_en"]}), row["total"], row["signed"], row["objections"])
        for row in rows
    ]


def export_header(cycle: ReviewCycle) -> list[str]:
    """The columns of `export_rows`."""
    indicators = [bilingual.text_of(indicator, "title") for indicator in Indicator.objects.filter(cycle=cycle)]
    first = [_("Staff number"), _("Name"), _("Unit"), _("Job role"), _("Reviewer"), _("State")]
    ratings = [title for indicator in indicators for title in (_("%(indicator)s, self") % {"indicator": indicator}, indicator)]
    return [*first, *ratings, _("Weighted total"), _("Signed on"), _("Objection"), _("Decision")]


def export_rows(cycle: ReviewCycle, rows: QuerySet[Review] | None = None) -> Iterator[list[object]]:
    """A cycle's reviews as a table: person, state, each indicator (self, supervisor), total, statements. Four statements however many.

    Ratings of the supervisor stand there only once they are signed; the total is that of the decision where there was one.
    """
    reviews = list(
        (rows if rows is not None else Review.objects.filter(cycle=cycle))
        .select_related("staff", "reviewer", "unit", "job_role")
        .order_by("unit__path", "staff__staff_number")
    )
    indicators = list(Indicator.objects.filter(cycle=cycle))
    ratings = {(row.review_id, row.indicator_id, row.side): row.value for row in Rating.objects.filter(review__in=reviews)}
    said: dict[tuple[int, str], Statement] = {(row.review_id, row.kind): row for row in Statement.objects.filter(review__in=reviews)}
    for review in reviews:
        signed = review.signed_at is not None
        line: list[object] = [
            review.staff.staff_number,
            review.staff.name,
            str(review.unit),
            str(review.job_role),
            review.reviewer.name,
            str(REVIEW_LABELS[review.state]),
        ]
        for indicator in indicators:
            line.append(ratings.get((review.pk, indicator.pk, SELF)) if review.self_rated_at else None)
            line.append(ratings.get((review.pk, indicator.pk, SUPERVISOR)) if signed else None)
        objection, decision = said.get((review.pk, OBJECTED)), said.get((review.pk, DECIDED))
        line += [review.score, timezone.localdate(review.signed_at) if review.signed_at else None, _text(objection), _text(decision)]
        yield line


def _text(statement: Statement | None) -> Any:
    return statement.text if statement else None
