"""What trainers do with a lesson file once it is there: see where it is shown, give it another title, take it away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Revision

from courses.lessons.blocks import LessonBody
from courses.lessons.blocks.media import AttachmentChooserBlock
from courses.lessons.identities import to_readers
from courses.lessons.models import Attachment, Lesson, LessonPage
from training_site.ledger.api import record
from training_site.lib.errors import Refused


@dataclass(frozen=True)
class Place:
    """A lesson that shows a file: its title, its course's, and where to look at it."""

    title: str
    course: str
    url: str


def shown_in(attachment: Attachment) -> list[Place]:
    """The lessons of which a published version has the file; a newer version may do without it."""
    versions = ["zh_version", "en_version", "course__zh_version", "course__en_version"]
    lessons = Lesson.objects.filter(versions__files__attachment=attachment).select_related(*versions).distinct()
    return [
        Place(to_readers(lesson).title, to_readers(lesson.course).title, reverse("lessons:lesson", args=[lesson.course.code, lesson.code]))
        for lesson in lessons.defer("zh_version__body", "en_version__body").order_by("course__order", "order", "pk")
    ]


def drafts_with(attachment: Attachment) -> list[LessonPage]:
    """The lessons whose latest draft has the file, published or not."""
    latest = Revision.objects.filter(pk__in=LessonPage.objects.values("latest_revision"))
    found = [int(revision.object_id) for revision in latest.iterator() if attachment.pk in _files_of(revision.content.get("body"))]
    return list(LessonPage.objects.filter(pk__in=found).order_by("path"))


def _files_of(body: Any) -> Iterator[int]:
    """The ids of the files in a draft's content as a revision keeps it: a list of blocks, written as JSON."""
    known = LessonBody().child_blocks
    for block in json.loads(body or "[]"):
        fields = getattr(known.get(block["type"]), "child_blocks", {})
        chosen = (block["value"].get(name) for name, field in fields.items() if isinstance(field, AttachmentChooserBlock))
        yield from (number for number in chosen if number is not None)


def rename(attachment: Attachment, title: str, by: Any) -> None:
    """Another title in lists, choosers and downloads; what published versions wrote down stays."""
    before = Attachment.objects.get(pk=attachment.pk).title
    if title == before:
        return
    with transaction.atomic():
        attachment.title = title
        attachment.save(update_fields=["title"])
        record("lesson.file_renamed", attachment, by, before=before, after=title)


def why_not_delete(attachment: Attachment) -> str:
    """A sentence when a lesson would lose the file, else ""."""
    if attachment.uses.exists():
        return _(
            "A published version of a lesson shows this file, and what was published once stays readable. Take it out of the lesson’s draft instead."
        )
    drafts = drafts_with(attachment)
    if drafts:
        return _("The draft of “%(title)s” shows this file. Take it out of the draft first.") % {"title": drafts[0].draft_title}
    return ""


def delete(attachment: Attachment, by: Any) -> None:
    """Row and bytes of a file that no lesson shows. Raises Refused where one does."""
    with transaction.atomic():
        if sentence := why_not_delete(attachment):
            raise Refused(sentence)
        record("lesson.file_deleted", attachment, by, title=attachment.title, sha256=attachment.sha256)
        storage, name = attachment.file.storage, str(attachment.file.name)
        attachment.delete()
        transaction.on_commit(lambda: storage.delete(name))
