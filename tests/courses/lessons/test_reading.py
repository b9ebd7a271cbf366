"""Opening, getting on, finishing; what people have read is kept."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from courses.lessons import lifecycle
from courses.lessons.api import (
    CourseCompletion,
    LessonReading,
    QuickAnswer,
    answer_quick_check,
    completions,
    course_progress,
    courses_progress,
    finish_lesson,
    mark_progress,
    open_lesson,
    record_reading,
)
from courses.lessons.models import Course, LessonVersion
from courses.lessons.reading import StillOpen
from tests.factories import lessons as make
from training_site.ledger import waking
from training_site.lib.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch: Any) -> list[tuple[int, str]]:
    """What is woken, once transactions have committed."""
    events: list[tuple[int, str]] = []
    monkeypatch.setattr(waking, "_listeners", [lambda staff_ids, event: events.extend((one, event) for one in staff_ids)])
    return events


def states(staff: Any, code: str = "co-1") -> list[str]:
    return [line.state for line in course_progress(staff, code).lines]


def test_open_lesson_begins_it_once(staff: Any) -> None:
    make.course()
    first, second = open_lesson(staff, make.lesson()), open_lesson(staff, make.lesson())
    assert (first.pk, states(staff)) == (second.pk, ["begun", "new"])


def test_open_lesson_follows_a_new_version_until_it_is_read(staff: Any) -> None:
    make.course()
    open_lesson(staff, make.lesson())
    page = make.lesson_page()
    page.title = "新题目"
    page.save_revision().publish()
    assert open_lesson(staff, make.lesson()).version.number == 2
    finish_lesson(staff, make.lesson())
    page.title = "更新的题目"
    page.save_revision().publish()
    assert open_lesson(staff, make.lesson()).version.number == 2


def test_progress_never_goes_back(staff: Any) -> None:
    make.course()
    mark_progress(staff, make.lesson(), "b1")
    assert mark_progress(staff, make.lesson(), "h1").furthest == "b1"


def test_progress_to_the_end_finishes_a_lesson_without_quick_checks(staff: Any) -> None:
    make.course()
    assert mark_progress(staff, make.lesson(), "b2").read_at is not None


def test_progress_refuses_a_block_that_is_not_there(staff: Any) -> None:
    make.course()
    with pytest.raises(Refused):
        mark_progress(staff, make.lesson(), "nowhere")


def test_finish_waits_for_the_quick_check(staff: Any) -> None:
    make.practice_question()
    make.course("co-1", [make.lesson_file("co-1-l1", [make.text_block(), make.check_block("b7", "q-3001")])])
    mark_progress(staff, make.lesson(), "b7")
    with pytest.raises(StillOpen) as refused:
        finish_lesson(staff, make.lesson())
    assert refused.value.anchors == ["b7"]
    answer_quick_check(staff, make.lesson(), "b7", {"option": "b"})
    assert states(staff) == ["read"]


def test_quick_check_is_marked_and_every_try_is_kept(staff: Any) -> None:
    make.practice_question()
    make.course("co-1", [make.lesson_file("co-1-l1", [make.check_block("b7", "q-3001")])])
    for option in "ba":
        answer_quick_check(staff, make.lesson(), "b7", {"option": option})
    assert [float(share) for share in QuickAnswer.objects.order_by("pk").values_list("share", flat=True)] == [0.0, 1.0]


def test_quick_check_refuses_no_answer(staff: Any) -> None:
    make.practice_question()
    make.course("co-1", [make.lesson_file("co-1-l1", [make.check_block("b7", "q-3001")])])
    with pytest.raises(Refused):
        answer_quick_check(staff, make.lesson(), "b7", None)
    assert not QuickAnswer.objects.exists()


def test_answers_cannot_be_changed(staff: Any) -> None:
    make.practice_question()
    make.course("co-1", [make.lesson_file("co-1-l1", [make.check_block("b7", "q-3001")])])
    answer_quick_check(staff, make.lesson(), "b7", {"option": "b"})
    with pytest.raises(DatabaseError), transaction.atomic():
        QuickAnswer.objects.update(share=1)


def test_versions_cannot_be_changed() -> None:
    make.course()
    with pytest.raises(DatabaseError), transaction.atomic():
        LessonVersion.objects.update(title="anders")


def test_reading_exists_once_for_a_person_and_lesson(staff: Any) -> None:
    make.course()
    reading = open_lesson(staff, make.lesson())
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonReading.objects.create(staff=staff, lesson=reading.lesson, version=reading.version)


def test_sequential_course_opens_one_lesson_after_the_other(staff: Any) -> None:
    make.course(sequential=True)
    assert states(staff) == ["new", "locked"]
    with pytest.raises(Refused):
        open_lesson(staff, make.lesson("co-1-l2"))
    finish_lesson(staff, make.lesson())
    assert states(staff) == ["read", "new"]


def test_last_lesson_completes_the_course_and_wakes_once(staff: Any, heard: Any, django_capture_on_commit_callbacks: Any) -> None:
    make.course()
    with django_capture_on_commit_callbacks(execute=True):
        finish_lesson(staff, make.lesson("co-1-l1"))
        finish_lesson(staff, make.lesson("co-1-l2"))
        finish_lesson(staff, make.lesson("co-1-l2"))
    assert heard == [(staff.pk, "lesson.read"), (staff.pk, "lesson.read"), (staff.pk, "course.completed")]
    assert list(completions([staff.pk], ["co-1"])) == [(staff.pk, "co-1")]


def test_lesson_added_later_does_not_take_a_completion_back(staff: Any) -> None:
    make.course()
    for code in ("co-1-l1", "co-1-l2"):
        finish_lesson(staff, make.lesson(code))
    make.course("co-1", 3)
    progress = course_progress(staff, "co-1")
    assert (progress.complete, progress.read, progress.total) == (True, 2, 3)


def test_record_reading_keeps_the_earlier_date_and_completes(staff: Any) -> None:
    make.course()
    early, late = datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 4, 1, 9, tzinfo=UTC)
    record_reading(staff, make.lesson("co-1-l1"), late)
    record_reading(staff, make.lesson("co-1-l1"), early)
    record_reading(staff, make.lesson("co-1-l2"), late)
    assert LessonReading.objects.get(lesson__code="co-1-l1").read_at == early
    assert CourseCompletion.objects.get().completed_at == late


def test_archived_course_keeps_what_was_read(staff: Any) -> None:
    course = make.course()
    finish_lesson(staff, make.lesson())
    lifecycle.archive_course(course, make.writer())
    assert list(Course.objects.open_to_readers()) == []
    lifecycle.restore_course(course, make.writer())
    assert states(staff) == ["read", "new"]


@pytest.mark.parametrize("courses", [3, 300])
def test_progress_of_many_courses_takes_three_queries(staff: Any, courses: int, django_assert_num_queries: Any) -> None:
    make.many_courses(courses)
    rows = list(Course.objects.select_related("zh_version", "en_version"))
    with django_assert_num_queries(3):
        found = courses_progress(staff, rows)
    assert len(found) == courses
