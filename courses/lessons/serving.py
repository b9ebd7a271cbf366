"""Handing out lesson files: to whom, and in ranges, so that films can be sought (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from courses.lessons.models import Attachment, Course, Lesson
from courses.lessons.progress import is_locked
from training_site.people.api import APPROVER, AUDITOR, SIGNED_IN, TRAINER, access, has_role

CHUNK = 64 * 1024
_RANGE = re.compile(r"^bytes=([0-9]{0,18})-([0-9]{0,18})$")  # a number no file reaches is not understood


@dataclass(frozen=True)
class Span:
    """Bytes `first` to `last`, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1


class Unsatisfiable(Exception):
    """A range that lies outside the file."""


def span_of(header: str, size: int) -> Span | None:
    """What a Range header asks of a file of `size` bytes; None for the whole file.

    Several ranges, and what cannot be understood, are answered with the whole file, as the RFC allows. Raises Unsatisfiable.
    """
    match = _RANGE.match(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if first == "":
        wanted = int(last)
        if wanted == 0 or size == 0:
            raise Unsatisfiable
        return Span(max(size - wanted, 0), size - 1)
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return Span(start, end)


def _still_the_same(condition: str, etag: str, modified: float) -> bool:
    """If-Range: an entity tag that is ours, or a date not before the upload."""
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == etag
    date = parse_http_date_safe(condition)
    return date is not None and date >= int(modified)


def may_fetch(user: Any, attachment: Attachment) -> bool:
    """Readers get files of versions that are shown now, in lessons that are open to them; those who write or check lessons get all."""
    if has_role(user, TRAINER, APPROVER, AUDITOR):
        return True
    uses = attachment.uses.all()
    lessons = Lesson.objects.open_to_readers().select_related("course__zh_version", "course__en_version")
    staff = getattr(user, "staff_member", None)
    shown = lessons.filter(_shows(uses.filter(lesson_version__isnull=False).values("lesson_version")))
    if any(not is_locked(staff, lesson) for lesson in shown):
        return True
    return Course.objects.open_to_readers().filter(_shows(uses.filter(course_version__isnull=False).values("course_version"))).exists()


def _shows(versions: Any) -> Q:
    return Q(zh_version__in=versions) | Q(en_version__in=versions)


def _pieces(attachment: Attachment, span: Span) -> Iterator[bytes]:
    with attachment.file.storage.open(str(attachment.file.name), "rb") as file:
        file.seek(span.first)
        left = span.length
        while left > 0:
            piece = file.read(min(CHUNK, left))
            if not piece:
                return
            left -= len(piece)
            yield piece


@access(SIGNED_IN)
@require_safe
def file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """A lesson file, or the range of it that is asked for. Not yours and not there are the same answer."""
    attachment = Attachment.objects.filter(public_id=public_id).first()
    if attachment is None or not may_fetch(request.user, attachment) or not attachment.file.storage.exists(str(attachment.file.name)):
        raise Http404
    etag, modified = f'"{attachment.sha256}"', attachment.uploaded_at.timestamp()
    if etag in [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]:
        response: HttpResponseBase = HttpResponseNotModified()
        response["ETag"] = etag
        return response
    span = None
    if request.headers.get("Range") and _still_the_same(request.headers.get("If-Range", ""), etag, modified):
        try:
            span = span_of(request.headers["Range"], attachment.size)
        except Unsatisfiable:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{attachment.size}", "Accept-Ranges": "bytes"})
    whole = Span(0, attachment.size - 1)
    part = span or whole
    body = _pieces(attachment, part) if request.method != "HEAD" else iter(())
    response = StreamingHttpResponse(body, status=206 if span else 200, content_type=attachment.content_type)
    if span:
        response["Content-Range"] = f"bytes {span.first}-{span.last}/{attachment.size}"
    name = f"{slugify(attachment.title, allow_unicode=True) or 'file'}.{attachment.extension}"
    response["Content-Length"] = str(part.length)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
