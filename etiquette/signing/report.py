"""Who has signed a set and who has not: everybody it concerns, in one query, however many they are."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from etiquette.signing.models import ReadingRequest, Signature, SigningSet
from etiquette.signing.queries import versions_of
from training_site.people.api import JobRole, OrgUnit, Posting, StaffMember, employed, in_force


def concerned(signing_set: SigningSet) -> QuerySet[StaffMember]:
    """Everybody employed whom a set concerns, by job role or by request, with how far they are.

    Annotated: `signed` of `wanted` versions in force, `signed_at` the last of them, `asked_by` the requested day, `unit_zh`,
    `unit_en`, `unit_path`, `role_zh`, `role_en` of today's posting.
    """
    versions = list(versions_of(signing_set).values_list("pk", flat=True))
    postings = Posting.objects.filter(in_force(), staff=OuterRef("pk")).order_by("-starts_on")
    requests = ReadingRequest.objects.filter(signing_set=signing_set, staff=OuterRef("pk"))
    mine = Signature.objects.filter(staff=OuterRef("pk"), norm_version__in=versions).order_by().values("staff")
    bound = postings.filter(job_role__in=signing_set.job_roles.all())
    names = {f"{short}_{lang}": Subquery(postings.values(f"{field}__name_{lang}")[:1]) for short, field in _NAMES for lang in ("zh", "en")}
    return (
        employed()
        .filter(Exists(bound) | Exists(requests))
        .annotate(
            wanted=Value(len(versions), output_field=IntegerField()),
            signed=Coalesce(Subquery(mine.annotate(count=Count("pk")).values("count")), 0),
            signed_at=Subquery(mine.annotate(last=Max("signed_at")).values("last")),
            asked_by=Subquery(requests.values("due_on")[:1]),
            unit_path=Subquery(postings.values("unit__path")[:1]),
            **names,
        )
        .order_by("staff_number")
    )


_NAMES = [("unit", "unit"), ("role", "job_role")]


def narrowed(rows: QuerySet[Any], *, state: str = "", unit: OrgUnit | None = None, words: str = "") -> QuerySet[Any]:
    """`concerned` by state ("signed", "part", "none"), unit with all below it, name or staff number."""
    conditions: dict[str, Any] = {
        "signed": Q(signed__gte=F("wanted")),
        "part": Q(signed__gt=0, signed__lt=F("wanted")),
        "none": Q(signed=0, wanted__gt=0),
    }
    rows = rows.filter(conditions[state]) if state in conditions else rows
    rows = rows.filter(unit_path__startswith=unit.path) if unit else rows
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(name_latin__icontains=word) | Q(staff_number__icontains=word))
    return rows


def totals(rows: QuerySet[StaffMember]) -> dict[str, int]:
    """How many there are, and how many of them have signed everything, a part, nothing. One query."""
    whole = Q(signed__gte=F("wanted"))
    counted = rows.order_by().aggregate(people=Count("pk"), whole=Count("pk", filter=whole), nothing=Count("pk", filter=~whole & Q(signed=0)))
    part = counted["people"] - counted["whole"] - counted["nothing"]
    return {"all": counted["people"], "signed": counted["whole"], "part": part, "none": counted["nothing"]}


def suggested_day(signing_set: SigningSet, today: date) -> date:
    """The day a request proposes: the set's own days from today, a week without them."""
    return today + timedelta(days=signing_set.due_days or 7)


def unsigned_of(signing_set: SigningSet, roles: Iterable[JobRole]) -> QuerySet[StaffMember]:
    """Everybody posted today in one of these job roles who has not signed every version in force of a set."""
    versions = list(versions_of(signing_set).values_list("pk", flat=True))
    mine = Signature.objects.filter(staff=OuterRef("pk"), norm_version__in=versions).order_by().values("staff")
    posted = Posting.objects.filter(in_force(), staff=OuterRef("pk"), job_role__in=list(roles))
    signed = Coalesce(Subquery(mine.annotate(count=Count("pk")).values("count")), 0)
    return employed().filter(Exists(posted)).annotate(signed=signed).filter(signed__lt=len(versions))
