"""What steps point at: titles, addresses and minutes of courses, scenarios, signing sets and exams, and who has done them when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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
    sources = {
        "course": lessons.courses_completed,
        "scenario": scenarios.scenarios_passed,
        "signing": signing.sets_signed,
        "exam": sittings.exams_passed,
    }
    return {(staff, kind, code): at for kind, source in sources.items() for staff, code, at in source(wanted)}


def targets(refs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Target]:
    """(kind, code) → Target, four queries at most; a code nobody knows any more is left out."""
    by_kind: dict[str, set[str]] = {}
    for kind, ref in refs:
        by_kind.setdefault(kind, set()).add(ref)
    found: dict[tuple[str, str], Target] = {}
    for code, title, minutes in lessons.course_cards(by_kind.get("course", set())):
        found["course", code] = Target(title, reverse("lessons:course", kwargs={"course": code}), minutes)
    for row in scenarios.Scenario.objects.filter(code__in=by_kind.get("scenario", set())):
        found["scenario", row.code] = Target(
            {"zh": row.title_zh, "en": row.title_en}, reverse("scenarios:cover", kwargs={"code": row.code}), row.minutes
        )
    for row in signing.SigningSet.objects.filter(code__in=by_kind.get("signing", set())):
        found["signing", row.code] = Target({"zh": row.title_zh, "en": row.title_en}, reverse("signing:set", kwargs={"code": row.code}))
    for row in papers.Exam.objects.filter(code__in=by_kind.get("exam", set())):
        found["exam", row.code] = Target(
            {"zh": row.title_zh, "en": row.title_en}, reverse("sittings:cover", kwargs={"code": row.code}), row.limit_minutes
        )
    return found
