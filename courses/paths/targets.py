"""What steps point at: titles, addresses and minutes of courses, scenarios, signing sets and exams, and who has done them when."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse

from courses.lessons import api as lessons
from etiquette.scenarios import api as scenarios
from etiquette.signing import api as signing
from exams.papers import api as papers
from exams.sittings import api as sittings
from training_site.lib import bilingual

Fact = tuple[int, str, str]


@dataclass(frozen=True)
class Target:
    """What a step shows: both titles, where it leads, how long it takes (minutes, None where unknown).

    `state`: "" where it is offered to learners, "draft" (not published yet, or withdrawn) or "archived".
    """

    title: dict[str, str]
    url: str
    minutes: int | None = None
    state: str = ""


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


def targets(refs: Iterable[tuple[str, str]] | None = None) -> dict[tuple[str, str], Target]:
    """(kind, code) → Target, one query for each kind; of everything there is, or of `refs`. A code nobody knows is left out."""
    wanted = None if refs is None else set(refs)
    found: dict[tuple[str, str], Target] = {}
    for kind, source in SOURCES.items():
        codes = None if wanted is None else {ref for of, ref in wanted if of == kind}
        if codes is None or codes:
            found |= {(kind, code): target for code, target in source(codes)}
    return found


def shown_title(known: Mapping[tuple[str, str], Target], kind: str, ref: str) -> str:
    """The title in the reader's language; the code where what it points at is gone."""
    target = known.get((kind, ref))
    return bilingual.pick(target.title) if target else ref


def _of(rows: QuerySet[Any], codes: set[str] | None) -> QuerySet[Any]:
    return rows if codes is None else rows.filter(code__in=codes)


def _state(archived: bool, offered: bool) -> str:
    return "archived" if archived else "" if offered else "draft"


def _courses(codes: set[str] | None) -> Iterator[tuple[str, Target]]:
    rows = _of(lessons.Course.objects.all(), codes).select_related("zh_version", "en_version")
    drafts = lessons.CoursePage.objects.filter(locale__language_code="zh-hans", translation_key=OuterRef("translation_key"))
    for course in rows.annotate(minutes=Sum("lessons__zh_version__minutes"), draft_title=Subquery(drafts.values("title")[:1])):
        title = {"zh": course.zh_version.title if course.zh_version else course.draft_title or course.code}
        title["en"] = course.en_version.title if course.en_version else ""
        state = _state(course.archived_at is not None, course.zh_version is not None)
        yield course.code, Target(title, reverse("lessons:course", kwargs={"course": course.code}), course.minutes, state)


def _scenarios(codes: set[str] | None) -> Iterator[tuple[str, Target]]:
    for row in _of(scenarios.Scenario.objects.all(), codes):
        state = _state(row.state == "archived", row.state == "published")
        yield row.code, Target(bilingual.both_of(row, "title"), reverse("scenarios:cover", kwargs={"code": row.code}), row.minutes, state)


def _signing_sets(codes: set[str] | None) -> Iterator[tuple[str, Target]]:
    for row in _of(signing.SigningSet.objects.all(), codes):
        yield row.code, Target(bilingual.both_of(row, "title"), reverse("signing:set", kwargs={"code": row.code}), None, _state(False, row.published))


def _exams(codes: set[str] | None) -> Iterator[tuple[str, Target]]:
    for row in _of(papers.Exam.objects.all(), codes):
        state = _state(row.archived_at is not None, row.current_version_id is not None)
        yield row.code, Target(bilingual.both_of(row, "title"), row.get_absolute_url(), row.limit_minutes, state)


SOURCES: dict[str, Callable[[set[str] | None], Iterator[tuple[str, Target]]]] = {
    "course": _courses, "scenario": _scenarios, "signing": _signing_sets, "exam": _exams,
}  # fmt: skip
