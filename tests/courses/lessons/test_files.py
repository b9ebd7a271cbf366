"""Lesson files: what is accepted, who gets them, ranges."""

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection
from PIL import Image as Picture
from wagtail.images.models import Image

from courses.lessons.api import finish_lesson
from courses.lessons.models import Attachment, AttachmentUse, LessonPage, LessonVersion
from courses.lessons.serving import Span, Unsatisfiable, span_of
from courses.lessons.uploads import MEGABYTE, sniff
from tests.factories import lessons as make
from training_site.lib import clock
from training_site.lib.errors import Refused

SIZE = len(make.PDF)
pytestmark = pytest.mark.usefixtures("private_files")


@pytest.mark.parametrize(
    ("content", "kind", "ending"),
    [
        (make.PDF, "document", "pdf"),
        (make.office("[Content_Types].xml", "word/document.xml"), "document", "docx"),
        (make.office("[Content_Types].xml", "ppt/presentation.xml"), "document", "pptx"),
        (b"\x00\x00\x00\x18ftypisom", "video", "mp4"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio", "m4a"),
        (b"\x1aE\xdf\xa3" + bytes(40), "video", "webm"),
        (b"ID3" + bytes(40), "audio", "mp3"),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\nx", "captions", "vtt"),
    ],
)
def test_sniff_reads_the_kind_from_the_content(content: bytes, kind: str, ending: str) -> None:
    assert sniff(io.BytesIO(content))[:2] == (kind, ending)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html></html>",
        b"MZ\x90",
        make.office("xl/workbook.xml"),
        make.office("word/document.xml", "word/vbaProject.bin"),
        b"PK\x03\x04broken",
        b"WEBVTT\n\xff\xfe",
    ],
)
def test_sniff_refuses_what_lessons_do_not_use(content: bytes) -> None:
    with pytest.raises(Refused):
        sniff(io.BytesIO(content))


@pytest.mark.django_db
def test_upload_above_the_cap_is_refused() -> None:
    with pytest.raises(Refused):
        Attachment(title="x", file=ContentFile(b"WEBVTT\n" + b"x" * (MEGABYTE + 1), name="x.vtt")).save()
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_stored_name_holds_nothing_of_the_uploaders() -> None:
    row = make.attachment()
    assert row.file.name == f"lessons/{row.public_id.hex}.pdf"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-99", Span(0, 99)),
        ("bytes=90-", Span(90, 99)),
        ("bytes=-10", Span(90, 99)),
        ("bytes=-1000", Span(0, 99)),
        ("bytes=50-1000", Span(50, 99)),
        ("bytes=0-1,5-6", None),
        ("bytes=5-4", None),
        ("bytes=-", None),
        ("bytes=0-" + "9" * 5000, None),
        ("bytes=²-", None),
        ("items=0-1", None),
    ],
)
def test_span_of_follows_the_rfc(header: str, expected: Span | None) -> None:
    assert span_of(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=-0"])
def test_span_of_outside_the_file_cannot_be_satisfied(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        span_of(header, 100)


def shown() -> Attachment:
    """A file in a published lesson."""
    make.course("co-1", 1)
    row, page = make.attachment("领取单"), make.lesson_page()
    page.body = [{"type": "attachment", "value": {"title": "表", "file": row.pk, "text": ""}, "id": "b9"}]
    page.save_revision().publish()
    return row


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.django_db
def test_reader_gets_the_whole_file_as_attachment(staff: Any, client_of: Any) -> None:
    row = shown()
    answer = client_of(staff).get(row.get_absolute_url())
    assert (answer.status_code, body(answer) == make.PDF, answer["Content-Type"]) == (200, True, "application/pdf")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "status", "content"),
    [
        ({"Range": "bytes=0-3"}, 206, make.PDF[:4]),
        ({"Range": "bytes=-5"}, 206, make.PDF[-5:]),
        ({"Range": f"bytes={SIZE - 2}-"}, 206, make.PDF[-2:]),
        ({"Range": "bytes=0-3", "If-Range": '"another"'}, 200, make.PDF),
        ({"Range": "bytes=0-3", "If-Range": "Mon, 01 Jan 2001 00:00:00 GMT"}, 200, make.PDF),
        ({"Range": "bytes=0-3", "If-Range": "Fri, 01 Jan 2100 00:00:00 GMT"}, 206, make.PDF[:4]),
        ({"Range": "nonsense"}, 200, make.PDF),
    ],
)
def test_ranges_are_answered(staff: Any, client_of: Any, headers: dict[str, str], status: int, content: bytes) -> None:
    answer = client_of(staff).get(shown().get_absolute_url(), headers=headers)
    assert (answer.status_code, body(answer), int(answer["Content-Length"])) == (status, content, len(content))


@pytest.mark.django_db
def test_range_outside_the_file_is_416(staff: Any, client_of: Any) -> None:
    answer = client_of(staff).get(shown().get_absolute_url(), headers={"Range": f"bytes={SIZE}-"})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{SIZE}")


@pytest.mark.django_db
def test_own_entity_tag_keeps_the_range_and_answers_304(staff: Any, client_of: Any) -> None:
    row = shown()
    client, tag = client_of(staff), f'"{row.sha256}"'
    ranged = client.get(row.get_absolute_url(), headers={"Range": "bytes=1-2", "If-Range": tag})
    unchanged = client.get(row.get_absolute_url(), headers={"If-None-Match": tag})
    assert (ranged.status_code, unchanged.status_code) == (206, 304)


@pytest.mark.django_db
def test_head_answers_without_a_body(staff: Any, client_of: Any) -> None:
    answer = client_of(staff).head(shown().get_absolute_url())
    assert (answer.status_code, int(answer["Content-Length"]), answer.content if not answer.streaming else body(answer)) == (200, SIZE, b"")


@pytest.mark.django_db
def test_file_of_an_unpublished_lesson_is_not_there_for_readers(staff: Any, trainer: Any, client_of: Any) -> None:
    row = shown()
    make.lesson_page().unpublish()
    assert [client_of(who).get(row.get_absolute_url()).status_code for who in (staff, trainer)] == [404, 200]


@pytest.mark.django_db
def test_file_of_a_lesson_that_is_locked_is_not_there_until_it_opens(staff: Any, trainer: Any, client_of: Any) -> None:
    make.course(sequential=True)
    row, page = make.attachment("领取单"), make.lesson_page("co-1-l2")
    page.body = [{"type": "attachment", "value": {"title": "表", "file": row.pk, "text": ""}, "id": "b9"}]
    page.save_revision().publish()
    before = [client_of(who).get(row.get_absolute_url()).status_code for who in (staff, trainer)]
    finish_lesson(staff, make.lesson("co-1-l1"))
    assert (before, client_of(staff).get(row.get_absolute_url()).status_code) == ([404, 200], 200)


@pytest.mark.django_db
def test_nobody_signed_in_gets_nothing_of_a_file(client: Any) -> None:
    answer = client.get(shown().get_absolute_url(), headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer["Location"].startswith("/account/login/"), answer.content) == (302, True, b"")


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-3"}, {"Range": f"bytes={SIZE}-"}, {"If-None-Match": "own"}])
def test_no_cache_keeps_a_file_and_nobody_guesses_its_type(staff: Any, client_of: Any, headers: dict[str, str]) -> None:
    row = shown()
    headers = {name: f'"{row.sha256}"' if value == "own" else value for name, value in headers.items()}
    answer = client_of(staff).get(row.get_absolute_url(), headers=headers)
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store, private", "nosniff")


def with_a_picture() -> tuple[LessonPage, Image]:
    """A page with a picture that nobody has drawn yet."""
    make.course("co-1", 1)
    buffer = io.BytesIO()
    Picture.new("RGB", (40, 30), "green").save(buffer, "PNG")
    image = Image.objects.create(title="柜台", file=ContentFile(buffer.getvalue(), name="p.png"))
    page: LessonPage = make.lesson_page()
    value = {"drawing": "", "image": image.pk, "alt": "柜台", "caption": "", "cites": ""}
    page.body = [{"type": "figure", "value": value, "id": "b9"}]
    return page, image


@pytest.mark.django_db
def test_picture_of_a_version_outlives_the_picture_library(staff: Any, client_of: Any) -> None:
    page, image = with_a_picture()
    page.save_revision().publish()
    image.delete()
    client = client_of(staff)
    kept = Attachment.objects.get(kind="image")
    assert kept.get_absolute_url() in client.get("/courses/co-1/co-1-l1/").content.decode()
    assert client.get(kept.get_absolute_url()).status_code == 200


@pytest.fixture
def depths() -> Any:
    """How many transactions were open around each row that came with a picture: {table: [depth, …]}."""
    outside, seen = len(connection.savepoint_ids), {"wagtailimages_rendition": [], Attachment._meta.db_table: []}

    def look(execute: Any, sql: str, *arguments: Any) -> Any:
        for table, found in seen.items():
            if sql.startswith(f'INSERT INTO "{table}"'):
                found.append(len(connection.savepoint_ids) - outside)
        return execute(sql, *arguments)

    with connection.execute_wrapper(look):
        yield seen


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["revision", "save"])
def test_pictures_are_drawn_and_kept_before_the_transaction_that_publishes(depths: Any, door: str) -> None:
    page, _image = with_a_picture()
    revision = page.save_revision()
    if door == "revision":
        revision.publish()
    else:
        page.live_revision, page.last_published_at = revision, clock.now()
        page.save()
    assert depths[Attachment._meta.db_table] == [0]
    assert depths["wagtailimages_rendition"] in ([], [1])  # Wagtail guards its own row, and remembers pictures in its cache


@pytest.mark.django_db
def test_a_picture_kept_for_a_version_that_did_not_come_is_taken_by_the_next() -> None:
    def fail(execute: Any, sql: str, *arguments: Any) -> Any:
        if sql.startswith(f'INSERT INTO "{LessonVersion._meta.db_table}"'):
            raise DatabaseError("disk full")
        return execute(sql, *arguments)

    revision = with_a_picture()[0].save_revision()
    with connection.execute_wrapper(fail), pytest.raises(DatabaseError):
        revision.publish()
    kept = Attachment.objects.get(kind="image")
    make.lesson_page().get_latest_revision().publish()
    assert list(AttachmentUse.objects.values_list("attachment", flat=True)) == [kept.pk]
