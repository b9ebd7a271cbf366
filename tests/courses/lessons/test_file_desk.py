"""The trainer's list of lesson files."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.lessons import attachments
from courses.lessons.api import LessonPage
from courses.lessons.models import Attachment
from tests.factories import lessons as make
from training_site.ledger.models import AuditEvent
from training_site.lib.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]


@pytest.fixture
def client(trainer: Any, client_of: Any) -> Client:
    """A trainer's browser."""
    browser: Client = client_of(trainer)
    return browser


def put_into_draft(row: Attachment) -> LessonPage:
    """A lesson whose draft has the file, and whose published version has not."""
    if not LessonPage.objects.exists():
        make.course("co-1", 1)
    page = make.lesson_page()
    page.body = [{"type": "attachment", "value": {"title": "表", "file": row.pk, "text": ""}, "id": "b9"}]
    page.save_revision()
    return page


def published(row: Attachment) -> Attachment:
    """The file in a published lesson."""
    put_into_draft(row).latest_revision.publish()
    return row


def names(client: Client, query: str = "") -> list[str]:
    """Titles in the list."""
    return [row.title for row in client.get(reverse("lesson_files:index") + query).context["object_list"]]


def statements(client: Client) -> int:
    """How many the second look at the list takes."""
    client.get(reverse("lesson_files:index"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("lesson_files:index"))
    return len(asked)


def test_list_finds_by_title_kind_and_use(client: Client) -> None:
    published(make.attachment("领取单"))
    make.attachment("Ansage", make.wav(1))
    make.attachment("Übergabe")
    assert names(client, "?q=领取") == ["领取单"]
    assert names(client, "?kind=audio") == ["Ansage"]
    assert (names(client, "?shown=yes"), names(client, "?shown=no")) == (["领取单"], ["Übergabe", "Ansage"])


def test_list_takes_the_same_statements_at_3_and_300_files(client: Client) -> None:
    published(make.attachment())
    make.attachment()
    make.attachment()
    few = statements(client)
    row = Attachment.objects.first()
    assert row is not None
    Attachment.objects.bulk_create(
        Attachment(title=f"n{number}", file=row.file.name, kind="document", extension="pdf", content_type="application/pdf", size=1, sha256="0")
        for number in range(297)
    )
    assert statements(client) == few


def test_list_leaves_as_a_spreadsheet(client: Client) -> None:
    published(make.attachment("领取单"))
    answer = client.get(reverse("lesson_files:index") + "?export=csv")
    assert "领取单,文档,PDF,10255,1" in answer.content.decode("utf-8-sig")


def test_upload_keeps_who_it_was(client: Client, trainer: Any) -> None:
    client.post(reverse("lesson_files:add"), {"title": "领取单", "file": SimpleUploadedFile("a.pdf", make.PDF)})
    row = Attachment.objects.get()
    assert (row.title, row.extension, row.uploaded_by) == ("领取单", "pdf", trainer.login)


def test_file_page_names_the_lessons_and_drafts_that_have_it(client: Client) -> None:
    row = published(make.attachment())
    answer = client.get(reverse("lesson_files:inspect", args=[row.pk]))
    place = reverse("lessons:lesson", args=["co-1", "co-1-l1"])
    assert [place.url for place in answer.context["places"]] == [place]
    assert [page.draft_title for page in answer.context["drafts"]] == [make.lesson_page().draft_title]
    assert (place in answer.content.decode(), row.get_absolute_url() in answer.content.decode()) == (True, True)


def test_another_title_leaves_the_content_and_is_written_down(client: Client) -> None:
    row = make.attachment("旧名")
    sent = {"title": "新名", "file": SimpleUploadedFile("a.pdf", make.PDF + b"other")}
    client.post(reverse("lesson_files:edit", args=[row.pk]), sent)
    now = Attachment.objects.get()
    assert (now.title, now.sha256, now.file.name) == ("新名", row.sha256, row.file.name)
    facts = AuditEvent.objects.get(deed="lesson.file_renamed").facts
    assert (facts["before"], facts["after"]) == ("旧名", "新名")


def test_a_file_in_no_lesson_goes_with_its_bytes(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    row = make.attachment()
    path = Path(row.file.path)
    asked = client.get(reverse("lesson_files:delete", args=[row.pk]))
    assert (asked.status_code, Attachment.objects.count(), path.exists()) == (200, 1, True)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("lesson_files:delete", args=[row.pk]))
    assert (Attachment.objects.count(), path.exists(), AuditEvent.objects.filter(deed="lesson.file_deleted").count()) == (0, False, 1)


@pytest.mark.parametrize(("use", "said"), [(published, "发布过"), (put_into_draft, "的草稿用到")])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_file_that_a_lesson_has_stays_and_the_reason_is_said(client: Client, use: Any, said: str, method: str) -> None:
    row = make.attachment()
    use(row)
    answer = getattr(client, method)(reverse("lesson_files:delete", args=[row.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("lesson_files:inspect", args=[row.pk])
    assert (said in answer.content.decode(), Attachment.objects.count(), Path(row.file.path).exists()) == (True, 1, True)


def test_delete_refuses_what_a_draft_took_in_meanwhile(trainer: Any) -> None:
    row = make.attachment()
    put_into_draft(row)
    with pytest.raises(Refused):
        attachments.delete(row, trainer.login)
