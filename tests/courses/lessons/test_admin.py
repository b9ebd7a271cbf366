"""The trainer's side: the list, copy, archive, deletion, what a trainer may do, preview."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from courses.lessons import lifecycle
from courses.lessons.admin_views import courses_for_list
from courses.lessons.models import Attachment, Course, CoursePage, Lesson, LessonPage, LessonVersion
from courses.lessons.reading import finish_lesson
from tests.factories import lessons as make
from tests.factories.rows import FEW, MANY, like
from training_site.lib.errors import Refused

pytestmark = pytest.mark.django_db


def test_list_counts_lessons_readers_and_stale_english(staff: Any) -> None:
    make.course()
    finish_lesson(staff, make.lesson())
    page = make.lesson_page()
    page.title = "新"
    page.save_revision().publish()
    row = courses_for_list("", "").get()
    assert (row.page_title, row.lesson_count, row.live_count, row.readers, row.stale) == ("课程 co-1", 2, 2, 1, 1)


@pytest.mark.parametrize(("state", "codes"), [("live", ["co-1"]), ("draft", ["co-2"]), ("archived", ["co-3"])])
def test_list_filters_by_state(trainer: Any, client_of: Any, state: str, codes: list[str]) -> None:
    make.course("co-1", 1)
    make.course("co-2", 1, live=False)
    lifecycle.archive_course(make.course("co-3", 1), make.writer())
    page = client_of(trainer).get(reverse("lessons_admin:courses"), {"state": state})
    assert [row.code for row, _state, _word in page.context["rows"]] == codes


def test_list_takes_the_same_queries_at_3_and_300_courses(trainer: Any, client_of: Any) -> None:
    client, address = client_of(trainer), reverse("lessons_admin:courses")
    make.course("co-1", 3)
    counts = []
    for more, first in ((2, 0), (297, 2)):
        make.many_courses(more, first=first)
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        counts.append(len(caught))
    assert (counts[0], counts[0] <= 14) == (counts[1], True)


def test_list_leaves_as_a_spreadsheet(trainer: Any, client_of: Any) -> None:
    make.course("co-1", 1)
    answer = client_of(trainer).get(reverse("lessons_admin:courses"), {"export": "csv"})
    assert "co-1" in answer.content.decode("utf-8-sig")


def test_copy_is_a_draft_of_its_own_in_both_languages() -> None:
    course = make.course()
    copied = lifecycle.copy_course(course, make.writer())
    lessons = LessonPage.objects.child_of(copied)
    english = CoursePage.objects.get(translation_key=copied.translation_key, locale__language_code="en")
    assert (copied.live, copied.slug, lessons.count(), list(lessons.values_list("live", flat=True))) == (False, "co-1-copy", 2, [False, False])
    assert set(LessonPage.objects.child_of(english).values_list("translation_key", flat=True)) == set(
        lessons.values_list("translation_key", flat=True)
    )
    assert not LessonVersion.objects.filter(lesson__course__code="co-1-copy").exists()


def test_copy_keeps_the_marks_of_blocks() -> None:
    copied = lifecycle.copy_course(make.course(), make.writer())
    page = LessonPage.objects.child_of(copied).first()
    assert [block.id for block in page.body] == ["h1", "b1", "b2"]


def test_copy_by_button_opens_the_copy(trainer: Any, client_of: Any) -> None:
    make.course()
    answer = client_of(trainer).post(reverse("lessons_admin:copy", args=["co-1"]))
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[make.course_page("co-1-copy").pk])


def test_archive_asks_first(trainer: Any, client_of: Any) -> None:
    make.course()
    client = client_of(trainer)
    client.get(reverse("lessons_admin:archive", args=["co-1"]))
    assert Course.objects.get().archived_at is None
    client.post(reverse("lessons_admin:archive", args=["co-1"]))
    assert Course.objects.get().archived_at is not None
    client.post(reverse("lessons_admin:restore", args=["co-1"]))
    assert Course.objects.get().archived_at is None


def test_archive_twice_is_refused() -> None:
    course = make.course()
    lifecycle.archive_course(course, make.writer())
    with pytest.raises(Refused):
        lifecycle.archive_course(course, make.writer())


@pytest.mark.parametrize("which", ["lesson", "course"])
def test_delete_of_what_was_published_is_refused_with_a_sentence(trainer: Any, client_of: Any, which: str) -> None:
    make.course()
    page: Page = make.lesson_page() if which == "lesson" else make.course_page()
    answer = client_of(trainer).post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert Page.objects.filter(pk=page.pk).exists()


def test_bulk_delete_of_what_was_published_is_refused_with_a_sentence(trainer: Any, client_of: Any) -> None:
    make.course()
    page = make.lesson_page()
    page.unpublish()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={page.pk}"
    answer = client_of(trainer).post(address, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert Page.objects.filter(pk=page.pk).exists()


def test_delete_of_a_draft_takes_its_identity_along() -> None:
    make.course("co-1", 1, live=False)
    for page in LessonPage.objects.all():
        page.delete()
    assert not Lesson.objects.exists()


def test_moved_lessons_change_their_order() -> None:
    make.course()
    make.lesson_page("co-1-l2").move(make.lesson_page("co-1-l1"), "left")
    assert list(Lesson.objects.order_by("order").values_list("code", flat=True)) == ["co-1-l2", "co-1-l1"]


@pytest.mark.parametrize("who", ["trainer", "approver"])
def test_trainers_may_write_publish_and_lock(who: str, request: Any) -> None:
    make.course()
    rights = make.lesson_page().permissions_for_user(request.getfixturevalue(who).login)
    assert (rights.can_edit(), rights.can_publish(), rights.can_lock()) == (True, True, True)


def test_hr_may_not_write_lessons(hr: Any) -> None:
    make.course()
    assert make.lesson_page().permissions_for_user(hr.login).can_edit() is False


def test_preview_shows_the_draft_and_what_stands_in_the_way(trainer: Any, client_of: Any) -> None:
    make.course()
    page = make.lesson_page()
    page.body = [{"type": "text", "value": {"text": "草稿见[[N-9.9-99]]。", "cites": ""}, "id": "b1"}]
    page.save_revision(clean=False)
    answer = client_of(trainer).get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert (answer.status_code, "草稿见" in answer.content.decode(), len(answer.context["problems"])) == (200, True, 1)


def test_chooser_is_for_writers_only(trainer: Any, hr: Any, client_of: Any) -> None:
    address = reverse("lesson_file_chooser:choose")
    answers = [client_of(who).get(address, headers={"X-Requested-With": "XMLHttpRequest"}).status_code for who in (trainer, hr)]
    assert answers == [200, 403]


def test_chooser_takes_the_same_queries_at_3_and_300_files(trainer: Any, client_of: Any, private_files: None) -> None:
    client, address = client_of(trainer), reverse("lesson_file_chooser:choose_results")
    sample, counts = make.attachment(), []
    for more in (FEW - 1, MANY - FEW):
        Attachment.objects.bulk_create(like(sample, public_id=uuid4(), title=f"表 {number}", uploaded_by=trainer.login) for number in range(more))
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            found = client.get(address).context["results"]
        counts.append(len(caught))
    assert (found.paginator.count, counts[0]) == (MANY, counts[1])


def test_chooser_says_the_limits_before_an_upload(trainer: Any, client_of: Any) -> None:
    answer = client_of(trainer).get(reverse("lesson_file_chooser:choose"), headers={"X-Requested-With": "XMLHttpRequest"})
    assert [limit in answer.json()["html"] for limit in ("50 MB", "500 MB", "100 MB", "1 MB")] == [True] * 4


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", make.office("word/document.xml"), "内容却是 DOCX"),
        ("a.docx", make.PDF, "内容却是 PDF"),
        ("a.pptx", make.office("word/document.xml"), "内容却是 DOCX"),
        ("a.mp4", make.wav(1), "内容却是 WAV"),
        ("a.exe", make.PDF, "内容却是 PDF"),
        ("a.pdf", b"<html><script>alert(1)</script></html>", "不是 PDF"),
        ("a.docx", make.office("word/document.xml", "word/vbaProject.bin"), "宏"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(40), "“插图”"),
    ],
)
def test_chooser_refuses_content_that_its_name_denies_with_a_sentence(
    trainer: Any, client_of: Any, private_files: None, name: str, content: bytes, said: str
) -> None:
    upload = {"title": "坏", "file": SimpleUploadedFile(name, content)}
    answer = client_of(trainer).post(reverse("lesson_file_chooser:create"), upload).json()
    assert (answer["step"], said in answer["htmlFragment"], Attachment.objects.count()) == ("reshow_creation_form", True, 0)


@pytest.mark.parametrize(
    ("name", "content", "extension"),
    [("表.PDF", make.PDF, "pdf"), ("a.docx", make.office("word/document.xml"), "docx"), ("a.pptx", make.office("ppt/presentation.xml"), "pptx")],
)
def test_chooser_takes_each_kind_of_document(trainer: Any, client_of: Any, private_files: None, name: str, content: bytes, extension: str) -> None:
    client_of(trainer).post(reverse("lesson_file_chooser:create"), {"title": "好", "file": SimpleUploadedFile(name, content)})
    assert Attachment.objects.get().extension == extension


def test_chooser_uploads_a_file(trainer: Any, client_of: Any, settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path, "base_url": None}},
    }
    client = client_of(trainer)
    good = client.post(reverse("lesson_file_chooser:create"), {"title": "领取单", "file": SimpleUploadedFile("a.pdf", make.PDF)})
    bad = client.post(reverse("lesson_file_chooser:create"), {"title": "坏", "file": SimpleUploadedFile("a.pdf", b"<svg/>")})
    assert (good.json()["step"], bad.json()["step"]) == ("chosen", "reshow_creation_form")
    assert Attachment.objects.get().uploaded_by == trainer.login
