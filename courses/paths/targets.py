"""What steps point at: titles, addresses and minutes of courses, scenarios, signing sets and exams, and who has done them when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Sum
from django.urls import reverse

from courses.lessons import api as lessons
from etiquette.scenarios import api as scenarios
from etiquette.signing import api as signing
from exams.papers import api as papers
from exams.sittings import api as sittings

Fact = tuple[int, str, str]


@dataclass(frozen=True)
class Target:
    """What a step shows: both titles, where it leads, how long it takes (minutes, None where unknown)."""

    title: dict[str, str]
    url: str
    minutes: int | None = None


def facts(staff_ids: Iterable[int]) -> dict[Fact, datetime]:
    """(staff id, kind, code) → when it was first done, for everything the rooms below know of these people."""
    wanted = set(staff_ids)
    sources = {"course": _courses_completed, "scenario": scenarios.scenarios_passed, "signing": signing.sets_signed, "exam": _exams_passed}
    return {(staff, kind, code): at for kind, source in sources.items() for staff, code, at in source(wanted)}


def _courses_completed(staff_ids: set[int]) -> Iterable[tuple[int, str, datetime]]:
    return [(staff, code, at) for (staff, code), at in lessons.completions(staff_ids).items()]


def _exams_passed(staff_ids: set[int]) -> Iterable[tuple[int, str, datetime]]:
    """The first passing result of each person in each exam."""
    rows = sittings.current_results().filter(passed=True, attempt__staff__in=staff_ids)
    return rows.order_by().values_list("attempt__staff", "attempt__exam__code").annotate(Min("attempt__submitted_at"))


def targets(refs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Target]:
    """(kind, code) → Target, four queries at most; a code nobody knows any more is left out."""
    by_kind: dict[str, set[str]] = {}
    for kind, ref in refs:
        by_kind.setdefault(kind, set()).add(ref)
    found: dict[tuple[str, str], Target] = {}
    courses = lessons.Course.objects.filter(code__in=by_kind.get("course", set()), zh_version__isnull=False)
    for course in courses.select_related("zh_version", "en_version").annotate(minutes=Sum("lessons__zh_version__minutes")):
        title = {"zh": course.zh_version.title, "en": course.en_version.title if course.en_version else ""}
        found["course", course.code] = Target(title, reverse("lessons:course", kwargs={"course": course.code}), course.minutes)
    for scenario in scenarios.Scenario.objects.filter(code__in=by_kind.get("scenario", set())):
        found["scenario", scenario.code] = Target(_title(scenario), reverse("scenarios:cover", kwargs={"code": scenario.code}), scenario.minutes)
    for signing_set in signing.SigningSet.objects.filter(code__in=by_kind.get("signing", set())):
        found["signing", signing_set.code] = Target(_title(signing_set), reverse("signing:set", kwargs={"code": signing_set.code}))
    for exam in papers.Exam.objects.filter(code__in=by_kind.get("exam", set())):
        found["exam", exam.code] = Target(_title(exam), exam.get_absolute_url(), exam.limit_minutes)
    return found


def _title(row: object) -> dict[str, str]:
    return {"zh": getattr(row, "title_zh", ""), "en": getattr(row, "title_en", "")}
