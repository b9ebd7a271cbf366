"""Who has signed a set and who has not: everybody it concerns, in one query, however many they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from etiquette.signing.models import ClauseQuestion, ReadingRequest, Signature, SigningSet
from etiquette.signing.queries import versions_of
from training_site.people.api import JobRole, OrgUnit, Posting, StaffMember, employed, in_force


def concerned(signing_set: SigningSet) -> QuerySet[StaffMember]:
    """Everybody employed whom a set concerns, by job role or by request, with how far they are.

    Annotated: `signed` of `wanted` versions in force, `signed_at` the last of them, `asked_by` the requested day, `unit_zh`,
    `unit_en`, `unit_path`, `role_zh`, `role_en` of today's posting, `questions` asked about its clauses, `declines` among them.
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
            questions=_asked(signing_set, Q()),
            declines=_asked(signing_set, Q(kind="decline")),
            unit_path=Subquery(postings.values("unit__path")[:1]),
            **names,
        )
        .order_by("staff_number")
    )


def _asked(signing_set: SigningSet, which: Q) -> Coalesce:
    """How many questions somebody has asked about a set."""
    rows = ClauseQuestion.objects.filter(which, signing_set=signing_set, staff=OuterRef("pk")).order_by().values("staff")
    return Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0)


_NAMES = [("unit", "unit"), ("role", "job_role")]


@dataclass
class UnitRow:
    """How far the people posted in one unit are; the fields of the unit are "" for those posted nowhere."""

    code: str
    name_zh: str
    name_en: str
    people: int = 0
    signed: int = 0

    @property
    def left(self) -> int:
        """How many have something left to sign."""
        return self.people - self.signed


def by_unit(rows: QuerySet[Any]) -> list[UnitRow]:
    """`concerned`, counted by the unit of today's posting, in the order of the tree. Two queries, however many people there are."""
    counted: dict[str, list[int]] = {}
    for path, signed, wanted in rows.order_by().values_list("unit_path", "signed", "wanted"):
        found = counted.setdefault(path or "", [0, 0])
        found[0] += 1
        found[1] += signed >= wanted
    units = {unit.path: unit for unit in OrgUnit.objects.filter(path__in=list(counted))}
    named = [(units.get(path), path, people, signed) for path, (people, signed) in sorted(counted.items())]
    return [
        UnitRow(unit.code if unit else "", unit.name_zh if unit else "", unit.name_en if unit else "", people, signed)
        for unit, _path, people, signed in named
    ]


def narrowed(rows: QuerySet[Any], *, state: str = "", unit: OrgUnit | None = None, words: str = "") -> QuerySet[Any]:
    """`concerned` by state ("signed", "part", "none", "declined"), unit with all below it, name or staff number."""
    conditions: dict[str, Any] = {
        "signed": Q(signed__gte=F("wanted")),
        "part": Q(signed__gt=0, signed__lt=F("wanted")),
        "none": Q(signed=0, wanted__gt=0),
        "declined": Q(declines__gt=0, signed__lt=F("wanted")),
    }
    rows = rows.filter(conditions[state]) if state in conditions else rows
    rows = rows.filter(unit_path__startswith=unit.path) if unit else rows
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(name_latin__icontains=word) | Q(staff_number__icontains=word))
    return rows


def totals(rows: QuerySet[StaffMember]) -> dict[str, int]:
    """How many there are, how many of them have signed everything, a part, nothing, and who wrote that they cannot. One query."""
    whole = Q(signed__gte=F("wanted"))
    counted = rows.order_by().aggregate(
        people=Count("pk"),
        whole=Count("pk", filter=whole),
        nothing=Count("pk", filter=~whole & Q(signed=0)),
        declined=Count("pk", filter=~whole & Q(declines__gt=0)),
    )
    part = counted["people"] - counted["whole"] - counted["nothing"]
    return {"all": counted["people"], "signed": counted["whole"], "part": part, "none": counted["nothing"], "declined": counted["declined"]}


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
