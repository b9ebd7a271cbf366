"""Content files to pages: in both languages, again and again."""

from typing import Any

import pytest
from wagtail.models import Revision

from courses.lessons.api import import_course
from courses.lessons.models import Attachment, Course, CoursePage, CourseVersion, Lesson, LessonPage, LessonVersion
from tests.factories import lessons as make
from training_site.lib.errors import Refused

pytestmark = pytest.mark.django_db


def load(mapping: dict[str, Any], lessons: list[dict[str, Any]]) -> Any:
    return import_course(mapping, lessons, make.writer())


def counts() -> tuple[int, int, int]:
    return Revision.objects.count(), LessonVersion.objects.count(), CourseVersion.objects.count()


def test_import_makes_pages_in_both_languages_with_one_identity() -> None:
    make.course()
    assert (CoursePage.objects.count(), LessonPage.objects.count(), Course.objects.count(), Lesson.objects.count()) == (2, 4, 1, 2)


def test_import_again_changes_nothing() -> None:
    make.course()
    before = counts()
    outcome = load(make.course_file(), [make.lesson_file("co-1-l1"), make.lesson_file("co-1-l2")])
    assert (counts(), outcome.created, outcome.changed, outcome.unchanged) == (before, 0, 0, 6)


def test_import_publishes_what_has_changed_and_only_that() -> None:
    make.course()
    revisions, versions, _courses = counts()
    load(make.course_file(), [make.lesson_file("co-1-l1", minutes=9), make.lesson_file("co-1-l2")])
    assert counts()[:2] == (revisions + 2, versions + 2)


def test_import_of_an_outline_makes_drafts() -> None:
    outline = [make.pair("第一课", "One"), make.pair("第二课", "Two")]
    load({**make.course_file("co-9", []), "live": False, "outline": outline}, [])
    assert list(LessonPage.objects.values_list("live", flat=True)) == [False] * 4
    assert (Course.objects.get().zh_version, list(Lesson.objects.values_list("code", flat=True))) == (None, ["co-9-l1", "co-9-l2"])


def test_import_leaves_out_a_language_that_is_not_ready() -> None:
    load(make.course_file("co-1", ["co-1-l1"]), [make.lesson_file("co-1-l1", title={"zh": "只有中文"})])
    assert make.lesson().en_version is None


def test_import_puts_lessons_into_the_order_of_the_file() -> None:
    make.course()
    load(make.course_file("co-1", ["co-1-l2", "co-1-l1"]), [make.lesson_file("co-1-l1"), make.lesson_file("co-1-l2")])
    assert list(Lesson.objects.order_by("order").values_list("code", flat=True)) == ["co-1-l2", "co-1-l1"]


def test_import_refuses_an_unknown_type_and_leaves_nothing() -> None:
    with pytest.raises(Refused):
        load(make.course_file("co-1", ["co-1-l1"]), [make.lesson_file("co-1-l1", [{"id": "b1", "type": "hologram"}])])
    assert not Course.objects.exists()


def test_import_refuses_a_lesson_that_is_missing() -> None:
    with pytest.raises(Refused):
        load(make.course_file(), [])


def test_import_of_an_unknown_norm_leaves_nothing() -> None:
    with pytest.raises(Refused):
        load(make.course_file("co-1", ["co-1-l1"]), [make.lesson_file("co-1-l1", [make.text_block("b1", "见[[N-9.9-99]]", "x")])])
    assert not Course.objects.exists()


def media_lesson() -> dict[str, Any]:
    """A lesson with a recording for both languages and a document for each."""
    sound = {"id": "b1", "type": "audio", "title": make.pair("铃声", "Rings"), "file": "ten.wav", "transcript": make.pair("响", "Ringing")}
    paper = {"id": "b2", "type": "attachment", "title": make.pair("表", "Form"), "file": {"zh": "zh.pdf", "en": "en.pdf"}}
    return make.lesson_file("co-1-l1", [sound, paper], finish={"watch": 80})


@pytest.fixture
def media(tmp_path: Any, private_files: None) -> Any:
    """The folder of its files."""
    for name, content in {"ten.wav": make.wav(10), "zh.pdf": make.PDF + b"zh", "en.pdf": make.PDF + b"en"}.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_import_takes_files_in_once_under_the_titles_of_their_language(media: Any) -> None:
    for _time in range(2):
        import_course(make.course_file("co-1", ["co-1-l1"]), [media_lesson()], make.writer(), media)
    rows = Attachment.objects.order_by("pk").values_list("title", "extension", "duration_ms")
    assert (list(rows), make.lesson().zh_version.number) == ([("铃声", "wav", 10000), ("表", "pdf", None), ("Form", "pdf", None)], 1)


def test_import_of_a_file_that_is_not_there_leaves_nothing(media: Any) -> None:
    (media / "en.pdf").unlink()
    with pytest.raises(Refused):
        import_course(make.course_file("co-1", ["co-1-l1"]), [media_lesson()], make.writer(), media)
    assert not Course.objects.exists()


def test_import_reads_no_file_outside_its_folder(media: Any) -> None:
    inside = media / "inside"
    inside.mkdir()
    lesson = media_lesson()
    lesson["blocks"][0]["file"] = "../ten.wav"
    with pytest.raises(Refused):
        import_course(make.course_file("co-1", ["co-1-l1"]), [lesson], make.writer(), inside)
